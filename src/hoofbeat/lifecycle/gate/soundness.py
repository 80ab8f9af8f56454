"""Whether a challenger can be judged at all: it can be read, answers as its native models did, with probabilities."""

from collections.abc import Iterator

from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.lifecycle.gate.asking import BundleAnswers
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.result import GateRule, RuleVerdict


def unreadable(error: HoofbeatError) -> GateRule:
    """The one rule on a bundle that cannot be read."""
    return GateRule(
        name="soundness/readable",
        title="The challenger can be read",
        part="soundness",
        says="Every file is the one that was exported, in a format of this version.",
        verdict=RuleVerdict.FAILS,
        notes=(str(error),),
    )


def parity_rule(champion: Manifest, challenger: Manifest, margins: Margins) -> GateRule:
    """What the export measured, on cases of its own."""
    first, second = (manifest.parity.get("largest_difference") for manifest in (champion, challenger))
    cases = int(challenger.parity.get("cases", 0))
    passed = second is not None and second <= margins.parity and cases > 0
    return GateRule(
        name="soundness/parity",
        title="Parity: largest difference of a probability between graphs and native models",
        part="soundness",
        says="Measured at the export, and no larger than the margin.",
        champion=first,
        challenger=second,
        margin=margins.parity,
        n=cases,
        verdict=RuleVerdict.PASSES if passed else RuleVerdict.FAILS,
    )


def soundness_rules(
    champion: Manifest, challenger: Manifest, answers: tuple[BundleAnswers, BundleAnswers], margins: Margins
) -> Iterator[GateRule]:
    """Parity, and the share of answers that are probabilities; the champion's answers first."""
    yield parity_rule(champion, challenger, margins)
    first, second = (float(one.sound.mean()) for one in answers)
    yield GateRule(
        name="soundness/probabilities",
        title="Answers whose probabilities are numbers that add up to no more than one",
        part="soundness",
        says="All are.",
        champion=first,
        challenger=second,
        margin=0,
        n=len(answers[1].sound),
        verdict=RuleVerdict.PASSES if second == 1 else RuleVerdict.FAILS,
    )
