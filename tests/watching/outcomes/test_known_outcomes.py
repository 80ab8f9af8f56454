"""Figures of confirmed outcomes, their delay, the report of a moment and its metrics: worked out by hand.

Mirrors: hoofbeat.watching.outcomes.figures, hoofbeat.watching.outcomes.delay, hoofbeat.watching.outcomes.report,
hoofbeat.watching.outcomes.gauges, hoofbeat.watching.outcomes.table
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console

from hoofbeat.domain.errors import InputError
from hoofbeat.watching.outcomes.delay import Delays, weights
from hoofbeat.watching.outcomes.figures import by_group, figures, foretold, orphan_recall
from hoofbeat.watching.outcomes.gauges import write_outcome_metrics
from hoofbeat.watching.outcomes.judged import JudgedAnswer
from hoofbeat.watching.outcomes.report import OutcomeReport, Windows, outcome_report
from hoofbeat.watching.outcomes.table import outcome_table

START = datetime(2026, 1, 1, tzinfo=UTC)


def outcome(day: float = 0, after: float | None = 1, **given: object) -> JudgedAnswer:
    """A case registered on a day and confirmed so many days later, right first unless something else is given."""
    at = START + timedelta(days=day)
    confirmed = None if after is None else at + timedelta(days=after)
    told = {"sureness": 0.8, "first_ten": 0.9, "first_orphan": True, "disease": "OMIM:1", "orphan": True, "rank": 1}
    return JudgedAnswer(**{"registered": at, "confirmed": confirmed, "loss": 0.2, **told, **given})


def test_shares_are_counted_and_a_disease_that_nothing_lists_is_a_miss() -> None:
    told = [outcome(rank=rank, disease=f"OMIM:{n}") for n, rank in enumerate([1, 1, 2, 7, 0, 40])]
    found = figures(told)
    assert found is not None
    assert {k: share.value for k, share in found.top.items()} == pytest.approx({1: 2 / 6, 3: 3 / 6, 10: 4 / 6})
    assert found.top[1].low < 2 / 6 < found.top[1].high
    assert found.brier == pytest.approx((2 * 0.2**2 + 4 * 0.8**2) / 6)
    assert found.calibration_error is None, "six cases calibrate nothing"


def test_fewer_than_five_have_no_figures_and_no_group() -> None:
    assert figures([outcome()] * 4) is None
    groups = by_group([outcome(sex="female")] * 5 + [outcome(sex="male")] * 4)
    assert set(groups["sex"]) == {"female"}


def test_calibration_error_is_the_gap_between_sureness_and_truth() -> None:
    found = figures([outcome(rank=1)] * 30 + [outcome(rank=2)] * 30)
    assert found is not None
    assert found.calibration_error == pytest.approx(0.3)


def test_coverage_counts_the_sets_that_were_given() -> None:
    found = figures([outcome(in_set=True)] * 3 + [outcome(in_set=False)] * 2 + [outcome(in_set=None)] * 4)
    assert found is not None
    assert found.coverage == pytest.approx(0.6)


def test_orphan_recall_weighs_every_disease_alike() -> None:
    told = [outcome(disease="A")] * 9 + [outcome(disease="B", rank=3)] + [outcome(disease="C", orphan=False)]
    assert orphan_recall(told) == pytest.approx(0.5)


def test_confidence_foretells_the_share_right_first() -> None:
    """Drawn by their own probabilities, realised shares fall into the interval as often as it says."""
    random = np.random.default_rng(0)
    inside = 0
    for _ in range(300):
        sure = random.uniform(0.1, 0.9, 200)
        expected = foretold([outcome(sureness=float(one), after=None) for one in sure])
        assert expected is not None
        inside += expected.top_1.low <= (random.random(200) < sure).mean() <= expected.top_1.high
    assert 0.91 <= inside / 300 <= 0.99


def test_delays_count_those_that_still_wait() -> None:
    """Kaplan–Meier by hand: labels after 1 and 3 days, one case that has waited 2 days, one 5."""
    now = START + timedelta(days=10)
    told = [outcome(0, 1), outcome(0, 3), outcome(8, None), outcome(5, None)]
    delays = Delays.of(told, now)
    assert delays.days.tolist() == [1, 3]
    assert delays.labelled.tolist() == pytest.approx([1 / 4, 1 - 3 / 4 * 1 / 2])
    assert delays.within(0.5) == 3
    assert delays.within(0.9) is None
    assert delays.by(np.array([0.5, 1.0, 9.0])).tolist() == pytest.approx([0, 0.25, 0.625])


def test_labels_count_for_those_that_wait() -> None:
    """Common ones are confirmed at once, orphan ones after 20 days on average: as they come, common ones prevail."""
    random, now = np.random.default_rng(1), START + timedelta(days=60)
    told = []
    for _ in range(4000):
        orphan, day = bool(random.random() < 0.5), float(random.uniform(0, 60))
        after = float(random.exponential(20 if orphan else 0.1))
        right = random.random() < (0.2 if orphan else 0.9)
        shown = after if day + after <= 60 else None
        told.append(outcome(day, shown, first_orphan=orphan, rank=1 if right else 5, disease=f"OMIM:{orphan}{right}"))
    weight = weights(told, now)
    rows = [row for row, one in enumerate(told) if one.confirmed]
    right = np.array([told[row].rank == 1 for row in rows])
    plain, corrected = right.mean(), np.average(right, weights=weight[rows])
    assert plain > 0.59, "the labels that came are of the easier ones"
    assert corrected == pytest.approx(0.55, abs=0.025)
    assert not weight[[row for row, one in enumerate(told) if one.confirmed is None]].any()


def told_until(day: int, cases: int = 60) -> list[JudgedAnswer]:
    return [
        one if one.confirmed and one.confirmed <= START + timedelta(days=day) else replace(one, confirmed=None)
        for one in (outcome(n, 10, rank=1 if n % 2 else 3, disease=f"OMIM:{n % 6}") for n in range(cases))
        if one.registered <= START + timedelta(days=day)
    ]


def test_a_report_is_of_what_was_known() -> None:
    report = outcome_report("b", told_until(40), START + timedelta(days=40), Windows(labels=20, days=30))
    assert (report.labels, report.waiting) == (31, 10)
    assert report.last_labels
    assert report.last_labels.cases == 20
    assert report.last_labels.top[1].value == 0.5
    assert report.delay.half == 10
    assert report.gap == pytest.approx(0.8 - 0.5)
    assert report.foretold
    assert report.foretold.cases == 31
    assert not any(one.stands for one in report.detectors)
    with pytest.raises(InputError, match="later"):
        outcome_report("b", told_until(41), START + timedelta(days=40))


def test_an_alarm_stands_after_the_model_declines() -> None:
    told = [outcome(n / 5, 1, rank=1, disease=f"OMIM:{n % 9}") for n in range(500)]
    told += [outcome(100 + n / 5, 1, rank=50, loss=8.0, disease=f"OMIM:{n % 9}") for n in range(100)]
    report = outcome_report("b", told, START + timedelta(days=122))
    assert any(one.stands for one in report.detectors)
    later = outcome_report("b", told, START + timedelta(days=400))
    assert not any(one.stands for one in later.detectors)
    assert [one.alarms for one in later.detectors] == [one.alarms for one in report.detectors], "no draw is random"


def test_prometheus_reads_what_is_known_and_nothing_else(tmp_path: Path) -> None:
    report = outcome_report("b", told_until(40), START + timedelta(days=40))
    write_outcome_metrics(tmp_path / "outcomes.prom", report)
    text = (tmp_path / "outcomes.prom").read_text(encoding="utf-8")
    samples = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["hoofbeat_outcome_top_k", (("k", "1"), ("rarity", "all"))] == pytest.approx(15 / 31)
    by_kind = {kind: report.groups[kind] for kind in ("age", "sex")}
    assert all(by_kind.values())
    assert {key[1]: value for key, value in samples.items() if key[0] == "hoofbeat_outcome_group_top_k"} == {
        (("group", group), ("k", str(k)), ("kind", kind)): pytest.approx(share.value)
        for kind, groups in by_kind.items() for group, found in groups.items() for k, share in found.top.items()
    }  # fmt: skip
    assert samples["hoofbeat_outcome_labels", ()] == 31
    assert samples["hoofbeat_outcome_estimated_top_1", ()] == pytest.approx(0.8)
    assert ("hoofbeat_outcome_calibration_error", ()) not in samples, "of 31 cases there is none"
    assert {key[1][0][1] for key in samples if key[0] == "hoofbeat_outcome_alarm"} == {
        one.detector for one in report.detectors
    }


def test_an_empty_report_is_a_report(tmp_path: Path) -> None:
    report = outcome_report("b", [], START)
    write_outcome_metrics(tmp_path / "outcomes.prom", report)
    assert "hoofbeat_outcome_labels 0.0" in (tmp_path / "outcomes.prom").read_text(encoding="utf-8")
    report.save(tmp_path / "report.json")
    assert OutcomeReport.model_validate_json((tmp_path / "report.json").read_text(encoding="utf-8")) == report
    assert "no alarm stands" in shown(report)


def test_the_table_says_what_leans_where() -> None:
    told = [outcome(n, 1 if n % 2 else 20, rank=1 if n % 2 else 9, disease=f"OMIM:{n % 7}") for n in range(60)]
    text = shown(outcome_report("b", told, START + timedelta(days=100)))
    assert "right first where the label came quickly 100%" in text
    assert "late 0%" in text


def shown(report: OutcomeReport) -> str:
    """The table as a wide terminal shows it."""
    written = StringIO()
    Console(file=written, width=200).print(outcome_table(report))
    return written.getvalue()
