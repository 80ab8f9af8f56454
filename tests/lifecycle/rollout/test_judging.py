"""The verdict on a rollout: proof to refuse, proof to go on, and undecided between the two.

Mirrors: hoofbeat.lifecycle.rollout.counts, hoofbeat.lifecycle.rollout.verdict, hoofbeat.monitoring.histogram
"""

from itertools import accumulate
from math import inf
from random import Random

import pytest

from hoofbeat.lifecycle.rollout.counts import RolloutCounts
from hoofbeat.lifecycle.rollout.judging import judged
from hoofbeat.lifecycle.rollout.verdict import RolloutLimits, RolloutVerdict
from hoofbeat.monitoring.histogram import Histogram
from hoofbeat.monitoring.rollout import Mode

BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, inf)
TENTHS = (*(tenth / 10 for tenth in range(11)), inf)
BUNDLE = "2026.11.29-56cb77968446"


def histogram(values: list[float], bounds: tuple[float, ...] = BOUNDS) -> Histogram:
    return Histogram({bound: sum(value <= bound for value in values) for bound in bounds}, sum(values))


def seconds(number: int, typical: float, seed: int = 0) -> Histogram:
    random = Random(seed)
    return histogram([random.lognormvariate(0, 0.4) * typical for _ in range(number)])


def counts(
    *,
    answers: int = 400,
    failed: int = 0,
    champion_failed: int = 0,
    slower: float = 1.0,
    typical: float = 0.03,
    overlap: float = 0.8,
    mode: Mode = "shadow",
) -> RolloutCounts:
    good = answers - failed
    outcome = {("challenger", "same_first"): good} if mode == "shadow" else {("challenger", "answered"): good}
    random = Random(1)
    shares = [min(1.0, max(0.0, round(random.gauss(overlap, 0.2), 1))) for _ in range(good)]
    return RolloutCounts(
        {
            **outcome,
            ("challenger", "failed"): failed,
            ("champion", "answered"): answers - champion_failed,
            ("champion", "failed"): champion_failed,
        },
        histogram(shares, TENTHS),
        {"champion": seconds(good, typical), "challenger": seconds(good, typical * slower, 2)},
        1,
    )


def verdict(found: RolloutCounts, mode: Mode = "shadow", alerts: tuple[str, ...] = ()) -> RolloutVerdict:
    return judged(mode, "3", BUNDLE, found, RolloutLimits(), alerts)


def failing(told: RolloutVerdict) -> set[str]:
    return {rule.name for rule in told.rules if rule.verdict == "fail"}


def test_one_that_does_as_the_champion_does_passes_in_both_modes() -> None:
    for mode in ("shadow", "canary"):
        told = verdict(counts(mode=mode), mode)
        assert (told.verdict, told.reasons) == ("passed", ()), told.reasons
        assert told.figures.answers == 400
    assert told.figures.overlap is not None
    assert "overlap" not in {rule.name for rule in told.rules}


def test_before_enough_answers_nothing_is_decided_but_what_is_plain() -> None:
    assert verdict(RolloutCounts()).verdict == "undecided"
    assert "no service has it loaded" in verdict(RolloutCounts()).reasons[0]
    assert verdict(counts(answers=150)).verdict == "undecided"
    plain = verdict(counts(answers=60, failed=30))
    assert plain.verdict == "refused"
    assert "30 of 60" in next(rule.says for rule in plain.rules if rule.name == "failures")


@pytest.mark.parametrize(
    ("changed", "word", "rules"),
    [
        ({"failed": 12}, "refused", {"failures"}),
        ({"failed": 4}, "undecided", set()),
        ({"failed": 1}, "passed", set()),
        ({"failed": 12, "champion_failed": 12}, "passed", set()),
        ({"slower": 1.2}, "passed", set()),
        ({"slower": 4.0}, "refused", {"latency"}),
        ({"slower": 4.0, "typical": 0.003}, "passed", set()),  # 12 ms: nobody notices
        ({"slower": 40.0, "typical": 0.003}, "refused", {"latency"}),
        ({"overlap": 0.1}, "refused", {"overlap"}),
        ({"overlap": 0.45}, "passed", set()),
    ],
)
def test_each_rule_refuses_what_it_is_there_for(changed: dict[str, float], word: str, rules: set[str]) -> None:
    told = verdict(counts(**changed))  # type: ignore[arg-type]
    assert (told.verdict, failing(told)) == (word, rules), told.reasons


def test_an_alert_that_asks_for_a_rollback_refuses() -> None:
    told = verdict(counts(), alerts=("HoofbeatErrorShare",))
    assert (told.verdict, failing(told)) == ("refused", {"alerts"})
    assert told.alerts == ("HoofbeatErrorShare",)


def test_a_sound_challenger_is_hardly_ever_refused_however_often_one_looks() -> None:
    """Both fail once in a hundred, and it is looked at after every thirtieth answer."""
    refused = 0
    for seed in range(60):
        random = Random(seed)
        drawn = [(random.random() < 0.01, random.random() < 0.01) for _ in range(300)]
        mine, theirs = (list(accumulate(int(one[who]) for one in drawn)) for who in (0, 1))
        for end in range(29, 300, 30):
            found = counts(answers=end + 1, failed=mine[end], champion_failed=theirs[end])
            if "failures" in failing(verdict(found)):
                refused += 1
                break
    assert refused <= 1


def test_a_histogram_is_read_as_prometheus_reads_it() -> None:
    found = Histogram({0.1: 10, 0.2: 20, inf: 20}, 2.0)
    assert (found.observed, found.quantile(0.5), found.within(0.15)) == (20, 0.1, pytest.approx(15))
    assert found.quantile(0.75) == pytest.approx(0.15)
    assert Histogram().quantile(0.5) is None
    assert Histogram({0.1: 1, inf: 9}).quantile(0.9) is None
    assert histogram([0.5, 0.5, 1.0, 1.0], TENTHS).spread() == pytest.approx(1 / 12)
