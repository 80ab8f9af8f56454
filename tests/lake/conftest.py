"""Stores of every kind, each reached as a user would reach it: by an address and the environment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store_servers import Servers, address


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    started = Servers(tmp_path_factory)
    yield started
    started.stop()


@pytest.fixture(params=["file", "s3", "az", "gs"])
def lake_url(request: pytest.FixtureRequest, servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a lake that does not exist yet, on each kind of store, with the environment to reach it."""
    return address(request.param, servers, tmp_path, monkeypatch)
