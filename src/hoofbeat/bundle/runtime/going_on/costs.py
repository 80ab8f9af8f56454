"""What it takes to learn whether a patient has a finding: to ask, to examine, or a test.

``data/finding_costs.tsv`` says it of some nine hundred subtrees of the HPO, each with its reason; **the smallest of the
listed subtrees that hold a finding decides**, and the rows of the branches right below Phenotypic abnormality are what
is left to those that nobody reviewed. "Short middle phalanx of finger" lies under short fingers, which one sees, and
under phalanges, which a radiograph shows: the phalanges are fewer, so it is a test. History items, and what a site's
own tables name, are asked.
"""

from collections.abc import Mapping
from functools import cache, cached_property
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from hoofbeat.bundle.runtime.going_on.systems import ROOT
from hoofbeat.bundle.runtime.going_on.tables import rows_of
from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.profiles import ProfileBook
from hoofbeat.domain.errors import BundleFormatError
from hoofbeat.domain.next_steps import FindingCost


class CostRule(NamedTuple):
    """A row of the table: the top of a subtree, its name, what its findings cost, and why."""

    id: str
    name: str
    cost: FindingCost
    reason: str


class FindingCosts:
    """The costs of a bundle's findings.

    Args:
        book: the hierarchy of the findings.
        lexicon: their ids.
    """

    def __init__(self, book: ProfileBook, lexicon: Lexicon) -> None:
        self._book = book
        self._lexicon = lexicon

    def of(self, finding: int) -> FindingCost:
        """The cost of the finding at a position."""
        rule = self.rule(finding)
        return FindingCost.ASK if rule is None else rule.cost

    def rule(self, finding: int) -> CostRule | None:
        """The row that decides; ``None`` for a finding that no HPO term is."""
        found = [self._rules[int(each)] for each in self._book.ancestors(finding) if int(each) in self._rules]
        if found:
            return min(found)[-1]
        return None if not self._lexicon.entries[finding].id.startswith("HP:") else _UNLISTED

    @cached_property
    def _rules(self) -> Mapping[int, tuple[int, str, CostRule]]:
        """By the position of a subtree's top: its size, its id and its row; a release may lack one."""
        sizes = np.bincount(self._book.closure, minlength=len(self._lexicon))
        found: dict[int, tuple[int, str, CostRule]] = {}
        for rule in cost_rules():
            if (current := self._lexicon.resolve(rule.id)) is not None:
                position = self._lexicon.position(current)
                found.setdefault(position, (int(sizes[position]), rule.id, rule))
        return MappingProxyType(found)


#: Of a branch that a later release has added, and of Phenotypic abnormality itself.
_UNLISTED = CostRule(ROOT, "Phenotypic abnormality", FindingCost.TEST, "nobody has looked at it yet")


@cache
def cost_rules() -> tuple[CostRule, ...]:
    """The rows of the table.

    Raises:
        BundleFormatError: the table is damaged.
    """
    try:
        return tuple(
            CostRule(id_, name, FindingCost(cost), reason)
            for id_, name, cost, reason in rows_of("finding_costs", ("id", "name", "cost", "reason"))
        )
    except ValueError as error:
        raise BundleFormatError("finding_costs.tsv is damaged", hint="reinstall hoofbeat") from error
