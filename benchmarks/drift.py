"""False alarms and delays of the detectors of drift (``hoofbeat monitor drift``), on streams of real cases.

    python benchmarks/drift.py --bundle runs/first/bundle --data ../shared/data --output drift.json --docs docs/drift.md

Cases are published patients (Phenopacket Store) and DDXPlus patients, with the vital signs and laboratory values of
examination cases dealt out at random, and the bundle's answers to them. They are parted in two halves. On one half the
thresholds are chosen; false alarms and delays are measured on the other, with other seeds, and stand in the table. A
stable year is 365 days of cases drawn from one population; its reference is a draw of 4,000 from the same. A drift
begins after four stable weeks. ``--docs`` writes the tables between the marks of the page. A quarter of an hour on one
core; ``--years 1 --repeats 1`` for a first look.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import stage, track
from hoofbeat.domain.case import Case, Finding, Measurement
from hoofbeat.domain.circumstances import Circumstances, Setting
from hoofbeat.evaluation.examination.cases import read_cases
from hoofbeat.monitoring.windows.answers import CountedAnswers
from hoofbeat.monitoring.windows.cells import CaseCells
from hoofbeat.monitoring.windows.making import make_reference
from hoofbeat.monitoring.windows.reference import WindowReference
from hoofbeat.monitoring.windows.sketch import Sketch, Told
from hoofbeat.sources import SourceConfig, open_source
from hoofbeat.standards.standardise import standardise
from hoofbeat.watching.drift.baseline import Baseline
from hoofbeat.watching.drift.features import FeatureGroup
from hoofbeat.watching.drift.judging import DETECTORS, JOINT_DETECTOR, Judge, JudgedDay
from hoofbeat.watching.drift.thresholds import THRESHOLDS, Thresholds

EXAMINATION = Path(__file__).parent / "examination" / "cases.jsonl"
SIZES = (100, 300, 1000)
_REFERENCE, _ANSWERED, _POOL = 4000, 1200, 120
_STABLE, _MOST = 28, 60
_FIRST = date(2026, 1, 1)
#: Limits that are tried, and false alarms a year that the features' and the joint one may cost on the first half.
_GRID = [10 ** (-exponent / 4) for exponent in range(6, 40)]
_ALLOWED = {"features": 0.35, "joint": 0.15}
#: Of the limit that just costs no more, this much is taken: so few years tell it no more exactly.
_MARGIN = 0.5
_MARKS = "<!-- figures -->\n", "<!-- end of figures -->\n"

Rows = NDArray[np.number]


@dataclass(frozen=True)
class Patient:
    """A real case, where it is asked, and what it falls into."""

    case: Case
    setting: Setting
    told: Told


class World:
    """All patients of one half, and the cells they fall into.

    Args:
        patients: patients.
        reference: fixes the cells and the directions, from the first half.
        bundle: answers.
    """

    def __init__(self, patients: Sequence[Patient], reference: WindowReference, bundle: Bundle) -> None:
        self.patients, self.reference, self.bundle = patients, reference, bundle
        self.features = Baseline(reference).features
        self.rows = self.matrix([patient.told for patient in patients])

    def matrix(self, told: Sequence[Told]) -> csr_matrix:
        """Counts of single cases, [cases, 1 + cells]."""
        rows = []
        for its in told:
            sketch = Sketch(self.reference.layout)
            sketch.add(its)
            rows.append(csr_matrix(self.features.vector(sketch)))
        return csr_matrix(np.concatenate([row.toarray() for row in rows]))

    def baseline(self, rng: np.random.Generator) -> Baseline:
        """A deployment's reference: another draw of the same population."""
        drawn = [self.patients[i] for i in rng.integers(0, len(self.patients), _REFERENCE)]
        data, answers = Sketch(self.reference.layout), {s: Sketch(self.reference.layout) for s in Setting}
        for number, patient in enumerate(drawn):
            data.add(patient.told)
            if number < _ANSWERED:
                answers[patient.setting].add(patient.told)
        made = WindowReference(self.reference.layout, {"all": data}, answers, self.reference.directions)
        return Baseline(made)

    def days(
        self, rng: np.random.Generator, days: int, cases: int, weights: NDArray[np.floating] | None = None
    ) -> Rows:
        """Counts of so many days, [days, 1 + cells]."""
        return drawn_days(rng, self.rows, days, cases, weights)


