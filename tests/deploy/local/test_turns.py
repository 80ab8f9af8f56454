"""Of two clicks one starts; a start that died holds nobody up.

Mirrors: deploy/local/installer/turns.py
"""

import importlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

INSTALLER = Path(__file__).parents[3] / "deploy" / "local" / "installer"


@pytest.fixture
def turns(tmp_path: Path) -> Iterator[ModuleType]:
    """The installer's module, in the data folder of nobody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(INSTALLER))
        patch.setattr(importlib.import_module("folders"), "data", lambda: tmp_path)
        yield importlib.import_module("turns")


def test_the_second_waits_until_the_first_is_through(turns: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    through: list[str] = []

    def second() -> None:
        with turns.Turn():
            through.append("second")

    with ThreadPoolExecutor(1) as pool:
        with turns.Turn():
            waiting = pool.submit(second)
            time.sleep(0.5)
            through.append("first")
        waiting.result(10)
    assert through == ["first", "second"]
    assert capsys.readouterr().out.count("\n") == 1


def test_a_start_that_died_holds_nobody_up(turns: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "starting.lock"
    lock.touch()
    os.utime(lock, (time.time() - 3600,) * 2)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(turns.Turn().__enter__).result(10)
    assert time.time() - lock.stat().st_mtime < 60
    turns.Turn().__exit__()
    assert not lock.exists()
