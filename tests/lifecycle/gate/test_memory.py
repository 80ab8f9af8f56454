from pathlib import Path

import numpy as np

from gate_world import ALL, known_bundle
from hoofbeat.lifecycle.gate.memory import main, peak


def test_what_was_once_in_use_counts(tmp_path: Path) -> None:
    before = peak()
    held = np.ones(max(40_000_000, before // 8))  # eight bytes each: more than all that was in use before
    assert peak() > held.nbytes
    del held
    assert main(str(known_bundle(tmp_path / "bundle", ALL))) >= 320_000_000