def drawn_days(
    rng: np.random.Generator, rows: csr_matrix, days: int, cases: int, weights: NDArray[np.floating] | None = None
) -> Rows:
    """Counts of days of cases drawn from rows, [days, 1 + cells]."""
    shares = np.full(rows.shape[0], 1 / rows.shape[0]) if weights is None else weights / weights.sum()
    return np.asarray(rng.multinomial(cases, shares, size=days) @ rows)


def main() -> None:
    """Read, choose, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True, help="folder of an exported bundle")
    parser.add_argument("--data", type=Path, required=True, help="folder with the phenopackets' zip and ddxplus/")
    parser.add_argument("--output", type=Path, default=Path("drift.json"), help="where to write the figures")
    parser.add_argument("--docs", type=Path, help="page whose tables are to be replaced")
    parser.add_argument("--years", type=int, default=8, help="stable years for each number of cases, on each half")
    parser.add_argument("--repeats", type=int, default=10, help="streams of each drift")
    parser.add_argument("--cases", type=int, default=4000, help="real cases taken, three in ten of DDXPlus")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    bundle = Bundle.load(given.bundle)
    with stage("Real cases and the bundle's answers"):
        choosing, reporting, newcomers = _worlds(bundle, given.data, given.cases, given.seed)
    years = [(size, year) for size in SIZES for year in range(given.years)]
    tried = [_stable_year(choosing, size, [given.seed, 1, size, year]) for size, year in track(years, "Choosing")]
    chosen = _chosen(tried, years, given.years)
    stable = [_stable_year(reporting, size, [given.seed, 2, size, year]) for size, year in track(years, "Stable years")]
    result: dict[str, Any] = {
        "seed": given.seed,
        "bundle": bundle.version,
        "cases": {"choosing": len(choosing.patients), "reporting": len(reporting.patients)},
        "years": given.years,
        "repeats": given.repeats,
        "thresholds": {"features": chosen.feature, "joint": chosen.joint, "psi": chosen.psi, "cases": chosen.cases},
        "false_alarms": {
            str(size): _false_alarms(
                [year for (its, _), year in zip(years, stable, strict=True) if its == size], chosen
            )
            for size in SIZES
        },
        "delays": [],
    }
    given.output.write_text(json.dumps(result, indent=1), encoding="utf-8")
    # Each drift is met by the same deployments.
    references = [reporting.baseline(np.random.default_rng([given.seed, 4, its])) for its in range(given.repeats)]
    tasks = [(*drift, size) for drift in _drifts(reporting, newcomers) for size in SIZES]
    for number, (name, strength, stream, size) in enumerate(track(tasks, "Drifts")):
        found = _delay(reporting, references, stream, size, [given.seed, 3, size, number], chosen)
        result["delays"].append({"drift": name, "size": strength, "cases": size} | found)
        given.output.write_text(json.dumps(result, indent=1), encoding="utf-8")
    print(tables(result))
    if given.docs:
        write_docs(given.docs, result)


# --- real cases -------------------------------------------------------------------------------------------------------


def _worlds(bundle: Bundle, data: Path, count: int, seed: int) -> tuple[World, World, list[Patient]]:
    rng = np.random.default_rng(seed)
    measured = [case.asked().measurements for case in read_cases(EXAMINATION)]
    sources = (
        ("phenopackets", data / "phenopacket-store-dev.zip", Setting.GENETICS, 0.7),
        ("ddxplus", data / "ddxplus", Setting.EMERGENCY, 0.3),
    )
    found: list[tuple[Case, Setting]] = []
    for name, path, setting, share in sources:
        source = open_source(SourceConfig(name=name, format=name, path=path), bundle.lexicon.resolve, bundle.lexicon)
        cases = [source.parse(record) for record in source.records()]
        found += [(cases[i], setting) for i in rng.permutation(len(cases))[: round(share * count)]]
    dealt = [
        (standardise(case.model_copy(update={"measurements": measured[rng.integers(len(measured))]})), setting)
        for case, setting in found
    ]
    order = rng.permutation(len(dealt))
    # The disease that nobody has seen yet: the most frequent one of DDXPlus.
    unseen = Counter(case.diagnosis for case, setting in dealt if setting is Setting.EMERGENCY).most_common(1)[0][0]
    known = [dealt[i] for i in order if dealt[i][0].diagnosis != unseen]
    halves = known[::2], known[1::2]
    some = [
        bundle.differential(c, circumstances=Circumstances(setting=s), top=1, explain=False) for c, s in halves[0][:300]
    ]
    first = [answer.differential[0] for answer in some]
    often = CountedAnswers.of(
        [each.disease_id for each in first],
        np.array([each.probability for each in first]),
        np.array([each.orphan for each in first]),
    )
    reference = make_reference({"all": [case for case, _ in halves[0]]}, bundle, {Setting.GENETICS: often})
    told = [
        told_of(half, reference, bundle) for half in (*halves, [one for one in dealt if one[0].diagnosis == unseen])
    ]
    return World(told[0], reference, bundle), World(told[1], reference, bundle), told[2]


def told_of(asked: Sequence[tuple[Case, Setting]], reference: WindowReference, bundle: Bundle) -> list[Patient]:
    """The cells of cases and of the bundle's answers to them."""
    cells = CaseCells(reference.layout, bundle)
    patients = []
    for case, setting in track(asked, "Asking the bundle"):
        answer = bundle.differential(case, circumstances=Circumstances(setting=setting), top=1, explain=False)
        patients.append(Patient(case, setting, cells.of(case, answer)))
    return patients


