"""``hoofbeat simulate-year --quick`` as a process of its own."""

import subprocess
import sys
from pathlib import Path

from hoofbeat.simulation.record.chronicle import YearRecord
from hoofbeat.simulation.year import FIGURES, PAGE

#: Seconds that a year may take where others use the processors too.
PATIENCE = 3600.0


def simulate_year(output: Path, *told: str) -> list[str]:
    """The command line of a year without public data."""
    return [sys.executable, "-m", "hoofbeat", "simulate-year", "--quick", "--simulated", *told, "--output", str(output)]


def passed(output: Path, *told: str) -> YearRecord:
    """Let a year pass, or go on with one; what is told of it."""
    done = subprocess.run(simulate_year(output, *told), capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert (output / PAGE).is_file()
    return YearRecord.model_validate_json((output / FIGURES).read_bytes())
