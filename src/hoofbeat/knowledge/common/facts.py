"""In whom a common disease occurs, how it runs, and how often (``data/common/facts``)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from hoofbeat.domain.circumstances import Course, Region, Setting
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.common.rows import rows_of, several


class FactRow(NamedTuple):
    """One fact, and the public source that states it; ``stated`` is ``number`` or ``words``."""

    disease: str
    name: str
    kind: str
    value: str
    source: str
    stated: str


@dataclass(frozen=True)
class Facts:
    """What is known of a disease's patients.

    Attributes:
        age: years between which some 95 % of them are; ``None`` if unknown.
        female: share of them who are female; 0 and 1 mean that others cannot have it; ``None`` if unknown.
        pregnancy: ``required``, ``raised`` or ``never``; "" where it does not matter or is unknown.
        courses: time courses, the main one first.
        incidence: new patients a year per 100,000 people.
        prevalence: patients per 100,000 people.
        regions: where it occurs, if it is bound to places.
        presents: settings that its patients come to first, the main one first.
    """

    age: tuple[float, float] | None = None
    female: float | None = None
    pregnancy: str = ""
    courses: tuple[Course, ...] = ()
    incidence: float | None = None
    prevalence: float | None = None
    regions: tuple[str, ...] = ()
    presents: tuple[str, ...] = ()


@cache
def fact_rows() -> tuple[FactRow, ...]:
    """Every fact with its source."""
    return tuple(FactRow(*cells) for cells in rows_of("facts", FactRow._fields))


@cache
def common_facts() -> dict[str, Facts]:
    """Facts by disease (``HBD:…``).

    Raises:
        KnowledgeError: a value is none of its kind.
    """
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for row in fact_rows():
        values[row.disease][row.kind] = row.value
    return {disease: facts_of(disease, given) for disease, given in values.items()}


def facts_of(disease: str, given: Mapping[str, str]) -> Facts:
    """Facts out of the values of each kind.

    Raises:
        KnowledgeError: a value is none of its kind.
    """
    try:
        facts = _facts(given)
        unknown = {*facts.regions} - {*Region, "tropics"} | {*facts.presents} - {*Setting}
        if unknown:
            raise ValueError(unknown.pop())
    except ValueError as error:
        raise KnowledgeError(
            f"facts of {disease}: {error}", hint="docs/common-diseases.md lists the values of each kind"
        ) from error
    return facts


def _facts(given: Mapping[str, str]) -> Facts:
    low, _, high = given.get("age", "").partition("-")
    return Facts(
        age=(float(low), float(high)) if low else None,
        female=float(given["sex"]) if "sex" in given else None,
        pregnancy=given.get("pregnancy", ""),
        courses=tuple(map(Course, several(given.get("course", "")))),
        incidence=float(given["incidence"]) if "incidence" in given else None,
        prevalence=float(given["prevalence"]) if "prevalence" in given else None,
        regions=several(given.get("region", "")),
        presents=several(given.get("presents", "")),
    )
