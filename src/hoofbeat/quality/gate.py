"""The gate between bronze and silver."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from hoofbeat.domain.errors import QualityError
from hoofbeat.quality.engine import load, quiet_context
from hoofbeat.quality.frame import quality_frame
from hoofbeat.quality.offline import take_offline
from hoofbeat.quality.suites import case_suite

#: Cases checked at once: bounds the memory, and one page of Data Docs speaks of so many.
CASES_AT_ONCE = 50_000

_SITE = "hoofbeat"

#: Counts only: the pages and results must never quote a patient's values.
_RESULT_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": 0, "include_unexpected_rows": False}


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that did not hold.

    Attributes:
        critical: whether it stops the batch.
        message: source, column, expectation and how many cases, without any value.
    """

    critical: bool
    message: str


class QualityGate:
    """Checks batches of cases and publishes what it saw as Data Docs.

    Args:
        docs: directory of the Data Docs; ``index.html`` is the page to open.
    """

    def __init__(self, docs: Path) -> None:
        self.docs = docs
        self._context = quiet_context(docs, _SITE)
        self._suite = self._context.suites.add(case_suite())
        self._data = self._context.data_sources.add_pandas("bronze-to-silver")

    def check(self, source: str, batches: Iterable[pa.RecordBatch]) -> tuple[Failure, ...]:
        """Check a source's cases; the pages are written whatever comes out.

        Args:
            source: name of the source.
            batches: rows of silver.

        Returns:
            The warnings.

        Raises:
            QualityError: a critical expectation failed, with every such failure named.
        """
        checkpoint = self._checkpoint(source)
        failures = [failure for batch in batches for failure in self._failures(source, checkpoint, batch)]
        take_offline(self.docs)
        critical = [failure.message for failure in failures if failure.critical]
        if critical:
            raise QualityError(
                "critical expectations failed: " + "; ".join(dict.fromkeys(critical)),
                hint=f"see {self.docs.name}/index.html; nothing was added to silver",
            )
        return tuple(dict.fromkeys(failures))

    def _checkpoint(self, source: str) -> Any:
        gx = load()
        asset = self._data.add_dataframe_asset(source)
        validation = gx.ValidationDefinition(
            name=source, data=asset.add_batch_definition_whole_dataframe("batch"), suite=self._suite
        )
        return self._context.checkpoints.add(
            gx.Checkpoint(
                name=source,
                validation_definitions=[self._context.validation_definitions.add(validation)],
                result_format=_RESULT_FORMAT,
                actions=[gx.checkpoint.UpdateDataDocsAction(name="data-docs", site_names=[_SITE])],
            )
        )

    def _failures(self, source: str, checkpoint: Any, batch: pa.RecordBatch) -> list[Failure]:
        outcome = checkpoint.run(
            batch_parameters={"dataframe": quality_frame(batch)}, run_id=load().RunIdentifier(run_name=source)
        )
        return [
            _failure(source, result)
            for run in outcome.run_results.values()
            for result in run.results
            if not result.success
        ]


def _failure(source: str, result: Any) -> Failure:
    config, outcome = result.expectation_config, result.result
    cases = (
        f" in {outcome['unexpected_count']} of {outcome['element_count']} cases"
        if "unexpected_count" in outcome
        else ""
    )
    rule = config.type.removeprefix("expect_column_").replace("_", " ")
    return Failure(
        critical=config.severity is None or config.severity.value == "critical",
        message=f"{source}, {config.kwargs['column']}: {rule}{cases}",
    )
