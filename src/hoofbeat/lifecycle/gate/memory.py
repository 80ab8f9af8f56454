"""``python -m hoofbeat.lifecycle.gate.memory FOLDER``: peak memory, in bytes, of loading a bundle and asking it."""

import resource
import sys
from pathlib import Path

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.domain.case import Case, Finding


def main(folder: str) -> int:
    """Load the bundle, answer once, and say what it took, in bytes."""
    bundle = Bundle.load(Path(folder))
    first = next(iter(bundle.lexicon.entries)).id
    bundle.judged_answer(Case(case_id="asked", findings=(Finding(id=first),)))
    return peak()


def peak() -> int:
    """Peak resident memory of this process, in bytes."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # On Linux `ru_maxrss` of a started process is at least that of the one that started it.
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    sys.stdout.write(str(main(sys.argv[1])))
