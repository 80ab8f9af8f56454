"""The rules of a rollout. A refusal needs proof, and so does going on: between the two it is undecided.

Refused is what chance brings about once in a thousand (a rollout is looked at many times); passed is what 95 %
confidence leaves no room against. Shares get exact binomial bounds (Clopper and Pearson 1934), two shares Fisher's
exact test (1922), and slowness is a share too: that of answers slower than the champion's 95th percentile allows.
"""

from collections.abc import Iterator, Sequence
from math import sqrt

from hoofbeat.lifecycle.rollout.counts import RolloutCounts
from hoofbeat.lifecycle.rollout.verdict import (
    RolloutFigures,
    RolloutLimits,
    RolloutRule,
    RolloutVerdict,
    RuleWord,
)
from hoofbeat.monitoring.rollout import Mode

#: One-sided: to refuse, and to go on. Normal quantiles of both, for the mean of the overlap.
_REFUSE, _PASS = 0.001, 0.05
_Z_REFUSE, _Z_PASS = 3.09, 1.645
#: Seconds that nobody notices: an answer may always take so long. Where all take a few milliseconds, twice is chance.
_UNNOTICED = 0.05
#: Share of the champion's answers that the compared percentile leaves above itself.
_SLOWEST = 0.05


def judged(
    mode: Mode,
    version: str,
    bundle: str,
    counts: RolloutCounts,
    limits: RolloutLimits,
    alerts: Sequence[str] = (),
) -> RolloutVerdict:
    """The verdict on what was counted so far.

    Args:
        mode: shadow or canary.
        version: number in the registry; may be empty.
        bundle: version of the challenger's bundle.
        counts: of all services together.
        limits: what it is held against.
        alerts: names of alerts that fire with the label ``action: rollback``.
    """
    rules = tuple(_rules(mode, counts, limits, alerts))
    words = {rule.verdict for rule in rules}
    return RolloutVerdict(
        mode=mode,
        version=version,
        bundle=bundle,
        verdict="refused" if "fail" in words else "passed" if words == {"pass"} else "undecided",
        reasons=tuple(rule.says for rule in rules if rule.verdict != "pass"),
        rules=rules,
        figures=_figures(counts),
        alerts=tuple(alerts),
    )


def _rules(mode: Mode, counts: RolloutCounts, limits: RolloutLimits, alerts: Sequence[str]) -> Iterator[RolloutRule]:
    asked = counts.answered("challenger") + counts.failed("challenger")
    yield RolloutRule(
        name="answers",
        says=f"the challenger was asked {asked} times of at least {limits.answers}"
        + (f"; {counts.dropped()} more were dropped because it was busy" if counts.dropped() else "")
        + ("" if counts.loaded or asked else "; no service has it loaded"),
        challenger=asked,
        limit=limits.answers,
        n=asked,
        verdict="pass" if asked >= limits.answers else "too few",
    )
    yield _failures(counts, asked, limits.failures)
    yield _latency(counts, limits.slower)
    if mode == "shadow":
        yield _overlap(counts, limits.overlap)
    yield RolloutRule(
        name="alerts",
        says=f"alerts that ask for a rollback: {', '.join(alerts) or 'none'}",
        challenger=len(alerts),
        limit=0,
        verdict="fail" if alerts else "pass",
    )


def _failures(counts: RolloutCounts, asked: int, margin: float) -> RolloutRule:
    from scipy.stats import fisher_exact

    failed, theirs = counts.failed("challenger"), counts.failed("champion")
    of_theirs = counts.answered("champion") + theirs
    share, their_share = _share(failed, asked), _share(theirs, of_theirs)
    low, high = _bounds(failed, asked, _PASS)
    chance = fisher_exact([[failed, asked - failed], [theirs, of_theirs - theirs]], alternative="greater").pvalue
    word: RuleWord = "too few"
    if asked and of_theirs and chance < _REFUSE:
        word = "fail"
    elif asked and high <= (their_share or 0.0) + margin:
        word = "pass"
    return RolloutRule(
        name="failures",
        says=f"failures may be the champion's and {margin:.1%}: {failed} of {asked} (at most {high:.1%}), "
        f"the champion's {theirs} of {of_theirs}",
        challenger=share,
        champion=their_share,
        low=low,
        high=high,
        limit=margin,
        n=asked,
        verdict=word,
    )