# --- stable years -----------------------------------------------------------------------------------------------------


def _stable_year(world: World, size: int, seed: Sequence[int]) -> list[dict[str, float]]:
    """The lowest significance by detector of each day of a year in which nothing changes."""
    rng = np.random.default_rng(list(seed))
    days = [_FIRST + timedelta(days=number) for number in range(365)]
    loose = THRESHOLDS.model_copy(update={"feature": 0.05})
    baseline = world.baseline(rng)
    judge = Judge(baseline, days, world.days(rng, len(days), size), loose)
    return [_levels(judge.judge(day), baseline) for day in days]


def _levels(judged: JudgedDay, baseline: Baseline) -> dict[str, float]:
    levels = dict.fromkeys(DETECTORS, 1.0)
    for span in judged.spans:
        levels[JOINT_DETECTOR] = min(levels[JOINT_DETECTOR], span.joint)
        for place in np.flatnonzero(span.drifting):
            group = baseline.features.features[place].group
            levels[group] = min(levels[group], float(span.corrected[place]))
    return levels


def _episodes(alarms: Sequence[bool]) -> int:
    """Alarms that follow each other within a week are one."""
    count, last = 0, -8
    for day, alarm in enumerate(alarms):
        if alarm:
            count += day - last > 7
            last = day
    return count


def _chosen(tried: Sequence[list[dict[str, float]]], years: Sequence[tuple[int, int]], count: int) -> Thresholds:
    """The widest limits that cost no more than what is allowed, for any number of cases a day."""

    def worst(detectors: Sequence[str], limit: float) -> float:
        by_size = Counter[int]()
        for (size, _), year in zip(years, tried, strict=True):
            by_size[size] += _episodes([min(day[name] for name in detectors) <= limit for day in year])
        return max(by_size.values()) / count

    limits = {
        name: _short(next((limit for limit in _GRID if worst(detectors, limit) <= _ALLOWED[name]), _GRID[-1]))
        for name, detectors in (("features", tuple(FeatureGroup)), ("joint", (JOINT_DETECTOR,)))
    }
    return THRESHOLDS.model_copy(update={"feature": limits["features"], "joint": limits["joint"]})


def _short(limit: float) -> float:
    """With the margin, and no more figures than the page shows: the code has the same."""
    return float(f"{_MARGIN * limit:.1e}")


def _limit(detector: str, thresholds: Thresholds) -> float:
    return thresholds.joint if detector == JOINT_DETECTOR else thresholds.feature


