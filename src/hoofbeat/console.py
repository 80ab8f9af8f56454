"""What a person sees while work runs: progress on standard error, results on standard output."""

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from math import ceil
from time import perf_counter
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

T = TypeVar("T")

#: Characters. A file or a pipe has no edge that a table would have to be cut at.
_EDGELESS = 100_000

#: Seconds: when the first line of progress may come, and how far apart the next ones are, at least and at most; in
#: between, the longer the work, the fewer.
_FIRST, _APART, _FURTHEST = 3.0, 30.0, 120.0


def _wide(console: Console) -> Console:
    if not console.file.isatty():
        console.width = _EDGELESS
    return console


#: Progress and messages; standard output is left to results that another program may read.
console = _wide(Console(stderr=True, highlight=False))


def results() -> Console:
    """Standard output, for what was asked for: as wide as the window, uncut where there is none."""
    return _wide(Console(highlight=False))


def about(seconds: float) -> str:
    """A span of time, as far as it can be foretold: "20 s", "3 min", "1.5 h"."""
    if seconds < 55:
        return f"{max(5, 5 * round(seconds / 5))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def left(elapsed: float, done: float, total: float, side_by_side: int = 1) -> float:
    """How long the rest takes at the pace measured so far, in seconds.

    Args:
        elapsed: seconds since the beginning.
        done: number of items done.
        total: number of items.
        side_by_side: items under way at once: those beside the one that just ended are nearly done too.
    """
    nearly = min(total, ceil(done / side_by_side) * side_by_side)
    return elapsed / nearly * (total - nearly) if nearly else float("inf")


def track(
    items: Iterable[T],
    description: str,
    total: int | None = None,
    weight: Callable[[T], int] = lambda _: 1,
    side_by_side: int = 1,
) -> Iterator[T]:
    """Yield ``items``, and show how far the work is and about how long the rest takes at the pace measured so far.

    A progress bar on a terminal; where there is none, a line now and then, and one at the end.

    Args:
        items: items to work on.
        description: description of the work.
        total: number of items, if known and ``items`` does not know it.
        weight: function of an item: how far it takes the work, 1 by default.
        side_by_side: items under way at once.
    """
    if total is None and isinstance(items, Sized):
        total = len(items)
    show = _bar if console.file.isatty() else _lines
    return show(items, description, total, weight, side_by_side)


def _bar(
    items: Iterable[T], description: str, total: int | None, weight: Callable[[T], int], side_by_side: int
) -> Iterator[T]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        _Left(side_by_side),
    )
    with Progress(*columns, console=console, transient=False) as progress:
        task = progress.add_task(description, total=total)
        for item in items:
            yield item
            progress.advance(task, weight(item))


class _Left(ProgressColumn):
    """About how long the rest takes; Rich's own column forgets what is older than half a minute, as folds are."""

    def __init__(self, side_by_side: int) -> None:
        super().__init__()
        self._side_by_side = side_by_side

    def render(self, task: Task) -> Text:
        """The words, once something is done."""
        if task.total is None or not task.completed or task.finished or task.elapsed is None:
            return Text("")
        rest = left(task.elapsed, task.completed, task.total, self._side_by_side)
        return Text(f"about {about(rest)} left", style="dim")


def _lines(
    items: Iterable[T], description: str, total: int | None, weight: Callable[[T], int], side_by_side: int
) -> Iterator[T]:
    start, done, due = perf_counter(), 0, _FIRST
    name = escape(description.strip())
    for item in items:
        yield item
        done += weight(item)
        elapsed = perf_counter() - start
        if elapsed < due or done == total:
            continue
        due = elapsed + min(max(_APART, elapsed / 4), _FURTHEST)
        if total is None:
            console.print(f"  {name}: {done:,} so far, {done / elapsed:,.0f} a second")
        else:
            rest = left(elapsed, done, total, side_by_side)
            console.print(f"  {name}: {done:,} of {total:,}, about {about(rest)} left")
    console.print(f"  {name}: {done:,} [dim]({perf_counter() - start:.1f} s)[/]")


@contextmanager
def stage(name: str, seconds: float | None = None) -> Iterator[None]:
    """Announce a stage of the pipeline, and say how long it took.

    Args:
        name: name of the stage.
        seconds: about how long it will take, where earlier work has shown it.
    """
    foretold = f" [dim](about {about(seconds)})[/]" if seconds is not None and seconds >= _FIRST else ""
    console.print(f"[bold cyan]▶[/] {name}{foretold}")
    start = perf_counter()
    yield
    console.print(f"  [green]✓[/] {name} [dim]({perf_counter() - start:.1f} s)[/]")
