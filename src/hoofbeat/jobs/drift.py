"""``hoofbeat monitor drift``: whether what is asked and answered still is what the bundle was made from."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import console, stage, track
from hoofbeat.domain.case import Case
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.errors import InputError, LakeError
from hoofbeat.lake.asof import parse_as_of
from hoofbeat.lake.gold import read_cohort
from hoofbeat.monitoring.windows.cells import CaseCells
from hoofbeat.monitoring.windows.folder import ReadWindows, read_windows
from hoofbeat.monitoring.windows.layout import WindowLayout
from hoofbeat.monitoring.windows.reference import WindowReference
from hoofbeat.monitoring.windows.sketch import Sketch, merged
from hoofbeat.standards.analytes import analyte
from hoofbeat.watching.drift.baseline import Baseline
from hoofbeat.watching.drift.gauges import write_drift_metrics
from hoofbeat.watching.drift.verdict import DriftVerdict
from hoofbeat.watching.drift.watch import DriftWatch
from hoofbeat.whole import write_whole
from hoofbeat.workspace import Workspace


class DriftJob(BaseModel):
    """Compare windows of a service, or cases of the lake, with what a bundle was made from.

    Attributes:
        bundle: folder of the bundle.
        windows: folder that the service writes its windows to; ``None`` to look at gold.
        run_directory: run directory whose gold is looked at, where no windows are.
        lake: where its lake is, if not there.
        since: first day that is judged; the last alone if not given. Of gold: cases that stood there then are left out.
        until: last day that is judged; the last with a window if not given. Of gold: as it stood then.
        sound_since: compare with the windows of the days from this one to ``sound_until`` instead of the bundle's
            reference.
        sound_until: last of those days.
        sources: compare with these sources of the training cohort alone.
        answered: cases of gold that the bundle answers.
        metrics: file for Prometheus (``….prom``).
        output: file for the verdict as JSON.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bundle: Path
    windows: Path | None = None
    run_directory: Path | None = None
    lake: str | None = None
    since: date | None = None
    until: date | None = None
    sound_since: date | None = None
    sound_until: date | None = None
    sources: tuple[str, ...] = ()
    answered: int = Field(default=500, ge=0)
    metrics: Path | None = None
    output: Path | None = None

    def run(self) -> DriftVerdict:
        """Read, judge, write.

        Raises:
            InputError: the bundle has no reference, there is nothing to look at, or the days contradict each other.
            BundleError: the bundle cannot be read.
            LakeError: gold cannot be read.
        """
        if (self.windows is None) == (self.run_directory is None):
            raise InputError("Nothing to look at, or two things", hint="give either --windows FOLDER or --cohort gold")
        if self.since and self.until and self.since > self.until:
            raise InputError(f"--since {self.since} is after --until {self.until}", hint="swap them")
        with stage("Loading the bundle"):
            bundle = Bundle.load(self.bundle)
        if bundle.reference is None:
            raise InputError(
                f"The bundle {bundle.version} has no reference.json", hint="export it with this version of hoofbeat"
            )
        reference = WindowReference.from_json(bundle.reference)
        verdict = self._of_gold(bundle, reference) if self.windows is None else self._of_windows(bundle, reference)
        if self.metrics is not None:
            write_drift_metrics(self.metrics, verdict)
        if self.output is not None:
            write_whole(self.output, verdict.model_dump_json(indent=1) + "\n")
        return verdict

    def _of_windows(self, bundle: Bundle, reference: WindowReference) -> DriftVerdict:
        assert self.windows is not None  # noqa: S101  # told by run
        found = read_windows(self.windows, reference.layout, until=self.until)
        for name, reason in found.refused.items():
            console.print(f"  [yellow]{name}: {reason}: not counted[/]", soft_wrap=True)
        days = {day: merged(its.values(), reference.layout) for day, its in found.days.items()}
        until = self.until or max(days, default=datetime.now(UTC).date())
        watch = DriftWatch(Baseline(reference, self.sources, self._sound(days, reference.layout)), days, bundle.version)
        verdict = watch.verdict(self.since or until, until, _labels(bundle))
        return verdict.model_copy(update=_read(found))

    def _sound(self, days: Mapping[date, Sketch], layout: WindowLayout) -> Sketch | None:
        if self.sound_since is None and self.sound_until is None:
            return None
        first, last = self.sound_since or date.min, self.sound_until or date.max
        return merged((sketch for day, sketch in days.items() if first <= day <= last), layout)

    def _of_gold(self, bundle: Bundle, reference: WindowReference) -> DriftVerdict:
        assert self.run_directory is not None  # noqa: S101  # told by run
        place = Workspace(self.run_directory, self.lake).lake
        cohort = read_cohort(place, parse_as_of((self.until + timedelta(days=1)).isoformat()) if self.until else None)
        earlier = _before(place, self.since) if self.since else frozenset()
        cases = [case for case in cohort.cases if case.case_id not in earlier]
        cells, sketch = CaseCells(reference.layout, bundle), Sketch(reference.layout)
        for number, case in enumerate(track(cases, "Counting gold")):
            sketch.add(cells.of(case, _answer(bundle, case) if number < self.answered else None))
        day = self.until or datetime.now(UTC).date()
        watch = DriftWatch(Baseline(reference, self.sources), {day: sketch}, bundle.version)
        return watch.verdict(day, day, _labels(bundle))


def _before(place: Path | str, since: date) -> frozenset[str]:
    """Ids of the cases that gold held when the day began; none before its first version."""
    try:
        return frozenset(case.case_id for case in read_cohort(place, parse_as_of(since.isoformat())).cases)
    except LakeError:
        return frozenset()


def _answer(bundle: Bundle, case: Case) -> Differential | None:
    try:
        return bundle.differential(case, top=1, explain=False)
    except InputError:  # nothing of the case is known
        return None


def _labels(bundle: Bundle) -> Callable[[str], str]:
    systems = {system.id: system.name for system in map(bundle.systems.of, range(len(bundle.lexicon)))}

    def label(name: str) -> str:
        if name in systems:
            return f"{systems[name]} (body system)"
        if (entry := bundle.lexicon.get(name)) is not None:
            return entry.name
        known = analyte(name)
        return known.name if known else name

    return label


def _read(found: ReadWindows) -> dict[str, Any]:
    refused = dict(found.refused)
    return {"read": found.accepted + len(refused), "accepted": found.accepted, "refused": refused}
