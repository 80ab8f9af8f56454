"""Whether a round is due: the schedule, enough new confirmed cases, a request, a new release of the knowledge."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pydantic import AwareDatetime, Field

from hoofbeat.domain.frozen import Frozen
from hoofbeat.lifecycle.retraining.requests import RetrainRequest
from hoofbeat.lifecycle.retraining.state import Trigger

_DAY = 86400.0


class DueLimits(Frozen):
    """From when on a round is due.

    Attributes:
        every_days: days after the beginning of the last round; 0 leaves the schedule out.
        new_cases: confirmed cases that the last round's gold lacked; 0 leaves them out.
    """

    every_days: float = Field(default=30.0, ge=0, allow_inf_nan=False)
    new_cases: int = Field(default=100, ge=0)


class RoundFacts(Frozen):
    """What triggers go by.

    Attributes:
        last: when the last round began, or else the bundle in production was made; ``None`` where there was neither.
        cases: confirmed cases of gold that may be taught.
        new_cases: how many of them the gold of the last round (else of production) lacked.
        knowledge: release of the knowledge that a round would take.
        knowledge_in_production: the release that the bundle in production was made from; empty where none is.
        knowledge_tried: the release that the last round took, whatever became of it; empty where there was none.
        production: version in production; empty where none is.
    """

    last: AwareDatetime | None
    cases: int
    new_cases: int
    knowledge: str
    knowledge_in_production: str = ""
    knowledge_tried: str = ""
    production: str = ""


def triggers(
    facts: RoundFacts, requests: Mapping[str, RetrainRequest], limits: DueLimits, now: datetime
) -> tuple[Trigger, ...]:
    """The triggers that hold.

    Args:
        facts: what is known.
        requests: those that no round was begun for, by the name of their file.
        limits: when schedule and cases ask.
        now: the moment, with its zone.

    Returns:
        None where no round is due.
    """
    return tuple(_triggers(facts, requests, limits, now))


def is_release(release: str, knowledge: str) -> bool:
    """Whether knowledge is of a release, which names all but our own tables and those of a site.

    Example:
        >>> is_release("hpo-2026-02-03+files-1a2b3c4d", "hpo-2026-02-03+files-1a2b3c4d+tables-0a1b2c3d")
        True
    """
    return knowledge == release or knowledge.startswith(f"{release}+")


def _triggers(
    facts: RoundFacts, requests: Mapping[str, RetrainRequest], limits: DueLimits, now: datetime
) -> Iterator[Trigger]:
    for name, request in requests.items():
        says = f"asked for ({request.reason}) on {request.asked:%Y-%m-%d %H:%M:%S}: {request.evidence}"
        yield Trigger(reason=request.reason, says=says, request=name)
    if limits.every_days:
        if facts.last is None:
            yield Trigger(reason="schedule", says="no round was begun yet, and nothing is in production")
        elif (days := (now - facts.last).total_seconds() / _DAY) >= limits.every_days:
            yield Trigger(
                reason="schedule", says=f"{days:.1f} days since the last, at least {limits.every_days:g} asked for"
            )
    if limits.new_cases and facts.new_cases >= limits.new_cases:
        yield Trigger(
            reason="cases",
            says=f"{facts.new_cases:,} of {facts.cases:,} confirmed cases are new, {limits.new_cases:,} are enough",
        )
    known = (facts.knowledge_in_production, facts.knowledge_tried)
    if facts.production and not any(is_release(facts.knowledge, version) for version in known):
        was = facts.knowledge_in_production or "one that it does not name"
        yield Trigger(reason="knowledge", says=f"the knowledge is {facts.knowledge}, production was made from {was}")
