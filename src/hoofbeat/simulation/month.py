"""One month of the year. What it does can be done again: a month that was broken off begins anew, and ends the same."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import stage
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.simulation.house.deciding import asked_for, end_of, review_due
from hoofbeat.simulation.house.guard import review
from hoofbeat.simulation.house.lifecycle import House, version_of
from hoofbeat.simulation.house.servers import Service
from hoofbeat.simulation.house.store import write_events
from hoofbeat.simulation.noticing import asking, detections, signs
from hoofbeat.simulation.noticing.answers import KeptAnswers
from hoofbeat.simulation.patients.stream import Comer, Year, month_days
from hoofbeat.simulation.record.accuracy import Answered
from hoofbeat.simulation.record.chronicle import MonthRecord
from hoofbeat.simulation.record.parts import Detection, Folded, Round, TakenIn
from hoofbeat.simulation.scenarios.scenario import Scenario
from hoofbeat.watching.outcomes.detectors import Alarm, detect_outcomes


@dataclass
class MonthLoop:
    """What stays the same from month to month.

    Attributes:
        house: run directory and settings.
        scenario: what happens.
        year: who comes.
        knowledge: what is known of diseases.
        first: folder of the bundle that is never trained again.
    """

    house: House
    scenario: Scenario
    year: Year
    knowledge: Knowledge
    first: Path

    def run(self, month: int, before: Sequence[MonthRecord], service: Service) -> MonthRecord:
        """A month: patients come and are answered, what was confirmed is taken in, what changed is acted on."""
        began = time.monotonic()
        living_folder = Path(before[-1].living) if before else self.first
        trained = Path(before[-1].trained) if before else self.first.parent
        living, never = Bundle.load(living_folder), Bundle.load(self.first)
        visits = self.year.months[month - 1]
        # Windows are counted in cells that a training fixes: each training has a folder of its own.
        windows = self.house.output / "windows" / trained.name
        with stage(f"Month {month}: {len(visits)} patients, bundle {living.version}"):
            answers = self._answers.of(month, lambda: self._asked(visits, living, never, windows))
        so_far = [one for its in self.year.months[:month] for one in its]
        write_events(self.house.store, month, so_far)
        found, gauges = self._noticed(month, living_folder, windows, before)
        found = detections.laid([*found, *signs.unlisted(month, living, so_far)], self.scenario)
        asked, withheld = asked_for(self.house, month, found, gauges, before)
        due = asked or review_due(self.house, month, found)
        taken = self._taken_in(month, living_folder, so_far, before) if due else TakenIn()
        found += detections.laid(signs.held(taken.feedback, month), self.scenario)
        rounds, folded, after, trained = self._acted(month, living_folder, trained, fold=due)
        found += detections.laid(signs.refused(rounds, month), self.scenario)
        return MonthRecord(
            month=month,
            patients=len(visits),
            accuracy=asking.accuracy_of(answers),
            detections=tuple(sorted(found, key=lambda one: (one.day, one.by))),
            withheld=withheld,
            rounds=rounds,
            folded=folded,
            feedback=taken.feedback,
            values=signs.wrong_values(visits, taken.warnings),
            read=taken.read,
            served=asking.served(
                visits[: self.house.size.answered], Bundle.load(after), service, changed=after != living_folder
            ),
            gauges=gauges,
            living=str(after),
            trained=str(trained),
            bundle=version_of(after),
            seconds=time.monotonic() - began,
        )

    @property
    def _answers(self) -> KeptAnswers:
        return KeptAnswers(self.house.output / "year")

    @staticmethod
    def _asked(visits: Sequence[Comer], living: Bundle, never: Bundle, windows: Path) -> list[Answered]:
        asking.count(visits, living, windows)
        return asking.answered(visits, never if living.version == never.version else living, never)

    def _taken_in(self, month: int, living: Path, so_far: Sequence[Comer], before: Sequence[MonthRecord]) -> TakenIn:
        kept = self.house.output / "year" / f"{month:02d}-taken.json"
        if kept.is_file():
            return TakenIn.model_validate_json(kept.read_bytes())
        looked = max((one.month for one in before if one.feedback), default=0)
        since = month_days(looked)[1] if looked else date.min
        with stage("The guard looks at confirmed diagnoses"):
            feedback = review(self.house, living, so_far, since)
        with stage("Into the lake"):
            read, warnings = self.house.ingest(self.knowledge, self.house.store_source())
        taken = TakenIn(feedback=feedback, read=read, warnings=warnings)
        taken.save(kept)
        return taken

    def _noticed(
        self, month: int, living: Path, windows: Path, before: Sequence[MonthRecord]
    ) -> tuple[list[Detection], dict[date, dict[str, float]]]:
        first, last = month_days(month)
        with stage("Looking for drift, day by day"):
            verdict = detections.judged_month(month, living, windows)
            earlier = {
                name.partition('"')[2].partition('"')[0]: day
                for record in before
                for day, values in record.gauges.items()
                for name, value in values.items()
                if name.startswith("hoofbeat_drift_alarm") and value
            }
            found, _ = detections.drift_detections(verdict, earlier, living, windows)
        alarms: list[Alarm] = detect_outcomes(asking.outcomes_until(self._answers.until(month), last))
        found += detections.outcome_detections(alarms, first, last)
        created = datetime(first.year, first.month, first.day, tzinfo=UTC)
        began = next((one for one in before if one.bundle == version_of(living)), None)
        if began is not None:
            day = month_days(began.month)[1]
            created = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return found, detections.gauges_of(verdict, alarms, month, created)

    def _acted(
        self, month: int, living: Path, trained: Path, *, fold: bool
    ) -> tuple[tuple[Round, ...], Folded | None, Path, Path]:
        """Train where it is due, else fold; the bundle that answers from now on, and the training it comes from."""
        done = self.house.retrain(end_of(month))
        if done is not None and done[0].stand == "promoted":
            return (done[0],), None, done[1] / "bundle", done[1]
        rounds = () if done is None else (done[0],)
        if not fold:
            return rounds, None, living, trained
        to = self.house.output / "folds" / f"{month:02d}"
        with stage("Folding confirmed cases"):
            folded = self.house.fold(trained, to, f"confirmed cases until {month_days(month)[1]}")
        return rounds, folded, to if folded else living, trained
