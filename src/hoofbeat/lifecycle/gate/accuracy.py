"""The rules on how many patients the challenger finds, and what it may be better in.

The rules on the frozen set are tests of non-inferiority: the whole interval must lie above the margin, so a set too
small to tell refuses. The rules on groups and on the latest cases are alarms: there are too few cases of each to show
that nothing was lost, so they refuse where a loss beyond the margin is seen and chance alone does not explain it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.evaluation.metrics import hits, reciprocal_ranks
from hoofbeat.lifecycle.gate.asking import BundleAnswers
from hoofbeat.lifecycle.gate.facts import CaseFacts, Mask
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.paired import Weighed, weigh, weigh_calibration
from hoofbeat.lifecycle.gate.result import Gain, GateRule, RuleVerdict

#: Rules of non-inferiority: name of the rule, title, which cases, and the k of "among the first k".
_NEEDED = (
    ("frozen/all/top-1", "All patients, first place", "all", 1),
    ("frozen/all/top-10", "All patients, among the first 10", "all", 10),
    ("frozen/orphan/top-10", "Orphan recall: among the first 10", "orphan", 10),
    ("frozen/common/top-10", "Common recall: among the first 10", "common", 10),
)
_RECENT = (
    ("recent/all/top-10", "Latest patients, among the first 10", "all", 10),
    ("recent/orphan/top-10", "Latest patients, orphan recall: among the first 10", "orphan", 10),
    ("recent/common/top-10", "Latest patients, common recall: among the first 10", "common", 10),
)

STRICT = "The whole interval of the difference lies above −margin."
ALARM = "No loss beyond the margin that chance alone does not explain (interval below zero)."
PROMISE = f"{ALARM[:-1]}, unless the challenger's sets hold as many as the champion's promise."
GROWTH = "The error does not grow beyond the margin by more than chance explains (interval above zero)."


@dataclass(frozen=True, eq=False)
class Contestants:
    """Both bundles' answers to the same cases, and what is known of these.

    Attributes:
        facts: of the cases.
        champion: its answers.
        challenger: the other's.
        margins: what it may lose.
        seed: of the draws.
        promised: share of the right diseases that the champion's sets promise to hold; 1 where it promises none.
    """

    facts: CaseFacts
    champion: BundleAnswers
    challenger: BundleAnswers
    margins: Margins
    seed: int = 0
    promised: float = 1.0

    def weigh(
        self, champion: NDArray[np.float64], challenger: NDArray[np.float64], rows: Mask, level: float | None = None
    ) -> Weighed:
        """Compare a figure of each case, [n], over some of them."""
        return weigh(
            champion[rows],
            challenger[rows],
            np.unique(self.facts.codes[rows], return_inverse=True)[1].astype(np.int64),
            level=level or self.margins.level,
            repeats=self.margins.repeats,
            seed=self.seed,
        )

    def found(self, k: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Whether each case's disease is among the first ``k`` of each bundle, as 1 or 0."""
        return hits(self.champion.ranks, k).astype(np.float64), hits(self.challenger.ranks, k).astype(np.float64)

    def kind(self, name: str) -> Mask:
        """Cases of a kind: ``all``, ``orphan`` or ``common``."""
        everyone = np.ones(len(self.facts.codes), dtype=np.bool_)
        return {"all": everyone, "orphan": self.facts.orphan, "common": self.facts.common}[name]

    def too_few(self, rows: Mask) -> bool:
        """Whether there are too few cases, or diseases, for a figure to count."""
        fewest = self.margins
        return int(rows.sum()) < fewest.fewest_cases or self.facts.diseases(rows) < fewest.fewest_diseases


def accuracy_rules(both: Contestants) -> Iterator[GateRule]:
    """Every rule on how many are found: needed ones, the latest cases, age bands and sexes, calibration, sets."""
    for name, title, kind, k in _NEEDED:
        yield _recall(both, name, title, both.kind(kind) & both.facts.frozen, k, needed=True)
    if not both.facts.frozen.all():
        for name, title, kind, k in _RECENT:
            yield _recall(both, name, title, both.kind(kind) & ~both.facts.frozen, k, needed=False)
    for group, rows in both.facts.groups.items():
        yield _recall(
            both, f"groups/{group}/top-10", f"{group.capitalize()}: among the first 10", rows, 10, needed=False
        )
    yield _calibration(both)
    yield _coverage(both)


