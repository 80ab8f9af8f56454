"""How often the detectors of outcomes cry wolf, and how late they see what changed.

Answers of a bundle to real published patients are drawn again and again into streams of confirmed cases, each confirmed
some weeks after its registration (log-normal, median 21 days). Thresholds are chosen on one half of the seeds, for at
most one false alarm a year over all detectors together at every rate of labels; figures are of the other half.

Usage: python benchmarks/concept_drift.py --bundle BUNDLE --phenopackets phenopacket-store.zip --output FILE.json
"""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import track
from hoofbeat.sources import SourceConfig, open_source
from hoofbeat.watching.outcomes.detectors import LEAST, STREAMS, Tuning, detect, names
from hoofbeat.watching.outcomes.followed import Followed
from hoofbeat.watching.outcomes.judged import WORST_LOSS, judge_cases

Floats = NDArray[np.float64]

#: Labels a day; days of a stream, and of the part before anything changes.
RATES, YEAR, ONSET = (1, 5, 20), 365, 180
#: Days until a label comes: median, and σ of its logarithm.
DELAY, SPREAD = 21.0, 1.0
#: Alarms a year that one detector may give on the streams that choose its threshold: eight together stay below one.
ALLOWED = 0.06
CONFIDENCES = (0.5, 0.3, 0.1, 3e-2, 1e-2, 3e-3, 1e-3, 1e-4, 1e-5)
DRIFTS = (0.005, 0.01, 0.02, 0.03, 0.05)
#: Days that a gradual change takes; share of the labels that come from the source that goes bad.
RAMP, OF_SOURCE = 90, 0.3


@dataclass(frozen=True)
class Pool:
    """Answers to real patients: rank (0: not listed), probability of the first, log loss; [n] each."""

    rank: NDArray[np.int64]
    sure: Floats
    loss: Floats

    def take(self, rows: NDArray[np.int64]) -> "Pool":
        """Some of them, each as often as it is named."""
        return Pool(self.rank[rows], self.sure[rows], self.loss[rows])

    def streams(self) -> dict[str, Floats]:
        """The streams of ``watching.outcomes.detectors``, in its formulas."""
        first = self.rank == 1
        return {
            "miss-1": (~first).astype(np.float64),
            "miss-10": ~((self.rank >= 1) & (self.rank <= 10)) * 1.0,
            "loss": np.minimum(self.loss, WORST_LOSS) / WORST_LOSS,
            "oversure": (1 + self.sure - first) / 2,
        }


def pool_of(bundle: Bundle, phenopackets: Path, most: int, seed: int) -> Pool:
    """Answers of the bundle to published patients, drawn at random."""
    source = open_source(
        SourceConfig(name="phenopackets", format="phenopackets", path=phenopackets), bundle.lexicon.resolve
    )
    records = list(source.records())
    chosen = np.random.default_rng(seed).permutation(len(records))[:most]
    now, followed = datetime(2026, 1, 1, tzinfo=UTC), []
    for row in chosen:
        case = source.parse(records[row])
        if case.diagnosis:
            bare = case.model_copy(update={"diagnosis": None, "diagnosis_name": None})
            followed.append(Followed(bare, now, now, case.diagnosis))
    told = [one for one in judge_cases(bundle, followed) if one]
    return Pool(*(np.array([getattr(one, name) for one in told]) for name in ("rank", "sureness", "loss")))


@dataclass(frozen=True)
class Labels:
    """Confirmed cases in the order of their confirmation: days, and the answers."""

    registered: Floats
    confirmed: Floats
    answers: Pool


Change = Callable[[Pool, Pool, Floats, Floats, np.random.Generator], Pool]


def labels_of(pool: Pool, rate: float, days: int, random: np.random.Generator, change: Change | None = None) -> Labels:
    """A stream of labels; those of cases registered in ``days`` that are confirmed by then."""
    count = random.poisson(rate * days)
    registered = random.uniform(0, days, count)
    confirmed = registered + DELAY * np.exp(SPREAD * random.standard_normal(count))
    order = np.argsort(confirmed)
    order = order[confirmed[order] <= days]
    registered, confirmed = registered[order], confirmed[order]
    answers = pool.take(random.integers(0, len(pool.rank), len(order)))
    if change:
        answers = change(pool, answers, registered, confirmed, random)
    return Labels(registered, confirmed, answers)


