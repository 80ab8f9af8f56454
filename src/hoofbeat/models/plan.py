"""What training may decide about a fit, and the bounds within which it searches.

The bounds hold at 250 diseases and 4,000 columns: a fit takes about a minute on one core at most, and a graph 40 MB,
so that the bundle stays under 60.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hoofbeat.features.balancing import Balancing

Settings = Mapping[str, int | float]


@dataclass(frozen=True)
class Plan:
    """Where a fit departs from what is shipped.

    Attributes:
        balancing: method by which rare classes are balanced.
        settings: settings of the estimator, by the names of its candidate's ``space``; others stay as shipped.
    """

    balancing: Balancing = "smote"
    settings: Settings = field(default_factory=dict)


#: The fit that nothing was searched for.
SHIPPED_PLAN = Plan()


class Bounds(NamedTuple):
    """From where to where a setting is searched, both ends included; in whole numbers if both ends are.

    ``log`` searches the orders of magnitude evenly.
    """

    low: int | float
    high: int | float
    log: bool = False
