"""The gate on the way through the lake: bronze, then silver, then gold, each held against its suite."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import pandas as pd
import pyarrow as pa

from hoofbeat.domain.errors import QualityError
from hoofbeat.quality.check import SuiteCheck
from hoofbeat.quality.cohort import CohortFigures
from hoofbeat.quality.data_docs.pages import INDEX, DataDocs
from hoofbeat.quality.engine import Outcome, load
from hoofbeat.quality.hospital import read_expectations
from hoofbeat.quality.missing import MissingCount
from hoofbeat.quality.rules import Layer, Suite
from hoofbeat.quality.suites import shipped_suites
from hoofbeat.quality.summary import Check, QualitySummary, Severities, SourceIntake

#: Rows handed to :meth:`QualityGate.check` at once; any number will do.
CASES_AT_ONCE = 50_000

#: Stands in the place of a source's name where rows of all of them are looked at.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold.

    Attributes:
        critical: whether it stops the batch.
        message: source, layer, column, how many rows and what was expected, without any value.
    """

    critical: bool
    message: str


class LayerCheck:
    """Rows of one layer and source on their way past the gate; made by :meth:`QualityGate.begin`."""

    def __init__(
        self,
        suite: SuiteCheck,
        missing: MissingCount | None,
        settle: Callable[[tuple[Outcome, ...], float], tuple[Failure, ...]],
    ) -> None:
        self._suite = suite
        self._missing = missing
        self._settle = settle
        self._seconds = 0.0

    def add(self, batch: pa.RecordBatch) -> None:
        """Take rows, as many at once as may be."""
        start = perf_counter()
        self._suite.add(batch)
        if self._missing is not None:
            self._missing.add(batch)
        self._seconds += perf_counter() - start

    def finish(self) -> tuple[Failure, ...]:
        """Write the page, whatever came out.

        Returns:
            The warnings.

        Raises:
            QualityError: a critical expectation failed, with every such failure named.
        """
        start = perf_counter()
        outcomes = self._suite.finish()
        return self._settle(outcomes, self._seconds + perf_counter() - start)


