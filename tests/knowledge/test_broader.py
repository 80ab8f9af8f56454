"""What a broader Orphanet entry states counts for the diseases that are parts of it, but not as their own.

Mirrors: hoofbeat.knowledge.profiles, hoofbeat.knowledge.release
"""

import pytest

from hoofbeat.knowledge import tables
from hoofbeat.knowledge.annotations import BROADER
from hoofbeat.knowledge.profiles import ProfileParameters, build_profiles
from hoofbeat.knowledge.release import Knowledge

NOONAN, NOONAN_3 = "ORPHA:648", "OMIM:609942"


def test_a_part_shows_what_its_broader_entry_shows(embedded_knowledge: Knowledge) -> None:
    """Noonan syndrome 3 has a profile of its own; Orphanet's Noonan syndrome adds what only the group states."""
    assert (NOONAN_3, NOONAN) in tables.broader()
    table = embedded_knowledge.annotations
    findings = table[(table["aspect"] == "P") & ~table["negated"]]
    of_group = findings[findings["disease_id"] == NOONAN]
    handed_down = findings[(findings["disease_id"] == NOONAN_3) & (findings["evidence"] == BROADER)]
    assert set(handed_down["finding_id"]) == set(of_group["finding_id"])
    assert set(handed_down["reference"]) == set(of_group["reference"])


def test_an_entry_hands_nothing_to_itself_and_nothing_outside_the_table(embedded_knowledge: Knowledge) -> None:
    table, catalogue = embedded_knowledge.annotations, embedded_knowledge.catalogue
    heirs = set(table.loc[table["evidence"] == BROADER, "disease_id"])
    assert heirs <= {row.narrow for row in tables.broader()}
    merged = {row.narrow for row in tables.broader() if catalogue.find(row.narrow) == catalogue.find(row.broad)}
    alone = merged - {row.narrow for row in tables.broader() if catalogue.find(row.narrow) != catalogue.find(row.broad)}
    assert heirs.isdisjoint(alone)


def test_what_is_handed_down_is_not_counted_as_published(embedded_knowledge: Knowledge) -> None:
    table = embedded_knowledge.annotations
    assert embedded_knowledge.counts["annotations"] == (table["evidence"] != BROADER).sum() < len(table)


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
def test_its_patients_weigh_less(embedded_knowledge: Knowledge, weight: float) -> None:
    """A finding that the group alone states rises from nothing (the Beta prior) as its patients count."""
    knowledge = embedded_knowledge
    table = knowledge.annotations
    own = set(table.loc[(table["disease_id"] == NOONAN_3) & (table["evidence"] != BROADER), "finding_id"])
    group = table[(table["disease_id"] == NOONAN) & (table["frequency_class"] == "HP:0040281") & ~table["negated"]]
    finding = knowledge.ontology.index[next(any_id for any_id in group["finding_id"] if any_id not in own)]
    row = knowledge.catalogue.find(NOONAN_3)
    parameters = ProfileParameters(broader_weight=weight)
    built = build_profiles(knowledge.ontology, knowledge.catalogue, table, parameters=parameters)
    assert built.frequency[row, finding] == pytest.approx((0.7 + 8.95 * weight) / (4.7 + 10 * weight))
