"""The ranked answer: diseases with probability, what speaks for and against each, and what to ask next."""

from typing import Literal

from pydantic import Field, computed_field

from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.domain.frozen import Frozen
from hoofbeat.domain.languages import FALLBACK, HasNames, Wording


class Contribution(HasNames):
    """What one piece of evidence adds to a disease's score, in nats (natural log units).

    ``kind`` is ``observed``, ``excluded``, ``pattern``, ``cohort``, ``prior``, ``person`` or ``setting``;
    ``finding_id`` is set for the first two. Positive speaks for the disease, negative against it; all of them add up to
    ``RankedDisease.score``.
    """

    kind: str
    finding_id: str | None = None
    value: float


class NamedFinding(HasNames):
    """A finding under the names a reader knows it by."""

    finding_id: str


class ExpectedFinding(NamedFinding):
    """A finding that a disease's profile makes likely; ``frequency`` is the share of its patients who have it."""

    frequency: float = Field(ge=0, le=1)


class Shift(HasNames):
    """What one answer does to one disease: its probability among the leading diseases, before and after."""

    disease_id: str
    before: float = Field(ge=0, le=1)
    after: float = Field(ge=0, le=1)


class NextFinding(NamedFinding):
    """A finding worth asking for.

    Attributes:
        gain: expected information on which of the leading diseases it is, in bits.
        probability: that the answer is yes.
        if_present: what yes does to the diseases it moves the most, the largest move first.
        if_absent: the same for no.
    """

    gain: float = Field(ge=0)
    probability: float = Field(ge=0, le=1)
    if_present: tuple[Shift, ...] = ()
    if_absent: tuple[Shift, ...] = ()


class Caution(Frozen):
    """Why the ranking should not be relied upon, in words.

    ``nothing known``: no finding of the case speaks for any disease. ``too little``: the right disease is too likely
    to stand outside the first ten. In JSON, ``text`` and ``text_es`` are derived from ``texts``.
    """

    kind: Literal["nothing known", "too little"]
    texts: Wording

    @computed_field  # type: ignore[prop-decorator]
    @property
    def text(self) -> str:
        """English."""
        return self.texts[FALLBACK]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def text_es(self) -> str | None:
        """Spanish."""
        return self.texts.spanish


class Subtype(HasNames):
    """A disease that stands under a better-ranked one of its group; rank and probability are its own."""

    disease_id: str
    rank: int = Field(ge=1)
    probability: float = Field(ge=0, le=1)


class RankedDisease(HasNames):
    """One line of a differential.

    In a grouped differential it is the best-ranked disease of its group; everything but the last two fields is that
    disease's own, as it is ungrouped.

    Attributes:
        rank: among all diseases of the catalogue, grouped or not, so where subtypes are folded the ranks of lines skip.
        probability: over the whole catalogue; ties break by id.
        contributions: what speaks for and against it; they add up to ``score``.
        in_set: whether it belongs to the conformal set, itself and not its group; false for all where no set is given.
        expected_missing: findings frequent in it that were neither observed nor excluded, the most telling first.
        unexplained: observed findings that say nothing for it.
        subtypes: further diseases of its group among the leading ones, by rank; empty where nothing is grouped.
        group_probability: of its whole group, beyond what ``subtypes`` lists; ``None`` where nothing is grouped.
    """

    rank: int = Field(ge=1)
    disease_id: str
    equivalent_ids: tuple[str, ...]
    orphan: bool
    prevalence: PrevalenceClass = PrevalenceClass.UNKNOWN
    icd10: tuple[str, ...] = ()
    icpc2: tuple[str, ...] = ()
    cant_miss: bool = False
    rule: str = ""
    probability: float = Field(ge=0, le=1)
    score: float
    contributions: tuple[Contribution, ...] = ()
    in_set: bool = False
    expected_missing: tuple[ExpectedFinding, ...] = ()
    unexplained: tuple[NamedFinding, ...] = ()
    subtypes: tuple[Subtype, ...] = ()
    group_probability: float | None = Field(default=None, ge=0, le=1)


class Differential(Frozen):
    """The answer to one case.

    ``sufficiency`` and ``conformal_set`` were measured on rankings of single diseases. They count ranks, not lines, and
    promise nothing of groups.

    Attributes:
        warnings: what was set aside (unknown finding ids) or is missing (no observed finding).
        bundle: version of the bundle that answered.
        prediction_id: what this answer of a service is traced by: bundle, moment and a random part; ``None`` elsewhere.
        setting: where one asked.
        sufficiency: probability that the right disease is among the first ten; ``None`` where nothing judges it.
        sufficient: whether that is enough to rely upon the ranking.
        conformal_set: how many diseases, the first so many of the ranking, hold the right one as often as the bundle's
            ``trust`` states; ``None`` where no such set is given.
        unlisted: probability that the disease is none that the catalogue knows anything of; ``None`` where that was not
            measured.
        caution: why the ranking should not be relied upon, if so.
        next_findings: what to ask next, the most informative first.
        stop_asking: whether asking on would tell little; ``None`` where nothing was asked.
    """

    case_id: str | None = None
    differential: tuple[RankedDisease, ...]
    warnings: tuple[str, ...] = ()
    bundle: str
    prediction_id: str | None = Field(
        default=None,
        description="What this answer is traced by: it names bundle and moment, and nothing of the case. Send it with "
        "the case when it is registered; `null` where no service answered.",
    )
    setting: Setting = Setting.GENETICS
    sufficiency: float | None = Field(default=None, ge=0, le=1)
    sufficient: bool | None = None
    conformal_set: int | None = Field(default=None, ge=1)
    unlisted: float | None = Field(default=None, ge=0, le=1)
    caution: Caution | None = None
    next_findings: tuple[NextFinding, ...] = ()
    stop_asking: bool | None = None
