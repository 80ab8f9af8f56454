"""The explanation as one page that needs nothing else: no network, no script."""

from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from hoofbeat.evaluation.explanation import drawings
from hoofbeat.evaluation.explanation.result import Explanation
from hoofbeat.evaluation.report import page_environment


class ExplanationFiles(NamedTuple):
    """Where the explanation was written."""

    html: Path
    figures: Path


def write_explanation(explanation: Explanation, directory: Path) -> ExplanationFiles:
    """Write ``explanation.html`` and ``explanation.json`` into ``directory``, made if missing.

    Where a report stands there, the page links to it.
    """
    directory.mkdir(parents=True, exist_ok=True)
    files = ExplanationFiles(html=directory / "explanation.html", figures=directory / "explanation.json")
    explanation.save(files.figures)
    files.html.write_text(render(explanation, report=(directory / "report.html").is_file()), encoding="utf-8")
    return files


def render(explanation: Explanation, *, report: bool = False) -> str:
    """The page, as self-contained HTML.

    Args:
        explanation: explanation that the page shows.
        report: whether to link to ``report.html`` beside it.
    """
    return (
        page_environment()
        .get_template("explanation.html.j2")
        .render(
            result=explanation,
            report=report,
            figures={name: Markup(svg) for name, svg in _figures(explanation).items()},  # noqa: S704 - our own SVG
        )
    )


def _figures(explanation: Explanation) -> dict[str, str]:
    drawn = {}
    if cohort := explanation.cohort:
        label = f"mean absolute SHAP value ({cohort.unit})"
        drawn["importance"] = drawings.weight_bars(cohort.importance, "importance", label)
        for number, disease in enumerate(cohort.diseases):
            name = f"disease-{number}"
            drawn[name] = drawings.weight_bars(disease.weights, name, f"against  ←  {label}  →  for")
        for number, case in enumerate(cohort.cases):
            name = f"case-{number}"
            drawn[name] = drawings.case_bars(case, name, cohort.unit)
    if reranker := explanation.reranker:
        drawn["swarm"] = drawings.swarm(reranker.columns, "swarm")
        for number, reranked in enumerate(reranker.cases):
            name = f"reranked-{number}"
            drawn[name] = drawings.deciding_bars(reranked, name)
    return drawn
