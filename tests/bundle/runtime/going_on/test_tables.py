"""The tables that ship with the runtime are read to the letter."""

import pytest

from hoofbeat.bundle.runtime.going_on.tables import rows_of
from hoofbeat.domain.errors import BundleFormatError


def test_rows_come_without_comments_and_header() -> None:
    rows = list(rows_of("finding_costs", ("id", "name", "cost", "reason")))
    assert len(rows) > 800
    assert all(cells[0].startswith("HP:") and cells[2] in ("ask", "examine", "test") for cells in rows)


def test_another_header_is_refused() -> None:
    with pytest.raises(BundleFormatError, match=r"finding_costs\.tsv is damaged → reinstall"):
        list(rows_of("finding_costs", ("id", "cost")))
