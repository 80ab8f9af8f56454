"""Tables of circumstances: what each class of age, sex, pregnancy, course, setting and region says of each disease.

An orphan disease is spoken of by its onset and inheritance. Where the catalogue has the same disease as a common one,
the facts of that are read instead, so that neither ranking forgets whom it occurs in; and what is impossible in a
disease is so in its parts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.circumstances import ROWS, SIZE, row
from hoofbeat.domain.circumstances import Setting
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.common import CommonEntry, Facts, common_facts
from hoofbeat.models.common.person import (
    age_against_onset,
    age_against_range,
    course_against,
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


def person_of_common(entries: Sequence[CommonEntry]) -> Floats:
    """The table for common diseases, float32 [SIZE, H]."""
    table = np.zeros((SIZE, len(entries)))
    for column, entry in enumerate(entries):
        facts = common_facts().get(entry.id, _ANYBODY)
        for kind, values in ROWS.items():
            for value in values:
                if value is not None or kind == "pregnancy":
                    table[row(kind, value), column] = _of_common(entry, facts, kind, value)
    return _normalised(table)


def person_of_orphan(teaching: Teaching, entries: Mapping[int, CommonEntry]) -> Floats:
    """The table for every disease of the catalogue as an orphan one, float32 [SIZE, D].

    Args:
        teaching: catalogue, and the statements on onset and inheritance that may be read.
        entries: common entries by their position in the catalogue.
    """
    catalogue, table = teaching.catalogue, np.zeros((SIZE, len(teaching.catalogue)))
    onsets, inherited = (_stated(teaching, aspect) for aspect in "CI")
    for value in ROWS["age"][1:]:
        table[row("age", value)] = [
            _age_of_orphan(value, terms, entries.get(position)) for position, terms in enumerate(onsets)
        ]
    for value in ROWS["sex"][1:]:
        table[row("sex", value)] = [sex_against_inheritance(value, terms) for terms in inherited]
    for at, bound in _bound(catalogue, entries).items():
        for value in ROWS["sex"][1:]:
            if bound.female is not None:
                table[row("sex", value), at] = sex_against_share(value, bound.female)
        for pregnant in ROWS["pregnancy"]:
            table[row("pregnancy", pregnant), at] = pregnancy_against(bound, pregnant)
    frequent = patients_of_orphans(catalogue)
    for setting in Setting:
        table[row("setting", setting)] = [orphan_prior(patients, setting) for patients in frequent]
    return _normalised(table)


def _age_of_orphan(age: float, onsets: set[str], entry: CommonEntry | None) -> float:
    """Nats of an age: by onset, unless it has facts as a common disease; if it is rare, the less likely of both."""
    by_onset = age_against_onset(age, onsets)
    stated = common_facts().get(entry.id, _ANYBODY).age if entry else None
    if entry is None or stated is None:
        return by_onset
    by_range = age_against_range(age, *stated)
    return min(by_onset, by_range) if entry.orphan else by_range


def _of_common(entry: CommonEntry, facts: Facts, kind: str, value: Any) -> float:
    if kind == "age":
        return age_against_range(value, *facts.age) if facts.age else 0.0
    if kind == "sex":
        return sex_against_share(value, facts.female) if facts.female is not None else 0.0
    if kind == "pregnancy":
        return pregnancy_against(facts, value)
    if kind == "course":
        return course_against(facts, value)
    if kind == "setting":
        return common_prior(entry, facts, value)
    return region_against(facts.regions, value)


def _bound(catalogue: Catalogue, entries: Mapping[int, CommonEntry]) -> dict[int, Facts]:
    """Facts by position of what only one sex or only the pregnant have: common entries, their parts, and by title."""
    bound = {}
    for at, disease in enumerate(catalogue.diseases):
        for title in tables.bound_titles():
            if disease.name.startswith(title.begins):
                bound[at] = Facts(female=title.female, pregnancy=title.pregnancy)
    for at, entry in entries.items():
        facts = common_facts().get(entry.id, _ANYBODY)
        if facts.female in (0, 1) or facts.pregnancy in ("required", "never"):
            bound[at] = facts
    for narrow, broad in tables.broader():
        part, group = catalogue.find(narrow), catalogue.find(broad)
        if part is not None and group in bound:
            bound.setdefault(part, bound[group])
    return bound


def _stated(teaching: Teaching, aspect: str) -> list[set[str]]:
    """Terms of an aspect (C course, I inheritance) that are stated of each disease of the catalogue."""
    terms: list[set[str]] = [set() for _ in teaching.catalogue.diseases]
    stated = teaching.annotations[teaching.annotations["aspect"] == aspect]
    for disease, term in set(zip(stated["disease_id"], stated["finding_id"], strict=True)):
        position = teaching.catalogue.find(disease)
        if position is not None:
            terms[position].add(term)
    return terms


def _normalised(table: NDArray[np.float64]) -> Floats:
    """Settings as logarithms of a distribution; everything in steps."""
    for setting in Setting:
        prior = table[row("setting", setting)]
        table[row("setting", setting)] = prior - np.logaddexp.reduce(prior)
    return (np.round(table / _STEP) * _STEP).astype(np.float32)
