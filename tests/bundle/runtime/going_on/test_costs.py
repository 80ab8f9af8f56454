"""What it takes to learn a finding: every one that may be asked for, of the embedded release."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.going_on.costs import cost_rules
from hoofbeat.bundle.runtime.going_on.systems import ROOT
from hoofbeat.bundle.runtime.profiles import TOO_GENERAL
from hoofbeat.domain.next_steps import FindingCost

ASK, EXAMINE, TEST = FindingCost

#: Findings that only the row of a whole branch decides, of those that may be asked for: nobody reviewed their subtree.
DEFAULTED = 180

#: A name that says how it is known is no question and no glance.
INSTRUMENT = re.compile(
    r"\b(?:EEG|EMG|ERG|MRI|CT|OCT|PET|ultrasound|sonograph|tomograph|autofluorescence|staining|biopsy)\b"
    r"|circulating|\b(?:serum|plasma|urinary|CSF) .*(?:concentration|level)|antibody positivity|enzyme activity"
)


@pytest.fixture(scope="module")
def bundle(embedded_bundle: Path) -> Bundle:
    return Bundle.load(embedded_bundle)


@pytest.fixture(scope="module")
def askable(bundle: Bundle) -> list[int]:
    stated = bundle.book.stated_by_any(np.arange(len(bundle.diseases))) & (bundle.book.background <= TOO_GENERAL)
    return [int(finding) for finding in np.flatnonzero(stated)]


def cost_of(bundle: Bundle, finding_id: str) -> FindingCost:
    return bundle.costs.of(bundle.lexicon.position(finding_id))


def test_every_finding_that_may_be_asked_for_has_a_cost(bundle: Bundle, askable: list[int]) -> None:
    counted = Counter(bundle.costs.of(finding) for finding in askable)
    assert sum(counted.values()) == len(askable) > 10_000
    assert min(counted.values()) > 1000


def test_few_fall_to_the_default_of_their_branch(bundle: Bundle, askable: list[int]) -> None:
    root = bundle.lexicon.position(ROOT)
    rules = [rule for finding in askable if (rule := bundle.costs.rule(finding)) is not None]
    tops = {rule.id: set(bundle.book.ancestors(bundle.lexicon.position(rule.id)).tolist()) for rule in set(rules)}
    defaulted = sum(root in tops[rule.id] and len(tops[rule.id]) <= 2 for rule in rules)
    assert 0 < defaulted <= DEFAULTED


def test_the_table_spells_its_findings_as_the_release_does_and_lists_each_once(bundle: Bundle) -> None:
    listed = [rule.id for rule in cost_rules()]
    assert len(listed) == len(set(listed))
    names = {rule.id: rule.name for rule in cost_rules()}
    assert {each: bundle.lexicon.name(each) for each in listed} == names
    assert all(rule.reason for rule in cost_rules())


@pytest.mark.parametrize(
    ("finding", "cost"),
    [
        ("HP:0012735", ASK),  # Cough
        ("HP:0002315", ASK),  # Headache
        ("HP:0000989", ASK),  # Pruritus
        ("HP:0012378", ASK),  # Fatigue
        ("HP:0001250", ASK),  # Seizure
        ("HP:0100749", ASK),  # Chest pain
        ("HP:0030155", ASK),  # Scrotal pain: under the genitals, which one examines, too
        ("HP:0001945", EXAMINE),  # Fever
        ("HP:0000988", EXAMINE),  # Skin rash
        ("HP:0030148", EXAMINE),  # Heart murmur
        ("HP:0000316", EXAMINE),  # Hypertelorism
        ("HP:0000252", EXAMINE),  # Microcephaly: a tape, though the brain is an image
        ("HP:0000822", EXAMINE),  # Hypertension
        ("HP:0001166", EXAMINE),  # Arachnodactyly
        ("HP:0001347", EXAMINE),  # Hyperreflexia
        ("HP:0001903", TEST),  # Anemia
        ("HP:0002616", TEST),  # Aortic root aneurysm
        ("HP:0001083", TEST),  # Ectopia lentis
        ("HP:0009882", TEST),  # Short distal phalanx of finger
        ("HP:0002353", TEST),  # EEG abnormality
        ("HP:0000407", TEST),  # Sensorineural hearing impairment
        ("HB:0000079", ASK),  # Current smoker
    ],
)
def test_symptoms_are_asked_signs_examined_and_the_rest_tested(bundle: Bundle, finding: str, cost: FindingCost) -> None:
    assert cost_of(bundle, finding) == cost, bundle.lexicon.name(finding)


def test_a_name_that_tells_its_instrument_is_a_test(bundle: Bundle, askable: list[int]) -> None:
    named = [finding for finding in askable if INSTRUMENT.search(bundle.lexicon.entries[finding].name)]
    assert len(named) > 500
    wrong = {bundle.lexicon.entries[f].name: bundle.costs.of(f).value for f in named if bundle.costs.of(f) is not TEST}
    assert wrong == {}


def test_the_smallest_subtree_decides(bundle: Bundle) -> None:
    """A phalanx lies under fingers, which one sees, and under phalanges, which a radiograph shows."""
    rule = bundle.costs.rule(bundle.lexicon.position("HP:0009882"))
    assert rule is not None
    above = {bundle.lexicon.entries[int(a)].id for a in bundle.book.ancestors(bundle.lexicon.position("HP:0009882"))}
    sizes = np.bincount(bundle.book.closure)
    listed = {each.id: int(sizes[bundle.lexicon.position(each.id)]) for each in cost_rules() if each.id in above}
    assert listed[rule.id] == min(listed.values())
    assert {each.cost for each in cost_rules() if each.id in listed} >= {EXAMINE, TEST}


def test_what_no_row_knows_costs_most(sound: Path) -> None:
    """Some of the invented terms bear numbers of the release, but none above a few of them does."""
    bundle = Bundle.load(sound)
    listed = {bundle.lexicon.resolve(rule.id) for rule in cost_rules()}
    unknown = []
    for place, entry in enumerate(bundle.lexicon.entries):
        above = {bundle.lexicon.entries[int(each)].id for each in bundle.book.ancestors(place)}
        if entry.id.startswith("HP:") and listed.isdisjoint(above):
            unknown.append(entry.id)
    assert len(unknown) > 2
    assert ROOT in unknown
    assert {cost_of(bundle, each) for each in unknown} == {TEST}
    assert cost_of(bundle, "HB:0000001") is ASK
