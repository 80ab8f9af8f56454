"""Tables of circumstances: what each class of age, sex, pregnancy, course, setting and region says of each disease.

Of an orphan disease speak its onset and inheritance. Where the catalogue has it as a common one too, its facts are read
instead; where that one is rare itself, beside them. What is impossible in a disease is so in its parts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.circumstances import AGE_SPANS, ROWS, SIZE, row
from hoofbeat.domain.circumstances import Setting
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.common import CommonEntry, Facts, common_facts
from hoofbeat.knowledge.demographics import stated_terms
from hoofbeat.knowledge.stated import readable
from hoofbeat.models.common.person import (
    age_against_onset,
    age_against_range,
    course_against,
    onset_span,
    pregnancy_against,
    sex_against_inheritance,
    sex_against_share,
)
from hoofbeat.models.common.settings import common_prior, orphan_prior, patients_of_orphans, region_against
from hoofbeat.models.teaching import Teaching

Floats = NDArray[np.float32]

#: Evidence of person and setting comes in multiples of this (nats).
_STEP = 1 / 128

#: Nothing is known of in whom it occurs.
_ANYBODY = Facts()

#: Kinds of circumstances that a disease speaks of itself; how likely it is in a setting is another matter.
_OF_PERSON = tuple(kind for kind in ROWS if kind != "setting")


def person_of_common(entries: Sequence[CommonEntry]) -> Floats:
    """The table for common diseases, float32 [SIZE, H]."""
    table = np.zeros((SIZE, len(entries)))
    for column, entry in enumerate(entries):
        facts = _facts(entry)
        for kind, value in _rows(*_OF_PERSON):
            table[row(kind, value), column] = _by_facts(facts, kind, value)
        for setting in Setting:
            table[row("setting", setting), column] = common_prior(entry, facts, setting)
    return _normalised(table)


def person_of_orphan(teaching: Teaching, entries: Mapping[int, CommonEntry]) -> Floats:
    """The table for every disease of the catalogue as an orphan one, float32 [SIZE, D].

    Args:
        teaching: catalogue, and the statements on onset and inheritance; held-out publications are not read.
        entries: common entries by their position in the catalogue.
    """
    catalogue, table = teaching.catalogue, np.zeros((SIZE, len(teaching.catalogue)))
    stated = readable(teaching.annotations, teaching.without)
    onsets, inherited = (stated_terms(catalogue, stated, aspect) for aspect in "CI")
    for at, disease in enumerate(catalogue.diseases):
        for kind, terms in (("age", onsets.get(disease.id)), ("sex", inherited.get(disease.id))):
            if terms:
                places, nats = _by_terms(kind, terms)
                table[places, at] = nats
    for at, facts in _bound(catalogue, entries).items():
        for kind, value in _rows("sex", "pregnancy"):
            table[row(kind, value), at] = _by_facts(facts, kind, value)
    for at, entry in entries.items():
        facts = _facts(entry)
        for kind, value in _rows("region") if entry.orphan else _rows(*_OF_PERSON):
            if kind != "age" or facts.age:
                table[row(kind, value), at] = _by_facts(facts, kind, value)
        for _, value in _rows("age") if entry.orphan and facts.age else ():
            place = row("age", value), at
            table[place] = min(table[place], _by_facts(facts, "age", value))
    frequent = patients_of_orphans(catalogue)
    for setting in Setting:
        table[row("setting", setting)] = [orphan_prior(patients, setting) for patients in frequent]
    return _normalised(table)


def _rows(*kinds: str) -> list[tuple[str, Any]]:
    """Kind and value of every row of these kinds that says something; a pregnancy does where nobody speaks of it."""
    return [(kind, value) for kind in kinds for value in ROWS[kind] if value is not None or kind == "pregnancy"]


def _facts(entry: CommonEntry) -> Facts:
    return common_facts().get(entry.id, _ANYBODY)


def _by_facts(facts: Facts, kind: str, value: Any) -> float:
    if kind == "age":
        return age_against_range(nearest_age(value, *facts.age), *facts.age) if facts.age else 0.0
    if kind == "sex":
        return sex_against_share(value, facts.female) if facts.female is not None else 0.0
    if kind == "pregnancy":
        return pregnancy_against(facts, value)
    if kind == "course":
        return course_against(facts, value)
    return region_against(facts.regions, value)


def nearest_age(typical: float, low: float, high: float) -> float:
    """The age (years) of a class that lies in a range, the typical one if it does; else the nearest to the range."""
    first, last = AGE_SPANS[typical]
    return min(max(min(max(typical, low), high), first), last)


@cache
def _by_terms(kind: str, terms: frozenset[str]) -> tuple[list[int], list[float]]:
    """Rows of a kind, and the nats in each of a disease of which these onsets or modes of inheritance are stated."""
    against: Callable[[Any, Collection[str]], float] = _age_by_onset if kind == "age" else sex_against_inheritance
    values = [value for _, value in _rows(kind)]
    return [row(kind, value) for value in values], [against(value, terms) for value in values]


def _age_by_onset(typical: float, onsets: Collection[str]) -> float:
    span = onset_span(onsets)
    return age_against_onset(nearest_age(typical, *span), *span) if span else 0.0


def _bound(catalogue: Catalogue, entries: Mapping[int, CommonEntry]) -> dict[int, Facts]:
    """Facts by position of what only one sex or only the pregnant have: common entries, their parts, and by title."""
    bound = {}
    for at, disease in enumerate(catalogue.diseases):
        name = disease.name
        for title in tables.bound_titles():
            if name.startswith(title.begins):
                bound[at] = Facts(female=title.female, pregnancy=title.pregnancy)
    for at, entry in entries.items():
        facts = _facts(entry)
        if facts.female in (0, 1) or facts.pregnancy in ("required", "never"):
            bound[at] = facts
    for narrow, broad in tables.broader():
        part, group = catalogue.find(narrow), catalogue.find(broad)
        if part is not None and group in bound:
            bound.setdefault(part, bound[group])
    return bound


def _normalised(table: NDArray[np.float64]) -> Floats:
    """Settings as logarithms of a distribution; everything in steps."""
    for setting in Setting:
        prior = table[row("setting", setting)]
        table[row("setting", setting)] = prior - np.logaddexp.reduce(prior)
    return (np.round(table / _STEP) * _STEP).astype(np.float32)