def gains(both: Contestants) -> Iterator[Gain]:
    """What the challenger may be better in; the intervals are as wide as so many questions ask for (Bonferroni)."""
    recent = ~both.facts.frozen
    first, second = reciprocal_ranks(both.champion.ranks), reciprocal_ranks(both.challenger.ranks)
    sought = [
        ("frozen/all/reciprocal rank", "All patients, mean reciprocal rank", both.facts.frozen, first, second),
        ("recent/all/reciprocal rank", "Latest patients, mean reciprocal rank", recent, first, second),
        *(
            (name, title, both.kind(kind) & rows, *both.found(k))
            for rows, rules in ((both.facts.frozen, _NEEDED[1:]), (recent, _RECENT))
            for name, title, kind, k in rules
        ),
    ]
    asked = [line for line in sought if not both.too_few(line[2])]
    for name, title, rows, champion, challenger in asked:
        found = both.weigh(champion, challenger, rows, 1 - (1 - both.margins.level) / len(asked))
        yield Gain(name=name, title=title, n=int(rows.sum()), shown=found.low > 0, **found._asdict())


def _recall(both: Contestants, name: str, title: str, rows: Mask, k: int, *, needed: bool) -> GateRule:
    margin = both.margins.recall if needed else both.margins.group
    found = both.weigh(*both.found(k), rows) if rows.any() else None
    return GateRule(
        name=name,
        title=title,
        part="groups" if name.startswith("groups/") else "accuracy",
        says=STRICT if needed else ALARM,
        **(found._asdict() if found else {}),
        margin=margin,
        n=int(rows.sum()),
        diseases=both.facts.diseases(rows),
        verdict=_verdict(both, rows, found, margin, strict=needed),
        needed=needed,
    )


def _calibration(both: Contestants) -> GateRule:
    """Error of the confidence of first answers, on all cases."""
    margins = both.margins
    found = weigh_calibration(
        (both.champion.confidence, both.champion.ranks == 1),
        (both.challenger.confidence, both.challenger.ranks == 1),
        both.facts.codes,
        level=margins.level,
        repeats=margins.repeats,
        seed=both.seed,
    )
    everyone = both.kind("all")
    grown = found.difference > margins.calibration and found.low > 0
    judged = RuleVerdict.FAILS if grown else RuleVerdict.PASSES
    return GateRule(
        name="calibration",
        title="Calibration: expected error of the first answer's probability",
        part="trust",
        says=GROWTH,
        **found._asdict(),
        margin=margins.calibration,
        n=len(both.facts.codes),
        diseases=both.facts.diseases(everyone),
        verdict=RuleVerdict.TOO_FEW if both.too_few(everyone) else judged,
    )


def _coverage(both: Contestants) -> GateRule:
    """Share of the right diseases that the sets hold, where both bundles promise one."""
    first, second = both.champion.covered, both.challenger.covered
    rows = ~np.isnan(first) & ~np.isnan(second)
    lost = bool((~np.isnan(first)).any() and np.isnan(second).all())
    found = both.weigh(np.nan_to_num(first), np.nan_to_num(second), rows) if rows.any() else None
    verdict = RuleVerdict.FAILS if lost else _verdict(both, rows, found, both.margins.coverage, strict=False)
    # A champion whose sets are larger than they need be holds more than it promises: to hold fewer is no loss then.
    if verdict is RuleVerdict.FAILS and found is not None and found.challenger >= both.promised:
        verdict = RuleVerdict.PASSES
    return GateRule(
        name="coverage",
        title="Conformal coverage: the set holds the right disease",
        part="trust",
        says=PROMISE,
        **(found._asdict() if found else {}),
        margin=both.margins.coverage,
        n=int(rows.sum()),
        diseases=both.facts.diseases(rows),
        verdict=verdict,
        notes=("the challenger promises no set where the champion does",) if lost else (),
    )


def _verdict(both: Contestants, rows: Mask, found: Weighed | None, margin: float, *, strict: bool) -> RuleVerdict:
    if found is None or both.too_few(rows):
        return RuleVerdict.TOO_FEW
    lost = found.low < -margin if strict else found.difference < -margin and found.high < 0
    return RuleVerdict.FAILS if lost else RuleVerdict.PASSES
