"""``hoofbeat simulate-year``: a year in one run, from the first training to the page."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hoofbeat.console import console, stage
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.evaluation.ranking import SIMULATED
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.simulation.house.airflow import one_run
from hoofbeat.simulation.house.lifecycle import House
from hoofbeat.simulation.house.servers import registry, service
from hoofbeat.simulation.month import MonthLoop
from hoofbeat.simulation.noticing import prometheus
from hoofbeat.simulation.page.page import write_page
from hoofbeat.simulation.patients.stream import YEAR, Year, month_days
from hoofbeat.simulation.plan import YearPlan
from hoofbeat.simulation.record.chronicle import Fired, MonthRecord, YearRecord
from hoofbeat.simulation.record.parts import Round
from hoofbeat.simulation.scenarios.happenings import MONTHS
from hoofbeat.simulation.scenarios.scenario import Scenario
from hoofbeat.simulation.scenarios.told import said_of
from hoofbeat.simulation.sizes import FULL, QUICK
from hoofbeat.sources import SourceConfig
from hoofbeat.whole import write_whole
from hoofbeat.workspace import Workspace, code_version

PAGE, FIGURES = "year.html", "year.json"
#: Sources in the lake: the patients of the years before, and the case store.
_HISTORY, _STORE = "history", "app"


class SimulateYearJob(BaseModel):
    """Let a year pass in the run directory ``output``; one that was broken off is gone on with.

    Attributes:
        output: run directory.
        scenario: name of one that comes with the command, or a YAML file.
        data: folder of public data, as ``hoofbeat data pull`` lays it out; simulated patients without one.
        quick: a small year.
        seed: of every draw.
        rules: file with the house's alerting rules; none are evaluated without one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    scenario: str = "usual"
    data: Path | None = None
    quick: bool = False
    seed: int = 0
    rules: Path | None = None

    def run(self) -> YearRecord:
        """Go on to the end of the year, and write its page.

        Raises:
            InputError: the scenario or the data cannot be read, or another year lies there.
            HoofbeatError: a server did not begin, or a job failed; the same command goes on.
        """
        began, worked = time.monotonic(), sum(os.times()[:4])
        plan = self._plan()
        Workspace(self.output).require_writable()
        plan.settle(self.output)
        knowledge, year = plan.begun(self.output, self.data)
        with registry(self.output) as address:
            house = House(self.output, address, plan.size, self.seed, _STORE if self.data else SIMULATED)
            first, folder = self._first(house, knowledge, year)
            loop = MonthLoop(house, plan.scenario, year, knowledge, folder / "bundle")
            with service(self.output, address) as answering:
                done: list[MonthRecord] = []
                for month in range(1, MONTHS + 1):
                    place = self.output / "year" / f"{month:02d}.json"
                    if place.is_file():
                        done.append(MonthRecord.model_validate_json(place.read_bytes()))
                        continue
                    done.append(loop.run(month, done, answering))
                    done[-1].save(place)
                    _tell(done[-1])
            airflow = "not in a quick year" if self.quick else one_run(self.output, address, plan.size)
        version, fired, skipped = self._rules(done)
        record = YearRecord(
            scenario=plan.scenario.name,
            events=tuple(
                (said_of(event, knowledge.ontology), month_days(event.month)[0]) for event in plan.scenario.events
            ),
            origin="published patients and DDXPlus" if self.data else "simulated patients",
            quick=self.quick,
            diseases=len(knowledge.catalogue),
            seed=self.seed,
            code=code_version(),
            made=datetime.now(UTC),
            first=first,
            months=tuple(done),
            prometheus=version,
            rules_skipped=skipped,
            fired=fired,
            airflow=airflow,
            seconds=time.monotonic() - began,
            processor_seconds=sum(os.times()[:4]) - worked,
        )
        record.save(self.output / FIGURES)
        write_page(record, self.output / PAGE)
        console.print(f"  page: [bold]{self.output / PAGE}[/]", soft_wrap=True)
        return record

    def _plan(self) -> YearPlan:
        size = QUICK if self.quick else FULL
        return YearPlan(scenario=Scenario.named(self.scenario), size=size, seed=self.seed, data=self.data is not None)

    def _first(self, house: House, knowledge: Knowledge, year: Year) -> tuple[Round, Path]:
        """The model that the year begins with: trained on the patients of the years before, and promoted."""
        moment = datetime(YEAR - 1, 12, 31, 23, 59, tzinfo=UTC)
        if not any(state.begun == moment and state.end for state in Rounds(self.output).all()):
            history = self.output / "year" / "history.jsonl"
            write_whole(history, "".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in year.first))
            with stage("The years before"):
                # No re-ranker is fitted on simulated patients, whose source is called so; and their bundles say it.
                name = _HISTORY if self.data else SIMULATED
                house.ingest(knowledge, SourceConfig(name=name, format="jsonl", path=history))
        found = house.retrain(moment, now=True)
        assert found is not None  # noqa: S101  # begun whether due or not
        if found[0].stand != "promoted":
            raise HoofbeatError("The first model was not promoted", hint=f"see {found[1]}")
        return found

    def _rules(self, months: list[MonthRecord]) -> tuple[str, tuple[Fired, ...], tuple[str, ...]]:
        if self.rules is None or not prometheus.available():
            missing = "no file of rules" if self.rules is None else "no prometheus and promtool"
            console.print(f"  [yellow]![/] alerting rules were not evaluated: {missing} on this machine")
            return "", (), ()
        with stage("The house's rules, in Prometheus"):
            return prometheus.evaluated(months, prometheus.rules_of(self.rules), self.output / "prometheus")


def _tell(month: MonthRecord) -> None:
    """A month in two lines."""
    now = month.accuracy["all"]
    console.print(
        f"  month {month.month}: first {now.top_1.value:.3f} (never retrained {now.never_1.value:.3f}), among ten "
        f"{now.top_10.value:.3f} ({now.never_10.value:.3f}), {month.seconds:.0f} s"
    )
    for one in month.detections:
        console.print(f"    {one.day} {one.by}: {one.says}", soft_wrap=True, markup=False)
    for done in month.rounds:
        console.print(f"    retraining {done.number}: {done.stand}", markup=False)
