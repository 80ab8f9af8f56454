"""Great Expectations, loaded late and kept quiet: rules in, outcomes out, and no patient's value in them.

Its results quote values (the unexpected ones, the largest, the most common). An outcome keeps counts, and of what was
observed only figures that speak of many rows.
"""

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from hoofbeat.quality.late import put_off
from hoofbeat.quality.rules import Rule

#: Observed figures that are of all rows and of none: the rest (a maximum, a set of values) quotes a patient.
_AGGREGATES = (
    "expect_column_mean_", "expect_column_median_", "expect_column_stdev_", "expect_column_sum_",
    "expect_column_unique_value_count_", "expect_column_proportion_of_", "expect_table_",
)  # fmt: skip

#: An average of fewer rows is nearly a patient's own value.
_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule gave on one frame.

    Attributes:
        rule: the rule.
        met: whether it held.
        rows: number of rows looked at, missing values included.
        missing: number of them without a value.
        unexpected: number of rows that broke the rule, ``None`` where it speaks of the whole.
        observed: the figure that was compared, where it is one of many rows.
        error: kind of the error that kept it from being evaluated, else ``None``.
    """

    rule: Rule
    met: bool
    rows: int
    missing: int = 0
    unexpected: int | None = None
    observed: float | None = None
    error: str | None = None


@cache
def load() -> Any:
    """Import Great Expectations: it takes seconds, so only who checks a batch pays.

    Its usage statistics would go over the network; they are off unless someone turned them on on purpose.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings():
        # Its own imports use deprecated names of its dependencies: nothing we could mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        put_off()
        import great_expectations
    return great_expectations


@cache
def _data() -> Any:
    """The place in memory where frames are handed over; one for the process, as it keeps nothing of them."""
    gx = load()
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("hoofbeat").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def expectation_class(type_: str) -> Any:
    """Find an expectation by its name, ``expect_column_…`` or ``ExpectColumn…``; ``None`` where there is none."""
    gx = load()
    if type_.startswith("Expect"):
        return getattr(gx.expectations, type_, None)
    from great_expectations.expectations.registry import get_expectation_impl

    return get_expectation_impl(type_) if type_ in expectation_names() else None


def expectation_names() -> list[str]:
    """List the expectations there are, in snake case."""
    from great_expectations.expectations.registry import list_registered_expectation_implementations

    load()
    return sorted(list_registered_expectation_implementations())


def build_suite(name: str, rules: Sequence[Rule]) -> Any:
    """Make Great Expectations' own suite of rules; each expectation knows its rule's position."""
    expectations = [
        expectation_class(rule.type)(
            **rule.kwargs, severity=rule.severity, notes=rule.notes or None, meta={"rule": position}
        )
        for position, rule in enumerate(rules)
    ]
    return load().ExpectationSuite(name=name, expectations=expectations)


def evaluate(suite: Any, rules: Sequence[Rule], frame: pd.DataFrame, *, about_many: bool = False) -> list[Outcome]:
    """Hold a frame against a suite.

    Args:
        suite: suite that :func:`build_suite` made.
        rules: the rules it was built from.
        frame: one row a record or case.
        about_many: whether each row speaks of many records itself, so that what is observed names nobody.

    Returns:
        One outcome a rule, in their order.
    """
    batch = _data().get_batch(batch_parameters={"dataframe": frame})
    shown = about_many or len(frame) >= _FEWEST
    outcomes: dict[int, Outcome] = {}
    for result in batch.validate(suite, result_format="BASIC").results:
        position = result.expectation_config.meta["rule"]
        outcome = _outcome(rules[position], result, len(frame), shown=shown, about_many=about_many)
        outcomes[position] = _with_figure(outcome, frame) if about_many else outcome
    return [outcomes[position] for position in range(len(rules))]


def _outcome(rule: Rule, result: Any, rows: int, *, shown: bool, about_many: bool) -> Outcome:
    found, error = result.result or {}, _error(result)
    observed = found.get("observed_value")
    kind = result.expectation_config.type
    open_ = shown and (about_many or kind.startswith(_AGGREGATES))
    return Outcome(
        rule=rule,
        met=bool(result.success),
        rows=rows,
        missing=int(found.get("missing_count") or 0),
        unexpected=int(found["unexpected_count"]) if "unexpected_count" in found else None,
        observed=float(observed) if open_ and isinstance(observed, int | float | np.number) else None,
        error=error,
    )


def _with_figure(outcome: Outcome, frame: pd.DataFrame) -> Outcome:
    """Say the figure itself, where a rule about each row was asked of a single row of figures."""
    column = outcome.rule.kwargs.get("column")
    if outcome.unexpected is None or len(frame) != 1 or column not in frame:
        return outcome
    return replace(outcome, observed=float(frame[column].iloc[0]))


def _error(result: Any) -> str | None:
    info = result.exception_info or {}
    # One entry for the whole, or one for each metric that failed; their texts may quote values, their kinds do not.
    entries = [info] if "raised_exception" in info else list(info.values())
    raised = [entry for entry in entries if entry.get("raised_exception")]
    if not raised:
        return None
    kind, _, _ = str(raised[0].get("exception_message") or "error").partition(":")
    return kind if kind.isidentifier() else "error"
