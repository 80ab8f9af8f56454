"""Tables of tab-separated values, as the scripts that derive them from public sources write them."""

import lzma
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from hoofbeat.domain.errors import HoofbeatError


def table(source: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The text of a table: where it comes from, the names of its columns, its rows."""
    return "\n".join([f"# {source}", "\t".join(columns), *("\t".join(row) for row in rows)]) + "\n"


def write(
    build: Callable[[], tuple[dict[str, str], list[str]]],
    folder: Path,
    elsewhere: Mapping[str, Path] = MappingProxyType({}),
) -> int:
    """Write tables and print their summary.

    Args:
        build: makes the text of each table, by file name (``.xz``: packed), and the lines of the summary.
        folder: where the tables go.
        elsewhere: the folders of those that go to another one, by file name.

    Returns:
        The exit code: 1 where a source is missing, which then stands on standard error.
    """
    try:
        tables, summary = build()
    except HoofbeatError as error:
        print(error, file=sys.stderr)
        return 1
    for name, text in tables.items():
        content = text.encode()
        packed = lzma.compress(content, preset=9 | lzma.PRESET_EXTREME) if name.endswith(".xz") else content
        (elsewhere.get(name, folder) / name).write_bytes(packed)
    print("\n".join(summary))
    return 0
