"""Where files of the user live."""

import sys
from pathlib import Path

import pytest

from hoofbeat.jobs.data import DataPullJob
from hoofbeat.places import cache_home, data_home


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
def test_they_live_where_the_system_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert data_home() == Path.home() / ".local" / "share" / "hoofbeat"
    assert cache_home() == Path.home() / ".cache" / "hoofbeat"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert DataPullJob(name="hpo").folder == tmp_path / "data" / "hoofbeat" / "data" / "hpo"
    assert cache_home() == tmp_path / "cache" / "hoofbeat"