def _risen(days: Floats, gradual: bool) -> Floats:
    """How far a change has gone at a day, 0–1."""
    return np.clip((days - ONSET) / RAMP, 0, 1) if gradual else (days >= ONSET).astype(np.float64)


def drop(size: float, *, gradual: bool) -> Change:
    """So many more of the answers are no longer right first, as sure as before."""

    def change(pool: Pool, answers: Pool, registered: Floats, _: Floats, random: np.random.Generator) -> Pool:
        right, wrong = (pool.rank == 1).mean(), np.flatnonzero(pool.rank != 1)
        hit = (answers.rank == 1) & (random.random(len(registered)) < size / right * _risen(registered, gradual))
        other = pool.take(random.choice(wrong, len(registered)))
        return Pool(np.where(hit, other.rank, answers.rank), answers.sure, np.where(hit, other.loss, answers.loss))

    return change


def bad_labels(share: float) -> Change:
    """So many of the labels of one source name another disease, from one day on."""

    def change(_: Pool, answers: Pool, __: Floats, confirmed: Floats, random: np.random.Generator) -> Pool:
        hit = (random.random(len(confirmed)) < OF_SOURCE * share) & (confirmed >= ONSET)
        return Pool(np.where(hit, 5000, answers.rank), answers.sure, np.where(hit, WORST_LOSS, answers.loss))

    return change


def unknown_disease(share: float) -> Change:
    """So many of the cases have a disease that nothing lists; the answer is as sure as where it is wrong."""

    def change(pool: Pool, answers: Pool, registered: Floats, _: Floats, random: np.random.Generator) -> Pool:
        hit = (random.random(len(registered)) < share) & (registered >= ONSET)
        other = pool.take(random.choice(np.flatnonzero(pool.rank != 1), len(registered)))
        return Pool(
            np.where(hit, 0, answers.rank),
            np.where(hit, other.sure, answers.sure),
            np.where(hit, WORST_LOSS, answers.loss),
        )

    return change


CHANGES: dict[str, Change] = {
    **{f"top-1 falls by {size:.2f}, suddenly": drop(size, gradual=False) for size in (0.05, 0.1, 0.2, 0.3)},
    **{f"top-1 falls by {size:.2f}, over {RAMP} days": drop(size, gradual=True) for size in (0.1, 0.2)},
    **{f"{share:.0%} of one source's labels go bad": bad_labels(share) for share in (0.5, 1.0)},
    **{f"{share:.0%} of the cases have an unknown disease": unknown_disease(share) for share in (0.05, 0.1, 0.2)},
}


def page_hinkley_peak(values: Floats, drift: float) -> float:
    """The most that Page–Hinkley's statistic reaches without an alarm."""
    mean = np.cumsum(values) / np.arange(1, len(values) + 1)
    total = np.cumsum(values - mean - drift)
    statistic = total - np.minimum.accumulate(np.minimum(total, 0))
    return float(statistic[LEAST - 1 :].max(initial=0))


def seeds_of(first: int, count: int, *what: int) -> Iterator[np.random.Generator]:
    """Generators that belong to a half of the seeds."""
    return (np.random.default_rng((first + number, *what)) for number in range(count))


