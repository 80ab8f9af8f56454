"""A diagnoser with what reads notes for it: the two go together, and leave together when another bundle comes."""

from threading import Lock
from typing import TYPE_CHECKING

from hoofbeat.extraction.extract import Extractor

if TYPE_CHECKING:
    from hoofbeat.serving.engine import Diagnoser


class Answering:
    """What a request keeps from its beginning to its end; thread-safe.

    Args:
        diagnoser: the bundle that answers.
    """

    def __init__(self, diagnoser: "Diagnoser") -> None:
        self.diagnoser = diagnoser
        self._lock = Lock()
        self._extractor: Extractor | None = None

    @property
    def extractor(self) -> Extractor:
        """What reads notes by the lexicon of the diagnoser: made at the first note, which takes seconds, and kept."""
        with self._lock:
            if self._extractor is None:
                self._extractor = Extractor(self.diagnoser.lexicon)
            return self._extractor
