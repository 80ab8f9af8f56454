"""How likely a disease is where one asks."""

import pytest

from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.disease import Disease, PrevalenceClass
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.common import CommonEntry, Facts
from hoofbeat.models.common.settings import (
    COMMON_WEIGHT,
    ORPHAN_WEIGHT,
    common_prior,
    orphan_prior,
    patients_of_common,
    patients_of_orphans,
)


def entry(*, orphan: bool = False) -> CommonEntry:
    return CommonEntry(
        "HBD:0000001", "", (), (), "One", "Uno", (), (), cant_miss=False, equivalents=(), orphan=orphan, rule="",
        chosen_by=(),
    )  # fmt: skip


def disease(any_id: str, prevalence: PrevalenceClass = PrevalenceClass.UNKNOWN) -> Disease:
    return Disease(id=any_id, names=Wording(en="One"), orphan=True, prevalence=prevalence)


def test_every_setting_has_a_weight_and_none_is_zero() -> None:
    assert set(COMMON_WEIGHT) == set(ORPHAN_WEIGHT) == set(Setting)
    assert min(*COMMON_WEIGHT.values(), *ORPHAN_WEIGHT.values()) > 0


def test_frequency_counts_most_in_primary_care_and_least_in_a_genetics_clinic() -> None:
    for weights in (COMMON_WEIGHT, ORPHAN_WEIGHT):
        assert max(weights, key=lambda setting: weights[setting]) is Setting.PRIMARY_CARE
        assert min(weights, key=lambda setting: weights[setting]) is Setting.GENETICS


@pytest.mark.parametrize("setting", Setting)
def test_the_more_frequent_disease_is_the_likelier(setting: Setting) -> None:
    frequent, seldom = (common_prior(entry(), Facts(incidence=each), setting) for each in (5000, 5))
    assert frequent > seldom
    known = [member for member in PrevalenceClass if member is not PrevalenceClass.UNKNOWN]
    listed = Catalogue(tuple(disease(f"OMIM:{each}", each) for each in (*known, PrevalenceClass.UNKNOWN)))
    *priors, unknown = (orphan_prior(patients, setting) for patients in patients_of_orphans(listed))
    assert priors == sorted(priors, reverse=True)
    assert unknown == min(priors)


def test_a_part_without_a_class_is_a_fifth_of_its_group() -> None:
    part, group = tables.broader()[0]
    listed = Catalogue((disease(part), disease(group, PrevalenceClass.ONE_TO_FIVE_IN_10000)))
    few, many = patients_of_orphans(listed)
    assert few == pytest.approx(many / 5)


@pytest.mark.parametrize(
    ("facts", "orphan", "patients"),
    [
        (Facts(incidence=300, prevalence=90_000), False, 300),
        (Facts(prevalence=3000), False, 300),
        (Facts(), False, 100),
        (Facts(), True, 2),
        (Facts(incidence=0.001), False, 1),
        (Facts(prevalence=1e6), False, 20_000),
    ],
)
def test_patients_a_year_are_the_incidence_or_a_tenth_of_the_prevalence(
    facts: Facts, orphan: bool, patients: float
) -> None:
    assert patients_of_common(entry(orphan=orphan), facts) == pytest.approx(patients)


def test_who_comes_to_the_emergency_room_first_is_less_likely_in_primary_care() -> None:
    facts = {place: Facts(incidence=50, presents=(place,)) for place in (Setting.EMERGENCY, Setting.PRIMARY_CARE)}
    for place, other in ((Setting.EMERGENCY, Setting.PRIMARY_CARE), (Setting.PRIMARY_CARE, Setting.EMERGENCY)):
        assert common_prior(entry(), facts[place], place) > common_prior(entry(), facts[other], place)
    assert len({common_prior(entry(), its, Setting.HOSPITAL) for its in facts.values()}) == 1
