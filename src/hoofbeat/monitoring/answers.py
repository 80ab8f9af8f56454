"""What serving counts of its answers: how rare, how sure, how often none to rely upon; never a patient."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from hoofbeat.domain.differential import Differential

_FINDINGS = (1, 2, 3, 5, 8, 12, 20, 35, 60, 100, 200)

#: The lowest probability of each word; the page says the same ones (serving/web/read/likelihood.js).
BANDS = (
    (0.9, "very likely"),
    (0.6, "likely"),
    (0.1, "possible"),
    (0.03, "less likely"),
    (0.01, "unlikely"),
    (0.0, "very unlikely"),
)
#: Instead of a word where the answer itself says that nobody should rely upon it.
ABSTAINED = "abstained"

#: Diseases that are counted by id, those that come first; the others together, whatever the catalogue holds.
MOST_DISEASES = 500
OTHERS = "other"

#: Whether what was told suffices, in a word.
_LEVELS = {True: "sufficient", False: "insufficient", None: "not measured"}


class AnswerMetrics:
    """Counts differentials. Its labels are words of ours, ids of the catalogue's diseases, and nothing of a request.

    Args:
        registry: where they are registered.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._served = Counter("hoofbeat_differentials_total", "Differentials served", registry=registry)
        self._findings = Histogram(
            "hoofbeat_findings_per_request",
            "Findings in a differential's request",
            buckets=_FINDINGS,
            registry=registry,
        )
        self._warnings = Counter(
            "hoofbeat_differential_warnings_total", "Warnings given with differentials", registry=registry
        )
        self._predictions = Counter(
            "hoofbeat_predictions_total",
            "Differentials by what stands first, how likely it is, and where one asked",
            ("rarity", "band", "setting"),
            registry=registry,
        )
        self._abstentions = Counter(
            "hoofbeat_abstentions_total", "Differentials that say not to rely upon them", registry=registry
        )
        self._sufficiency = Counter(
            "hoofbeat_sufficiency_total", "Differentials by whether enough was told", ("level",), registry=registry
        )
        self._top = Counter(
            "hoofbeat_top_disease_total", "Differentials by the disease that stands first", ("disease",),
            registry=registry,
        )  # fmt: skip
        self._diseases: set[str] = set()

    def count(self, findings: int, answer: Differential) -> None:
        """Count one differential, with how many findings were asked."""
        self._served.inc()
        self._findings.observe(findings)
        self._warnings.inc(len(answer.warnings))
        self._sufficiency.labels(_LEVELS[answer.sufficient]).inc()
        if answer.caution is not None:
            self._abstentions.inc()
        if answer.differential:
            first = answer.differential[0]
            rarity = "orphan" if first.orphan else "common"
            self._predictions.labels(rarity, band_of(answer), answer.setting.value).inc()
            self._top.labels(self._named(first.disease_id)).inc()

    def _named(self, disease_id: str) -> str:
        if disease_id not in self._diseases:
            if len(self._diseases) >= MOST_DISEASES:
                return OTHERS
            self._diseases.add(disease_id)
        return disease_id


def band_of(answer: Differential) -> str:
    """The word for how likely the first disease of an answer is, or that the answer abstains."""
    if answer.caution is not None or not answer.differential:
        return ABSTAINED
    probability = answer.differential[0].probability
    return next(word for lowest, word in BANDS if probability >= lowest)
