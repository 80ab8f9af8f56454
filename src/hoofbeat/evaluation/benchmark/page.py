"""The benchmark as one page that needs nothing else: no network, no script."""

from typing import NamedTuple

from markupsafe import Markup

from hoofbeat.evaluation import figures
from hoofbeat.evaluation.benchmark import experiments
from hoofbeat.evaluation.benchmark.contenders import HYBRID, KNOWLEDGE, PROFILES
from hoofbeat.evaluation.benchmark.drawings import experiment_panels
from hoofbeat.evaluation.benchmark.goals import GOALS, Goal
from hoofbeat.evaluation.benchmark.lessons import EXTERNAL, PROTOCOLS
from hoofbeat.evaluation.benchmark.result import BenchmarkResult
from hoofbeat.evaluation.benchmark.world import PHENOPACKETS
from hoofbeat.evaluation.metrics import TOP_KS
from hoofbeat.evaluation.references import PROTOCOL_MEANINGS, REFERENCE_POINTS
from hoofbeat.evaluation.report import page_environment
from hoofbeat.evaluation.result import RankingSummary


class GoalLine(NamedTuple):
    """A goal and what was reached."""

    goal: Goal
    reached: RankingSummary


#: How each experiment is introduced: what was changed, what stayed.
EXPLANATIONS = {
    experiments.HORSES: (
        "Does a common disease push an orphan one down, or the reverse? The same patients and scores, ranked among all "
        "diseases, and among those of their own kind alone."
    ),
    experiments.FEW_FINDINGS: (
        "DDXPlus patients of whom only so many findings are told, ranked among the whole catalogue. DDF1 compares the "
        "whole differential (diseases above 1 % of the probability, of the 49) with the one that the release states."
    ),
    experiments.LESS_TOLD: (
        "Who writes a case up for publication says what was looked for and not found; who sees a patient seldom does. "
        "The same published patients with both, with the observed findings alone, and with no more than five of these."
    ),
    experiments.FEW_CASES: (
        "Published patients by the number of training cases of their disease. The steps hold different diseases, so a "
        "difference between two steps is not the effect of the cases alone."
    ),
    experiments.SUBTYPES: (
        "A phenotype seldom tells type 2A from type 2B. Grouped: diseases whose names differ only in a type (number, "
        "letter, Roman numeral) take one rank."
    ),
    experiments.NOISE: (
        "Published patients to whom so many findings were added, drawn at random from the whole ontology."
    ),
    experiments.TWO: (
        "Two published patients of different diseases as if they were one; finding either disease counts."
    ),
}


def render(result: BenchmarkResult) -> str:
    """The page, as self-contained HTML."""
    return (
        page_environment()
        .get_template("benchmark.html.j2")
        .render(
            result=result,
            ks=TOP_KS,
            protocols=[name for name in PROTOCOLS if any(line.protocol == name for line in result.rankings)],
            subsets=_subsets(result),
            meanings=PROTOCOL_MEANINGS | {EXTERNAL: _EXTERNAL_MEANING},
            goals=_goals(result),
            references=REFERENCE_POINTS,
            explanations=EXPLANATIONS,
            headline=HYBRID,
            figures={name: Markup(svg) for name, svg in _figures(result).items()},  # noqa: S704 - our own SVG
        )
    )


_EXTERNAL_MEANING = (
    "Cases from outside, ranked by models that all cases at hand and all statements have taught but those of the "
    "publications that the cases come from: nobody is ranked by what was read of himself."
)


def _goals(result: BenchmarkResult) -> list[GoalLine]:
    found = ((goal, result.find(goal.protocol, HYBRID, goal.subset)) for goal in GOALS)
    return [GoalLine(goal, reached) for goal, reached in found if reached is not None]


def _subsets(result: BenchmarkResult) -> dict[str, list[str]]:
    """Protocol → names of its subsets, in the order of the tables."""
    return {
        protocol: list(dict.fromkeys(line.subset for line in result.rankings if line.protocol == protocol))
        for protocol in PROTOCOLS
    }


def _figures(result: BenchmarkResult) -> dict[str, str]:
    drawn = {experiment.name: experiment_panels(experiment) for experiment in result.experiments}
    chosen = _drawn_models(result)
    curves = [curve for curve in result.rank_curves if curve.model in chosen]
    if curves:
        drawn["ranks"] = figures.rank_curve_panels(curves, by="protocol")
    return drawn


def _drawn_models(result: BenchmarkResult) -> set[str]:
    """As many as can be told apart: the baselines that differ most, the best other model, and ours."""
    ours = {"Resnik BMA", "simGIC", "naive Bayes", PROFILES, KNOWLEDGE, HYBRID}
    others = [line for line in result.rankings if line.subset in (PHENOPACKETS, EXTERNAL) and line.model not in ours]
    best = max(others, key=lambda line: line.top[1].value, default=None)
    return ours | ({best.model} if best else set())
