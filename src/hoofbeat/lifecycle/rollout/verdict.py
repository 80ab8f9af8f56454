"""What is concluded of a rollout, and the figures it rests on."""

from typing import Literal

from pydantic import Field

from hoofbeat.domain.frozen import Frozen
from hoofbeat.monitoring.rollout import Mode

RuleWord = Literal["pass", "fail", "too few"]
Word = Literal["passed", "refused", "undecided"]


class RolloutLimits(Frozen):
    """What a challenger is held against.

    Attributes:
        answers: fewest answers of the challenger that a verdict in favour rests on.
        failures: how much larger the challenger's share of failures may be than the champion's, of 1.
        slower: how many times the champion's 95th percentile of seconds the challenger's may be.
        overlap: least mean share of the first ten that both have in common; below, it answers wholly other things.
    """

    answers: int = Field(default=200, ge=1)
    failures: float = Field(default=0.02, gt=0, lt=1)
    slower: float = Field(default=2.0, gt=1)
    overlap: float = Field(default=0.3, ge=0, le=1)


class RolloutRule(Frozen):
    """One rule and its figures.

    Attributes:
        name: never changes: ``answers``, ``failures``, ``latency``, ``overlap``, ``alerts``.
        says: what must hold for it to pass, and what was found.
        challenger: its figure.
        champion: its figure, where it is compared with one.
        low: lower end of what is judged, with 95 % confidence; ``None`` where no chance is in it.
        high: upper end.
        limit: what it is held against.
        n: answers behind it.
        verdict: of the rule.
    """

    name: Literal["answers", "failures", "latency", "overlap", "alerts"]
    says: str
    challenger: float | None = None
    champion: float | None = None
    low: float | None = None
    high: float | None = None
    limit: float | None = None
    n: int = 0
    verdict: RuleWord


class RolloutFigures(Frozen):
    """What was counted.

    Attributes:
        answers: what the challenger was asked and did or did not answer.
        failed: of these, not answered.
        dropped: shadow: not asked, because it was busy.
        other_first: shadow: answers in which another disease comes first.
        champion_answers: what the champion was asked beside it.
        champion_failed: of these, not answered.
        overlap: shadow: mean share of the first ten in common; ``None`` where nothing was compared.
        seconds: challenger's median and 95th percentile; ``None`` where unknown.
        champion_seconds: the champion's.
        loaded: processes that had the challenger loaded at the last look.
    """

    answers: int = 0
    failed: int = 0
    dropped: int = 0
    other_first: int = 0
    champion_answers: int = 0
    champion_failed: int = 0
    overlap: float | None = None
    seconds: tuple[float | None, float | None] = (None, None)
    champion_seconds: tuple[float | None, float | None] = (None, None)
    loaded: int = 0


class RolloutVerdict(Frozen):
    """May the challenger go on?

    Attributes:
        mode: where it was watched.
        version: number in the registry; empty where only its bundle was named.
        bundle: what its bundle calls itself.
        verdict: ``passed`` where every rule passes, ``refused`` where one fails, else ``undecided``.
        reasons: why it was not passed: each rule that does not, in words with its figures.
        rules: all of them.
        figures: what was counted.
        alerts: names of alerts that fired with the label ``action: rollback``.
    """

    mode: Mode
    version: str
    bundle: str
    verdict: Word
    reasons: tuple[str, ...] = ()
    rules: tuple[RolloutRule, ...] = ()
    figures: RolloutFigures = RolloutFigures()
    alerts: tuple[str, ...] = ()
