"""Every figure of a model card, taken from the evaluation's result and the bundle's manifest; none is made here.

The contents follow Mitchell et al., Model Cards for Model Reporting, FAT* 2019.
"""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.evaluation.card.licences import Licence, licences_of
from hoofbeat.evaluation.estimate import Kept
from hoofbeat.evaluation.group_figures import GroupFigures, GroupName
from hoofbeat.evaluation.ranking import SIMULATED_SOURCES
from hoofbeat.evaluation.report import PROTOCOL_ORDER
from hoofbeat.evaluation.result import (
    Calibration,
    CandidateSummary,
    CatalogueCounts,
    CohortCounts,
    EvaluationResult,
    MissingShare,
    RankingSummary,
    Versions,
)

#: Parts of all cases whose figures stand beside those of all, under every protocol.
_SUBSETS = ("all", "orphan", "common")

#: What "found clearly less often" is said of.
_BELOW_K = 10

#: What the statements of a card say, by the name of each list of sentences.
Statements = Mapping[str, tuple[str, ...]]


class ModelCard(Kept):
    """What stands in ``model-card.json``, and what the pages are drawn from.

    Attributes:
        name: name of the product.
        created: time of the export (UTC).
        versions: what the figures were computed from, and when.
        simulated: whether any case is drawn from the profiles: the figures then claim no accuracy.
        files: SHA-256 (hex) of every file the model consists of, so that card and model can be seen to belong together.
        cohort: the cases it was taught and judged by.
        simulated_cases: number of them that are simulated patients.
        catalogue: what it knows.
        headline_model: whose figures these are.
        rankings: its figures on all, orphan and common cases, the honest protocols first.
        ceiling: protocol → share of the cases whose disease anything speaks of.
        calibration: calibration of the headline model, publication held out.
        groups: groups by age, sex, kind of disease and source, publication held out.
        below: groups whose whole interval of top-10 lies below the figure of all they are among.
        real_common: cases of common diseases among real patients, where simulated ones judge these diseases because
            the real are too few; ``None`` otherwise.
        missing: shares of the cases without age or sex.
        trust_figures: see ``evaluation.trust``; empty where no trust could be fitted.
        promised_coverage: share of the patients of known diseases whose disease the conformal set shall hold.
        enough: sufficiency below which an answer is told to rest on too little.
        selected: the cohort model that won, ``None`` where no disease has enough cases.
        guard: why the candidate with the best macro-F1 did not win; empty where it did.
        training: settings of the training.
        settings: parameters of knowledge model, re-ranker and pool, as in the manifest.
        parity: largest differences between graphs and native models.
        licences: licences of code, knowledge and public patients.
        statements: language → sentences that hold whatever the figures.
    """

    name: str = "Hoofbeat"
    created: datetime
    versions: Versions
    simulated: bool
    files: Mapping[str, str]
    cohort: CohortCounts
    simulated_cases: int = Field(ge=0)
    catalogue: CatalogueCounts
    headline_model: str
    rankings: tuple[RankingSummary, ...]
    ceiling: Mapping[str, float]
    calibration: Calibration | None
    groups: tuple[GroupFigures, ...]
    below: tuple[GroupName, ...]
    real_common: int | None
    missing: tuple[MissingShare, ...]
    trust_figures: Mapping[str, float]
    promised_coverage: float | None
    enough: float | None
    selected: CandidateSummary | None
    guard: str
    training: Mapping[str, bool | int | float | str | None]
    settings: Mapping[str, str | float]
    parity: Mapping[str, float]
    licences: tuple[Licence, ...]
    statements: Mapping[str, Statements] = Field(default_factory=dict)


def card_of(result: EvaluationResult, manifest: Manifest) -> ModelCard:
    """Gather the facts of the model that ``result`` judged and ``manifest`` describes."""
    headline = [
        result.find(protocol, result.headline_model, subset) for protocol in PROTOCOL_ORDER for subset in _SUBSETS
    ]
    sources = result.cohort.sources
    return ModelCard(
        created=manifest.created,
        versions=result.versions,
        simulated=result.simulated,
        files={name: seal.sha256 for name, seal in manifest.files.items()},
        cohort=result.cohort,
        simulated_cases=sum(sources.get(name, 0) for name in SIMULATED_SOURCES),
        catalogue=result.catalogue,
        headline_model=result.headline_model,
        rankings=tuple(line for line in headline if line is not None),
        ceiling=result.ceiling,
        calibration=next((found for found in result.calibration if found.label == result.headline_model), None),
        groups=result.groups,
        below=_below(result.groups),
        real_common=_real_common(result.groups),
        missing=tuple(share for share in result.missing if share.kind == "demographic"),
        trust_figures=result.trust_figures,
        promised_coverage=result.trust and result.trust.coverage,
        enough=result.trust and result.trust.enough,
        selected=next((candidate for candidate in result.candidates if candidate.selected), None),
        guard=result.guard,
        training=result.parameters.get("training", {}),
        settings=manifest.model,
        parity=manifest.parity,
        licences=licences_of(sources),
    )


def _below(groups: tuple[GroupFigures, ...]) -> tuple[GroupName, ...]:
    whole = {group.among: group.top[_BELOW_K].value for group in groups if group.kind == "all" and group.top}
    return tuple(
        GroupName(kind=group.kind, name=group.name, among=group.among)
        for group in groups
        if group.top and group.top[_BELOW_K].high < whole.get(group.among, 0.0)
    )


def _real_common(groups: tuple[GroupFigures, ...]) -> int | None:
    common = {group.among: group for group in groups if (group.kind, group.name) == ("disease", "common")}
    if "all" not in common or common["all"].simulated == 0:
        return None
    if "real" in common:
        return common["real"].n if common["real"].withheld else None
    return 0  # all patients are simulated
