"""Patients to draw a year from, of public data and simulated: what they must be for the rest to hold."""

from collections import Counter
from pathlib import Path

import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.domain.events import ConfirmedDiagnosis
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.simulation.patients.gathered import Party, gathered, trait_test
from hoofbeat.simulation.sizes import QUICK


def require_sound(parties: list[Party], knowledge: Knowledge) -> None:
    assert len({party.name for party in parties}) == len(parties) or all(
        count <= 2 for count in Counter(party.name for party in parties).values()
    ), "a publication stands once, or once more with a disease that nobody knows"
    for party in parties:
        for case in party.cases:
            assert case.diagnosis
            assert case.observed
            ConfirmedDiagnosis(disease=case.diagnosis, basis="genetic")  # a case store takes it
            assert (knowledge.catalogue.canonical(case.diagnosis) is None) is party.unlisted
        assert party.unlisted or len(party.cases) <= QUICK.alike
    assert any(party.unlisted for party in parties)


def test_simulated_patients_are_the_same_again_and_some_have_a_disease_that_nobody_knows(
    embedded_knowledge: Knowledge,
) -> None:
    parties = gathered(None, QUICK, embedded_knowledge, 0)
    require_sound(parties, embedded_knowledge)
    assert parties == gathered(None, QUICK, embedded_knowledge, 0)
    has_heart = trait_test(embedded_knowledge, "HP:0001626")
    share = sum(has_heart(case) for party in parties for case in party.cases)
    assert 0.1 < share / sum(len(party.cases) for party in parties) < 0.7


@pytest.mark.real_data
def test_public_data_gives_patients_by_publication(embedded_knowledge: Knowledge, real_data_dir: Path) -> None:
    parties = gathered(real_data_dir, QUICK, embedded_knowledge, 0)
    require_sound(parties, embedded_knowledge)
    assert {party.origin for party in parties} == {"published", "ddxplus"}


def test_a_folder_without_patients_is_refused(embedded_knowledge: Knowledge, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="hoofbeat data pull"):
        gathered(tmp_path, QUICK, embedded_knowledge, 0)


def test_a_trait_that_nobody_knows_is_refused(embedded_knowledge: Knowledge) -> None:
    with pytest.raises(InputError, match="not in the ontology"):
        trait_test(embedded_knowledge, "HP:9999999")
