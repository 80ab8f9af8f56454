"""A tag becomes a release only if version, changelog and CI say so.

Mirrors: .github/scripts/release_check.sh, .github/scripts/ci_passed.sh
"""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[3] / ".github/scripts"

CHANGELOG = "# Changelog\n\n## 1.2.0 (2026-12-01)\n\n- New.\n\n## 1.1.0 (2026-11-01)\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source that may be released as 1.2.0."""
    (tmp_path / "src/hoofbeat").mkdir(parents=True)
    (tmp_path / "src/hoofbeat/__init__.py").write_text('"""Ours."""\n\n__version__ = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    (tmp_path / "changes").mkdir()
    (tmp_path / "changes/README.md").touch()
    return tmp_path


def check(source: Path, tag: str) -> tuple[int, str]:
    done = subprocess.run([SCRIPTS / "release_check.sh", tag], cwd=source, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_version_of_the_source_is_released(source: Path) -> None:
    assert check(source, "v1.2.0") == (0, "v1.2.0 is version 1.2.0, and the changelog tells of it\n")


@pytest.mark.parametrize("tag", ["v1.2.1", "1.2.0", "v1.2.0-rc1", "v1.1.0"])
def test_another_version_is_refused(source: Path, tag: str) -> None:
    status, printed = check(source, tag)
    assert status == 1
    assert "the source says 1.2.0" in printed


def test_a_version_without_a_section_is_refused(source: Path) -> None:
    (source / "CHANGELOG.md").write_text(CHANGELOG.replace("## 1.2.0", "## 1.20.0"))
    status, printed = check(source, "v1.2.0")
    assert (status, "no section 1.2.0" in printed) == (1, True)


def test_a_section_that_says_unreleased_is_refused(source: Path) -> None:
    (source / "CHANGELOG.md").write_text(CHANGELOG.replace("2026-12-01)", "2026-12-01, unreleased)"))
    status, printed = check(source, "v1.2.0")
    assert (status, "unreleased" in printed) == (1, True)


def test_changes_that_were_not_told_are_refused(source: Path) -> None:
    (source / "changes/+new-page.added.md").touch()
    status, printed = check(source, "v1.2.0")
    assert (status, "+new-page.added.md" in printed) == (1, True)


@pytest.mark.parametrize(("runs", "status"), [("0", 1), ("1", 0), ("", 1)])
def test_ci_must_have_passed_for_the_very_commit(runs: str, status: int, tmp_path: Path) -> None:
    """A command in the place of GitHub's, which says how many runs passed, and what it was asked."""
    command = tmp_path / "gh"
    command.write_text(f'#!/bin/sh\necho "$*" >"{tmp_path}/asked"\necho {runs}\n')
    command.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "hoofbeat/hoofbeat"}
    done = subprocess.run(
        [SCRIPTS / "ci_passed.sh", "abc123"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    asked = (tmp_path / "asked").read_text()
    assert "--workflow ci.yml" in asked
    assert "--commit abc123 --status success" in asked
