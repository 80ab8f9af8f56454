"""One at a time in the registry, from whatever machine; MLflow has no lock, but of two that make one name, one wins.

Who holds it has made a registered model called ``MODEL.lock``. Who ends without giving it back (killed, machine lost)
leaves it there: the next one takes it away at once where it sees that the process is gone, else after seeing the same
holder for ``LEASE_SECONDS``. It is taken away under the holder's own name, which exists once, so that of two who take
it away at once the second cannot take away what the first has made.
"""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from hoofbeat.domain.errors import RegistryError
from hoofbeat.lifecycle.server import AbsentError, MlflowServer, TakenError

#: How long nobody else touches what is held. Nobody holds it longer than a second or two: all that takes time (fetching
#: and trying a bundle) is done before.
LEASE_SECONDS = 20.0
#: Who waits looks so often, and waits so long.
_LOOK_SECONDS, _PATIENCE_SECONDS = 0.2, 60.0
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Held:
    """What is held, until it is too late.

    Args:
        until: moment (``monotonic``) from which others may take it.
    """

    def __init__(self, until: float) -> None:
        self._until = until

    def require(self) -> None:
        """See that it is held still, before each change.

        Raises:
            RegistryError: it took too long: others may have taken over.
        """
        if monotonic() > self._until:
            raise RegistryError(
                "The registry took too long, so that others may have begun meanwhile",
                hint="run the same command again: it finds out what was done",
            )


@contextmanager
def held(server: MlflowServer, model: str) -> Iterator[Held]:
    """Hold the registry's model alone; wait for who does.

    Raises:
        RegistryError: others held it for a minute on end.
    """
    name, mine = f"{model}.lock", secrets.token_hex(8)
    deadline, seen = monotonic() + _PATIENCE_SECONDS, ("", 0.0)
    while True:
        asked = monotonic()
        try:
            server.post("registered-models/create", name=name, tags=_tags(holder=mine))
            break
        except TakenError:
            holder, gone = _holder(server, name)
            if holder != seen[0]:
                seen = holder, monotonic()
            if holder and (gone or monotonic() - seen[1] > LEASE_SECONDS):
                _take_away(server, name, holder)
            elif monotonic() > deadline:
                raise RegistryError(
                    "Others have been changing the registry for a minute", hint="try again when they are done"
                ) from None
            else:
                sleep(_LOOK_SECONDS)
    try:
        yield Held(asked + LEASE_SECONDS / 2)
    finally:
        # Only our own: if it took too long, another's stands there.
        with suppress(AbsentError):
            if _holder(server, name)[0] == mine:
                server.post("registered-models/delete", method="DELETE", name=name)


def _tags(**more: str) -> list[dict[str, str]]:
    told = {"machine": _machine(), "process": f"{os.getpid()} {_begun(os.getpid())}", **more}
    return [{"key": key, "value": value} for key, value in told.items()]


def _holder(server: MlflowServer, name: str) -> tuple[str, bool]:
    """Who holds it, empty if nobody does by now; and whether that process is seen to be gone."""
    try:
        model = server.get("registered-models/get", name=name)["registered_model"]
    except AbsentError:
        return "", False
    tags = {tag["key"]: tag["value"] for tag in model.get("tags", ())}
    number, _, begun = tags.get("process", "").partition(" ")
    here = tags.get("machine") == _machine() and bool(begun)
    return tags.get("holder", "nobody"), here and _begun(int(number)) != begun


def _take_away(server: MlflowServer, name: str, holder: str) -> None:
    """Another may have been faster, and a third may hold it now: the name of the abandoned one then exists already."""
    with suppress(AbsentError, TakenError):
        server.post("registered-models/rename", name=name, new_name=f"{name}.abandoned.{holder}")


def _machine() -> str:
    """This machine, and what numbers its processes: containers may share a name."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink()) + _BOOT.read_text(encoding="ascii")
    except OSError:  # not Linux
        space = ""
    return f"{socket.gethostname()} {space}".strip()


def _begun(process: int) -> str:
    """When a process of this machine began, as the system counts; empty if it runs no more, or nobody can say."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state == "Z" else rest[18]
