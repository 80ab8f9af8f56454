"""The rankings of the field against their formulas, worked out by hand.

First shows D and E, Second E, Third H (three annotated diseases). Of these D, C, A and H are held by one disease, so
their information is log 3; E, B and the root by two: log 1.5.
"""

from math import log

import numpy as np
import pytest

from hoofbeat.features.cohort import Cohort
from hoofbeat.models.similarity import Annotated, BestMatchAverage, SimGic
from hoofbeat.models.teaching import Teaching
from small_world import CATALOGUE, ONTOLOGY, ROOT, A, B, C, D, E, H, case, statements

NOBODY = Cohort((), (), (), version=0)
ONE, TWO = log(3), log(1.5)

PUBLISHED = statements(
    {"disease_id": "OMIM:1", "finding_id": D},
    {"disease_id": "OMIM:1", "finding_id": E, "observed": 1.0, "examined": 9.0},
    {"disease_id": "OMIM:1", "finding_id": H, "observed": 0.0, "examined": 9.0},
    {"disease_id": "ORPHA:2", "finding_id": E},
    {"disease_id": "HBD:0000003", "finding_id": H},
)


def teaching(cohort: Cohort = NOBODY) -> Teaching:
    return Teaching(ONTOLOGY, CATALOGUE, len(CATALOGUE), PUBLISHED, cohort)


def test_information_falls_with_the_diseases_that_hold_a_finding() -> None:
    known = Annotated.of(teaching())
    assert dict(zip(ONTOLOGY.ids, known.information, strict=True)) == pytest.approx(
        {ROOT: TWO, A: ONE, B: TWO, C: ONE, D: ONE, E: TWO, H: ONE}
    )


def test_what_was_looked_for_and_never_seen_is_no_annotation() -> None:
    own = Annotated.of(teaching()).own.toarray()
    assert [ONTOLOGY.ids[i] for i in np.flatnonzero(own[0])] == [E, D]


def test_a_confirmed_case_annotates_its_disease() -> None:
    shown = Cohort((case(A, excluded=(H,), diagnosis="OMIM:2"),), ("OMIM:2",), ("phenopackets",), version=0)
    own = Annotated.of(teaching(shown)).own.toarray()
    assert [ONTOLOGY.ids[i] for i in np.flatnonzero(own[1])] == [A, E]


def test_resnik_averages_the_best_matches_of_both_sides() -> None:
    (scores,) = BestMatchAverage(teaching(), "resnik").scores([case(C)])
    # C meets D at C itself, and E at B.
    assert scores == pytest.approx([(ONE + (ONE + TWO) / 2) / 2, TWO, 0], rel=1e-6)


def test_every_finding_of_the_patient_seeks_its_own_match() -> None:
    (scores,) = BestMatchAverage(teaching(), "resnik").scores([case(D, H)])
    assert scores == pytest.approx(
        [(ONE / 2 + (ONE + TWO) / 2) / 2, (TWO / 2 + TWO) / 2, (ONE / 2 + ONE) / 2], rel=1e-6
    )


def test_lin_divides_by_what_both_findings_tell() -> None:
    (scores,) = BestMatchAverage(teaching(), "lin").scores([case(C)])
    with_e = 2 * TWO / (ONE + TWO)
    assert scores == pytest.approx([(1 + (1 + with_e) / 2) / 2, with_e, 0], rel=1e-6)


def test_simgic_is_the_shared_part_of_the_information() -> None:
    (scores,) = SimGic(teaching()).scores([case(C)])
    assert scores == pytest.approx([2 / 3, 2 * TWO / (2 * ONE + 3 * TWO), 0], rel=1e-6)


@pytest.mark.parametrize("fit", [lambda t: BestMatchAverage(t, "resnik"), lambda t: BestMatchAverage(t, "lin"), SimGic])
def test_what_nothing_is_said_of_comes_last_and_what_is_unknown_tells_nothing(fit) -> None:  # type: ignore[no-untyped-def]
    silent = Teaching(ONTOLOGY, CATALOGUE, len(CATALOGUE), PUBLISHED[PUBLISHED["disease_id"] != "ORPHA:2"], NOBODY)
    known, unknown, empty = fit(silent).scores([case(E), case("HP:7777777"), case()])
    assert known[1] == -1
    assert known[0] > known[2] == 0
    for scores in (unknown, empty):
        assert scores.tolist() == [0, -1, 0]


def test_no_case_has_no_scores() -> None:
    for ranker in (BestMatchAverage(teaching(), "resnik"), SimGic(teaching())):
        assert ranker.scores([]).shape == (0, 3)
