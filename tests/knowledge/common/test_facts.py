"""Facts as they are shipped: in whom a common disease occurs."""

from collections import Counter

import pytest

from hoofbeat.domain.circumstances import Region, Setting
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.common.catalogue import common_entries
from hoofbeat.knowledge.common.facts import common_facts, fact_rows, facts_of
from hoofbeat.knowledge.common.profiles import curated_rows

KINDS = {"age", "sex", "pregnancy", "course", "incidence", "prevalence", "region", "presents"}


def test_every_fact_is_of_an_entry_of_a_known_kind_and_stands_once() -> None:
    ids = {entry.id for entry in common_entries()}
    rows = fact_rows()
    assert {row.kind for row in rows} == KINDS
    assert {row.stated for row in rows} == {"number", "words"}
    assert not [row for row in rows if row.disease not in ids]
    assert not [pair for pair, many in Counter((row.disease, row.kind) for row in rows).items() if many > 1]


def test_every_value_is_possible() -> None:
    facts = common_facts()
    assert not [i for i, f in facts.items() if f.age and not 0 <= f.age[0] < f.age[1] <= 120]
    assert not [i for i, f in facts.items() if f.female is not None and not 0 <= f.female <= 1]
    assert {f.pregnancy for f in facts.values()} <= {"", "required", "raised", "never"}
    assert {setting for f in facts.values() for setting in f.presents} <= set(Setting)
    assert {region for f in facts.values() for region in f.regions} <= {*Region, "tropics"}
    # Nothing is commoner than caries, which most people have.
    assert not [i for i, f in facts.items() for n in (f.incidence, f.prevalence) if n is not None and not 0 < n <= 2e5]


def test_who_must_be_pregnant_is_a_woman() -> None:
    facts = common_facts()
    assert not [i for i, f in facts.items() if f.pregnancy == "required" and f.female not in (None, 1)]


def test_nearly_every_disease_with_a_curated_profile_says_its_course() -> None:
    described = {row.disease for row in curated_rows()}
    known = {disease for disease, facts in common_facts().items() if facts.courses}
    assert len(described & known) >= 0.95 * len(described)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("age", "young"), ("sex", "mostly"), ("course", "short"), ("region", "latin america"), ("presents", "icu")],
)
def test_a_value_that_is_none_of_its_kind_is_refused_with_the_disease(kind: str, value: str) -> None:
    with pytest.raises(KnowledgeError, match="HBD:0000007"):
        facts_of("HBD:0000007", {kind: value})
