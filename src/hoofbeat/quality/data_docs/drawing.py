"""Outcomes and suites as pages, drawn by Great Expectations' own renderers from counts alone."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from hoofbeat.quality.data_docs.heading import with_results, with_rules
from hoofbeat.quality.data_docs.offline import take_offline
from hoofbeat.quality.engine import Outcome, build_suite, load
from hoofbeat.quality.rules import Suite


def draw_results(suite: Suite, source: str, batch: str, started: datetime, outcomes: Sequence[Outcome]) -> str:
    """Draw what a suite gave, as an HTML page.

    Args:
        suite: suite that was checked.
        source: whose rows were looked at.
        batch: names the batch.
        started: time at which the batch was begun.
        outcomes: one a rule, in their order.
    """
    load()
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

    name = f"{suite.layer} {suite.label}"
    expected = build_suite(name, [outcome.rule for outcome in outcomes]).expectations
    results = [_result(expectation, outcome) for expectation, outcome in zip(expected, outcomes, strict=True)]
    met = sum(outcome.met for outcome in outcomes)
    whole = ExpectationSuiteValidationResult(
        success=met == len(outcomes),
        results=results,
        suite_name=name,
        statistics={
            "evaluated_expectations": len(outcomes),
            "successful_expectations": met,
            "unsuccessful_expectations": len(outcomes) - met,
            "success_percent": 100 * met / len(outcomes) if outcomes else 100.0,
        },
        meta={
            "great_expectations_version": load().__version__,
            "run_id": {"run_name": f"{source}, batch {batch}", "run_time": started.isoformat()},
            "suite_version": suite.label,
        },
    )
    page = _page(ValidationResultsPageRenderer().render(whole))
    return with_results(page, suite, source, batch, outcomes)


def draw_suite(suite: Suite) -> str:
    """Draw what a version of a suite expects, as an HTML page."""
    load()
    from great_expectations.render.renderer import page_renderer

    renderer: Any = page_renderer.ExpectationSuitePageRenderer()
    page = _page(renderer.render(build_suite(f"{suite.layer} {suite.label}", suite.all)))
    return with_rules(page, suite)


def _page(document: Any) -> str:
    return take_offline(_drawer().render(document))


@cache
def _drawer() -> Any:
    """What turns documents into pages; one for the process, as it keeps its compiled templates, and no document."""
    from great_expectations.render.view import view

    return view.DefaultJinjaPageView()


def _result(expectation: Any, outcome: Outcome) -> Any:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

    found: dict[str, Any] = {}
    if outcome.observed is not None:
        found = {"observed_value": outcome.observed}
    elif outcome.unexpected is not None:
        looked_at = max(outcome.rows - outcome.missing, 1)
        found = {
            "element_count": outcome.rows,
            "missing_count": outcome.missing,
            "missing_percent": 100 * outcome.missing / max(outcome.rows, 1),
            "unexpected_count": outcome.unexpected,
            "unexpected_percent": 100 * outcome.unexpected / looked_at,
            "partial_unexpected_list": [],
        }
    return ExpectationValidationResult(
        success=outcome.met,
        expectation_config=expectation.configuration,
        result=found,
        exception_info={
            "raised_exception": outcome.error is not None,
            "exception_message": outcome.error and f"could not be evaluated ({outcome.error})",
            "exception_traceback": None,
        },
    )
