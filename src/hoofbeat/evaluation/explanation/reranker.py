"""Explains the re-ranker on the cases it has learned from; the knowledge behind their columns has not read them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.evaluation.explanation.naming import Words
from hoofbeat.evaluation.explanation.pairs import require_sum
from hoofbeat.evaluation.explanation.result import (
    ColumnExplanation,
    PairLine,
    RerankedCase,
    RerankerExplanation,
)
from hoofbeat.models.explainers.library import exchanged
from hoofbeat.models.inner_folds import HeldOutPart
from hoofbeat.models.pairs import COLUMNS
from hoofbeat.models.reranker import Reranker, candidates_of, compare

#: Candidates of each explained case: the right one, the first by knowledge and after re-ranking, others of the leading.
_OTHERS, _LEADING = 4, 20

#: Pairs that are drawn as points; more would hide each other, and make the page heavy.
_POINTS = 250

#: Columns of a single case that have a line of their own.
_LINES = 10

#: Pairs that stand for "not known".
_REFERENCE = 50

#: A case is shown where the right disease came from, or went to, one of so many first places.
_FIRST = 10


class _Question(NamedTuple):
    """A case with its K candidates, in the order of the knowledge model.

    Attributes:
        row: row of the case in the cohort.
        candidates: catalogue positions, [K].
        compared: columns of all candidates, then their distances below the largest value, [K, 2 · columns].
        gains: what the re-ranker adds to each candidate, nats, [K].
        right: place of the right disease among the candidates, from 0.
        other: place of the disease it is compared with: the first by knowledge if the right one gained, else the first
            other one after re-ranking.
        after: rank of the right disease after re-ranking, from 1; ties count against it.
    """

    row: int
    candidates: NDArray[np.int64]
    compared: NDArray[np.float32]
    gains: NDArray[np.float32]
    right: int
    other: int
    after: int


def explain_reranker(
    reranker: Reranker,
    parts: Sequence[HeldOutPart],
    cases: Sequence[Case],
    diseases: Sequence[str],
    words: Words,
    *,
    most: int = 200,
    shown: int = 6,
    seed: int = 0,
) -> RerankerExplanation:
    """Explain the committee on a sample of the cases whose disease is among the candidates.

    Args:
        reranker: the fitted re-ranker.
        parts: questions it has learned from, with scores and rows.
        cases: cases of the cohort, by row.
        diseases: names in the order of the catalogue.
        words: names of findings.
        most: largest number of cases to explain, default 200.
        shown: largest number of single cases, default 6; up to half are cases whose disease lost places.
        seed: seed of what is drawn.

    Raises:
        ExplanationError: contributions do not add up to its answer.
    """
    random = np.random.default_rng(seed)
    known = [(part, one) for part in parts for one in np.flatnonzero(part.questions.right >= 0)]
    drawn = [known[one] for one in random.permutation(len(known))[:most]]
    questions = [_question(reranker, part, one) for part, one in track(drawn, "  Re-ranking the cases to explain")]
    asked = [_candidates(question, random) for question in questions]
    compared = np.concatenate([question.compared[chosen] for question, chosen in zip(questions, asked, strict=True)])
    gains = np.concatenate([question.gains[chosen] for question, chosen in zip(questions, asked, strict=True)])
    values, difference = contributions(reranker, compared, gains, seed=seed)
    columns = compared[:, : len(COLUMNS)]
    first = np.cumsum([0, *map(len, asked)])[:-1]  # the right disease of each case; the other one follows it
    deciding = values[first] - values[first + 1]
    points = random.permutation(len(values))[:_POINTS]
    height = (rankdata(columns, axis=0) - 1) / max(len(columns) - 1, 1)
    importance = np.abs(values).mean(axis=0)
    return RerankerExplanation(
        questions=len(known),
        explained=len(questions),
        pairs=len(values),
        difference=difference,
        columns=tuple(
            ColumnExplanation(
                name=COLUMNS[column],
                importance=importance[column],
                deciding=np.abs(deciding[:, column]).mean(),
                values=tuple(np.round(values[points, column], 4)),
                heights=tuple(np.round(height[points, column], 3)),
            )
            for column in np.argsort(-importance, kind="stable")
        ),
        cases=tuple(_case(questions[one], deciding[one], cases, diseases, words) for one in _telling(questions, shown)),
    )


def contributions(
    reranker: Reranker, compared: NDArray[np.float32], gains: NDArray[np.float32], *, seed: int = 0
) -> tuple[NDArray[np.float64], float]:
    """SHAP values of pairs, [p, columns], and the largest distance between a sum and the committee's answer.

    A column stands there twice: by its value, and by its distance below the largest value of the case. The share of a
    column is the sum of both.

    Args:
        reranker: fitted.
        compared: columns of the pairs, [p, 2 · columns]; a sample of the pairs stands for "not known".
        gains: answer of the committee to each pair, nats, [p].
        seed: seed of that sample and of the sampled orders, default 0.

    Raises:
        ExplanationError: the distance exceeds what rounding explains.
    """

    def answer(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return reranker.gains(rows.astype(np.float32)).astype(np.float64)

    drawn = np.random.default_rng(seed).permutation(len(compared))[:_REFERENCE]
    rows = compared.astype(np.float64)
    found = exchanged(answer, rows[drawn], track(list(rows), "  Exchanging columns with other pairs'"), seed)
    values = np.concatenate([one.values for one in found])
    base = np.concatenate([np.atleast_1d(one.base_values) for one in found])
    difference = float(np.abs(values.sum(axis=1) + base - gains).max())
    require_sum("the re-ranker", difference)
    return values[:, : len(COLUMNS)] + values[:, len(COLUMNS) :], difference


def _question(reranker: Reranker, part: HeldOutPart, one: int) -> _Question:
    compared, right = compare(part.questions.columns[one]), int(part.questions.right[one])
    gains = reranker.gains(compared)
    after = int(np.count_nonzero(gains >= gains[right]))
    others = np.argsort(-gains, kind="stable")
    best = int(others[others != right][0])
    return _Question(
        row=int(part.rows[one]),
        candidates=candidates_of(part.scores[one]),
        compared=compared,
        gains=gains,
        right=right,
        other=0 if right != 0 and after < right + 1 else best,
        after=after,
    )


def _candidates(question: _Question, random: np.random.Generator) -> NDArray[np.int64]:
    """The right disease, the other one, and some more of the leading."""
    leading = random.permutation(min(_LEADING, len(question.candidates)))
    further = [one for one in leading.tolist() if one not in (question.right, question.other)]
    return np.array([question.right, question.other, *further[:_OTHERS]], dtype=np.int64)


def _telling(questions: Sequence[_Question], shown: int) -> list[int]:
    """Positions of cases whose disease gained or lost among the first places; up to half of them lost."""
    first = [one for one, question in enumerate(questions) if min(question.right + 1, question.after) <= _FIRST]
    gained = [one for one in first if questions[one].after < questions[one].right + 1]
    lost = [one for one in first if questions[one].after > questions[one].right + 1][: shown // 2]
    return [*gained[: shown - len(lost)], *lost]


def _case(
    question: _Question,
    deciding: NDArray[np.float64],
    cases: Sequence[Case],
    diseases: Sequence[str],
    words: Words,
) -> RerankedCase:
    lines = np.argsort(-np.abs(deciding), kind="stable")[:_LINES]
    right, other = question.compared[question.right], question.compared[question.other]
    return RerankedCase(
        patient=words.patient(cases[question.row]),
        disease=diseases[question.candidates[question.right]],
        other=diseases[question.candidates[question.other]],
        before=question.right + 1,
        after=question.after,
        lines=tuple(
            PairLine(name=COLUMNS[line], right=right[line], other=other[line], difference=deciding[line])
            for line in lines
        ),
        rest=deciding.sum() - deciding[lines].sum(),
        difference=deciding.sum(),
    )
