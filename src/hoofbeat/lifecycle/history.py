"""The history of promotions: one MLflow run each, in the registry itself, so that it outlives every machine.

An entry is written before the aliases move and never changed afterwards; only its run ends, as done or undone. Each
names the digest of the one before it, so that a history from which an entry was taken or in which one was changed shows
it.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import AwareDatetime, Field, ValidationError

from hoofbeat.domain.errors import RegistryError
from hoofbeat.domain.frozen import Frozen
from hoofbeat.lifecycle.runs import FAILED, FINISHED, RUNNING, KeptRun, Runs
from hoofbeat.lifecycle.server import MlflowServer
from hoofbeat.lifecycle.versions import Alias

#: Tag that holds an entry, and the longest that MLflow keeps.
_ENTRY, _LONGEST = "promotion", 8000
State = Literal["under way", "done", "undone"]
_STATES: Mapping[str, State] = {RUNNING: "under way", FINISHED: "done", FAILED: "undone"}


class Promotion(Frozen):
    """One change of what the services answer with: what was decided, by whom, why, and on which figures.

    Attributes:
        number: one more than that of the entry before.
        model: the registered model.
        kind: a promotion, a way back, or a withdrawal of what was on trial.
        alias: alias that moves.
        version: version it means afterwards; of a withdrawal, the one that it means no more.
        bundle: what that version's bundle calls itself.
        replaced: version it meant before; ``None`` where it meant none.
        replaced_bundle: what that one's bundle calls itself.
        previous_before: version that ``previous`` meant before; ``None`` where none.
        previous_after: version that it means afterwards.
        who: who decided it.
        reason: why, in the words of who decided it.
        verdict: the gate's verdict it rests on: what was decided, when, and the file's digest; empty without one.
        override: why it was promoted against that verdict; empty where it was not.
        figures: figures of the version, by name.
        replaced_figures: the same figures of the version it replaced.
        decided_at: when.
        after: digest of the entry before; empty in the first.
    """

    number: int = Field(ge=1)
    model: str
    kind: Literal["promotion", "rollback", "withdrawal"]
    alias: Alias
    version: str
    bundle: str
    replaced: str | None
    replaced_bundle: str | None
    previous_before: str | None
    previous_after: str | None
    who: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=1000)
    verdict: str = Field(default="", max_length=400)
    override: str = Field(default="", max_length=1000)
    figures: dict[str, float] = Field(default_factory=dict)
    replaced_figures: dict[str, float] = Field(default_factory=dict)
    decided_at: AwareDatetime
    after: str

    @property
    def afterwards(self) -> str | None:
        """Version that the alias means afterwards; ``None`` where it means none."""
        return None if self.kind == "withdrawal" else self.version

    def digest(self) -> str:
        """SHA-256 (hex) of all it says; an entry of before there were overrides keeps its own."""
        said = self.model_dump_json(exclude=None if self.override else {"override"})
        return hashlib.sha256(said.encode()).hexdigest()


class HistoryEntry(NamedTuple):
    """A promotion as the history has it.

    Attributes:
        run_id: its MLflow run.
        state: whether it was done, is under way (or was broken off), or came to nothing.
        promotion: what was decided.
    """

    run_id: str
    state: State
    promotion: Promotion


class History:
    """The promotions of one model.

    Args:
        server: the registry.
        model: name of the model.
    """

    def __init__(self, server: MlflowServer, model: str) -> None:
        self._runs = Runs(server, "promotions")
        self._model = model

    def entries(self, *, whole: bool = True) -> list[HistoryEntry]:
        """All entries, the oldest first.

        Args:
            whole: refuse a history that was changed; going back from a bad bundle must not wait for its repair.

        Raises:
            RegistryError: one was changed, or is missing.
        """
        found = [_entry(run) for run in self._runs.find(f"tags.model = '{self._model}'")]
        found.sort(key=lambda entry: entry.promotion.number)
        after = ""
        for number, entry in enumerate(found, start=1):
            if whole and (entry.promotion.number, entry.promotion.after) != (number, after):
                raise RegistryError(
                    f"The history of {self._model} is not whole: entry {number} is missing, was changed, or is there "
                    "twice",
                    hint="restore the registry's database from a copy; nothing is promoted on a history that was "
                    "changed",
                )
            after = entry.promotion.digest()
        return found

    def begin(self, promotion: Promotion) -> HistoryEntry:
        """Write an entry, before anything moves.

        Raises:
            RegistryError: it is too long to be kept.
        """
        text = promotion.model_dump_json()
        if len(text) > _LONGEST:
            raise RegistryError("The entry of the history would be too long", hint="give a shorter reason")
        name = f"{promotion.number:06} {promotion.kind} {promotion.version} {promotion.alias}"
        run_id = self._runs.begin(
            name, {_ENTRY: text, "model": self._model, "who": promotion.who, "reason": promotion.reason}
        )
        return HistoryEntry(run_id, "under way", promotion)

    def end(self, entry: HistoryEntry, *, done: bool) -> None:
        """Say what became of it."""
        self._runs.figures(
            entry.run_id,
            entry.promotion.figures | {f"replaced/{k}": v for k, v in entry.promotion.replaced_figures.items()},
        )
        self._runs.end(entry.run_id, FINISHED if done else FAILED)


def _entry(run: KeptRun) -> HistoryEntry:
    try:
        promotion = Promotion.model_validate_json(run.tags.get(_ENTRY, ""))
    except ValidationError as error:
        raise RegistryError(
            f"Run {run.id} of the experiment promotions is no entry of a history",
            hint="it was changed by hand, or a newer version of hoofbeat wrote it",
        ) from error
    return HistoryEntry(run.id, _STATES.get(run.status, "undone"), promotion)


def written(entries: list[HistoryEntry], now: datetime) -> dict[str, object]:
    """Number, moment and predecessor of the entry that comes after these."""
    return {
        "number": entries[-1].promotion.number + 1 if entries else 1,
        "decided_at": now,
        "after": entries[-1].promotion.digest() if entries else "",
    }
