"""One step of an alias, written down before and closed after; and what an earlier process left undone.

Killed between any two calls, every alias means a bundle that was tried, and the next command settles the rest: forward
where the alias has moved, back where it has not.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from hoofbeat.lifecycle.history import History, HistoryEntry, Promotion, written
from hoofbeat.lifecycle.lease import Held
from hoofbeat.lifecycle.versions import Alias, RegisteredModel, Version

_FIGURE = "metric."
#: Aliases of what is not in production yet: they go where it comes there.
ON_TRIAL = (Alias.STAGING, Alias.CANARY)


class Step(NamedTuple):
    """What shall happen to an alias.

    Attributes:
        kind: as in the history.
        alias: alias that moves.
        version: version that it means afterwards; of a withdrawal, the one that it means no more.
        before: number of the version it means now; ``None`` where none.
        previous: what ``previous`` means before and afterwards.
        said: ``reason``, ``verdict`` and ``override`` of the entry.
    """

    kind: Literal["promotion", "rollback", "withdrawal"]
    alias: Alias
    version: Version
    before: str | None
    previous: tuple[str | None, str | None]
    said: Mapping[str, str]


class Mover:
    """Moves the aliases of one model, while the registry is held.

    Args:
        versions: the model in the registry.
        who: who decides.
        clock: function that tells the time, with its zone.
    """

    def __init__(self, versions: RegisteredModel, who: str, clock: Callable[[], datetime]) -> None:
        self._versions = versions
        self._who = who
        self._clock = clock
        self.history = History(versions.server, versions.model)

    def move(self, lease: Held, entries: list[HistoryEntry], aliases: Mapping[Alias, str], step: Step) -> HistoryEntry:
        """Write it down, do it, close the entry.

        Args:
            lease: that the registry is held.
            entries: the history, settled.
            aliases: what each alias means now.
            step: what shall happen.

        Raises:
            RegistryError: the registry does not do what it is asked for, or was held too long.
        """
        lease.require()
        entry = self.history.begin(self._written(entries, step))
        lease.require()
        if step.previous[0] != step.previous[1]:
            self._versions.point(Alias.PREVIOUS, step.previous[1])
        lease.require()
        self._versions.point(step.alias, None if step.kind == "withdrawal" else step.version.number)
        self._clear(lease, entry.promotion, aliases)
        self.history.end(entry, done=True)
        return entry._replace(state="done")

    def settled(self, lease: Held, *, whole: bool = True) -> tuple[list[HistoryEntry], dict[Alias, str]]:
        """History and aliases, after what an earlier process left undone is done, or taken back."""
        entries, aliases = self.history.entries(whole=whole), self._versions.aliases()
        for number, entry in enumerate(entries):
            if entry.state == "under way":
                said = entry.promotion
                done = aliases.get(said.alias) == said.afterwards
                lease.require()
                if said.alias is Alias.PRODUCTION and number == len(entries) - 1:
                    previous = said.previous_after if done else said.previous_before
                    if aliases.get(Alias.PREVIOUS) != previous:
                        self._versions.point(Alias.PREVIOUS, previous)
                    if done:
                        self._clear(lease, said, aliases)
                self.history.end(entry, done=done)
                entries[number] = entry._replace(state="done" if done else "undone")
        return entries, self._versions.aliases()

    def _clear(self, lease: Held, said: Promotion, aliases: Mapping[Alias, str]) -> None:
        """What is in production is on trial no more."""
        if said.kind == "promotion" and said.alias is Alias.PRODUCTION:
            for alias in ON_TRIAL:
                if aliases.get(alias) == said.version:
                    lease.require()
                    self._versions.point(alias, None)

    def _written(self, entries: list[HistoryEntry], step: Step) -> Promotion:
        replaced = self._versions.get(step.before) if step.before is not None else None
        return Promotion.model_validate(
            {
                "model": self._versions.model,
                "kind": step.kind,
                "alias": step.alias,
                "version": step.version.number,
                "bundle": step.version.bundle,
                "replaced": step.before,
                "replaced_bundle": replaced.bundle if replaced else None,
                "previous_before": step.previous[0],
                "previous_after": step.previous[1],
                "who": self._who,
                **step.said,
                "figures": _figures(step.version),
                "replaced_figures": _figures(replaced),
            }
            | written(entries, self._clock())
        )


def replaced_by(entries: list[HistoryEntry], number: str) -> str | None:
    """Which version stood in production before this one came there by a promotion; ``None`` if none did."""
    for entry in reversed(entries):
        said = entry.promotion
        if entry.state == "done" and said.alias is Alias.PRODUCTION and said.version == number:
            return said.replaced if said.kind == "promotion" else said.previous_after
    return None


def _figures(version: Version | None) -> dict[str, float]:
    if version is None:
        return {}
    return {k.removeprefix(_FIGURE): float(v) for k, v in version.tags.items() if k.startswith(_FIGURE)}
