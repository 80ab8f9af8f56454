"""One suite held against the rows of one source, part by part, so that memory does not grow with them."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from hoofbeat.quality.engine import Outcome, build_suite, evaluate
from hoofbeat.quality.frame import FrameBuilder, join
from hoofbeat.quality.rules import Suite

#: Rows that Great Expectations sees at once: a call costs some 50 ms, however few they are.
_ROWS_AT_ONCE = 100_000


class SuiteCheck:
    """Gathers rows until they are worth a call, asks, and adds up the answers.

    A rule about each row is about all rows in the end; one about a whole column (a mean, a maximum) is asked of each
    part, and has to hold for all of them.

    Args:
        suite: suite that the rows are held against.
        about_many: whether each row speaks of many records itself.
        names_nobody: codes of a site's own whose numbers the hospital says are quantities.
    """

    def __init__(self, suite: Suite, *, about_many: bool = False, names_nobody: frozenset[str] = frozenset()) -> None:
        self._rules = suite.all
        self._about_many = about_many
        self._builder = FrameBuilder(suite.layer, suite.all, names_nobody)
        self._suite = build_suite(suite.layer, suite.all)
        self._waiting: list[pd.DataFrame] = []
        self._rows = 0
        self._outcomes: tuple[Outcome, ...] = ()

    def add(self, batch: pa.RecordBatch) -> None:
        """Take rows of the suite's table."""
        if batch.num_rows:
            self.add_frame(self._builder.build(batch))

    def add_frame(self, frame: pd.DataFrame) -> None:
        """Take rows that are laid out already."""
        self._waiting.append(frame)
        self._rows += len(frame)
        if self._rows >= _ROWS_AT_ONCE:
            self._ask()

    def finish(self) -> tuple[Outcome, ...]:
        """One outcome a rule; none where there was no row."""
        if self._waiting:
            self._ask()
        return self._outcomes

    def _ask(self) -> None:
        frame = join(self._waiting)
        self._waiting, self._rows = [], 0
        outcomes = evaluate(self._suite, self._rules, frame, about_many=self._about_many)
        self._outcomes = tuple(map(_add, self._outcomes, outcomes)) if self._outcomes else tuple(outcomes)


def _add(first: Outcome, second: Outcome) -> Outcome:
    both = (first, second)
    return Outcome(
        rule=first.rule,
        met=first.met and second.met,
        rows=first.rows + second.rows,
        missing=first.missing + second.missing,
        unexpected=None if first.unexpected is None else first.unexpected + (second.unexpected or 0),
        observed=_mean(both) if "_mean_" in first.rule.type else None,
        error=first.error or second.error,
    )


def _mean(parts: Sequence[Outcome]) -> float | None:
    known = [(part.observed, part.rows) for part in parts if part.observed is not None]
    return sum(value * rows for value, rows in known) / sum(rows for _, rows in known) if known else None
