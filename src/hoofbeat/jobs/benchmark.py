"""``hoofbeat benchmark accuracy``: every contender under every protocol, resumable, as one JSON file and one page."""

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape

from hoofbeat.console import console, stage, track
from hoofbeat.evaluation.benchmark.contenders import contenders
from hoofbeat.evaluation.benchmark.examiner import Examiner, Settings
from hoofbeat.evaluation.benchmark.experiments import Experiments
from hoofbeat.evaluation.benchmark.lessons import EXTERNAL
from hoofbeat.evaluation.benchmark.page import render
from hoofbeat.evaluation.benchmark.parts import Parts, Unit, code_digests
from hoofbeat.evaluation.benchmark.reading import SourceReading, as_cohort, read
from hoofbeat.evaluation.benchmark.result import BenchmarkResult, Origin, SourceCounts
from hoofbeat.evaluation.benchmark.summary import Summary
from hoofbeat.evaluation.benchmark.world import DDXPLUS, PHENOPACKETS, World
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.sources import SourceConfig
from hoofbeat.whole import write_whole
from hoofbeat.workers import Crew
from hoofbeat.workspace import Workspace, code_version

#: Cases of each source in a quick look, whole publications.
_QUICK_CASES = {PHENOPACKETS: 1500, DDXPLUS: 300}

_FULL_FOLDS, _QUICK_FOLDS = 5, 2


class AccuracyBenchmarkJob(BaseModel):
    """Run the accuracy benchmark and write ``benchmark.json`` and ``benchmark.html`` under ``output``.

    Attributes:
        phenopackets: published patients: file, folder or zip.
        ddxplus: patients with common diseases: release directory or CSV.
        output: what is computed is kept there in ``parts``, so that a rerun computes only what is missing.
        cases: phenopackets from outside, ranked by models that everything else has taught; their own publications are
            neither read nor learned from.
        release: folder of a knowledge release; the embedded one if not given.
        quick: a sample of the cases, two folds, fewer contenders.
        seed: seed of every random choice.
        processes: number of processes that compute side by side.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    phenopackets: Path
    ddxplus: Path
    output: Path
    cases: Path | None = None
    release: Path | None = None
    quick: bool = False
    seed: int = Field(default=0, ge=0)
    processes: int = Field(default=2, ge=1)

    def run(self) -> BenchmarkResult:
        """Read, compute what is missing, write.

        Raises:
            SourceError: a source cannot be read, or holds no case with a diagnosis.
            InputError: nothing can be written at ``output``, or all cases come from one publication.
            KnowledgeError: the knowledge cannot be built.
        """
        Workspace(self.output).require_writable()
        if self.quick:
            console.print("[bold yellow]A quick look:[/] a sample of the cases; no figure of it is an accuracy claim.")
        with stage("Building the knowledge"):
            knowledge = knowledge_of(self.release)
        readings = self._readings(knowledge.ontology.resolve)
        taught, external = [readings[name] for name in _QUICK_CASES], readings.get(EXTERNAL)
        world = World.of(
            knowledge,
            as_cohort(taught),
            tuple(stated for reading in taught for stated in reading.differentials),
            as_cohort([external] if external else []),
        )
        settings = Settings(folds=_QUICK_FOLDS if self.quick else _FULL_FOLDS, seed=self.seed, quick=self.quick)
        examiner = Examiner(world, settings, self._parts(readings, knowledge.version, settings))
        self._compute(examiner)
        result = self._result(examiner, readings, knowledge.version)
        self._write(result)
        return result

    def _readings(self, resolve: Callable[[str], str | None]) -> dict[str, SourceReading]:
        """Every source by name."""
        paths = {PHENOPACKETS: self.phenopackets, DDXPLUS: self.ddxplus}
        readings = {
            name: read(SourceConfig(name=name, format=name, path=path), resolve) for name, path in paths.items()
        }
        if self.quick:
            readings = {name: found.sample(_QUICK_CASES[name], seed=self.seed) for name, found in readings.items()}
        if self.cases is not None:
            readings[EXTERNAL] = read(SourceConfig(name=EXTERNAL, format=PHENOPACKETS, path=self.cases), resolve)
        return readings

    def _parts(self, readings: Mapping[str, SourceReading], knowledge: str, settings: Settings) -> Parts:
        # Cases from outside decide nothing but their own answers, and must not make others be computed again.
        own = {name: f"{found.digest} {len(found.cases)}" for name, found in readings.items() if name != EXTERNAL}
        outside = readings[EXTERNAL].digest if EXTERNAL in readings else ""
        return Parts(
            self.output / "parts",
            {**own, "knowledge": knowledge, **vars(settings)},
            outside,
            code_digests(contenders(quick=self.quick)),
        )

    def _compute(self, examiner: Examiner) -> None:
        units = examiner.units()
        missing = examiner.missing()
        console.print(f"  {len(units)} units, {len(units) - len(missing)} of them computed before")
        with closing(self._answers(examiner, missing)) as answers:
            for _ in track(answers, "Ranking", total=len(missing), side_by_side=self.processes):
                pass

    def _answers(self, examiner: Examiner, units: list[Unit]) -> Generator[Unit]:
        if self.processes == 1 or len(units) < 2:
            yield from map(examiner.answer, units)
            return
        with _one_thread_each(), Crew[Unit, Unit](partial(_work_of, examiner), self.processes) as crew:
            yield from crew.map(units)

    def _result(self, examiner: Examiner, readings: Mapping[str, SourceReading], knowledge: str) -> BenchmarkResult:
        summary = Summary(examiner)
        with stage("Summing up"):
            rankings, curves = summary.tables()
            return BenchmarkResult(
                quick=self.quick,
                origin=Origin(
                    data={name: reading.digest for name, reading in readings.items()},
                    knowledge=knowledge,
                    code=code_version(),
                    seed=self.seed,
                    folds=examiner.settings.folds,
                ),
                sources=tuple(map(_counts, readings.values())),
                rankings=rankings,
                rank_curves=curves,
                ceilings=summary.ceilings(),
                experiments=Experiments(summary, examiner.world, self.seed).all(),
            )

    def _write(self, result: BenchmarkResult) -> None:
        page = self.output / "benchmark.html"
        write_whole(page, render(result))
        result.save(self.output / "benchmark.json")
        console.print(f"  benchmark: [bold]{escape(str(page))}[/]", soft_wrap=True)


def _work_of(examiner: Examiner) -> Callable[[Unit], Unit]:
    return examiner.answer


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """What is started within uses one core each: libraries read the variable when they are loaded."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


def _counts(reading: SourceReading) -> SourceCounts:
    return SourceCounts(
        name=reading.name,
        read=reading.read,
        refused=reading.refused,
        cases=len(reading.cases),
        diseases=len({case.diagnosis for case in reading.cases}),
        publications=len({case.group for case in reading.cases if case.group}),
    )
