"""Promoting a version, and going back to the one before: what services answer with changes in one step, or not at all.

What takes time (fetching the bundle, trying it) is done before the registry is held. Then, alone: what an earlier
process left undone is settled; the decision is written down; ``previous`` moves, then the alias itself, in one request;
the entry is closed (``lifecycle.moving``).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.domain.errors import InputError, RegistryError
from hoofbeat.lifecycle.history import HistoryEntry
from hoofbeat.lifecycle.lease import held
from hoofbeat.lifecycle.moving import ON_TRIAL, Mover, Step, replaced_by
from hoofbeat.lifecycle.trying import tried
from hoofbeat.lifecycle.versions import DIGEST, Alias, RegisteredModel, Version

#: Raises unless a version may take the place of the one in production, if there is one.
Permission = Callable[[Version, Version | None], None]


class Promoter:
    """Moves the aliases of one model.

    Args:
        versions: the model in the registry.
        trusted: whose signature is taken; ``None`` takes a bundle without one, for development.
        who: who decides.
        environment: where credentials of a store stand.
        clock: function that tells the time, with its zone.
    """

    def __init__(
        self,
        versions: RegisteredModel,
        trusted: TrustedKeys | None,
        who: str,
        environment: Mapping[str, str],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._versions = versions
        self._trusted = trusted
        self._environment = environment
        self._mover = Mover(versions, who, clock)
        self.history = self._mover.history

    def promote(
        self,
        named: str,
        alias: Alias,
        reason: str,
        verdict: str = "",
        *,
        override: str = "",
        permission: Permission | None = None,
    ) -> HistoryEntry | None:
        """Let an alias mean a version from now on; what is in production is ``staging`` and ``canary`` no more.

        Args:
            named: number of the version, an alias, or what its bundle calls itself.
            alias: ``staging``, ``canary`` or ``production``.
            reason: why.
            verdict: id of the gate's verdict.
            override: why against that verdict.
            permission: asked while nobody else can move an alias.

        Returns:
            What was written down; ``None`` where the alias means it already.

        Raises:
            BundleError: its bundle would not be served: nothing has moved.
            RegistryError: there is no such version, or the registry does not do what it is asked for.
            InputError: it cannot be promoted to this alias.
        """
        if alias is Alias.PREVIOUS:
            raise InputError("previous is what production was", hint="promote to staging, canary or production")
        version = self._versions.find(named)
        self._require_sound(version)
        with held(self._versions.server, self._versions.model) as lease:
            entries, aliases = self._mover.settled(lease)
            before, production = aliases.get(alias), aliases.get(Alias.PRODUCTION)
            if before == version.number:
                return None
            if alias is Alias.CANARY and version.number == production:
                raise InputError(f"Version {production} is in production already", hint="name another as the canary")
            if permission is not None:
                permission(version, self._versions.get(production) if production is not None else None)
            previous = aliases.get(Alias.PREVIOUS)
            after = before if alias is Alias.PRODUCTION and before is not None else previous
            said = {"reason": reason, "verdict": verdict, "override": override}
            step = Step("promotion", alias, version, before, (previous, after), said)
            return self._mover.move(lease, entries, aliases, step)

    def withdraw(self, alias: Alias, reason: str, verdict: str = "", *, only: str = "") -> HistoryEntry | None:
        """Let ``staging`` or ``canary`` mean nothing from now on: services answer with production alone.

        Args:
            alias: which of them.
            reason: why.
            verdict: what it rests on.
            only: number of the version that it is about; another one stays.

        Returns:
            What was written down; ``None`` where the alias means nothing already, or another version.

        Raises:
            RegistryError: the registry does not do what it is asked for.
            InputError: the alias is another one.
        """
        if alias not in ON_TRIAL:
            raise InputError(f"{alias} is not withdrawn", hint="withdraw staging or canary; or roll back production")
        with held(self._versions.server, self._versions.model) as lease:
            entries, aliases = self._mover.settled(lease, whole=False)
            number = aliases.get(alias)
            if number is None or (only and only != number):
                return None
            previous = aliases.get(Alias.PREVIOUS)
            said = {"reason": reason, "verdict": verdict}
            step = Step("withdrawal", alias, self._versions.get(number), number, (previous, previous), said)
            return self._mover.move(lease, entries, aliases, step)

    def roll_back(self, reason: str, verdict: str = "", *, only: str = "") -> HistoryEntry:
        """Let ``production`` mean again what it meant before, and ``previous`` what it meant before that.

        Args:
            reason: why.
            verdict: what it rests on.
            only: number of the version that it is about; if production is another one by then, nothing moves.

        Raises:
            BundleError: that bundle would not be served: nothing has moved.
            RegistryError: there is nothing to go back to, or the registry does not do what it is asked for.
        """
        with held(self._versions.server, self._versions.model) as lease:
            number = self._mover.settled(lease, whole=False)[1].get(Alias.PREVIOUS)
        if number is None:
            raise RegistryError(
                f"No version of {self._versions.model} was in production before", hint="promote another one"
            )
        version = self._versions.get(number)
        self._require_sound(version)
        with held(self._versions.server, self._versions.model) as lease:
            entries, aliases = self._mover.settled(lease, whole=False)
            before = aliases.get(Alias.PRODUCTION)
            if aliases.get(Alias.PREVIOUS) != number or (only and only != before):
                raise RegistryError(
                    "Another promotion came in between, and production is another version now",
                    hint="look at `hoofbeat history`, and roll back again if that one is no good either",
                )
            previous = (number, replaced_by(entries, number))
            said = {"reason": reason, "verdict": verdict}
            step = Step("rollback", Alias.PRODUCTION, version, before, previous, said)
            return self._mover.move(lease, entries, aliases, step)

    def _require_sound(self, version: Version) -> None:
        """See that what the registry keeps under this version is what was registered, and would be served."""
        place = self._versions.server.version(self._versions.model, version.number, self._environment)
        found = tried(place, self._trusted)
        if version.tags.get(DIGEST, found.digest) != found.digest:
            raise RegistryError(
                f"Version {version.number} no longer holds the bundle that was registered",
                hint="somebody put another there: register the bundle again",
            )
