from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from drafted_tables import Read, read_as_drafted, write_table

ReadTable = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> ReadTable:
    """Draft the mapping of a table of the columns given (lists that repeat themselves), and read it with the draft.

    A column ``id`` is put in front unless ``ids`` says otherwise.
    """

    def read(
        columns: Mapping[str, Sequence[object]], rows: int = 24, lang: Any = "en", ids: bool = True, **options: Any
    ) -> Read:
        given = {"id": [f"c{number}" for number in range(rows)]} if ids else {}
        return read_as_drafted(write_table(tmp_path / "t.csv", {**given, **columns}, rows, **options), lang)

    return read