def _false_alarms(years: Sequence[list[dict[str, float]]], thresholds: Thresholds) -> dict[str, float]:
    """False alarms a year by detector, of all together, and the share of the days that one of them holds."""
    found = {
        name: sum(_episodes([day[name] <= _limit(name, thresholds) for day in year]) for year in years) / len(years)
        for name in DETECTORS
    }
    either = [[any(day[name] <= _limit(name, thresholds) for name in DETECTORS) for day in year] for year in years]
    together = sum(map(_episodes, either)) / len(years)
    return found | {"all": together, "share_of_days": float(np.mean(either))}


# --- drifts -----------------------------------------------------------------------------------------------------------

Stream = Callable[[np.random.Generator, int], Rows]


def _drifts(world: World, newcomers: Sequence[Patient]) -> Iterator[tuple[str, str, Stream]]:
    """Name, size and stream (counts of ``_MOST`` days) of each drift."""
    shares = np.asarray(world.features.part(world.rows.toarray(), "findings")).mean(axis=0)
    for wanted in (0.02, 0.05, 0.1):
        place = int(np.abs(shares - wanted).argmin())
        has = np.array([place in patient.told["findings"] for patient in world.patients])
        for factor in (1.5, 2, 3):
            weights = np.where(has, factor * shares[place], 1 - factor * shares[place]) / np.where(
                has, shares[place], 1 - shares[place]
            )
            yield f"a finding that {shares[place]:.0%} have", f"× {factor:g}", _weighted(world, weights)
    sample = [(p.case, p.setting) for p in world.patients[:_POOL]]
    for years in (5, 10, 20):
        older = [(_older(case, years), setting) for case, setting in sample]
        yield "age", f"+ {years} years", _pooled(world, told_of(older, world.reference, world.bundle), 1)
    ageless = told_of([(_ageless(c), s) for c, s in sample], world.reference, world.bundle)
    for share in (0.05, 0.2, 0.8):
        yield "age missing", f"in {share:.0%} more", _pooled(world, ageless, share)
    fahrenheit = told_of([(_fahrenheit(c), s) for c, s in sample], world.reference, world.bundle)
    moles = told_of([(_mistaken_glucose(c), s) for c, s in sample], world.reference, world.bundle)
    for share in (0.05, 0.2, 1):
        yield "temperature in °F sent as °C", f"in {share:.0%}", _pooled(world, fahrenheit, share)
        yield "glucose in mg/dL sent as mmol/L", f"in {share:.0%}", _pooled(world, moles, share)
    strange = told_of([(_strange(c), s) for c, s in sample], world.reference, world.bundle)
    for share in (0.02, 0.1):
        yield "a term that is unknown", f"in {share:.0%} more", _pooled(world, strange, share)
    for share in (0.01, 0.03, 0.1):
        yield "a disease never seen before", f"{share:.0%} of the cases", _pooled(world, newcomers, share)
    systems = world.reference.layout.systems
    for name, told in (("HP:0000707", "nervous system"), ("HP:0001626", "heart and vessels")):
        if name in systems:
            place = systems.index(name)
            within = [p for p in world.patients if place in p.told["systems"]]
            for share in (0.1, 0.3, 1):
                yield f"real cohort: {told}", f"{share:.0%} of the cases", _pooled(world, within, share)
    for told, chosen in (("under 6 years", lambda age: age < 6), ("45 years and older", lambda age: age >= 45)):
        within = [p for p in world.patients if p.case.age is not None and chosen(p.case.age)]
        for share in (0.1, 0.3, 1):
            yield f"real cohort: {told}", f"{share:.0%} of the cases", _pooled(world, within, share)


def _weighted(world: World, weights: NDArray[np.floating]) -> Stream:
    return lambda rng, cases: world.days(rng, _MOST, cases, weights)


def _pooled(world: World, patients: Sequence[Patient], share: float) -> Stream:
    """So large a share of each day's cases comes from other patients, at random."""
    rows = world.matrix([patient.told for patient in patients])

    def stream(rng: np.random.Generator, cases: int) -> Rows:
        others = rng.binomial(cases, share, size=_MOST).tolist()
        return np.concatenate(
            [drawn_days(rng, rows, 1, its) + drawn_days(rng, world.rows, 1, cases - its) for its in others]
        )

    return stream


def _older(case: Case, years: float) -> Case:
    return case if case.age is None else case.model_copy(update={"age": min(case.age + years, 120.0)})


