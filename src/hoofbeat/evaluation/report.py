"""The evaluation as one page that needs nothing else: no network, no script."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, get_args

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from hoofbeat.domain.languages import ProseLanguage
from hoofbeat.evaluation import figures
from hoofbeat.evaluation.candidate_figures import candidate_figures
from hoofbeat.evaluation.metrics import TOP_KS
from hoofbeat.evaluation.ranking import DISEASE_HELD_OUT, NAIVE, PUBLICATION_HELD_OUT
from hoofbeat.evaluation.references import PROTOCOL_MEANINGS, REFERENCE_POINTS
from hoofbeat.evaluation.result import EvaluationResult, RankingSummary
from hoofbeat.evaluation.two_figures import two_figures
from hoofbeat.sources import titles

#: The order in which protocols are shown, the honest ones first to be believed and the leaky one last.
PROTOCOL_ORDER = (PUBLICATION_HELD_OUT, DISEASE_HELD_OUT, NAIVE)


class ReportFiles(NamedTuple):
    """Where the report was written."""

    html: Path
    metrics: Path


def write_report(
    result: EvaluationResult, directory: Path, *, data_docs: str | None = "../data-docs/index.html"
) -> ReportFiles:
    """Write ``report.html`` and ``metrics.json`` into ``directory``.

    Args:
        result: what the evaluation found.
        directory: made if missing; a report that stands there is replaced.
        data_docs: address of the data-quality pages, relative to the report; ``None`` if there are none.
    """
    directory.mkdir(parents=True, exist_ok=True)
    files = ReportFiles(html=directory / "report.html", metrics=directory / "metrics.json")
    result.save(files.metrics)
    files.html.write_text(render(result, data_docs=data_docs), encoding="utf-8")
    return files


def page_environment(package: str | None = None) -> Environment:
    """Templates of this package, with the filters they share.

    Args:
        package: one whose own ``templates`` are looked through first.
    """
    packages = ([package] if package else []) + ["hoofbeat.evaluation"]
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(each, "templates") for each in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["source_titles"] = {language: titles(language) for language in get_args(ProseLanguage)}
    environment.filters.update(pct=_percent, whole=_whole, fixed=_fixed)
    return environment


def render(result: EvaluationResult, *, data_docs: str | None = "../data-docs/index.html") -> str:
    """The report as one self-contained HTML page."""
    protocols = _ordered(line.protocol for line in result.rankings)
    return (
        page_environment()
        .get_template("report.html.j2")
        .render(
            result=result,
            ks=TOP_KS,
            data_docs=data_docs,
            protocols=protocols,
            subsets=[(name, _SUBSET_TITLES.get(name, name.capitalize())) for name in _subsets(result)],
            meanings=PROTOCOL_MEANINGS,
            references=REFERENCE_POINTS,
            headline=_headline(result, protocols),
            two_figures=two_figures(result),
            figures={name: Markup(svg) for name, svg in _figures(result, protocols).items()},  # noqa: S704 - our own SVG
        )
    )


def _headline(result: EvaluationResult, protocols: list[str]) -> dict[str, RankingSummary]:
    """The headline model's most honest figures: subset → summary; empty if it was not ranked at all."""
    for protocol in protocols:
        found = {subset: result.find(protocol, result.headline_model, subset) for subset in ("all", "orphan", "common")}
        if found["all"] is not None:
            return {subset: summary for subset, summary in found.items() if summary is not None}
    return {}


def _figures(result: EvaluationResult, protocols: list[str]) -> dict[str, str]:
    """The drawings there is something to draw for."""
    drawn: dict[str, str] = {}
    everyone = [c for protocol in protocols for c in result.rank_curves if (c.protocol, c.subset) == (protocol, "all")]
    apart = [c for c in result.rank_curves if c.protocol == protocols[0] and c.subset != "all"] if protocols else []
    if everyone:
        drawn["ranks"] = figures.rank_curve_panels(everyone, by="protocol")
    if apart:
        drawn["subsets"] = figures.rank_curve_panels(sorted(apart, key=lambda c: c.subset, reverse=True), by="subset")
    drawn |= candidate_figures(result.curves, result.candidate_calibration)
    if result.calibration:
        drawn["reliability"] = figures.reliability_panels(result.calibration)
    if any(curve.points for curve in result.revealed):
        drawn["revealed"] = figures.revealed_panels([curve for curve in result.revealed if curve.points])
    return drawn


_SUBSET_TITLES = {
    "all": "All cases",
    "orphan": "Orphan diseases",
    "common": "Common diseases",
    "phenopackets": "Patients from phenopackets",
    "ddxplus": "Patients from DDXPlus",
    "listed": "Published patients whose disease the knowledge lists",
    "cited": "Published patients whose own publication their disease's profile cites",
    "not cited": "Published patients whose publication their disease's profile does not cite",
}


def _subsets(result: EvaluationResult) -> list[str]:
    """Names of the subsets in the order of the tables; one that holds all cases everywhere says nothing new."""
    whole = {(line.protocol, line.model): line.n for line in result.rankings if line.subset == "all"}
    parts = {line.subset for line in result.rankings if line.n < whole.get((line.protocol, line.model), 0)}
    return [name for name in dict.fromkeys(line.subset for line in result.rankings) if name == "all" or name in parts]


def _ordered(protocols: Iterable[str]) -> list[str]:
    """Distinct protocols, the known ones first in their order."""
    place = {name: i for i, name in enumerate(PROTOCOL_ORDER)}
    return sorted(dict.fromkeys(protocols), key=lambda name: place.get(name, len(place)))


def _percent(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{100 * value:.{digits}f}\N{NO-BREAK SPACE}%"


def _whole(value: int) -> str:
    return f"{value:,}"


def _fixed(value: Any, digits: int = 3) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"
