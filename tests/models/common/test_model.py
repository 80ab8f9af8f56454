"""The common diseases of a catalogue: a small one by hand, and the shipped one asked what nobody may get wrong.

Mirrors: hoofbeat.domain.circumstances, hoofbeat.bundle.runtime.circumstances
"""

from dataclasses import replace

import numpy as np
import pytest

from common_world import common_model
from hoofbeat.bundle.runtime.circumstances import SIZE, row
from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.circumstances import GENETICS, Circumstances, Setting
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.common import common_entries, common_facts, statements
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.common.mixture import UNKNOWN
from hoofbeat.models.common.model import CommonModel
from hoofbeat.models.common.person import IMPOSSIBLE
from hoofbeat.models.teaching import Teaching
from small_world import D, E, H, case


def circumstances(setting: Setting) -> Circumstances:
    return Circumstances(setting=setting)


def test_findings_are_summed_and_those_unknown_to_the_ontology_passed_over() -> None:
    model = common_model()
    one, two, both = (model.told([case(*findings)])[0] for findings in ([D], [H], [D, H]))
    np.testing.assert_array_equal(both, one + two)
    np.testing.assert_array_equal(model.told([case(D, "HP:7777777")])[0], one)
    np.testing.assert_array_equal(model.told([case()]), [[0]])
    assert model.told([case(excluded=[H])])[0, 0] <= 0


def test_covered_is_the_mean_of_how_closely_the_sources_ask_about_what_was_observed() -> None:
    covered = common_model().covered([case(H), case(D, H), case(D, E), case(excluded=[E]), case()])
    assert covered.tolist() == [1, 0.5, 0, 1, 1]


def test_where_one_asks_decides_which_kind_comes_first() -> None:
    model = common_model()
    orphan, shares = np.array([[1, 0, 0]], dtype=np.float32), np.zeros((1, 3), dtype=np.float32)
    answers = {setting: model.mixed(orphan, shares, [case(H)], [circumstances(setting)]) for setting in Setting}
    assert answers[Setting.PRIMARY_CARE].logits[0].argmax() == 2
    assert answers[Setting.GENETICS].logits[0].argmax() == 0
    level = [answers[setting].share[0] for setting in Setting]
    assert level == sorted(level, reverse=True)  # primary care, emergency, hospital, genetics


def test_what_is_impossible_goes_to_the_bottom() -> None:
    model = common_model()
    person = model.person.copy()
    person[row("sex", Sex.FEMALE)] = IMPOSSIBLE
    orphan, shares = np.zeros((2, 3), dtype=np.float32), np.zeros((2, 3), dtype=np.float32)
    told = [case(H, sex=Sex.FEMALE), case(H, sex=Sex.MALE)]
    asked = [circumstances(Setting.GENETICS)] * 2
    # Of nobody but this one disease the orphan ranking knows nothing.
    model = replace(model, person=person, profiled=np.array([True, True, False]))
    woman, man = model.mixed(orphan, shares, told, asked).logits
    assert woman.argmin() == 2
    assert woman[2] <= man[2]


@pytest.fixture(scope="module")
def shipped(embedded_knowledge: Knowledge) -> CommonModel:
    teaching = Teaching.of(embedded_knowledge, Cohort((), (), (), version=0))
    return CommonModel.of(teaching, np.ones(len(teaching.catalogue), dtype=np.bool_))


def test_every_entry_stands_in_the_catalogue_with_evidence_and_a_prior(
    shipped: CommonModel, embedded_knowledge: Knowledge
) -> None:
    find = embedded_knowledge.catalogue.find
    assert None not in {find(entry.id) for entry in common_entries()}
    described = {row.disease for rows in statements().values() for row in rows}
    assert {find(disease) for disease in described} == set(shipped.positions.tolist())
    assert (np.diff(shipped.positions) > 0).all()
    assert shipped.person.shape == (SIZE, len(shipped.positions))
    assert shipped.orphan_person.shape == (SIZE, len(embedded_knowledge.catalogue))
    assert np.abs(shipped.evidence.observed).max(axis=0).all(), "a disease of which no finding speaks"
    for setting in Setting:
        for table in (shipped.person, shipped.orphan_person):
            assert np.exp(table[row("setting", setting)].astype(np.float64)).sum() == pytest.approx(1, abs=0.01)


def test_a_sign_that_a_profile_lists_as_frequent_never_lowers_its_evidence(
    shipped: CommonModel, embedded_knowledge: Knowledge
) -> None:
    """Over every disease and every sign of its textbooks: a true sign never speaks against it."""
    ontology, catalogue = embedded_knowledge.ontology, embedded_knowledge.catalogue
    column = {position: number for number, position in enumerate(shipped.positions.tolist())}
    against = []
    for provenance, rows in statements().items():
        for stated in rows:
            finding, position = ontology.resolve(stated.finding), catalogue.find(stated.disease)
            if finding is None or position is None or stated.frequency < 0.3:
                continue
            nats = shipped.told([case(finding)])[0, column[position]]
            # Where the other provenance contradicts, the mean of both may fall below by what that one says.
            if nats < 0 and len(_described(stated.disease)) == 1:
                against.append((provenance, stated, float(nats)))
    assert not against


def _described(disease: str) -> set[str]:
    return {provenance for provenance, rows in statements().items() if any(row.disease == disease for row in rows)}


def test_who_cannot_have_a_disease_has_it_last_among_the_common_ones(
    shipped: CommonModel, embedded_knowledge: Knowledge
) -> None:
    impossible = {Sex.FEMALE: 0.0, Sex.MALE: 1.0}
    for sex, share in impossible.items():
        column = shipped.person[row("sex", sex)]
        theirs = [
            number
            for number, position in enumerate(shipped.positions.tolist())
            if any(
                common_facts().get(any_id) and common_facts()[any_id].female == share
                for any_id in _ids(embedded_knowledge, position)
            )
        ]
        assert theirs
        assert (column[theirs] <= IMPOSSIBLE).all()


def _ids(knowledge: Knowledge, position: int) -> tuple[str, ...]:
    disease = knowledge.catalogue.diseases[position]
    return disease.id, *disease.equivalent_ids


def test_an_unknown_person_changes_nothing() -> None:
    model = common_model()
    nobody: Case = case(H)
    orphan, shares = np.zeros((1, 3), dtype=np.float32), np.zeros((1, 3), dtype=np.float32)
    logits = model.mixed(orphan, shares, [nobody], [GENETICS]).logits
    person = model.person.copy()
    person[row("sex", Sex.FEMALE)] = person[row("age", 40)] = -3
    np.testing.assert_array_equal(
        replace(model, person=person).mixed(orphan, shares, [nobody], [GENETICS]).logits, logits
    )
    assert logits[0, 2] > UNKNOWN
