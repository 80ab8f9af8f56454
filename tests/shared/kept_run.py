"""The demonstration run that many tests read, made once for as long as what makes it is the same."""

import hashlib
import shutil
from pathlib import Path

from hoofbeat.jobs.pipeline import PipelineJob
from hoofbeat.locks import locked
from hoofbeat.sources.simulated import Simulation

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src/hoofbeat"
#: What only reads a bundle, or only calls what makes one: changing it leaves the run as it was.
_READERS = {"serving", "watching", "client", "cli"}
#: Branches one goes to and fro between.
_KEPT = 3


def digest() -> str:
    """Of all that the run is made from: sources and their tables, the locked libraries, and the order given here."""
    made_from = [path for path in SOURCES.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    made_from = [path for path in made_from if path.relative_to(SOURCES).parts[0] not in _READERS]
    total = hashlib.sha256()
    for path in sorted([*made_from, *ROOT.glob("requirements/*"), ROOT / "pyproject.toml", Path(__file__)]):
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def demonstration_run(shelf: Path) -> Path:
    """Output directory of the whole pipeline on a few simulated patients, off the shelf or made and put there.

    Test processes side by side wait for the one that makes it; one broken off is made again.
    """
    folder = shelf / digest()
    output, complete = folder / "run", folder / "complete"
    with locked(shelf):
        if not complete.exists():
            shutil.rmtree(folder, ignore_errors=True)
            simulation = Simulation(orphans=8, patients=6, publication=2)
            PipelineJob(output=output, simulation=simulation, size="small", min_cases=4).run()
            for old in sorted(shelf.iterdir(), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
                shutil.rmtree(old)
            complete.touch()
    return output
