"""The gate as a whole: both bundles asked, every rule applied, one decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import stage
from hoofbeat.domain.errors import BundleError
from hoofbeat.lifecycle.gate.accuracy import Contestants, accuracy_rules, gains
from hoofbeat.lifecycle.gate.asking import ask
from hoofbeat.lifecycle.gate.behaviour import behave, behaviour_rules, textbook
from hoofbeat.lifecycle.gate.cases import GateCase
from hoofbeat.lifecycle.gate.cost import cost_rules
from hoofbeat.lifecycle.gate.facts import facts_of
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.result import CaseSet, Gain, GateResult, GateRule, RuleVerdict
from hoofbeat.lifecycle.gate.soundness import soundness_rules, unreadable


@dataclass(frozen=True)
class JudgedCases:
    """The cases that both bundles are asked, new to both.

    Attributes:
        frozen: those of the frozen set.
        recent: the latest confirmed ones.
        sets: how many of each were read, and why some were left out.
    """

    frozen: tuple[GateCase, ...]
    recent: tuple[GateCase, ...]
    sets: tuple[CaseSet, ...]


def refused_unread(champion: str, error: BundleError, margins: Margins, code: str, seed: int) -> GateResult:
    """The result for a challenger that cannot be read: nothing is asked."""
    return _result((unreadable(error),), (), champion, "unreadable", (), margins, code, seed)


def judge_bundles(
    bundles: tuple[Bundle, Bundle],
    folders: tuple[Path, Path],
    cases: JudgedCases,
    margins: Margins,
    *,
    code: str,
    seed: int = 0,
) -> GateResult:
    """Judge a challenger beside its champion.

    Args:
        bundles: champion and challenger.
        folders: where each lies.
        cases: what both are asked; at least one.
        margins: what the challenger may lose.
        code: version of the code that judges.
        seed: of the bootstrap.
    """
    champion, challenger = bundles
    everything = [*cases.frozen, *cases.recent]
    answers = (ask(champion, everything, "Asking the champion"), ask(challenger, everything, "Asking the challenger"))
    trust = champion.manifest.trust
    promised = trust.coverage if trust is not None else 1.0
    both = Contestants(facts_of(cases.frozen, cases.recent, bundles), *answers, margins, seed, promised)
    told = textbook()
    behaved = [behave(bundle, told, f"Textbook cases, {who}") for bundle, who in zip(bundles, _WHO, strict=True)]
    with stage("Weighing"):
        rules = [
            *soundness_rules(champion.manifest, challenger.manifest, answers, margins),
            *accuracy_rules(both),
            *behaviour_rules(behaved[0], behaved[1], told, margins),
        ]
        found = tuple(gains(both))
    rules += cost_rules(bundles, folders, everything, margins, seed)
    return _result(rules, found, champion.version, challenger.version, cases.sets, margins, code, seed)


def decide(rules: Sequence[GateRule], found: Sequence[Gain]) -> tuple[str, ...]:
    """Why the champion is kept, a sentence for each rule; empty if the challenger takes its place."""
    reasons = [_reason(rule) for rule in rules if rule.refuses]
    if not any(gain.shown for gain in found):
        reasons.append("The challenger is not shown to be better in anything: a tie does not replace the champion.")
    return tuple(reasons)


_WHO = ("champion", "challenger")


def _reason(rule: GateRule) -> str:
    if rule.verdict is RuleVerdict.TOO_FEW:
        return f"{rule.title}: too few cases to judge by ({rule.n} of {rule.diseases} diseases)."
    if rule.difference is None:
        return f"{rule.title}: not held. {' '.join(rule.notes)}".rstrip()
    if rule.part == "cost":
        interval = "" if rule.low is None else f", interval {rule.low:.2f} to {rule.high:.2f}"
        why = " ".join(rule.notes) or f"margin {rule.margin:g}."
        return f"{rule.title}: {rule.difference:.2f} times as many{interval}, {why}"
    interval = "" if rule.low is None else f", interval {rule.low:+.3f} to {rule.high:+.3f}"
    return f"{rule.title}: {rule.difference:+.3f}{interval}, margin {rule.margin:g}."


def _result(
    rules: Sequence[GateRule],
    found: tuple[Gain, ...],
    champion: str,
    challenger: str,
    sets: tuple[CaseSet, ...],
    margins: Margins,
    code: str,
    seed: int,
) -> GateResult:
    reasons = decide(rules, found) if sets else tuple(map(_reason, rules))
    return GateResult(
        decision="keep" if reasons else "promote",
        reasons=reasons,
        champion=champion,
        challenger=challenger,
        created=datetime.now(UTC),
        code=code,
        seed=seed,
        margins=margins,
        cases=sets,
        rules=tuple(rules),
        gains=found,
    )
