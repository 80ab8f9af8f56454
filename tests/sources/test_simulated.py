"""Simulated patients: repeatable, plausible, and never without a reason to come."""

import numpy as np
import pytest
from scipy import sparse

from hoofbeat.domain.case import Sex
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.demographics import female_share
from hoofbeat.knowledge.ontology import PHENOTYPIC_ABNORMALITY, Ontology
from hoofbeat.knowledge.profiles import Profiles, build_profiles
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.sources.simulated import SimulatedSource, Simulation
from small_world import CATALOGUE, ONTOLOGY, D
from small_world import profiles as made_by_hand

FEW = Simulation(orphans=5, patients=4, publication=2)


@pytest.fixture(scope="module")
def knowledge(embedded_knowledge: Knowledge) -> Knowledge:
    return embedded_knowledge


@pytest.fixture(scope="module")
def profiles(knowledge: Knowledge) -> Profiles:
    return build_profiles(knowledge.ontology, knowledge.catalogue, knowledge.annotations)


def source(knowledge: Knowledge, profiles: Profiles, simulation: Simulation = FEW) -> SimulatedSource:
    return SimulatedSource(knowledge.ontology, knowledge.catalogue.diseases, profiles, simulation)


def test_the_same_seed_draws_the_same_patients_and_another_seed_others(
    knowledge: Knowledge, profiles: Profiles
) -> None:
    first = [record.payload for record in source(knowledge, profiles).records()]
    assert first == [record.payload for record in source(knowledge, profiles).records()]
    other = Simulation(orphans=5, patients=4, publication=2, seed=1)
    assert first != [record.payload for record in source(knowledge, profiles, other).records()]


def test_every_common_disease_and_the_orphans_asked_for_are_drawn(knowledge: Knowledge, profiles: Profiles) -> None:
    drawn = source(knowledge, profiles)
    cases = [drawn.parse(record) for record in drawn.records()]
    diseases = {
        case.diagnosis: knowledge.catalogue.diseases[knowledge.catalogue.find(case.diagnosis or "") or 0]
        for case in cases
    }
    ours = [d for d in diseases.values() if any(i.startswith("DDXPLUS:") for i in d.equivalent_ids)]
    assert len(ours) == 49
    assert len(diseases) == 49 + FEW.orphans
    assert all(d.orphan for d in diseases.values() if d not in ours)
    assert len(cases) == len(diseases) * FEW.patients


def test_patients_have_known_findings_and_share_publications_as_stated(
    knowledge: Knowledge, profiles: Profiles
) -> None:
    drawn = source(knowledge, profiles)
    cases = [drawn.parse(record) for record in drawn.records()]
    assert all(case.findings for case in cases)
    assert all(finding in knowledge.ontology.index for case in cases for finding in case.observed)
    assert not any(PHENOTYPIC_ABNORMALITY in case.observed for case in cases)
    sizes = [sum(case.group == group for case in cases) for group in {case.group for case in cases}]
    assert set(sizes) == {FEW.publication}


def test_findings_come_as_often_as_the_profile_says(knowledge: Knowledge, profiles: Profiles) -> None:
    sure = Simulation(orphans=1, patients=200, mentioned=1.0, imprecise=0.0, unrelated=0.0)
    drawn = source(knowledge, profiles, sure)
    cases = [case for case in map(drawn.parse, drawn.records()) if case.diagnosis == "HBD:0000040"]
    row = profiles.frequency[[knowledge.catalogue.find("HBD:0000040")]].tocoo()
    for finding, frequency in zip(row.col, row.data, strict=True):
        shown = np.mean([knowledge.ontology.ids[finding] in case.observed for case in cases])
        assert shown == pytest.approx(frequency, abs=0.15)


def test_a_disease_without_profile_is_not_drawn() -> None:
    ontology = Ontology("none", ())
    catalogue = Catalogue(
        (Disease(id="HBD:1", equivalent_ids=("DDXPLUS:None",), names=Wording(en="None"), orphan=False),)
    )
    empty = Profiles(sparse.csr_array((1, 0)), sparse.csr_array((1, 0)), np.zeros(1))
    assert list(SimulatedSource(ontology, catalogue.diseases, empty, FEW).records()) == []


def test_a_finding_may_be_recorded_less_precisely_and_beside_unrelated_ones() -> None:
    always = Simulation(orphans=1, patients=30, imprecise=1.0, unrelated=0.0, fewest_findings=1)
    built = made_by_hand({(0, D): 1.0})
    drawn = SimulatedSource(ONTOLOGY, CATALOGUE.diseases, built, always)
    recorded = {drawn.parse(record).observed for record in drawn.records()}
    assert recorded == {("HP:0000003",), (D,)}, "the parent where it is recorded at all, else the finding itself"
    noisy = Simulation(orphans=1, patients=30, mentioned=0.0, unrelated=5.0, fewest_findings=1)
    cases = [drawn.parse(r) for r in SimulatedSource(ONTOLOGY, CATALOGUE.diseases, built, noisy).records()]
    assert all(case.findings for case in cases)
    assert len({finding for case in cases for finding in case.observed}) > 3


def test_sex_follows_the_disease(knowledge: Knowledge, profiles: Profiles) -> None:
    female = female_share(knowledge.catalogue, knowledge.annotations)
    assert female["OMIM:310200"] == 0.05, "Duchenne muscular dystrophy is X-linked recessive"
    many = Simulation(orphans=1, patients=60)
    drawn = SimulatedSource(knowledge.ontology, knowledge.catalogue.diseases, profiles, many, female)
    cases = [drawn.parse(record) for record in drawn.records()]
    for disease in ("HBD:0000002", "HBD:0000040"):
        shown = np.mean([case.sex == Sex.FEMALE for case in cases if case.diagnosis == disease])
        assert shown == pytest.approx(female[disease], abs=0.2)
