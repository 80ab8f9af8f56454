"""Whether confirmed cases may teach: limits of rate and plausibility, of each and in a row, and of moved profiles.

A wrong diagnosis, by mistake or on purpose, must not change what others are told before a person has looked. What is
held is lost by nobody: it waits with its reason until it is accepted or rejected. docs/outcomes.md has the figures.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.frozen import Frozen
from hoofbeat.watching.teaching.series import Earlier, suspect

#: The first ranks are plausible however few diseases there are.
_ALWAYS = 10


class FeedbackLimits(Frozen):
    """What passes without a person's look; measured by ``benchmarks/feedback.py``.

    Attributes:
        reviewer_a_day: cases that one reviewer confirms in a day.
        source_a_day: cases of one source that are confirmed in a day.
        rank: lowest rank of the confirmed disease in the answer to its own case, as a share of the catalogue: by chance
            a disease comes anywhere, however many there are.
        in_a_row: cases of one reviewer, in the order of confirmation, that are looked at together.
        implausible: how many of them are a sign that all may be wrong.
        copies: cases of one disease with the same findings, all counted.
        bits: move of a disease's profile since the training, or since a person accepted cases of it, in bits
            (``watching.teaching.profile_moves``).
    """

    reviewer_a_day: int = Field(default=20, ge=1)
    source_a_day: int = Field(default=200, ge=1)
    rank: float = Field(default=0.086, gt=0, le=1)
    in_a_row: int = Field(default=10, ge=2)
    implausible: int = Field(default=8, ge=1, description="more than ``in_a_row`` switches the rule off")
    copies: int = Field(default=2, ge=1)
    bits: float = Field(default=6.0, gt=0)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A case whose diagnosis was confirmed, as it would teach.

    Attributes:
        case: pseudonymised case with its diagnosis.
        confirmed: time of the confirmation.
        source: source of the case.
        reviewer: role and id of the key of who confirmed it; empty where that is unknown.
        basis: what confirmed it.
        disease: canonical id, or the recorded one where the catalogue lacks it.
        rank: rank of the disease in the answer to the case; 0 where the catalogue lacks it.
        of: how many diseases were ranked.
    """

    case: Case
    confirmed: datetime
    source: str
    reviewer: str
    basis: str
    disease: str
    rank: int
    of: int


@dataclass(frozen=True, slots=True)
class Persons:
    """Whom diseases befall, by canonical id.

    Attributes:
        female: share of female patients.
        onset: least age of onset that is stated, in years.
    """

    female: Mapping[str, float]
    onset: Mapping[str, float]


def hold(
    waiting: Sequence[Confirmed],
    counted: Sequence[tuple[str, Case]],
    persons: Persons,
    moved: Callable[[Sequence[Confirmed]], Mapping[str, float]],
    limits: FeedbackLimits,
    earlier: Sequence[Earlier] = (),
) -> list[list[str]]:
    """Reasons to hold each of the waiting cases; none where it may teach.

    Args:
        waiting: cases, the first confirmed first.
        counted: canonical disease and case of all that teach already.
        persons: whom diseases befall.
        moved: canonical disease → bits that its profile moves by if these cases teach too.
        limits: what passes.
        earlier: the confirmations that were reviewed before.
    """
    reasons = [_implausible(one, persons, limits) for one in waiting]
    _in_a_row(waiting, reasons, limits, earlier)
    _too_fast(waiting, reasons, limits, earlier)
    _copied(waiting, counted, reasons, limits)
    passing = [one for one, why in zip(waiting, reasons, strict=True) if not why]
    far = {disease: bits for disease, bits in moved(passing).items() if bits > limits.bits}
    for one, why in zip(waiting, reasons, strict=True):
        if not why and one.disease in far:
            why.append(f"profile: it would move by {far[one.disease]:.1f} bits, more than {limits.bits:g}")
    return reasons


def _implausible(one: Confirmed, persons: Persons, limits: FeedbackLimits) -> list[str]:
    reasons = []
    if one.rank > max(limits.rank * one.of, _ALWAYS):
        reasons.append(f"plausibility: the confirmed disease ranks {one.rank} of {one.of} for its own findings")
    female = persons.female.get(one.disease)
    if (female == 0 and one.case.sex is Sex.FEMALE) or (female == 1 and one.case.sex is Sex.MALE):
        reasons.append("plausibility: the disease does not befall this sex")
    onset = persons.onset.get(one.disease, 0.0)
    if one.case.age is not None and one.case.age < onset / 2:
        reasons.append(f"plausibility: younger than half of the least stated age of onset ({onset:g} years)")
    return reasons


def _in_a_row(
    waiting: Sequence[Confirmed], reasons: list[list[str]], limits: FeedbackLimits, earlier: Iterable[Earlier]
) -> None:
    by: defaultdict[tuple[str, str], list[tuple[datetime, bool, list[str]]]] = defaultdict(list)
    for old in earlier:
        by[old.source, old.reviewer].append((old.confirmed, old.implausible, []))
    for one, why in zip(waiting, reasons, strict=True):
        by[one.source, one.reviewer].append((one.confirmed, bool(why), why))
    for told in by.values():
        told.sort(key=lambda each: each[0])
        found = suspect([bad for _, bad, _ in told], limits.implausible, limits.in_a_row)
        for why in (why for (_, _, why), held in zip(told, found, strict=True) if held):
            why.append(f"reviewer: {limits.implausible} of {limits.in_a_row} cases in a row are implausible")


def _too_fast(
    waiting: Sequence[Confirmed], reasons: list[list[str]], limits: FeedbackLimits, earlier: Iterable[Earlier]
) -> None:
    told = list(earlier)
    by_reviewer = Counter((old.reviewer, old.confirmed.date()) for old in told if old.reviewer)
    by_source = Counter((old.source, old.confirmed.date()) for old in told)
    for one, why in zip(waiting, reasons, strict=True):
        day = one.confirmed.date()
        by_source[one.source, day] += 1
        if one.reviewer:
            by_reviewer[one.reviewer, day] += 1
        if by_reviewer[one.reviewer, day] > limits.reviewer_a_day:
            why.append(f"rate: more than {limits.reviewer_a_day} cases of one reviewer in a day")
        if by_source[one.source, day] > limits.source_a_day:
            why.append(f"rate: more than {limits.source_a_day} cases of one source in a day")


def _copied(
    waiting: Sequence[Confirmed], counted: Sequence[tuple[str, Case]], reasons: list[list[str]], limits: FeedbackLimits
) -> None:
    seen: defaultdict[tuple[str, frozenset[tuple[str, bool]]], set[str]] = defaultdict(set)
    for disease, case in counted:
        seen[disease, _told(case)].add(case.case_id)
    for one, why in zip(waiting, reasons, strict=True):
        alike = seen[one.disease, _told(one.case)]
        alike.add(one.case.case_id)
        if len(alike) > limits.copies:
            why.append(f"copies: more than {limits.copies} cases of the disease with the same findings")


def _told(case: Case) -> frozenset[tuple[str, bool]]:
    return frozenset((finding.id, finding.excluded) for finding in case.findings)
