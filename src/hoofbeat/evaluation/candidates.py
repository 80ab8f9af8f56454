"""The candidates of a training on one page: what each gets right, whether it keeps its word, and what it costs."""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from hoofbeat.evaluation.candidate_figures import candidate_figures
from hoofbeat.evaluation.report import page_environment
from hoofbeat.evaluation.result import Calibration, CandidateSummary, Curve

#: Within the training directory.
PAGE = "candidates.html"


@dataclass(frozen=True)
class Comparison:
    """What the page shows.

    Attributes:
        data: version of the cohort.
        knowledge: release of the knowledge.
        candidates: one summary each.
        curves: ROC and precision–recall of each, out of fold.
        candidate_calibration: calibration of each candidate, out of fold, labelled with its name.
        guard: why the candidate with the best macro-F1 was not selected; empty where it was.
    """

    data: str
    knowledge: str
    candidates: tuple[CandidateSummary, ...]
    curves: tuple[Curve, ...]
    candidate_calibration: tuple[Calibration, ...]
    guard: str = ""


def write_candidates(comparison: Comparison, directory: Path) -> Path:
    """Write ``candidates.html`` into ``directory``; it needs nothing else, no network and no script."""
    drawn = candidate_figures(comparison.curves, comparison.candidate_calibration)
    page = directory / PAGE
    page.write_text(
        page_environment()
        .get_template("candidates.html.j2")
        .render(
            result=comparison,
            two_figures=None,  # nothing is evaluated yet
            figures={name: Markup(svg) for name, svg in drawn.items()},  # noqa: S704 - our own SVG
        ),
        encoding="utf-8",
    )
    return page
