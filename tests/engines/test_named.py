"""Engines by their names, and the one that is always there.

Mirrors: hoofbeat.engines.local
"""

import os
import threading
from functools import partial

import pytest

from hoofbeat.domain.errors import InputError
from hoofbeat.engines import LOCAL, named, require_engine, working


@pytest.mark.parametrize("threads", [None, 1, 3])
def test_teams_of_this_machine_answer_in_order(threads: int | None) -> None:
    with working("local") as engine, engine.crew(partial(partial, pow, 2), threads=threads) as crew:
        assert list(crew.map(range(40))) == [2**number for number in range(40)]


def test_threads_share_the_work_of_this_process_and_one_is_this_very_thread() -> None:
    def make() -> partial[int]:
        return partial(lambda _: threading.get_ident())

    with LOCAL.crew(make, threads=1) as crew:
        assert set(crew.map(range(5))) == {threading.get_ident()}
    with LOCAL.crew(make, threads=2) as crew:
        assert threading.get_ident() not in set(crew.map(range(5)))


def test_without_threads_other_processes_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hoofbeat.engines.local.spare_cores", lambda: 2)
    with LOCAL.crew(partial(partial, eval)) as crew:
        assert os.getpid() not in set(crew.map(["__import__('os').getpid()"] * 5))


@pytest.mark.parametrize("name", ["", "spark", "scheduler:8786", "file:///tmp/x", "tcp://"])
def test_an_engine_that_does_not_exist_is_named_with_those_that_do(name: str) -> None:
    with pytest.raises(InputError, match="is no engine → take local, dask, or the address"):
        require_engine(name)


@pytest.mark.parametrize("name", ["dask", "tcp://127.0.0.1:8786"])
def test_without_dask_one_reads_how_to_install_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"Dask is not installed → pip install 'hoofbeat\[dask\]'"):
        require_engine(name)
    assert require_engine("local") == "local"