def tuned(pool: Pool, count: int) -> dict[str, Tuning]:
    """Thresholds that the first half of the seeds asks for."""
    stable = {
        rate: [labels_of(pool, rate, YEAR, random).answers.streams() for random in seeds_of(0, count, rate)]
        for rate in track(RATES, "Drawing stable years")
    }
    falling = [
        labels_of(pool, 5, ONSET + YEAR, random, CHANGES["top-1 falls by 0.10, suddenly"])
        for random in seeds_of(0, max(20, count // 4), 77)
    ]
    found = {}
    for name in track(list(STREAMS), "Choosing thresholds"):
        confidence = next(
            (
                one
                for one in CONFIDENCES
                if max(_adwin_alarms(years, name, one) for years in stable.values()) <= ALLOWED
            ),
            CONFIDENCES[-1],
        )
        best = (np.inf, Tuning(confidence, np.inf, DRIFTS[-1]))
        for drift in DRIFTS:
            peaks = [
                np.quantile([page_hinkley_peak(y[name], drift) for y in years], 1 - ALLOWED)
                for years in stable.values()
            ]
            tuning = Tuning(confidence, float(np.ceil(10 * max(peaks)) / 10), drift)
            late = np.median([_days(one, {name: tuning}, "page-hinkley") for one in falling])
            best = min(best, (float(late), tuning), key=lambda pair: pair[0])
        found[name] = best[1]
    return found


def _adwin_alarms(years: list[dict[str, Floats]], name: str, confidence: float) -> float:
    tuning = {name: Tuning(confidence, np.inf, 0.0)}
    return float(np.mean([len(detect({name: year[name]}, tuning)) for year in years]))


def _days(labels: Labels, tunings: dict[str, Tuning], kind: str = "") -> float:
    """Days from the change to the first alarm; a year and more where none came."""
    streams = {name: values for name, values in labels.answers.streams().items() if name in tunings}
    times = [labels.confirmed[a.label] - ONSET for a in detect(streams, tunings) if a.detector.startswith(kind)]
    return min((time for time in times if time >= 0), default=float(YEAR))


def false_alarms(pool: Pool, tunings: dict[str, Tuning], count: int) -> dict[str, dict[str, float]]:
    """Alarms a year on streams in which nothing changes, by rate: of each detector, and of all."""
    told = {}
    for rate in track(RATES, "Stable years"):
        seen = dict.fromkeys(names(), 0)
        for random in seeds_of(10_000, count, rate):
            for alarm in detect(labels_of(pool, rate, YEAR, random).answers.streams(), tunings):
                seen[alarm.detector] += 1
        told[str(rate)] = {name: alarms / count for name, alarms in seen.items()} | {"all": sum(seen.values()) / count}
    return told


def delays(pool: Pool, tunings: dict[str, Tuning], count: int) -> list[dict[str, object]]:
    """For every change and rate: share detected within a year, median days and labels, and which detector is first."""
    rows: list[dict[str, object]] = []
    asked = [(name, rate) for name in CHANGES for rate in RATES]
    for number, (name, rate) in enumerate(track(asked, "Changes")):
        days, counts, first = [], [], []
        for random in seeds_of(10_000, count, rate, number):
            labels = labels_of(pool, rate, ONSET + YEAR, random, CHANGES[name])
            alarms = [a for a in detect(labels.answers.streams(), tunings) if labels.confirmed[a.label] >= ONSET]
            if alarms:
                days.append(labels.confirmed[alarms[0].label] - ONSET)
                counts.append(int((labels.confirmed[: alarms[0].label + 1] >= ONSET).sum()))
                first.append(alarms[0].detector)
        rows.append(
            {
                "change": name,
                "labels_a_day": rate,
                "detected": len(days) / count,
                "median_days": float(np.median([*days, *[np.inf] * (count - len(days))]))
                if len(days) * 2 > count
                else None,
                "median_labels": float(np.median([*counts, *[np.inf] * (count - len(days))]))
                if len(days) * 2 > count
                else None,
                "mostly_by": max(sorted(set(first)), key=first.count) if first else None,
            }
        )
    return rows


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--phenopackets", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=Path("concept-drift.json"))
    parser.add_argument("--patients", type=int, default=1500)
    parser.add_argument("--years", type=int, default=200, help="streams of each half")
    parser.add_argument("--changed", type=int, default=60, help="streams of each change")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    bundle = Bundle.load(asked.bundle)
    pool = pool_of(bundle, asked.phenopackets, asked.patients, asked.seed)
    tunings = tuned(pool, asked.years)
    result = {
        "bundle": bundle.version,
        "patients": len(pool.rank),
        "top_1": float((pool.rank == 1).mean()),
        "top_10": float(((pool.rank >= 1) & (pool.rank <= 10)).mean()),
        "streams": {"stable": asked.years, "changed": asked.changed},
        "tunings": {name: asdict(tuning) for name, tuning in tunings.items()},
        "false_alarms_a_year": false_alarms(pool, tunings, asked.years),
        "delays": delays(pool, tunings, asked.changed),
    }
    asked.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
