"""What Linux tells of a process and of all below it: memory and processor time, from ``/proc``."""

import os
from collections.abc import Iterator
from pathlib import Path


def tree(root: int) -> Iterator[int]:
    """A process and all below it."""
    yield root
    try:
        threads = list(Path(f"/proc/{root}/task").iterdir())
        children = [child for thread in threads for child in (thread / "children").read_text(encoding="ascii").split()]
    except OSError:  # gone meanwhile
        return
    for child in children:
        yield from tree(int(child))


def used(root: int) -> float:
    """Processor seconds so far of a process and of all below it that still run."""
    return sum(map(_used, tree(root)))


def resident(root: int) -> dict[str, float]:
    """Resident memory in MB of a process and all below it; in ``pss`` each shared page is divided by who shares it."""
    found = [_rollup(process) for process in tree(root)]
    return {name.lower() + "_mb": round(sum(each[name] for each in found) / 1e6, 1) for name in ("Rss", "Pss")}


def pss(root: int) -> float:
    """The same in bytes, shared pages counted once."""
    return sum(_rollup(process)["Pss"] for process in tree(root))


def _used(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:  # gone meanwhile
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rollup(process: int) -> dict[str, float]:
    told = {"Rss": 0.0, "Pss": 0.0}
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:  # gone meanwhile
        return told
    for line in lines:
        name, _, rest = line.partition(":")
        if name in told:
            told[name] = float(rest.split()[0]) * 1024
    return told