class QualityGate:
    """Checks one batch, layer by layer, and keeps what it saw as Data Docs and as figures.

    Args:
        docs: directory of the Data Docs; ``index.html`` is the page to open.
        expectations: a hospital's own rules (YAML), held in addition to the shipped ones.
        batch: names the batch, as in bronze.
        names_nobody: codes of a site's own whose numbers look like ids, and of which the hospital says that they are
            quantities.

    Raises:
        InputError: the hospital's rules cannot be used.
    """

    def __init__(
        self,
        docs: Path,
        expectations: Path | None = None,
        *,
        batch: str | None = None,
        names_nobody: Iterable[str] = (),
    ) -> None:
        self.docs = docs
        self.batch = batch or uuid4().hex
        own = read_expectations(expectations) if expectations else ()
        self.suites: dict[Layer, Suite] = {
            layer: Suite(layer, suite.version, suite.rules, tuple(rule for rule in own if rule.layer == layer))
            for layer, suite in shipped_suites().items()
        }
        self._names_nobody = frozenset(names_nobody)
        self._started = datetime.now(UTC)
        self._clock = perf_counter()
        self._pages = DataDocs(docs, self.batch, self._started)
        self._checks: list[Check] = []
        self._sources: dict[str, SourceIntake] = {}
        self._missing: dict[str, MissingCount] = {}

    def check(self, layer: Layer, source: str, batches: Iterable[pa.RecordBatch]) -> tuple[Failure, ...]:
        """Hold the rows of one source against the suite of a layer; the page is written whatever comes out.

        Args:
            layer: ``bronze``, ``silver`` or ``gold``.
            source: name of the source.
            batches: rows of that table, streamed.

        Returns:
            The warnings.

        Raises:
            QualityError: a critical expectation failed, with every such failure named.
        """
        check = self.begin(layer, source)
        for batch in batches:
            check.add(batch)
        return check.finish()

    def begin(self, layer: Layer, source: str) -> LayerCheck:
        """Begin what :meth:`check` does, for rows that come by and by.

        Args:
            layer: ``bronze``, ``silver`` or ``gold``.
            source: name of the source.
        """
        missing = self._missing.setdefault(source, MissingCount()) if layer == "silver" else None
        suite = SuiteCheck(self.suites[layer], names_nobody=self._names_nobody)
        return LayerCheck(suite, missing, lambda outcomes, seconds: self._settle(layer, source, outcomes, seconds))

    def check_intake(
        self, source: str, *, read: int, accepted: int, quarantined: int, reasons: Mapping[str, int] | None = None
    ) -> tuple[Failure, ...]:
        """Hold the three numbers of a source against each other, and keep them for the summary.

        Args:
            source: name of the source.
            read: records it gave.
            accepted: those that are cases.
            quarantined: those that are none.
            reasons: class of reason → how many were quarantined for it.

        Raises:
            QualityError: the numbers do not add up, or a hospital's critical rule about them failed.
        """
        self._sources[source] = SourceIntake(
            read=read, accepted=accepted, quarantined=quarantined, reasons=dict(reasons or {})
        )
        figures = {
            "read": read,
            "accepted": accepted,
            "quarantined": quarantined,
            "unaccounted": read - accepted - quarantined,
            "quarantined_share": quarantined / max(read, 1),
        }
        return self._check_figures("intake", source, figures)

    def check_cohort(
        self,
        silver: Iterable[pa.RecordBatch],
        gold: Iterable[pa.RecordBatch],
        listed: Callable[[str], bool] = lambda _: True,
    ) -> tuple[Failure, ...]:
        """Hold the whole of gold against silver and the catalogue.

        Args:
            silver: ``case_id``, ``revision`` and ``withdrawn`` of all its rows.
            gold: ``case_id`` and ``disease_id`` of all its rows.
            listed: whether the catalogue has a disease of this id.

        Raises:
            QualityError: a case was lost or invented, a disease is not in the catalogue, or a hospital's critical
                rule failed.
        """
        return self._check_figures("cohort", ALL, CohortFigures(silver, gold, listed).figures)

    @property
    def summary(self) -> QualitySummary:
        """What was seen so far."""
        return QualitySummary(
            batch=self.batch,
            started=self._started,
            seconds=perf_counter() - self._clock,
            passed=not any(check.failed.critical for check in self._checks),
            sources=self._sources,
            checks=tuple(self._checks),
            missing={source: count.shares() for source, count in self._missing.items()},
            great_expectations=load().__version__ if self._checks else None,
        )

    def _check_figures(self, layer: Layer, source: str, figures: Mapping[str, float]) -> tuple[Failure, ...]:
        start = perf_counter()
        suite = SuiteCheck(self.suites[layer], about_many=True)
        suite.add_frame(pd.DataFrame({name: [float(value)] for name, value in figures.items()}))
        return self._settle(layer, source, suite.finish(), perf_counter() - start)

    def _settle(self, layer: Layer, source: str, outcomes: tuple[Outcome, ...], seconds: float) -> tuple[Failure, ...]:
        page = self._pages.write(self.suites[layer], source, outcomes)
        self._pages.write_index()
        failed = [outcome for outcome in outcomes if not outcome.met]
        failures = [Failure(outcome.rule.severity == "critical", _message(source, outcome)) for outcome in failed]
        failures.sort(key=lambda failure: not failure.critical)
        self._checks.append(
            Check(
                layer=layer,
                source=source,
                suite=self.suites[layer].label,
                rows=max((outcome.rows for outcome in outcomes), default=0),
                met=_count([outcome for outcome in outcomes if outcome.met]),
                failed=_count(failed),
                failures=tuple(failure.message for failure in failures),
                page=page,
                seconds=seconds,
            )
        )
        critical = [failure.message for failure in failures if failure.critical]
        if critical:
            kept = "gold stays as it was" if layer in ("gold", "cohort") else "nothing was added to silver"
            raise QualityError(
                "critical expectations failed: " + "; ".join(critical),
                hint=f"see {self.docs.name}/{INDEX}; {kept}, bronze keeps the records: mend the cause and run again",
            )
        return tuple(failures)


def _message(source: str, outcome: Outcome) -> str:
    rule = outcome.rule
    column = rule.kwargs.get("column") or rule.type
    if outcome.error:
        what = f"could not be evaluated ({outcome.error})"
    elif outcome.observed is not None:
        what = (
            f"not so: {outcome.observed:,.0f}" if outcome.observed.is_integer() else f"not so: {outcome.observed:.4g}"
        )
    elif outcome.unexpected is not None:
        what = f"not so in {outcome.unexpected:,} of {outcome.rows:,} rows"
    else:
        what = "not so"
    expected = rule.notes or rule.type.removeprefix("expect_").replace("_", " ")
    return f"{source}, {rule.layer}, {column}: expected “{expected}”, {what}"


def _count(outcomes: list[Outcome]) -> Severities:
    kinds = [outcome.rule.severity for outcome in outcomes]
    return Severities(critical=kinds.count("critical"), warning=kinds.count("warning"))
