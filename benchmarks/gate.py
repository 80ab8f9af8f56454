"""How often the gate lets a challenger pass, by how much better or worse it truly is.

    hoofbeat gate freeze --bundle runs/first/bundle --cases all.zip --examination cases.jsonl --output frozen
    python benchmarks/gate.py --bundle runs/first/bundle --frozen frozen/frozen.jsonl --output gate-power.json

The bundle answers the frozen set once: those are the champion's real outcomes. A challenger is made of them: whole
diseases are drawn whose patients it finds although the champion does not, and others that it loses, so that the true
difference among all patients is the one asked for and so many differ as differ between two trainings (``--moved``).
Each repetition draws the diseases anew: the luck of the set is part of what is measured. Then every
accuracy rule is applied as in the gate; what is not drawn (behaviour, cost) is taken to hold.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import track
from hoofbeat.evaluation.metrics import hits
from hoofbeat.lifecycle.gate.accuracy import Contestants, accuracy_rules, gains
from hoofbeat.lifecycle.gate.asking import BundleAnswers, ask
from hoofbeat.lifecycle.gate.cases import read_gate_cases
from hoofbeat.lifecycle.gate.facts import CaseFacts, facts_of
from hoofbeat.lifecycle.gate.judge import decide
from hoofbeat.lifecycle.gate.margins import Margins

#: What is truly different: shares of all patients, of orphan and of common ones.
WORLDS = {
    "worse by .05": (-0.05, -0.05),
    "worse by .03": (-0.03, -0.03),
    "worse by .01": (-0.01, -0.01),
    "equal": (0.0, 0.0),
    "better by .01": (0.01, 0.01),
    "better by .03": (0.03, 0.03),
    "better by .05": (0.05, 0.05),
    "orphan worse by .05, common better by .05": (-0.05, 0.05),
    "orphan better by .05, common worse by .05": (0.05, -0.05),
}


def main() -> None:
    """Print a line a world, and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--frozen", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=Path("gate-power.json"))
    parser.add_argument("--repeats", type=int, default=200, help="challengers drawn in each world (default: 200)")
    parser.add_argument("--size", type=float, default=1.0, help="patients drawn, as a multiple of the set's")
    parser.add_argument("--moved", type=float, default=0.06, help="patients whose top-10 differs (default: 0.06)")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    bundle, cases = Bundle.load(told.bundle), read_gate_cases(told.frozen)
    facts, answers = facts_of(cases, (), (bundle,)), ask(bundle, cases, "Asking the bundle")
    found = {}
    for name, (orphan, common) in WORLDS.items():
        reasons: dict[str, int] = {}
        passed = 0
        for repeat in track(range(told.repeats), name, total=told.repeats):
            random = np.random.default_rng([told.seed, repeat])
            refusing = list(_judged(facts, answers, (orphan, common), told.moved, told.size, random, repeat))
            passed += not refusing
            for rule in refusing:
                reasons[rule] = reasons.get(rule, 0) + 1
        found[name] = {
            "passes": passed / told.repeats,
            "refused by": dict(sorted(reasons.items(), key=lambda r: -r[1])),
        }
        print(f"{name:<45} passes {passed / told.repeats:.3f}  {found[name]['refused by']}", flush=True)
    record = {"cases": len(cases), "size": told.size, "moved": told.moved, "repeats": told.repeats, "worlds": found}
    told.output.write_text(json.dumps(record, indent=1) + "\n")


def _judged(
    facts: CaseFacts,
    answers: BundleAnswers,
    true: tuple[float, float],
    moved: float,
    size: float,
    random: np.random.Generator,
    seed: int,
) -> Iterator[str]:
    """Names of what refuses one challenger of this world on one draw of patients; ``tie`` where nothing is better."""
    rows, codes = _drawn(facts, size, random)
    drawn = CaseFacts(
        codes, facts.orphan[rows], facts.common[rows], facts.frozen[rows], {k: v[rows] for k, v in facts.groups.items()}
    )
    champion = answers.take(rows)
    challenger = _challenger(drawn, champion, true, moved, random)
    both = Contestants(drawn, champion, challenger, Margins(repeats=1000), seed)
    rules = list(accuracy_rules(both))
    yield from (rule.name for rule in rules if rule.refuses)
    if len(decide((), list(gains(both)))):
        yield "tie"


def _drawn(facts: CaseFacts, size: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the patients of diseases drawn with replacement, and a number for each draw."""
    members = [np.flatnonzero(facts.codes == code) for code in np.unique(facts.codes)]
    chosen = random.integers(0, len(members), round(size * len(members)))
    rows = [members[one] for one in chosen]
    return np.concatenate(rows), np.repeat(np.arange(len(rows)), [len(one) for one in rows])


def _challenger(
    facts: CaseFacts, champion: BundleAnswers, true: tuple[float, float], moved: float, random: np.random.Generator
) -> BundleAnswers:
    """The champion's answers, but for patients that are found or lost; of a disease's patients half move together."""
    ranks = champion.ranks.copy()
    inside = hits(ranks, 10)
    for kind, difference in ((facts.orphan, true[0]), (~facts.orphan, true[1])):
        shift = np.where(random.random(int(facts.codes.max()) + 1) < 0.5, 1.5, 0.5)[facts.codes]  # whole diseases move
        for whom, share in ((kind & ~inside, (moved + difference) / 2), (kind & inside, (moved - difference) / 2)):
            chance = share * kind.sum() / max(whom.sum(), 1)
            chosen = whom & (random.random(len(ranks)) < chance * shift)
            pool = champion.ranks[kind & (inside != inside[np.argmax(whom)])] if whom.any() else ranks[:0]
            if len(pool):  # who moves gets the rank of another patient on the other side
                ranks[chosen] = random.choice(pool, int(chosen.sum()))
    return BundleAnswers(ranks, champion.confidence, champion.covered, champion.sound)


if __name__ == "__main__":
    main()
