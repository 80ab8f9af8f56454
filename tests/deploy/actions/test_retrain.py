"""The rehearsal of retraining runs to its end, however it is broken off on the way.

Mirrors: .github/scripts/retrain.sh
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from free_ports import free_port

ROOT = Path(__file__).parents[3]
#: What the second round says when it begins to train.
TRAINS = "Retraining 2: 2/10 train"
#: Seconds after which something hangs; alone on two cores all of it takes three minutes.
PATIENCE = 1800

pytestmark = pytest.mark.slow


class Rehearsal:
    """The script, as the workflow calls it, in a process group of its own.

    Args:
        output: run directory.
    """

    def __init__(self, output: Path) -> None:
        self.log = output.with_suffix(".log")
        told = {"HOOFBEAT_BIN": str(Path(sys.executable).parent), "HOOFBEAT_REGISTRY_PORT": str(free_port())}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [ROOT / ".github/scripts/retrain.sh", output], cwd=ROOT, env=os.environ | told, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    @property
    def printed(self) -> str:
        """What it has said so far."""
        return self.log.read_text()

    def __enter__(self) -> "Rehearsal":
        return self

    def __exit__(self, *_: object) -> None:
        if self.left():
            os.killpg(self.process.pid, signal.SIGKILL)

    def left(self) -> bool:
        """Whether anything that it began is still there."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rehearsal") / "rounds"


@pytest.fixture(scope="module")
def broken_off(output: Path) -> Iterator[Rehearsal]:
    """Told to end while its second round trains, as a runner tells it when somebody cancels."""
    with Rehearsal(output) as begun:
        while TRAINS not in begun.printed:
            assert begun.process.poll() is None, begun.printed
            time.sleep(0.2)
        time.sleep(2)
        begun.process.send_signal(signal.SIGTERM)
        begun.process.wait(PATIENCE)
        yield begun


def test_who_breaks_it_off_leaves_nothing_running(broken_off: Rehearsal) -> None:
    assert broken_off.process.returncode == 128 + signal.SIGTERM
    assert not broken_off.left()


def test_the_same_command_goes_on_to_the_end(broken_off: Rehearsal, output: Path) -> None:
    with Rehearsal(output) as again:
        status = again.process.wait(PATIENCE)
        assert status == 0, again.printed
        assert not again.left()
    states = [json.loads((output / f"retrainings/{number}/state.json").read_text()) for number in ("0001", "0002")]
    assert states[0]["end"] == "promoted"
    assert states[1]["end"] in ("promoted", "refused")
    assert states[1]["steps"]["train"]["tries"] == 2
    assert "Retraining 1" not in again.printed  # what had ended was not begun again
