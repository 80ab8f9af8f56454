"""The cohort model explained: over all cases, for single diseases, for single cases."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hoofbeat.evaluation.explanation.cases import SingleCases
from hoofbeat.evaluation.explanation.draw import Learned, Limits, draw
from hoofbeat.evaluation.explanation.naming import Words
from hoofbeat.evaluation.explanation.pairs import explain_pairs
from hoofbeat.evaluation.explanation.result import CohortExplanation, ColumnWeight, DiseaseExplanation

#: Columns that are shown: of all cases, and of a disease on each side.
OF_ALL, OF_DISEASE = 20, 6

#: Cases that stand for "not known"; the time that the forest and the network take grows with them.
REFERENCE = 20

Doubles = NDArray[np.floating]


def explain_cohort(learned: Learned, names: Mapping[str, str], words: Words, limits: Limits) -> CohortExplanation:
    """Explain a model over a draw of the cases it was fitted on.

    Args:
        learned: model and cases.
        names: of diseases, by id.
        words: names of findings and measurements.
        limits: how much is explained.

    Raises:
        ExplanationError: contributions do not add up to what the model answers.
    """
    model = learned.model
    features, probabilities = model.encoder.transform(learned.cases), model.predict(learned.cases)
    read = model.pipeline[:-1].transform(features)
    reference = np.sort(np.random.default_rng(limits.seed).permutation(len(read))[:REFERENCE])
    asked = draw(learned, probabilities, limits)
    title = f"  SHAP values of {model.name}"
    shares, method, unit = explain_pairs(model, read, reference, asked.row, asked.label, seed=limits.seed, title=title)
    columns = words.columns(model.encoder)

    def disease(label: int, own: NDArray[np.int64], others: NDArray[np.int64]) -> DiseaseExplanation:
        pairs = np.concatenate([own, others])
        return DiseaseExplanation(
            id=model.classes[label],
            name=names[model.classes[label]],
            cases=int(np.count_nonzero(learned.label == label)),
            explained=(len(own), len(others)),
            weights=both_sides(columns, read[asked.row[pairs]], shares.values[pairs]),
        )

    single = SingleCases(learned, features, probabilities, asked, shares, names, words)
    return CohortExplanation(
        model=model.name,
        method=method,
        unit=unit,
        explained=len(asked.everyone),
        reference=len(reference),
        difference=shares.difference,
        importance=heaviest(columns, np.abs(shares.values[asked.everyone]).mean(axis=0), OF_ALL),
        diseases=tuple(disease(label, *pairs) for label, pairs in asked.diseases.items()),
        cases=tuple(single.tell(own, rival) for own, rival in asked.shown),
    )


def heaviest(columns: Sequence[str], weight: Doubles, most: int) -> tuple[ColumnWeight, ...]:
    """The columns of the largest weights [F], without those that weigh nothing."""
    order = np.argsort(-weight, kind="stable")[:most]
    return tuple(ColumnWeight(name=columns[column], value=weight[column]) for column in order if weight[column] > 0)


def both_sides(columns: Sequence[str], given: Doubles, values: Doubles) -> tuple[ColumnWeight, ...]:
    """Mean absolute contributions, on the side that having the finding, or a higher value, takes.

    A column that is alike in all pairs takes neither.

    Args:
        columns: names, [F].
        given: what the pairs have there, [p, F].
        values: contributions, [p, F].
    """
    alike = (given == given[0]).all(axis=0)
    side = np.sign(((given - given.mean(axis=0)) * values).sum(axis=0)) * ~alike
    weight = np.abs(values).mean(axis=0)
    against = heaviest(columns, np.where(side < 0, weight, 0), OF_DISEASE)
    return (
        *heaviest(columns, np.where(side > 0, weight, 0), OF_DISEASE),
        *(ColumnWeight(name=one.name, value=-one.value) for one in against),
    )
