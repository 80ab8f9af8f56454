"""Reading the tables that ship with a package (``data/*.tsv``): ``#`` lines, a header row, then rows.

Large ones that a script makes and nobody edits lie packed (``.tsv.xz``; ``xzcat`` shows them). A wheel holds
all of them so: ``src/pack_tables.py`` packs them as it is built.
"""

import lzma
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from hoofbeat.domain.errors import HoofbeatError, KnowledgeError

_PLAIN, _PACKED = ".tsv", ".xz"


def table_name(file: str) -> str | None:
    """The name of the table that a file of this name holds, packed or not; ``None`` if it holds none.

    Example:
        >>> table_name("profiles.tsv"), table_name("profiles.tsv.xz"), table_name("README.md")
        ('profiles', 'profiles', None)
    """
    plain = file.removesuffix(_PACKED)
    return plain.removesuffix(_PLAIN) if plain.endswith(_PLAIN) else None


def content_of(file: Traversable) -> bytes:
    """The content of a table's file, unpacked."""
    content = file.read_bytes()
    return lzma.decompress(content) if file.name.endswith(_PACKED) else content


def read_table(
    package: str,
    table: str,
    columns: tuple[str, ...],
    *,
    damaged: type[HoofbeatError] = KnowledgeError,
    hint: str = "reinstall hoofbeat, or rebuild the table with its script",
) -> Iterator[list[str]]:
    """Yield the cells of each row.

    Args:
        package: the package that the table ships with.
        table: path below its ``data``, without the ending.
        columns: what the header must be.
        damaged: the error to raise.
        hint: its remedy.

    Raises:
        KnowledgeError: or what ``damaged`` says: the header is not ``columns``, or a row has more or fewer cells.

    Example:
        >>> next(read_table("hoofbeat.terminology", "icd10_diseases", ("icd10", "disease_id")))
        ['A00', 'ORPHA:173']
    """
    plain, packed = (files(package).joinpath("data", f"{table}{ending}") for ending in (_PLAIN, f"{_PLAIN}{_PACKED}"))
    text = content_of(packed if packed.is_file() else plain).decode()
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    for number, cells in enumerate(rows or [[]]):
        if len(cells) != len(columns) or (number == 0 and tuple(cells) != columns):
            place = f"{package.rpartition('.')[2]}/data/{table}.tsv"
            raise damaged(
                f"{place}, row {number}: expected the {len(columns)} columns {', '.join(columns)}",
                hint=hint,
            )
        if number:
            yield cells
