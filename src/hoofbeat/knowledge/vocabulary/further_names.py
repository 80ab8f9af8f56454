"""Names of findings and diseases in languages beyond English and Spanish.

Each is one table, ``data/names_<tag>.tsv`` (``names_pt.tsv``): ``id``, ``name``, ``synonyms``, for findings and
diseases alike. A bundle holds what is found there, and the page shows it; nothing else need be changed.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from hoofbeat.domain.languages import Language
from hoofbeat.knowledge.tables import read_table
from hoofbeat.terminology.tables import table_name

_START = "names_"


class FurtherName(NamedTuple):
    """What a finding or a disease is called in one language."""

    name: str
    synonyms: tuple[str, ...]


@cache
def further_names() -> dict[str, dict[Language, FurtherName]]:
    """The names of each id by language.

    Raises:
        KnowledgeError: a table is damaged.
    """
    found: dict[str, dict[Language, FurtherName]] = {}
    for language in further_languages():
        for id_, name, synonyms in read_table(f"{_START}{language}", ("id", "name", "synonyms")):
            others = tuple(synonyms.split(";")) if synonyms else ()
            found.setdefault(id_, {})[language] = FurtherName(name, others)
    return found


def further_languages() -> tuple[Language, ...]:
    """The languages that have a table, sorted."""
    listed = (table_name(file.name) for file in files("hoofbeat.knowledge").joinpath("data").iterdir())
    return tuple(sorted({name.removeprefix(_START) for name in listed if name and name.startswith(_START)}))
