"""A diagnoser with what reads notes for it: the two go together, and leave together when another bundle comes."""

from threading import Lock
from typing import TYPE_CHECKING

from hoofbeat.bundle.runtime.offline.parts import ModelPart, packed

if TYPE_CHECKING:
    from hoofbeat.extraction.extract import Extractor
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
        self._packing = Lock()
        self._packed: dict[str, bytes] = {}

    @property
    def extractor(self) -> "Extractor":
        """What reads notes by the lexicon of the diagnoser: made at the first note, which takes seconds, and kept."""
        with self._lock:
            if self._extractor is None:
                from hoofbeat.extraction.extract import Extractor  # a twentieth of the start, and not all send notes

                self._extractor = Extractor(self.diagnoser.lexicon)
            return self._extractor

    def packed(self, part: ModelPart) -> bytes:
        """A part of the model, packed by gzip: once, for it takes a second, and every browser asks for it.

        Raises:
            BundleError: it is not there any more, or has another size than when the bundle was loaded.
        """
        with self._packing:
            if part.sha256 not in self._packed:
                self._packed[part.sha256] = b"".join(packed(part.chunks()))
            return self._packed[part.sha256]
