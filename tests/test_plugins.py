"""What other packages add stands beside what is shipped, or is refused with a word on how to mend it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from hoofbeat import plugins
from hoofbeat.domain.errors import SourceError


@dataclass
class Thing:
    name: str


ADDED, TAKEN, NO_THING = Thing("added"), Thing("ours"), "added"


@pytest.mark.parametrize("value", ["test_plugins:NOWHERE", "test_plugins:TAKEN", "test_plugins:NO_THING", "no_module"])
def test_what_does_not_fit_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "entry_points", lambda group: [EntryPoint("theirs", value, group)])
    with pytest.raises(SourceError, match=r"theirs of things .* → mend or remove the package of " + value):
        plugins.with_plugins([Thing("ours")], "things", SourceError)


def test_without_other_packages_the_shipped_stand_in_their_order() -> None:
    assert list(plugins.with_plugins([Thing("ours"), Thing("more")], "none of this name", SourceError)) == [
        "ours",
        "more",
    ]


def test_the_command_says_in_one_line_which_package_is_broken(tmp_path: Path) -> None:
    installed = tmp_path / "broken-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n", encoding="utf-8")
    (installed / "entry_points.txt").write_text("[hoofbeat.formats]\nlists = no_such_module:FORMAT\n", encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "hoofbeat", "ingest", "--help"]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    assert line.endswith("(ModuleNotFoundError) → mend or remove the package of no_such_module:FORMAT")
