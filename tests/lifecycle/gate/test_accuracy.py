import numpy as np
import pytest

from hoofbeat.lifecycle.gate.accuracy import Contestants, accuracy_rules
from hoofbeat.lifecycle.gate.asking import BundleAnswers
from hoofbeat.lifecycle.gate.facts import CaseFacts
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.result import GateRule, RuleVerdict

CASES = 200
EVERYONE = np.ones(CASES, dtype=np.bool_)
FACTS = CaseFacts(np.arange(CASES) % 50, EVERYONE, ~EVERYONE, EVERYONE, {})


def holding(share: float) -> BundleAnswers:
    """Answers that are always right, with sets that hold so many of the diseases: of each disease alike."""
    covered = (np.arange(CASES) < share * CASES).astype(np.float64)
    return BundleAnswers(np.ones(CASES, dtype=np.int64), np.full(CASES, 0.9), covered, EVERYONE)


def coverage(champion: float, challenger: float, promised: float) -> GateRule:
    both = Contestants(FACTS, holding(champion), holding(challenger), Margins(), 0, promised)
    return next(rule for rule in accuracy_rules(both) if rule.name == "coverage")


@pytest.mark.parametrize(
    ("champion", "challenger", "promised", "verdict"),
    [
        pytest.param(1.0, 0.94, 0.9, RuleVerdict.PASSES, id="more than promised, before and after"),
        pytest.param(1.0, 0.86, 0.9, RuleVerdict.FAILS, id="less than promised"),
        pytest.param(0.86, 0.85, 0.9, RuleVerdict.PASSES, id="within the margin"),
        pytest.param(1.0, 0.94, 1.0, RuleVerdict.FAILS, id="nothing promised"),
    ],
)
def test_sets_may_hold_fewer_than_they_did_but_not_than_they_promise(
    champion: float, challenger: float, promised: float, verdict: RuleVerdict
) -> None:
    rule = coverage(champion, challenger, promised)
    assert (rule.champion, rule.challenger, rule.verdict) == (champion, challenger, verdict)
