"""What a person sees while work runs: progress on standard error, results on standard output."""

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

T = TypeVar("T")

#: Progress and messages; standard output is left to results that another program may read.
console = Console(stderr=True, highlight=False)


def track(
    items: Iterable[T], description: str, total: int | None = None, weight: Callable[[T], int] = lambda _: 1
) -> Iterator[T]:
    """Yield ``items`` behind a progress bar (a line at the end where there is no terminal).

    Args:
        items: what is worked on.
        description: of the work.
        total: number of items, if known and ``items`` does not know it.
        weight: how far an item takes the bar.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    if total is None and isinstance(items, Sized):
        total = len(items)
    with Progress(*columns, console=console, transient=False) as progress:
        task = progress.add_task(description, total=total)
        for item in items:
            yield item
            progress.advance(task, weight(item))


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Announce a stage of the pipeline and say how long it took."""
    console.print(f"[bold cyan]▶[/] {name}")
    start = perf_counter()
    yield
    console.print(f"  [green]✓[/] {name} [dim]({perf_counter() - start:.1f} s)[/]")
