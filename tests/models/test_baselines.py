"""Frequency alone and naive Bayes against their formulas, worked out by hand."""

from math import log

import pytest

from hoofbeat.features.cohort import Cohort
from hoofbeat.models.baselines import FrequencyPrior, NaiveBayes
from hoofbeat.models.teaching import Teaching
from small_world import CATALOGUE, ONTOLOGY, B, C, D, E, H, case, statements

#: Posterior means with the Beta prior (0.7, 4): E 5.7/9.7 and D 1.7/9.7 in First, H 9.7/14.7 in Third.
PUBLISHED = statements(
    {"disease_id": "OMIM:1", "finding_id": E, "observed": 5.0, "examined": 5.0},
    {"disease_id": "OMIM:1", "finding_id": D, "observed": 1.0, "examined": 5.0},
    {"disease_id": "HBD:0000003", "finding_id": H, "observed": 9.0, "examined": 10.0},
)
IN_E, IN_D, IN_H = 5.7 / 9.7, 1.7 / 9.7, 9.7 / 14.7
#: Five, no and ten patients, one more each.
PRIOR = [log(6 / 18), log(1 / 18), log(11 / 18)]
FLOOR = log(0.001)

TEACHING = Teaching(ONTOLOGY, CATALOGUE, 3, PUBLISHED, Cohort((), (), (), version=0))


def test_the_prior_counts_patients_and_hears_no_finding() -> None:
    for scores in FrequencyPrior(TEACHING).scores([case(E), case()]):
        assert scores == pytest.approx(PRIOR, rel=1e-6)


def test_naive_bayes_multiplies_what_each_finding_tells() -> None:
    nothing, one, general, both = NaiveBayes(TEACHING).scores([case(), case(E), case(B), case(D, H)])
    assert nothing == pytest.approx(PRIOR, rel=1e-6)
    assert one == pytest.approx([PRIOR[0] + log(IN_E), PRIOR[1] + FLOOR, PRIOR[2] + FLOOR], rel=1e-6)
    # B is shown by whoever shows D or E.
    assert general[0] == pytest.approx(PRIOR[0] + log(1 - (1 - IN_E) * (1 - IN_D)), rel=1e-6)
    assert both == pytest.approx(
        [PRIOR[0] + log(IN_D) + FLOOR, PRIOR[1] + 2 * FLOOR, PRIOR[2] + FLOOR + log(IN_H)], rel=1e-6
    )


def test_what_is_excluded_or_unknown_tells_nothing() -> None:
    plain, more = NaiveBayes(TEACHING).scores([case(C), case(C, "HP:7777777", excluded=(H,))])
    assert plain.tolist() == more.tolist()
