"""The answers of each month, kept: a patient is answered once, by the bundles of that month."""

from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import TypeAdapter

from hoofbeat.simulation.record.accuracy import Answered
from hoofbeat.whole import write_whole

_ANSWERS = TypeAdapter(tuple[Answered, ...])


class KeptAnswers:
    """Answers by month.

    Args:
        folder: where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, month: int, ask: Callable[[], Iterable[Answered]]) -> tuple[Answered, ...]:
        """Those of a month, asked for where they are not there yet."""
        place = self._place(month)
        if place.is_file():
            return _ANSWERS.validate_json(place.read_bytes())
        answers = tuple(ask())
        write_whole(place, _ANSWERS.dump_json(answers))
        return answers

    def until(self, month: int) -> list[Answered]:
        """All of the months up to this one."""
        kept = (self._place(number).read_bytes() for number in range(1, month + 1))
        return [one for content in kept for one in _ANSWERS.validate_json(content)]

    def _place(self, month: int) -> Path:
        return self._folder / f"{month:02d}-answers.json"
