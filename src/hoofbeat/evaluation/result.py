"""What an evaluation found, as it is kept in ``report/metrics.json`` and drawn in the report."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError

from hoofbeat.bundle.runtime.trust import Trust
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.estimate import Estimate, Kept
from hoofbeat.evaluation.group_figures import GroupFigures
from hoofbeat.monitoring.windows.answers import CountedAnswers


class Versions(Kept):
    """What the figures were computed from, enough to compute them again."""

    data: str
    knowledge: str
    code: str
    seed: int
    created: datetime

    @classmethod
    def of(cls, tags: Mapping[str, str], seed: int) -> Self:
        """The versions that the tags of a run name, now."""
        return cls(
            data=tags["data_version"],
            knowledge=tags["knowledge_version"],
            code=tags["code_version"],
            seed=seed,
            created=datetime.now(UTC),
        )


class CohortCounts(Kept):
    """What came in and what was left: ``read = accepted + quarantined``, always.

    ``cases`` is what was evaluated; ``orphan`` + ``common`` + ``not_in_catalogue`` are parts of it, in cases.
    ``sources`` counts the evaluated cases of each source.
    """

    read: int = Field(ge=0)
    accepted: int = Field(ge=0)
    quarantined: int = Field(ge=0)
    cases: int = Field(ge=0)
    diseases: int = Field(ge=0)
    publications: int = Field(ge=0)
    orphan: int = Field(ge=0)
    common: int = Field(ge=0)
    not_in_catalogue: int = Field(default=0, ge=0)
    sources: Mapping[str, int] = Field(default_factory=dict)

    @property
    def adds_up(self) -> bool:
        """True if nothing was lost on the way in."""
        return self.read == self.accepted + self.quarantined


class CatalogueCounts(Kept):
    """Size of the knowledge: merged diseases, the profiles they came from, findings and annotations."""

    diseases: int = Field(ge=0)
    orphan: int = Field(ge=0)
    common: int = Field(ge=0)
    profiles: int = Field(ge=0)
    findings: int = Field(ge=0)
    annotations: int = Field(ge=0)


class MissingShare(Kept):
    """How many of the evaluated cases lack one thing, as a share in 0–1.

    ``kind`` is ``demographic``, ``measurement`` or ``site feature``.
    """

    kind: Literal["demographic", "measurement", "site feature"]
    code: str
    name: str
    share: float = Field(ge=0, le=1)


class RankingSummary(Kept):
    """The figures of one model under one protocol on one subset.

    Attributes:
        protocol: see ``ranking``.
        model: name of the model.
        subset: ``all``, ``orphan`` or ``common``.
        n: cases.
        diseases: distinct true diseases.
        misses: cases whose disease the catalogue lacks (counted as failures everywhere).
        top: share of cases with the true disease in the first k, by k (1, 3, 5, 10).
        macro_top: the same, averaged over diseases.
        mrr: mean reciprocal rank, 0 for a miss.
        macro_f1: macro-F1 of the first answer, over the true diseases; ``None`` without predicted ids.
        macro_recall: the same for recall.
        note: remark for the reader of this line.
    """

    protocol: str
    model: str
    subset: str
    n: int = Field(ge=1)
    diseases: int = Field(ge=1)
    misses: int = Field(ge=0)
    top: Mapping[int, Estimate]
    macro_top: Mapping[int, Estimate]
    mrr: Estimate
    macro_f1: Estimate | None = None
    macro_recall: Estimate | None = None
    note: str = ""


class RankCurve(Kept):
    """``accuracy[k-1]`` is the share of cases with the true disease in the first k."""

    protocol: str
    model: str
    subset: str
    accuracy: tuple[float, ...]


class CandidateSummary(Kept):
    """One cohort model that competed for selection; figures are out of fold, publications apart.

    ``roc_area`` and ``average_precision`` are averaged over diseases; ``ece`` is of the first answer's probability;
    ``inference_ms`` is per case; ``balancing`` says what was done about rare classes; ``settings`` what a search found,
    in the trial of the ``study`` named.
    """

    name: str
    macro_f1: float
    top_1: float
    top_3: float
    top_10: float
    fit_seconds: float | None = None
    inference_ms: float | None = None
    orphan_macro_recall: float | None = None
    roc_area: float | None = None
    average_precision: float | None = None
    ece: float | None = None
    onnx_bytes: int | None = None
    selected: bool = False
    balancing: str = ""
    settings: str = ""
    study: str = ""
    note: str = ""


class Curve(Kept):
    """A receiver operating characteristic or a precision–recall curve, one-vs-rest, averaged over classes.

    ROC: ``x`` false positive rate, ``y`` true positive rate. Precision–recall: ``x`` recall, ``y`` precision.
    ``area`` is the area under the ROC curve or the average precision, computed before thinning.
    """

    kind: Literal["roc", "precision-recall"]
    average: Literal["micro", "macro"]
    model: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    area: float


class ReliabilityBin(Kept):
    """One bin of confidence (low, high]: how sure the model was, and how often it was right."""

    low: float
    high: float
    confidence: float
    accuracy: float
    n: int = Field(ge=1)


class Calibration(Kept):
    """How well the probability of the first answer keeps its word; empty bins are left out."""

    label: str
    n: int = Field(ge=1)
    ece: float
    bins: tuple[ReliabilityBin, ...]


class RevealedPoint(Kept):
    """Accuracy when only so many findings are told (``None``: all of them)."""

    findings: int | None
    n: int = Field(ge=1)
    top_1: float
    top_3: float
    top_10: float
    ddf1: float | None = None


class RevealedCurve(Kept):
    """Accuracy against the number of revealed findings."""

    model: str
    points: tuple[RevealedPoint, ...]


class DiseaseOutcome(Kept):
    """How one disease fared: the worst of these show where to work next."""

    disease_id: str
    name: str
    orphan: bool
    cases: int
    missed: int = Field(description="cases with the disease outside the first ten")
    median_rank: float | None = Field(description="None where the catalogue lacks the disease")
    taken_for: str | None = Field(default=None, description="the most frequent wrong first answer")
    taken_for_cases: int = 0


class EvaluationResult(Kept):
    """One evaluation, whole: everything the report shows, and nothing it has to compute.

    ``headline_model`` is the model the summary speaks of; ``ceiling`` gives, by protocol, the share of the cases
    whose disease still has any knowledge there: no knowledge model can do better than that. ``guard`` says why the
    candidate with the best macro-F1 was not selected, where it was not. ``worst`` is of the
    headline model under the protocol of the summary (the first of ``report.PROTOCOL_ORDER`` that was run).
    ``groups`` are parts of the same cases, by age, sex, kind of disease and source.
    ``trust`` is what the bundle will say of each answer, ``trust_figures`` whether it keeps its word.
    ``held_out_answers`` are counted for what a service's answers are compared with.
    """

    versions: Versions
    simulated: bool
    headline_model: str
    cohort: CohortCounts
    catalogue: CatalogueCounts
    rankings: tuple[RankingSummary, ...] = ()
    rank_curves: tuple[RankCurve, ...] = ()
    candidates: tuple[CandidateSummary, ...] = ()
    candidate_calibration: tuple[Calibration, ...] = ()
    guard: str = ""
    curves: tuple[Curve, ...] = ()
    calibration: tuple[Calibration, ...] = ()
    groups: tuple[GroupFigures, ...] = ()
    revealed: tuple[RevealedCurve, ...] = ()
    worst: tuple[DiseaseOutcome, ...] = ()
    ceiling: Mapping[str, float] = Field(default_factory=dict)
    trust: Trust | None = None
    trust_figures: Mapping[str, float] = Field(default_factory=dict)
    held_out_answers: CountedAnswers | None = None
    parameters: Mapping[str, Mapping[str, bool | int | float | str | None]] = Field(default_factory=dict)
    missing: tuple[MissingShare, ...] = ()
    notes: tuple[str, ...] = ()

    def find(self, protocol: str, model: str, subset: str = "all") -> RankingSummary | None:
        """The summary of that protocol, model and subset, if there is one."""
        wanted = (protocol, model, subset)
        return next((line for line in self.rankings if (line.protocol, line.model, line.subset) == wanted), None)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read back what :meth:`save` wrote.

        Raises:
            InputError: the file is missing, or is not an evaluation.
        """
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}", hint="run `hoofbeat evaluate` first") from error
        except (ValidationError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: not an evaluation", hint="run `hoofbeat evaluate` again") from error
