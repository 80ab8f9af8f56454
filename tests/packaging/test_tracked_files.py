"""Tracked files name no registry host and no path of somebody's machine, and every task is listed by make.

Mirrors: Makefile
"""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# One letter of each stands in brackets, so that this file does not find itself.
FORBIDDEN = {
    "a registry's host": r"py[p]i\.org|pythonhoste[d]\.org|registry\.npmj[s]\.org|deb\.debia[n]\.org",
    "an index or wheel folder as an option": r"--(extra-|default-)?inde[x]-url|--find-link[s]|/opt/(wheel[s]|pyp[i])",
    "a path of one machine": r"(^|[^A-Za-z0-9_.~/-])/(roo[t]|wor[k]|hom[e]/[a-z]+|User[s]/[A-Za-z]+)/",
}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_text_names(what: str) -> None:
    result = run("git", "grep", "-nIE", "-e", FORBIDDEN[what])
    assert result.returncode == 1, result.stdout + result.stderr


def test_make_alone_lists_every_task() -> None:
    tasks = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert tasks is not None
    listed = re.findall(r"^  make (\S+)", run("make").stdout, flags=re.MULTILINE)
    assert sorted(listed) == sorted(tasks[1].split())


@pytest.mark.parametrize(("setting", "flag"), [("SERVE=0", True), ("SERVE=1", False)])
def test_demo_serves_unless_told_not_to(setting: str, flag: bool) -> None:
    plan = run("make", "--dry-run", "demo", setting).stdout
    assert "hoofbeat demo" in plan
    assert ("--no-serve" in plan) is flag
