"""The rounds of a run directory, each in a folder of its own (``retrainings/0001``), one process at a time."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from hoofbeat.domain.errors import InputError
from hoofbeat.lifecycle.retraining.requests import REQUESTS, RetrainRequest, asked
from hoofbeat.lifecycle.retraining.state import RoundState
from hoofbeat.lifecycle.retraining.steps import STEPS, RoundStep
from hoofbeat.locks import held_at_once

#: Within the run directory.
RETRAININGS = "retrainings"
#: Within the folder of a round.
STATE = "state.json"

_FOLDER = re.compile(r"\d{4,}")


class Rounds:
    """The rounds of a run directory.

    Args:
        output: the run directory.
    """

    def __init__(self, output: Path) -> None:
        self.folder = output / RETRAININGS

    @property
    def requests(self) -> Path:
        """Where requests for a round lie."""
        return self.folder / REQUESTS

    def place(self, number: int) -> Path:
        """The folder of a round."""
        return self.folder / f"{number:04}"

    def all(self) -> list[RoundState]:
        """Every round that was begun, the oldest first.

        Raises:
            InputError: the state of one cannot be read.
        """
        named = [path for path in self.folder.glob("*") if _FOLDER.fullmatch(path.name) and (path / STATE).is_file()]
        return [self.get(int(path.name)) for path in sorted(named, key=lambda path: int(path.name))]

    def get(self, number: int) -> RoundState:
        """The round of a number.

        Raises:
            InputError: there is none, or its state cannot be read.
        """
        path = self.place(number) / STATE
        try:
            return RoundState.model_validate_json(path.read_bytes())
        except FileNotFoundError as error:
            raise InputError(f"There is no round {number} in {self.folder}", hint="hoofbeat retrain list") from error
        except (OSError, ValidationError) as error:
            raise InputError(
                f"{path} cannot be read", hint="move the round's folder away; the next one starts anew"
            ) from error

    def under_way(self) -> RoundState | None:
        """The round that has not ended; ``None`` where all have."""
        return next((state for state in reversed(self.all()) if state.end is None), None)

    def pending(self) -> dict[str, RetrainRequest]:
        """Requests that no round was begun for, by the name of their file.

        Raises:
            InputError: a file there is no request.
        """
        taken = {trigger.request for state in self.all() for trigger in state.triggers}
        return {name: request for name, request in asked(self.requests).items() if name not in taken}

    def keep(self, state: RoundState) -> None:
        """Write down where a round stands, replacing the file as a whole."""
        state.save(self.place(state.number) / STATE)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from working on a round of this directory; goes with the process, however it ends.

        Raises:
            InputError: another one does.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with held_at_once(self.folder) as got:
            if not got:
                state = self.under_way()
                told = f"Round {state.number}, {_at(state)}," if state else "A round"
                raise InputError(
                    f"{told} is under way in another process",
                    hint="wait for it; if that process is ended, the same command goes on where it was",
                )
            yield


def artefacts(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of files, by path within a folder.

    Args:
        folder: of the round.
        files: below it; one that is not there is left out.
    """
    there = sorted(path for path in files if path.is_file())
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in there}


def spoilt(folder: Path, state: RoundState) -> tuple[RoundStep, str] | None:
    """The first step that is done and of whose files one was changed or is gone, and that file; ``None`` if none is."""
    for step in STEPS:
        if state.is_done(step):
            for name, digest in state.steps[step].artefacts.items():
                path = folder / name
                if not path.is_file() or _sha256(path) != digest:
                    return step, name
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _at(state: RoundState) -> str:
    step = state.next
    if step is None:
        return "at its end"
    record = state.steps.get(step)
    return f"at {step} since {record.begun:%Y-%m-%d %H:%M:%S}" if record else f"before {step}"
