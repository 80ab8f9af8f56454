"""Explains the cohort model over all cases, for single diseases and for single cases."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hoofbeat.evaluation.explanation.cases import SingleCases
from hoofbeat.evaluation.explanation.naming import Words
from hoofbeat.evaluation.explanation.pairs import explain_pairs
from hoofbeat.evaluation.explanation.result import CohortExplanation, ColumnWeight, DiseaseExplanation
from hoofbeat.evaluation.explanation.sample import Learned, Limits, sample_pairs

#: Largest number of columns shown for all cases, and for a disease on each side.
OF_ALL, OF_DISEASE = 20, 6

#: Cases that stand for "not known"; the time that the forest and the network take grows with them.
REFERENCE = 20

Doubles = NDArray[np.floating]


def explain_cohort(learned: Learned, names: Mapping[str, str], words: Words, limits: Limits) -> CohortExplanation:
    """Explain a model on a sample of the cases it was fitted on.

    Args:
        learned: the model and its cases.
        names: names of diseases, by id.
        words: names of findings and measurements.
        limits: how much is explained.

    Raises:
        ExplanationError: contributions do not add up to what the model answers.
    """
    model = learned.model
    features, probabilities = model.encoder.transform(learned.cases), model.predict(learned.cases)
    read = model.pipeline[:-1].transform(features)
    reference = np.sort(np.random.default_rng(limits.seed).permutation(len(read))[:REFERENCE])
    asked = sample_pairs(learned, probabilities, limits)
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
    """The columns with the largest weights [F], at most ``most``; columns without weight are left out.

    Example:
        >>> [one.name for one in heaviest(("fever", "cough", "age"), np.array([0.2, 0.0, 0.5]), 3)]
        ['age', 'fever']
    """
    order = np.argsort(-weight, kind="stable")[:most]
    return tuple(ColumnWeight(name=columns[column], value=weight[column]) for column in order if weight[column] > 0)


def both_sides(columns: Sequence[str], given: Doubles, values: Doubles) -> tuple[ColumnWeight, ...]:
    """Mean absolute contribution of each column, positive where the column speaks for the class, else negative.

    A column speaks for the class if its contributions grow with its values: the finding is there, or the number is
    higher. A column with one value in all pairs is left out.

    Args:
        columns: names, [F].
        given: value of each column in each pair, [p, F].
        values: contributions, [p, F].

    Example:
        >>> given = np.array([[1.0, 0.0], [0.0, 1.0]])
        >>> values = np.array([[0.4, 0.1], [-0.4, -0.1]])  # fever speaks for, cough against
        >>> [(one.name, one.value) for one in both_sides(("fever", "cough"), given, values)]
        [('fever', 0.4), ('cough', -0.1)]
    """
    alike = (given == given[0]).all(axis=0)
    side = np.sign(((given - given.mean(axis=0)) * values).sum(axis=0)) * ~alike
    weight = np.abs(values).mean(axis=0)
    against = heaviest(columns, np.where(side < 0, weight, 0), OF_DISEASE)
    return (
        *heaviest(columns, np.where(side > 0, weight, 0), OF_DISEASE),
        *(ColumnWeight(name=one.name, value=-one.value) for one in against),
    )
