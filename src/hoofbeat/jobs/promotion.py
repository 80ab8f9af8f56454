"""``hoofbeat promote``, ``withdraw`` and ``rollback``: which bundle of the registry answers."""

import getpass
import os
import socket
from pathlib import Path

from pydantic import Field

from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.registry import RegistryJob, TrustingJob
from hoofbeat.lifecycle.evidence import GateEvidence
from hoofbeat.lifecycle.history import HistoryEntry
from hoofbeat.lifecycle.promotion import Promoter
from hoofbeat.lifecycle.versions import Alias, Version


def who_decides(named: str | None) -> str:
    """Who is written down: who was named, ``HOOFBEAT_WHO``, else user and machine."""
    return named or os.environ.get("HOOFBEAT_WHO") or f"{getpass.getuser()}@{socket.gethostname()}"


class PromotionJob(TrustingJob):
    """A change of what services answer with.

    Attributes:
        reason: why.
        verdict: id of the gate's verdict that it rests on.
        who: who decides; ``HOOFBEAT_WHO``, else user and machine, if not given.
    """

    reason: str = Field(min_length=1, max_length=1000)
    verdict: str = Field(default="", max_length=200)
    who: str | None = None

    def promoter(self) -> Promoter:
        """What moves the aliases.

        Raises:
            ConfigError: no registry is named, or nobody's signature is trusted.
        """
        return Promoter(self.versions(), self.trusted(), who_decides(self.who), self.environment)


class PromoteJob(PromotionJob):
    """Let an alias mean a version from now on.

    Attributes:
        version: its number, an alias, or what its bundle calls itself.
        alias: ``staging``, ``canary`` or ``production``.
        gate: ``gate.json`` that it rests on.
        override: why it is promoted against that verdict.
        require_gate: refuse a promotion to ``production`` or ``canary`` that rests on no ``gate.json``, but for the
            first.
    """

    version: str
    alias: Alias
    gate: Path | None = None
    override: str = Field(default="", max_length=1000)
    require_gate: bool = False

    def run(self) -> HistoryEntry | None:
        """Try the version's bundle, write down the decision, move the alias.

        Returns:
            What was written down; ``None`` where the alias means it already.

        Raises:
            BundleError: its bundle would not be served: nothing has moved.
            RegistryError: there is no such version, or the registry does not do what it is asked for.
            InputError: the gate's verdict is of other bundles, or against this one, or missing.
        """
        evidence = GateEvidence(self.gate) if self.gate is not None else None
        if evidence is None and self.override:
            raise InputError("There is no verdict to override", hint="name it with --gate gate.json")

        def permission(version: Version, production: Version | None) -> None:
            if evidence is not None:
                evidence.require(version, production, self.override)
            elif self.require_gate and self.alias is not Alias.STAGING and production is not None:
                raise InputError(
                    f"Nothing is promoted to {self.alias} here without the gate's verdict",
                    hint="run `hoofbeat gate` with the bundle that is in production, and give --gate gate.json",
                )

        verdict = "; ".join(filter(None, (self.verdict, evidence.verdict if evidence else "")))
        return self.promoter().promote(
            self.version, self.alias, self.reason, verdict, override=self.override, permission=permission
        )


class RollbackJob(PromotionJob):
    """Let ``production`` mean again what it meant before."""

    def run(self) -> HistoryEntry:
        """Try that version's bundle, write down the decision, move the alias.

        Raises:
            BundleError: its bundle would not be served: nothing has moved.
            RegistryError: there is nothing to go back to, or the registry does not do what it is asked for.
        """
        return self.promoter().roll_back(self.reason, self.verdict)


class WithdrawJob(RegistryJob):
    """Let ``staging`` or ``canary`` mean nothing any more. No bundle is taken, so nobody's signature is asked for.

    Attributes:
        alias: which of them.
        reason: why.
        verdict: id of the verdict that it rests on.
        who: who decides; ``HOOFBEAT_WHO``, else user and machine, if not given.
        only: number of the version that it is about; where the alias means another one, nothing moves.
    """

    alias: Alias
    reason: str = Field(min_length=1, max_length=1000)
    verdict: str = Field(default="", max_length=400)
    who: str | None = None
    only: str = ""

    def run(self) -> HistoryEntry | None:
        """Write down the decision, take the alias away.

        Returns:
            What was written down; ``None`` where the alias means nothing already, or another version.

        Raises:
            RegistryError: the registry does not do what it is asked for.
            InputError: the alias is another one.
        """
        promoter = Promoter(self.versions(), None, who_decides(self.who), self.environment)
        return promoter.withdraw(self.alias, self.reason, self.verdict, only=self.only)
