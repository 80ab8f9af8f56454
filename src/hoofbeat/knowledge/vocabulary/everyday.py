"""What patients and their families call a finding (``data/everyday_words.tsv``), in English and Spanish.

A word stands for one finding: where the ontology lends an English one of these as a synonym to another finding too,
ours decides, because the table was written with both in view ("racing heart" is felt, a palpitation; tachycardia is
counted).
"""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.knowledge.tables import read_table


class EverydayWords(NamedTuple):
    """The words of one finding by language."""

    en: tuple[str, ...]
    es: tuple[str, ...]


#: Of a finding without any.
NO_WORDS = EverydayWords((), ())


@cache
def everyday_words() -> dict[str, EverydayWords]:
    """The words of each finding, by its id.

    Raises:
        KnowledgeError: the table is damaged.
    """
    rows = read_table("everyday_words", ("id", "en", "es"))
    return {id_: EverydayWords(_several(en), _several(es)) for id_, en, es in rows}


def unclaimed(finding_id: str, synonyms: Collection[str]) -> tuple[str, ...]:
    """The English synonyms of a finding without those that the table gives to another one."""
    owners = _owners()
    return tuple(synonym for synonym in synonyms if owners.get(fold(synonym), finding_id) == finding_id)


@cache
def _owners() -> dict[str, str]:
    return {fold(word): finding for finding, words in everyday_words().items() for word in words.en}


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()
