"""Fit one cohort model on one set of cases: the only path, in selection, evaluation and the final fit alike.

Encoder, balancing and imputer see the training cases and no others, so a held-out case cannot leak in.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import TrainingError
from hoofbeat.engines import LOCAL, TaskEngine
from hoofbeat.features.balancing import Balancing, BalancingReport, balance, case_weights
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.encoding import FeatureEncoder
from hoofbeat.features.implied import implied
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.candidates import Candidate, Size, build, names, records
from hoofbeat.models.plan import SHIPPED_PLAN, Plan


@dataclass(frozen=True)
class TrainingSet:
    """Encoded and balanced training cases.

    Attributes:
        encoder: fitted on the cases.
        classes: sorted disease ids.
        features: float32 [m, F], the cases and then the rows that balancing added; compressed where it is
            ``WORTH_COMPRESSING``.
        labels: [m], positions in ``classes``.
        balancing: report of how rare classes were balanced.
        weights: weights of the rows, [m]; ``None`` where all weigh alike.
    """

    encoder: FeatureEncoder
    classes: tuple[str, ...]
    features: NDArray[np.float32] | csr_array
    labels: NDArray[np.int64]
    balancing: BalancingReport
    weights: NDArray[np.float64] | None = None

    def teach(self, name: str, pipeline: Pipeline) -> None:
        """Fit ``pipeline``, of the candidate ``name``, in place."""
        weights = {} if self.weights is None else {"model__sample_weight": self.weights}
        features = self.features if _record(name).reads_compressed else self._whole
        pipeline.fit(features, self.labels, **weights)

    def fit(self, name: str, pipeline: Pipeline, engine: TaskEngine = LOCAL) -> FittedCohortModel:
        """Fit ``pipeline`` in place and give it all it needs to answer for a case."""
        fit_over = _record(name).fit_over
        if engine.dask is None or fit_over is None or prod(self.features.shape) < WORTH_SPREADING:
            self.teach(name, pipeline)
        else:
            fit_over(engine.dask, pipeline, self._whole, self.labels, self.weights)
        return FittedCohortModel(name, self.encoder, self.classes, pipeline, self.balancing)

    @property
    def _whole(self) -> NDArray[np.float32]:
        return self.features if isinstance(self.features, np.ndarray) else self.features.toarray()


#: Numbers in a training set from which on XGBoost is spread over a cluster; below, one core is done sooner.
WORTH_SPREADING = 20_000_000

#: Numbers in a training set from which on it is compressed, for those candidates that read it so. Below, the last
#: digits of published figures stay what they were: sums go another way.
WORTH_COMPRESSING = 20_000_000

#: After a candidate's name: its columns also say which site features were asked and denied.
WITH_EXCLUDED = "+excluded"


def prepare(
    cases: Sequence[Case],
    diseases: Sequence[str],
    ontology: Ontology,
    *,
    min_support: int = 5,
    seed: int = 0,
    with_excluded: bool = False,
    balancing: Balancing = "smote",
) -> TrainingSet:
    """Encode and balance training cases with their diseases.

    Raises:
        TrainingError: fewer than two diseases.
    """
    classes = tuple(sorted(set(diseases)))
    if len(classes) < 2:
        raise TrainingError(
            f"A cohort model needs two diseases, the training cases have {len(classes)}",
            hint="ingest more cases, or lower min_cases",
        )
    has = implied(cases, ontology)
    encoder = FeatureEncoder.fit(cases, ontology, min_support=min_support, with_excluded=with_excluded, has=has)
    position = {disease: label for label, disease in enumerate(classes)}
    labels = np.array([position[disease] for disease in diseases], dtype=np.int64)
    if balancing in ("none", "weights"):
        large = len(cases) * len(encoder.names) >= WORTH_COMPRESSING
        rows = encoder.transform_sparse(cases, has) if large else encoder.transform(cases, has)
        weights = case_weights(labels) if balancing == "weights" else None
        span = None if weights is None else (float(weights.min()), float(weights.max()))
        return TrainingSet(encoder, classes, rows, labels, BalancingReport(0, 0, weights=span), weights)
    values = encoder.values
    features, labels, report = balance(
        encoder.transform(cases, has),
        labels,
        numeric=[encoder.age, *range(values.start, values.stop)],
        variant="random" if balancing == "random" else "SMOTENC" if encoder.numbers else "SMOTEN",
        seed=seed,
    )
    encoder.mark_known(features)
    return TrainingSet(encoder, classes, features, labels, report)


def _record(name: str) -> Candidate:
    return records()[name.removesuffix(WITH_EXCLUDED)]


def teachable(cohort: Cohort, min_cases: int) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Positions of the cases whose disease has ``min_cases`` in the cohort, and their diseases.

    Raises:
        TrainingError: fewer than two diseases have that many.
    """
    counts = Counter(cohort.diseases)
    rows, diseases = [], []
    for row, disease in enumerate(cohort.diseases):
        if disease is not None and counts[disease] >= min_cases:
            rows.append(row)
            diseases.append(disease)
    if len(set(diseases)) < 2:
        raise TrainingError(
            f"{len(set(diseases))} diseases have {min_cases} cases; a cohort model needs two",
            hint="ingest more cases, or lower min_cases",
        )
    return np.array(rows, dtype=np.int64), tuple(diseases)


def fit_cohort_model(
    name: str,
    cohort: Cohort,
    ontology: Ontology,
    *,
    min_cases: int = 10,
    min_support: int = 5,
    seed: int = 0,
    size: Size = "full",
    plan: Plan = SHIPPED_PLAN,
    engine: TaskEngine = LOCAL,
) -> FittedCohortModel:
    """Fit the candidate ``name`` on the diseases that have ``min_cases`` in ``cohort``.

    A name that ends in ``WITH_EXCLUDED`` is the candidate before it, on columns of exclusions too. A candidate that can
    be spread over the cluster of ``engine`` is, if there is one and the training set is ``WORTH_SPREADING``.

    Raises:
        TrainingError: no such candidate, or fewer than two such diseases.
    """
    plain = name.removesuffix(WITH_EXCLUDED)
    if plain not in names():
        raise TrainingError(f"No cohort model {name!r}", hint=f"choose one of {', '.join(names())}")
    rows, diseases = teachable(cohort, min_cases)
    training = prepare(
        [cohort.cases[row] for row in rows],
        diseases,
        ontology,
        min_support=min_support,
        seed=seed,
        with_excluded=name != plain,
        balancing=plan.balancing,
    )
    with threadpool_limits(limits=1):  # matrices this small only lose time when cores share them
        return training.fit(name, build(plain, seed, size, training.features.shape[1], plan.settings), engine)
