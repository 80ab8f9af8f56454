"""Whole verdicts over days of invented cases: silent where nothing changes, naming what does where something does.

Mirrors: hoofbeat.watching.drift.features, hoofbeat.watching.drift.baseline, hoofbeat.watching.drift.joint,
hoofbeat.watching.drift.judging, hoofbeat.watching.drift.onset, hoofbeat.watching.drift.verdict,
hoofbeat.watching.drift.gauges, hoofbeat.watching.drift.thresholds
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from prometheus_client.parser import text_string_to_metric_families

from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.domain.circumstances import Circumstances, Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.monitoring.windows.sketch import Sketch, merged
from hoofbeat.watching.drift.baseline import Baseline
from hoofbeat.watching.drift.features import FeatureGroup
from hoofbeat.watching.drift.gauges import write_drift_metrics
from hoofbeat.watching.drift.judging import DETECTORS, corrected_for_all
from hoofbeat.watching.drift.onset import since_when
from hoofbeat.watching.drift.thresholds import THRESHOLDS
from hoofbeat.watching.drift.verdict import DriftVerdict
from hoofbeat.watching.drift.watch import DriftWatch
from invented_cohort import term_id
from watched_world import FIRST, GLUCOSE, PREVALENCE, TEMPERATURE, days_of, drawn, sketch_of, watched

STABLE, DRIFTED = 6, 4
ONSET = FIRST + timedelta(days=STABLE)
LAST = ONSET + timedelta(days=DRIFTED - 1)


def verdict(days: dict[date, Sketch], last: date = LAST, **baseline: object) -> DriftVerdict:
    return DriftWatch(Baseline(watched()[2], **baseline), days, "v").verdict(FIRST, last)


@pytest.fixture(scope="module")
def stable() -> dict[date, Sketch]:
    return days_of(STABLE, 120)


def older(case: Case) -> Case:
    return case if case.age is None else case.model_copy(update={"age": case.age + 15})


def ageless(case: Case) -> Case:
    """Of eight in ten nobody writes the age down any more."""
    return case if int(case.case_id) % 5 == 0 else case.model_copy(update={"age": None})


def mistaken(code: str, factor: float, offset: float = 0) -> Callable[[Case], Case]:
    def change(case: Case) -> Case:
        values = tuple(
            Measurement(code=m.code, value=m.value * factor + offset, unit=m.unit) if m.code == code else m
            for m in case.measurements
        )
        return case.model_copy(update={"measurements": values})

    return change


def strange(case: Case) -> Case:
    return case.model_copy(update={"findings": (*case.findings, Finding(id="HP:9999999"))})


def same(case: Case) -> Case:
    return case


TWICE = PREVALENCE | {term_id(2003): 0.3}


@pytest.mark.parametrize(
    ("change", "prevalence", "group", "name"),
    [
        (same, TWICE, FeatureGroup.FINDINGS, term_id(2003)),
        (older, PREVALENCE, FeatureGroup.DEMOGRAPHICS, "age"),
        (ageless, PREVALENCE, FeatureGroup.MISSINGNESS, "age"),
        (mistaken(TEMPERATURE, 1.8, 32), PREVALENCE, FeatureGroup.MEASUREMENTS, TEMPERATURE),
        (mistaken(GLUCOSE, 18), PREVALENCE, FeatureGroup.MEASUREMENTS, GLUCOSE),
        (strange, PREVALENCE, FeatureGroup.UNKNOWN_TERMS, "unknown terms"),
    ],
    ids=["finding", "age", "age missing", "°F as °C", "glucose in other units", "unknown terms"],
)
def test_a_known_drift_is_found_named_and_dated(
    stable: dict[date, Sketch],
    change: Callable[[Case], Case],
    prevalence: dict[str, float],
    group: FeatureGroup,
    name: str,
) -> None:
    drifted = days_of(DRIFTED, 120, 8, change, first=ONSET, prevalence=prevalence)
    found = verdict(stable | drifted)
    assert found.alarm
    assert found.alarms[group]
    (feature,) = (each for each in found.features if each.group is group and each.name == name)
    assert feature.alarm
    assert abs((feature.since - ONSET).days) <= 1
    assert feature.corrected <= THRESHOLDS.feature
    assert feature.psi > 0.005
    assert min(found.alarm_days) >= ONSET


def test_what_hardly_anybody_had_is_found_on_one_small_day() -> None:
    """A share that jumps from none to a sixth: exact in its significance, and not too rare for a PSI."""
    cases = [strange(case) if number % 6 == 0 else case for number, case in enumerate(drawn(100, 5))]
    found = verdict({FIRST: sketch_of(cases)}, FIRST)
    assert found.alarms[FeatureGroup.UNKNOWN_TERMS]
    (feature,) = (each for each in found.features if each.group is FeatureGroup.UNKNOWN_TERMS)
    assert feature.psi > 0.25
    assert feature.js > 0.05


def test_what_does_not_drift_raises_no_alarm(stable: dict[date, Sketch]) -> None:
    found = verdict(stable, FIRST + timedelta(days=STABLE - 1))
    assert not found.alarm
    assert not found.alarm_days
    assert found.compared > 20
    assert not found.too_few


def test_the_reference_itself_raises_no_alarm() -> None:
    _, _, reference = watched()
    found = DriftWatch(Baseline(reference), {FIRST: reference.data()}, "v").verdict(FIRST, FIRST)
    assert not found.alarm
    assert found.features == ()
    assert found.joint[1] == pytest.approx(1)


def test_many_small_shifts_are_found_together() -> None:
    """Each finding a fifth more frequent: the joint test is surer than the surest finding."""
    more = {name: min(1.25 * share, 1) for name, share in PREVALENCE.items()}
    found = verdict(days_of(DRIFTED, 150, 9, first=ONSET, prevalence=more))
    single = min((each.corrected for each in found.features if each.group is FeatureGroup.FINDINGS), default=1)
    assert min(found.joint.values()) < min(single, 1e-3)


@pytest.mark.parametrize("cases", [0, 3, 49])
def test_empty_and_tiny_windows_say_too_few(cases: int) -> None:
    days = {FIRST: sketch_of([strange(case) for case in drawn(cases, 1)])}
    found = verdict(days, FIRST)
    assert found.too_few
    assert not found.alarm
    assert found.features == ()


def test_no_window_at_all_says_too_few() -> None:
    assert verdict({}, FIRST).too_few


def test_few_cases_a_day_are_judged_by_the_week() -> None:
    found = verdict(days_of(7, 10, change=ageless), FIRST + timedelta(days=6))
    assert list(found.cases) == [7]
    assert found.alarms[FeatureGroup.MISSINGNESS]


def test_what_the_reference_never_measured_is_compared_with_its_own_past() -> None:
    def with_hemoglobin(value: float) -> Callable[[Case], Case]:
        shift = Measurement(code="718-7", value=value, unit="g/dL")
        return lambda case: case.model_copy(update={"measurements": (*case.measurements, shift)})

    sound, wrong = with_hemoglobin(14), with_hemoglobin(1.4)
    before = days_of(STABLE, 120, change=sound)
    assert not verdict(before, FIRST + timedelta(days=STABLE - 1)).alarm
    found = verdict(before | days_of(DRIFTED, 120, 8, wrong, first=ONSET))
    (feature,) = (each for each in found.features if each.name == "718-7" and each.group is FeatureGroup.MEASUREMENTS)
    assert feature.alarm
    assert feature.own_past


@pytest.mark.parametrize(("elsewhere", "compared"), [(0, True), (2, True), (100, False)])
def test_answers_in_settings_without_a_reference_are_compared_with_their_own_past(
    elsewhere: int, compared: bool
) -> None:
    reference = watched()[2]
    asked = [sketch_of(drawn(300, 5)), sketch_of(drawn(elsewhere, 6), Circumstances(setting=Setting.EMERGENCY))]
    baseline = Baseline(reference)
    expected, own = baseline.counts(baseline.features.vector(merged(asked, reference.layout)), None)
    places = [place for place, each in enumerate(baseline.features.features) if each.group is FeatureGroup.PREDICTIONS]
    assert any(expected[baseline.features.slices[place]].sum() > 0 for place in places) is compared
    assert all(own[place] for place in places) is not compared


def test_sound_days_can_stand_for_the_reference(stable: dict[date, Sketch]) -> None:
    """A house whose patients are all older than those of the training cohort says so, and is watched all the same."""
    house = days_of(STABLE, 120, 8, older)
    last = FIRST + timedelta(days=STABLE - 1)
    assert verdict(house, last).alarms[FeatureGroup.DEMOGRAPHICS]
    sound = sketch_of([older(case) for case in drawn(600, 4)])
    assert not verdict(house, last, sound=sound).alarm
    with pytest.raises(InputError, match="too few"):
        Baseline(watched()[2], sound=sketch_of(drawn(9, 1)))


def test_a_source_can_stand_for_the_whole_cohort() -> None:
    assert Baseline(watched()[2], ["clinic"]).cohort[0] == 500
    with pytest.raises(InputError, match="clinic, ward"):
        Baseline(watched()[2], ["nowhere"])


def test_no_count_under_five_is_told() -> None:
    rare = PREVALENCE | {term_id(2015): 0.012}
    found = verdict(days_of(3, 100, 3, strange, first=LAST - timedelta(days=2), prevalence=rare))
    shares = [(cell.window, each.cases) for each in found.features for cell in each.cells]
    assert shares
    assert all(share is None or share == 0 or round(share * cases) >= 5 for share, cases in shares)


def test_correction_is_benjamini_and_hochbergs() -> None:
    """By hand: 0.01·4/1, 0.02·4/2, 0.03·4/3, 0.5·4/4, each no more than the next."""
    corrected = corrected_for_all(np.array([0.5, 0.01, np.nan, 0.03, 0.02]))
    assert corrected.tolist() == pytest.approx([0.5, 0.04, np.nan, 0.04, 0.04], nan_ok=True)


def test_the_day_it_began_is_the_one_that_tells_most() -> None:
    days = [FIRST + timedelta(days=number) for number in range(10)]
    counts = np.array([[10.0, 90.0]] * 6 + [[30.0, 70.0]] * 4)
    assert since_when(days, counts, np.array([100.0, 900.0])) == days[6]


def test_the_file_for_prometheus_names_kinds_and_detectors_alone(stable: dict[date, Sketch], tmp_path: Path) -> None:
    drifted = days_of(DRIFTED, 120, 8, ageless, first=ONSET)
    write_drift_metrics(tmp_path / "drift.prom", verdict(stable | drifted))
    families = list(text_string_to_metric_families((tmp_path / "drift.prom").read_text()))
    values = {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}
    assert values["hoofbeat_drift_alarm", "missingness"] == 1
    assert values["hoofbeat_drift_alarm", "unknown_terms"] == 0
    assert values["hoofbeat_drift_features", "missingness"] >= 1
    assert values["hoofbeat_drift_statistic", "missingness", "psi_max"] > 0.25
    assert values["hoofbeat_drift_window_cases",] == 120 * (STABLE + DRIFTED)
    assert values["hoofbeat_drift_timestamp_seconds",] > 1.7e9
    labels = {value for family in families for sample in family.samples for value in sample.labels.values()}
    assert labels <= {*DETECTORS, "psi_max", "js_max"}
