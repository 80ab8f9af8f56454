"""What an explanation found, as it is kept in ``report/explanation.json`` and drawn on the page.

Nothing here names a patient or a publication: cases are numbered, ages are whole years.
"""

from datetime import datetime

from pydantic import Field

from hoofbeat.evaluation.estimate import Kept
from hoofbeat.evaluation.result import Versions


class ColumnWeight(Kept):
    """Weight of a column: a mean of absolute SHAP values, negative where the column speaks against the disease."""

    name: str
    value: float


class Patient(Kept):
    """What may be shown of a case: findings by name, measurements with their units, the age as ``41 years``."""

    age: str
    sex: str
    observed: tuple[str, ...]
    excluded: tuple[str, ...]
    measurements: tuple[str, ...] = ()


class DiseaseExplanation(Kept):
    """What moves the model's answer for one disease, over some of its cases and some of others.

    Attributes:
        cases: number of cases in the cohort.
        explained: number of its own and of other cases that the weights are means over.
        weights: columns that speak for it, then those against it, the heaviest first.
    """

    id: str
    name: str
    cases: int
    explained: tuple[int, int]
    weights: tuple[ColumnWeight, ...]


class ColumnShare(Kept):
    """A column's contributions to the answer for a case.

    Attributes:
        name: name of the column.
        state: value of the case in words (``observed``, ``41 years``).
        own: contribution to the disease of the case.
        rival: contribution to the other disease.
    """

    name: str
    state: str
    own: float
    rival: float


class ExplainedAnswer(Kept):
    """The model's answer for one disease: ``output`` is ``base`` and all contributions together.

    Attributes:
        probability: probability that the model gives.
        place: rank among the diseases that the model has learned, from 1.
        base: mean answer of the model for it.
        rest: contributions of all columns that have no line.
        output: explained answer, in the unit of the explanation.
    """

    disease: str
    probability: float
    place: int
    base: float
    rest: float
    output: float


class CohortCase(Kept):
    """One case explained: its own disease, and the likeliest other.

    Attributes:
        held_out_place: rank of its disease in the answer that training gave while it held the case out, from 1; 0
            where that answer gave the disease no probability.
    """

    patient: Patient
    own: ExplainedAnswer
    rival: ExplainedAnswer
    held_out_place: int
    lines: tuple[ColumnShare, ...]


class CohortExplanation(Kept):
    """The cohort model explained.

    Attributes:
        model: name of the candidate.
        method: explainer, and whether it is exact.
        unit: unit of the contributions.
        explained: cases that global importance is a mean over.
        reference: cases that stand for "not known".
        difference: largest distance between a sum and the model's answer, in probability.
        importance: columns by their mean absolute contribution to the disease of each case, the heaviest first.
        diseases: those with the most cases.
        cases: single cases.
    """

    model: str
    method: str
    unit: str
    explained: int
    reference: int
    difference: float
    importance: tuple[ColumnWeight, ...]
    diseases: tuple[DiseaseExplanation, ...]
    cases: tuple[CohortCase, ...]


class ColumnExplanation(Kept):
    """A column of the re-ranker.

    Attributes:
        importance: mean absolute SHAP value over the explained pairs.
        deciding: mean absolute difference of its SHAP values between the right disease and the best other.
        values: SHAP value of each pair of a sample.
        heights: place of the column's own value in each of these pairs among all explained pairs, 0 (lowest) to 1.
    """

    name: str
    importance: float
    deciding: float
    values: tuple[float, ...]
    heights: tuple[float, ...]


class PairLine(Kept):
    """A column of the right disease and of the other, and what it adds to the first one's lead."""

    name: str
    right: float
    other: float
    difference: float


class RerankedCase(Kept):
    """Why the right disease gained or lost.

    Attributes:
        disease: disease of the case.
        other: the first disease by knowledge where the right one gained, the first after re-ranking where it lost.
        before: place of the right disease by knowledge, among the candidates.
        after: place after re-ranking.
        lines: the heaviest columns.
        rest: sum of the other columns' contributions.
        difference: gain of the right disease minus gain of the other; lines and rest together.
    """

    patient: Patient
    disease: str
    other: str
    before: int
    after: int
    lines: tuple[PairLine, ...]
    rest: float
    difference: float

    @property
    def gained(self) -> bool:
        """Whether the right disease rose."""
        return self.after < self.before


class RerankerExplanation(Kept):
    """The re-ranker explained.

    Attributes:
        questions: held-out cases it has learned from and whose disease is among the candidates.
        explained: number of them that are explained here.
        pairs: number of explained pairs of a case and a candidate.
        difference: largest distance between a sum and the committee's answer.
        columns: all columns, the most important first.
        cases: single cases.
    """

    questions: int
    explained: int
    pairs: int
    difference: float
    columns: tuple[ColumnExplanation, ...]
    cases: tuple[RerankedCase, ...]


class Explanation(Kept):
    """Everything the page shows.

    Attributes:
        cohort: ``None`` where no disease has enough cases for a cohort model.
        reranker: ``None`` where there is none, for the reason in ``without_reranker``.
    """

    versions: Versions
    cohort: CohortExplanation | None
    reranker: RerankerExplanation | None
    without_reranker: str = Field(default="")

    @property
    def created(self) -> datetime:
        """When it was made."""
        return self.versions.created