def _latency(counts: RolloutCounts, slower: float) -> RolloutRule:
    mine, theirs = (counts.seconds.get(role) for role in ("challenger", "champion"))
    most = theirs.quantile(1 - _SLOWEST) if theirs is not None else None
    timed = round(mine.observed) if mine is not None else 0
    if mine is None or most is None or not timed:
        says = "seconds of both must be known: nothing was timed yet"
        return RolloutRule(name="latency", says=says, limit=slower, n=timed, verdict="too few")
    bound = max(most * slower, _UNNOTICED)
    beyond = timed - round(mine.within(bound))
    low, high = _bounds(beyond, timed, _PASS)
    word: RuleWord = "too few"
    if _bounds(beyond, timed, _REFUSE)[0] > _SLOWEST:
        word = "fail"
    elif high <= _SLOWEST:
        word = "pass"
    at = mine.quantile(1 - _SLOWEST)
    return RolloutRule(
        name="latency",
        says=f"95 of 100 answers must take at most {slower:g} times what the champion's do ({most:.3f} s), or "
        f"{_UNNOTICED:g} s: {beyond} of {timed} took longer than {bound:.3f} s, and its 95th percentile is "
        + (f"{at:.3f} s" if at is not None else "beyond what is measured"),
        challenger=at,
        champion=most,
        low=low,
        high=high,
        limit=slower,
        n=timed,
        verdict=word,
    )


def _overlap(counts: RolloutCounts, floor: float) -> RolloutRule:
    compared = round(counts.overlap.observed)
    if compared < 2:
        says = "what both list first must be compared: nothing was yet"
        return RolloutRule(name="overlap", says=says, limit=floor, n=compared, verdict="too few")
    mean = counts.overlap.total / counts.overlap.observed
    # Where all agree the sample shows no spread: one answer may yet share nothing.
    error = sqrt(max(counts.overlap.spread(), 1 / compared) / compared)
    word: RuleWord = "too few"
    if mean + _Z_REFUSE * error < floor:
        word = "fail"
    elif mean - _Z_PASS * error >= floor:
        word = "pass"
    return RolloutRule(
        name="overlap",
        says=f"{floor:.0%} of the first ten must be the champion's too on average, else it answers wholly other things "
        f"and somebody should look: {mean:.0%} over {compared} answers",
        challenger=mean,
        low=max(0.0, mean - _Z_PASS * error),
        high=min(1.0, mean + _Z_PASS * error),
        limit=floor,
        n=compared,
        verdict=word,
    )


def _figures(counts: RolloutCounts) -> RolloutFigures:
    seconds = {role: (timed.quantile(0.5), timed.quantile(1 - _SLOWEST)) for role, timed in counts.seconds.items()}
    return RolloutFigures(
        answers=counts.answered("challenger") + counts.failed("challenger"),
        failed=counts.failed("challenger"),
        dropped=counts.dropped(),
        other_first=counts.other_first(),
        champion_answers=counts.answered("champion") + counts.failed("champion"),
        champion_failed=counts.failed("champion"),
        overlap=counts.overlap.total / counts.overlap.observed if counts.overlap.observed else None,
        seconds=seconds.get("challenger", (None, None)),
        champion_seconds=seconds.get("champion", (None, None)),
        loaded=counts.loaded,
    )


def _share(some: int, of: int) -> float | None:
    return some / of if of else None


def _bounds(some: int, of: int, error: float) -> tuple[float, float]:
    """Exact one-sided bounds of a share, each with this error (Clopper and Pearson 1934)."""
    from scipy.stats import beta

    low = float(beta.ppf(error, some, of - some + 1)) if some else 0.0
    high = float(beta.ppf(1 - error, some + 1, of - some)) if some < of else 1.0
    return low, high
