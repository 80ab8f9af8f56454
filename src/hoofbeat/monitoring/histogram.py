"""A histogram as it was scraped: what lies within a bound, and within which bound a share lies."""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple


class Histogram(NamedTuple):
    """A cumulative histogram, as Prometheus keeps it.

    Attributes:
        buckets: upper bound → how many were at most that; the last bound is infinite.
        total: sum of what was observed.
    """

    buckets: Mapping[float, float] = {}
    total: float = 0.0

    @property
    def observed(self) -> float:
        """How many were observed."""
        return self.buckets.get(inf, 0.0)

    def within(self, bound: float) -> float:
        """How many lay within a bound; evenly spread within a bucket, and beyond the last one of those with a bound."""
        below, start = 0.0, 0.0
        for upper, count in sorted(self.buckets.items()):
            if bound < upper:
                return below if upper == inf else below + (count - below) * (bound - start) / (upper - start)
            below, start = count, upper
        return below

    def quantile(self, share: float) -> float | None:
        """Within which bound so large a share lay; ``None`` where nothing was observed, or beyond the last bound.

        Evenly spread within a bucket, as Prometheus' ``histogram_quantile`` takes it.
        """
        wanted, below, start = share * self.observed, 0.0, 0.0
        for upper, count in sorted(self.buckets.items()):
            if count >= wanted and count > below:
                return None if upper == inf else start + (upper - start) * (wanted - below) / (count - below)
            below, start = count, upper
        return None

    def spread(self) -> float:
        """Variance of what was observed, each taken at its bucket's upper bound; 0 of fewer than two."""
        if self.observed <= 1:
            return 0.0
        below, found = 0.0, []
        for upper, count in sorted(self.buckets.items()):
            found.append((min(upper, 1e9), count - below))
            below = count
        mean = sum(value * times for value, times in found) / self.observed
        return sum(times * (value - mean) ** 2 for value, times in found) / (self.observed - 1)
