"""A process held to a share of one core, as an old laptop would give it.

By the kernel where this process may make a cgroup of version 2 with the processor's controller; elsewhere by stopping
and continuing the process in periods of 100 ms, which are the kernel's own. Either way it is to be started on one core
alone (``one_core``).
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from processes import tree

PERIOD = 0.1


def one_core() -> tuple[str, ...]:
    """What a command begins with to run on one core."""
    return "taskset", "--cpu-list", str(min(os.sched_getaffinity(0)))


@contextmanager
def throttled(root: int, share: float) -> Iterator[str]:
    """Hold a process and all below it until the block ends; yields by what."""
    own = _own()
    if own is not None and (group := _group(own, share)) is not None:
        _move(root, group)
        try:
            yield f"cgroup v2, cpu.max of {share:.0%} in periods of {PERIOD * 1e3:.0f} ms"
        finally:
            _move(root, own)  # a group that holds nobody can go
            group.rmdir()
        return
    over = Event()
    thread = Thread(target=_by_turns, args=(root, share, over), daemon=True)
    thread.start()
    try:
        yield f"SIGSTOP and SIGCONT, {share:.0%} of periods of {PERIOD * 1e3:.0f} ms"
    finally:
        over.set()
        thread.join()


def _by_turns(root: int, share: float, over: Event) -> None:
    """Let it run, then stop it for as much longer as the share asks; a turn that came late is paid for."""
    while not over.is_set():
        begun = time.monotonic()
        _send(root, signal.SIGCONT)
        time.sleep(share * PERIOD)
        _send(root, signal.SIGSTOP)
        over.wait((time.monotonic() - begun) * (1 / share - 1))
    _send(root, signal.SIGCONT)


def _send(root: int, number: signal.Signals) -> None:
    for process in tree(root):
        try:
            os.kill(process, number)
        except ProcessLookupError:  # gone meanwhile
            continue


def _own() -> Path | None:
    """The group of version 2 that this process is in; None where there is no such."""
    mounts = (line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines())
    mounted = next((Path(place) for _, place, kind, *_ in mounts if kind == "cgroup2"), None)
    lines = Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines()
    name = next((line.removeprefix("0::/") for line in lines if line.startswith("0::/")), None)
    return None if mounted is None or name is None else mounted / name


def _group(own: Path, share: float) -> Path | None:
    """A new group with that share of the processor, in the nearest one above that lets it be made."""
    for folder in (own, *own.parents):
        group = folder / f"hoofbeat-benchmark-{os.getpid()}"
        try:
            if "cpu" not in (folder / "cgroup.subtree_control").read_text(encoding="ascii").split():
                continue
            group.mkdir()
        except OSError:  # above the mount, or not ours to write to
            continue
        try:
            (group / "cpu.max").write_text(f"{round(share * PERIOD * 1e6)} {round(PERIOD * 1e6)}", encoding="ascii")
        except OSError:
            group.rmdir()
            continue
        return group
    return None


def _move(root: int, group: Path) -> None:
    for process in tree(root):
        (group / "cgroup.procs").write_text(str(process), encoding="ascii")
