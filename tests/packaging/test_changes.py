"""Every file of changes/ reaches the next section of the changelog; one that would not is refused.

Mirrors: changes
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """What towncrier reads of this repository."""
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "changes", tmp_path / "changes")
    return tmp_path


def draft(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "9.9.9", "--date", "2001-02-03"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def test_every_change_stands_in_the_next_section(tree: Path) -> None:
    (tree / "changes" / "+invented.removed.md").write_text("An invented line.\n", encoding="utf-8")
    result = draft(tree)
    assert result.returncode == 0, result.stderr
    assert "## 9.9.9 (2001-02-03)" in result.stdout
    assert "### Removed\n\n- An invented line." in result.stdout
    said = " ".join(result.stdout.split())
    for file in (tree / "changes").glob("+*.md"):
        assert " ".join(file.read_text(encoding="utf-8").split()) in said


@pytest.mark.parametrize("name", ["+invented.improved.md", "invented.md"])
def test_a_file_that_would_be_left_out_is_refused(tree: Path, name: str) -> None:
    (tree / "changes" / name).write_text("An invented line.\n", encoding="utf-8")
    result = draft(tree)
    assert result.returncode != 0
    assert name in result.stderr


def test_a_release_writes_its_section_above_the_older_ones_and_empties_the_folder(tree: Path) -> None:
    (tree / "changes" / "+invented.fixed.md").write_text("An invented line.\n", encoding="utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=tree, check=True)
    subprocess.run(["git", "add", "."], cwd=tree, check=True)
    command = [sys.executable, "-m", "towncrier", "build", "--yes", "--version", "9.9.9", "--date", "2001-02-03"]
    subprocess.run(command, cwd=tree, capture_output=True, check=True)
    log = (tree / "CHANGELOG.md").read_text(encoding="utf-8")
    older = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n## ")[2]
    assert log.index("## 9.9.9 (2001-02-03)") < log.index("- An invented line.") < log.index(older)
    assert [file.name for file in (tree / "changes").iterdir()] == ["README.md"]