def _ageless(case: Case) -> Case:
    return case.model_copy(update={"age": None})


def _strange(case: Case) -> Case:
    return case.model_copy(update={"findings": (*case.findings, Finding(id="HP:9999999"))})


def _fahrenheit(case: Case) -> Case:
    return _remeasured(case, "8310-5", lambda value: value * 1.8 + 32)


def _mistaken_glucose(case: Case) -> Case:
    return _remeasured(case, "2345-7", lambda value: value * 18.016)


def _remeasured(case: Case, code: str, slip: Callable[[float], float]) -> Case:
    changed = tuple(
        Measurement(code=m.code, value=slip(m.value), unit=m.unit) if m.code == code else m for m in case.measurements
    )
    return case.model_copy(
        update={"measurements": changed, "findings": tuple(f for f in case.findings if f.derived_from != code)}
    )


def _delay(
    world: World,
    references: Sequence[Baseline],
    stream: Stream,
    size: int,
    seed: Sequence[int],
    thresholds: Thresholds,
) -> dict[str, Any]:
    """Days until the first alarm, the day on which the drift begins being the first."""
    delays: list[int] = []
    first: Counter[str] = Counter()
    days = [_FIRST + timedelta(days=number) for number in range(_STABLE + _MOST)]
    for repeat, baseline in enumerate(references):
        rng = np.random.default_rng([*seed, repeat])
        rows = np.concatenate([world.days(rng, _STABLE, size), stream(rng, size)])
        judge = Judge(baseline, days, rows, thresholds)
        for number, day in enumerate(days[_STABLE:], start=1):
            if alarms := judge.judge(day).alarms:
                delays.append(number)
                first.update(alarms)
                break
    repeats = len(references)
    found = len(delays) / repeats
    return {
        "detected": found,
        "median_days": median(sorted(delays) + [_MOST + 1] * (repeats - len(delays))),
        "first": [name for name, _ in first.most_common(2)],
    }


# --- the page ---------------------------------------------------------------------------------------------------------


def tables(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    limits = result["thresholds"]
    lines = [
        f"Chosen on {result['cases']['choosing']:,} cases: corrected significance of a feature "
        f"≤ {limits['features']:.2g}, of the joint test ≤ {limits['joint']:.2g}. "
        f"Measured on {result['cases']['reporting']:,} others, seed {result['seed']}, bundle {result['bundle']}.",
        "",
        f"False alarms a year, over {result['years']} stable years for each number of cases a day:",
        "",
        "| cases a day | " + " | ".join(DETECTORS) + " | **all together** | days in alarm |",
        "|---|" + "---|" * (len(DETECTORS) + 2),
    ]
    for size, found in result["false_alarms"].items():
        each = " | ".join(f"{found[name]:.2f}" for name in DETECTORS)
        lines.append(f"| {size} | {each} | **{found['all']:.2f}** | {found['share_of_days']:.2%} |")
    lines += [
        "",
        f"Days from the beginning of a drift to the first alarm (median of {result['repeats']}; 1: the same day; "
        f">{_MOST}: not in {_MOST} days, with the share found), and who gave it:",
        "",
        "| drift | size | " + " | ".join(f"{size} a day" for size in SIZES) + " | first |",
        "|---|---|" + "---|" * (len(SIZES) + 1),
    ]
    by_drift: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for found in result["delays"]:
        by_drift.setdefault((found["drift"], found["size"]), []).append(found)
    for (drift, strength), its in by_drift.items():
        cells = " | ".join(
            f"{one['median_days']:.0f}" if one["median_days"] <= _MOST else f">{_MOST} ({one['detected']:.0%})"
            for one in its
        )
        named = Counter(name for one in its for name in one["first"]).most_common(2)
        lines.append(f"| {drift} | {strength} | {cells} | {', '.join(name for name, _ in named)} |")
    return "\n".join(lines) + "\n"


def write_docs(page: Path, result: dict[str, Any]) -> None:
    """Replace the tables between the marks of the page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(_MARKS[0])
    after = rest.partition(_MARKS[1])[2]
    page.write_text(f"{before}{_MARKS[0]}\n{tables(result)}\n{_MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
