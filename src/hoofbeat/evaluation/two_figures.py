"""Why the candidate that was selected and the cohort model have such different figures: two questions to one model."""

from dataclasses import dataclass

from hoofbeat.evaluation.protocols import COHORT
from hoofbeat.evaluation.ranking import PUBLICATION_HELD_OUT
from hoofbeat.evaluation.result import EvaluationResult


@dataclass(frozen=True)
class TwoFigures:
    """The two top-1 accuracies, and what lies between them; shares in [0, 1].

    Attributes:
        candidate: name of the selected candidate.
        selected: its top-1 in the comparison: patients of diseases with enough cases, ranked among those diseases.
        taught: patients of the comparison.
        ranked: top-1 of the cohort model by itself: all patients, ranked among all diseases.
        asked: all patients.
        unlearned: those of them whose disease it had not learned, each a miss.
        answerable: its top-1 among the others.
    """

    candidate: str
    selected: float
    taught: int
    ranked: float
    asked: int
    unlearned: int
    answerable: float


def two_figures(result: EvaluationResult) -> TwoFigures | None:
    """Both figures, ``None`` where the evaluation has not both."""
    winner = next((candidate for candidate in result.candidates if candidate.selected), None)
    whole = result.find(PUBLICATION_HELD_OUT, COHORT)
    if winner is None or whole is None:
        return None
    taught = next((found.n for found in result.candidate_calibration if found.label == winner.name), None)
    if taught is None:
        return None
    learned = whole.n - whole.misses
    return TwoFigures(
        candidate=winner.name,
        selected=winner.top_1,
        taught=taught,
        ranked=whole.top[1].value,
        asked=whole.n,
        unlearned=whole.misses,
        answerable=whole.top[1].value * whole.n / learned if learned else 0.0,
    )
