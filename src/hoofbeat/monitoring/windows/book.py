"""Windows while the service runs: counted with each answer, laid down once a minute and at the end."""

import atexit
import logging
import os
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.differential import Differential
from hoofbeat.domain.errors import BundleFormatError, ConfigError
from hoofbeat.monitoring.windows.cells import CaseCells, KnowsFindings
from hoofbeat.monitoring.windows.folder import WindowFile
from hoofbeat.monitoring.windows.layout import FEWEST
from hoofbeat.monitoring.windows.reference import WindowReference
from hoofbeat.monitoring.windows.sketch import Sketch, merged

logger = logging.getLogger("hoofbeat.serving")

_SECONDS = 60.0


class Watchable(KnowsFindings, Protocol):
    """A bundle whose answers are counted."""

    @property
    def version(self) -> str:
        """Names it."""
        ...

    @property
    def reference(self) -> bytes | None:
        """Its ``reference.json``; ``None`` where it has none."""
        ...


class _Page:
    """Counts of one day and bundle, and those that were laid down last."""

    def __init__(self, day: date, bundle: str) -> None:
        self.day, self.bundle = day, bundle
        self.settings: dict[Setting, Sketch] = {}
        self.laid_down: dict[Setting, Sketch] = {}
        self.unwritten = False

    def due(self) -> bool:
        """Take over what came since, setting by setting, where that is enough; whether anything was."""
        fresh = {
            setting: merged([sketch], sketch.layout)
            for setting, sketch in self.settings.items()
            if sketch.cases >= FEWEST + (self.laid_down[setting].cases if setting in self.laid_down else 0)
        }
        self.laid_down |= fresh
        return bool(fresh)


class WindowBook:
    """Counts answers into windows; thread-safe.

    Of each setting, a version of a file holds as many cases as the one before it, or at least five more: who sees both
    sees no case. The last cases of a day, up to four a setting, are never written.

    Args:
        folder: where the files go; made if it is missing.
        today: the day, in UTC.
        seconds: seconds between writes; 0 writes only when told to.

    Raises:
        ConfigError: nothing can be written there.
    """

    def __init__(
        self, folder: Path, today: Callable[[], date] = lambda: datetime.now(UTC).date(), seconds: float = _SECONDS
    ) -> None:
        self._folder = folder
        self._today = today
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._pages: dict[tuple[date, str], _Page] = {}
        self._cells: dict[str, CaseCells | None] = {}
        self._process = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._ended = threading.Event()
        self._told = ""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (probe := folder / f".{self._process}.part").touch()
            probe.unlink()
        except OSError as error:
            raise ConfigError(
                f"HOOFBEAT_WINDOWS: {folder} cannot be written ({error.strerror})",
                hint="allow it, or name another folder",
            ) from error
        atexit.register(self.close)
        if seconds:
            threading.Thread(target=self._write_now_and_then, args=(seconds,), name="windows", daemon=True).start()

    def add(self, bundle: Watchable, case: Case, answer: Differential) -> None:
        """Count one answer; a defect in counting is logged by its kind, and never becomes the asker's.

        Args:
            bundle: who answered; one without a reference is not counted.
            case: as it was asked, with the notes of what read it, if anything did.
            answer: the differential.
        """
        try:
            cells = self._cells_of(bundle)
            if cells is None:
                return
            told = cells.of(case, answer)
            with self._lock:
                page = self._page(bundle.version)
                page.settings.setdefault(answer.setting, Sketch(cells.layout)).add(told)
        except Exception as error:
            self._tell(f"an answer was not counted into its window ({type(error).__name__})")

    def write(self) -> None:
        """Lay down what was counted, as far as enough came since the last time."""
        with self._writing:
            today = self._today()
            with self._lock:
                pages = list(self._pages.values())
            for page in pages:
                with self._lock:
                    if not (page.due() or page.unwritten):
                        continue
                    page.unwritten = True
                try:
                    WindowFile(page.day, page.bundle, page.laid_down).write(self._folder, self._process)
                except OSError as error:
                    self._tell(f"nothing can be written ({error.strerror})")
                    return
                page.unwritten = False
            with self._lock:
                self._pages = {key: page for key, page in self._pages.items() if key[0] >= today}

    def close(self) -> None:
        """Write a last time; what comes later is counted no more on disk."""
        self._ended.set()
        self.write()
        atexit.unregister(self.close)

    def _cells_of(self, bundle: Watchable) -> CaseCells | None:
        if bundle.version not in self._cells:
            with self._lock:
                if bundle.version not in self._cells:
                    self._cells[bundle.version] = self._read(bundle)
        return self._cells[bundle.version]

    def _read(self, bundle: Watchable) -> CaseCells | None:
        if bundle.reference is None:
            logger.warning("windows: bundle %s has no reference.json: export it again to watch it", bundle.version)
            return None
        try:
            return CaseCells(WindowReference.from_json(bundle.reference).layout, bundle)
        except BundleFormatError as error:
            logger.warning("windows: %s", error)
            return None

    def _page(self, bundle: str) -> _Page:
        day = self._today()
        return self._pages.setdefault((day, bundle), _Page(day, bundle))

    def _write_now_and_then(self, seconds: float) -> None:
        while not self._ended.wait(seconds):
            self.write()

    def _tell(self, what: str) -> None:
        if what != self._told:  # once a cause, not once a request
            logger.error("windows: %s", what)
            self._told = what
