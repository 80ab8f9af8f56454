"""The verdict and every rule behind it, as it is kept in ``gate.json``."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from hoofbeat.evaluation.estimate import Kept
from hoofbeat.lifecycle.gate.margins import Margins


class RuleVerdict(StrEnum):
    """What a rule says of the challenger."""

    PASSES = "pass"
    FAILS = "fail"
    TOO_FEW = "too few"


class GateRule(Kept):
    """One rule and its figures.

    Attributes:
        name: never changes: ``frozen/orphan/top-10``.
        title: the same for people.
        part: heading it stands under.
        says: what must hold for it to pass.
        champion: its figure.
        challenger: its figure.
        difference: challenger less champion, or their ratio where ``says`` speaks of one.
        low: lower end of the difference's interval; ``None`` where nothing was drawn.
        high: upper end.
        margin: what the difference, or its interval, is held against.
        n: cases behind the figures.
        diseases: diseases of these cases, which the interval draws; 0 where it does not.
        verdict: of the rule.
        needed: whether too few cases refuse the challenger; else they are stated and do not count.
        notes: what else is to be said, as the names of what was lost.
    """

    name: str
    title: str
    part: Literal["soundness", "accuracy", "groups", "trust", "behaviour", "cost"]
    says: str
    champion: float | None = None
    challenger: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    margin: float | None = None
    n: int = 0
    diseases: int = 0
    verdict: RuleVerdict
    needed: bool = False
    notes: tuple[str, ...] = ()

    @property
    def refuses(self) -> bool:
        """Whether this rule alone keeps the champion."""
        return self.verdict is RuleVerdict.FAILS or (self.needed and self.verdict is RuleVerdict.TOO_FEW)


class Gain(Kept):
    """Something in which the challenger may be better; one that is shown is enough.

    Attributes:
        name: never changes: ``recent/orphan/top-10``.
        title: the same for people.
        champion: its figure.
        challenger: its figure.
        difference: challenger less champion.
        low: lower end of the difference's interval, made wider for the number of gains looked for.
        high: upper end.
        n: cases.
        shown: whether the whole interval lies above zero.
    """

    name: str
    title: str
    champion: float
    challenger: float
    difference: float
    low: float
    high: float
    n: int
    shown: bool


class CaseSet(Kept):
    """A set of cases and what was left out of it.

    Attributes:
        name: ``frozen`` or ``recent``.
        sha256: of the file, hex.
        read: cases with a diagnosis in it.
        judged: cases that were asked.
        known: cases left out because a bundle was taught them: ``champion: publication`` → how many.
        repeated: cases left out because they were in the set, or in the frozen one, already.
    """

    name: Literal["frozen", "recent"]
    sha256: str
    read: int
    judged: int
    known: dict[str, int] = Field(default_factory=dict)
    repeated: int = 0


class GateResult(Kept):
    """What the gate found.

    Attributes:
        format: of this file; grows when a field changes its meaning or goes.
        decision: ``promote`` the challenger or ``keep`` the champion.
        reasons: why the champion is kept, a sentence each; empty if it is not.
        champion: version of the champion's bundle.
        challenger: version of the challenger's bundle, or ``unreadable``.
        champion_digest: SHA-256 (hex) over its manifest and signature, as the registry has it.
        challenger_digest: the same of the challenger; empty where it has no manifest.
        created: when it was judged (UTC).
        code: version of the code that judged.
        seed: of the bootstrap.
        margins: what was held against.
        cases: the sets of cases.
        rules: every rule.
        gains: every gain that was looked for.
    """

    format: Literal[1] = 1
    decision: Literal["promote", "keep"]
    reasons: tuple[str, ...]
    champion: str
    challenger: str
    champion_digest: str = ""
    challenger_digest: str = ""
    created: datetime
    code: str
    seed: int
    margins: Margins
    cases: tuple[CaseSet, ...] = ()
    rules: tuple[GateRule, ...]
    gains: tuple[Gain, ...] = ()

    @property
    def promote(self) -> bool:
        """Whether the challenger may take the champion's place."""
        return self.decision == "promote"

    def rule(self, name: str) -> GateRule:
        """The rule of this name.

        Raises:
            KeyError: there is none.
        """
        return {rule.name: rule for rule in self.rules}[name]
