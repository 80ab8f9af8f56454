"""When a difference is an alarm: chosen by ``benchmarks/drift.py``, for one false alarm a year at most.

All detectors together, each day judged anew (docs/drift.md has the figures and how they were measured).
"""

from hoofbeat.domain.frozen import Frozen


class Thresholds(Frozen):
    """Limits of the alarms.

    Attributes:
        feature: a feature drifts where its significance, corrected for all features and spans of a day (Benjamini &
            Hochberg), is no more than this.
        joint: the same for the joint test of one span, not corrected.
        psi: and where its PSI is at least this: with many cases the least difference is significant.
        cases: fewest cases of a span that is judged.
        spans: days back that are judged together, each day anew: large shifts show in one, small ones in more.
        past_days: longest stretch of own past that stands in where the bundle's reference says nothing.
    """

    feature: float = 5e-4
    joint: float = 8.9e-5
    psi: float = 0.005
    cases: int = 50
    spans: tuple[int, ...] = (1, 7, 28)
    past_days: int = 180


THRESHOLDS = Thresholds()
