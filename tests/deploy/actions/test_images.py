"""A released image gets its name once, and what it is made of is told.

Mirrors: .github/scripts/image_is_new.sh, .github/scripts/join_images.sh, .github/scripts/push_image.sh
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[3] / ".github/scripts"

Run = Callable[..., tuple[int, list[str], str]]

#: In the place of Docker's command: writes down what it was asked, knows both parts and one name more, and one digest.
DOCKER = """#!/bin/sh
echo "$*" >>"$ASKED"
case "$*" in
  "manifest inspect $KNOWN") exit 0 ;;
  "manifest inspect "*-amd64) exit "$PART" ;;
  "manifest inspect"*) echo "$TOLD" >&2; exit 1 ;;
  *"imagetools inspect"*) echo sha256:0123 ;;
esac
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Call a script with that command; returns its exit status, what it asked, and its outputs."""

    def call(script: str, *given: str, known: str = "none", **changed: str) -> tuple[int, list[str], str]:
        docker = tmp_path / "docker"
        docker.write_text(DOCKER)
        docker.chmod(0o755)
        environment = {
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "ASKED": str(tmp_path / "asked"),
            "KNOWN": known,
            "PART": "0",
            "TOLD": "manifest unknown",
            "GH_TOKEN": "not-to-be-printed",
            "GITHUB_ACTOR": "somebody",
            "GITHUB_REPOSITORY": "Hoofbeat/Hoofbeat",
            "GITHUB_REF_NAME": "v1.2.0",
            "GITHUB_OUTPUT": str(tmp_path / "output"),
        } | changed
        command = [SCRIPTS / script, *given]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert "not-to-be-printed" not in done.stdout + done.stderr
        asked = tmp_path / "asked"
        output = tmp_path / "output"
        return (
            done.returncode,
            asked.read_text().splitlines() if asked.exists() else [],
            output.read_text() if output.exists() else "",
        )

    return call


def test_each_architecture_is_pushed_under_its_own_name(run: Run) -> None:
    status, asked, _ = run("push_image.sh", "hoofbeat-serve:checked", "serve", "arm64")
    assert status == 0
    assert asked[-1] == "push ghcr.io/hoofbeat/hoofbeat/serve:1.2.0-arm64"
    assert not any("not-to-be-printed" in line for line in asked)


def test_both_are_joined_and_the_digest_told(run: Run, tmp_path: Path) -> None:
    status, asked, output = run("join_images.sh", "serve")
    name = "ghcr.io/hoofbeat/hoofbeat/serve"
    assert status == 0
    assert f"buildx imagetools create --tag {name}:1.2.0 {name}:1.2.0-amd64 {name}:1.2.0-arm64" in asked
    assert output == f"name={name}\ndigest=sha256:0123\n"
    assert (tmp_path / "digest-serve.txt").read_text() == f"{name}:1.2.0@sha256:0123\n"


#: Each script, and what it must not have come to.
CALLS = [
    pytest.param(("join_images.sh", "serve"), "imagetools create", id="join"),
    pytest.param(("push_image.sh", "hoofbeat-serve:checked", "serve", "arm64"), "push", id="push"),
]


@pytest.mark.parametrize(("call", "forbidden"), CALLS)
def test_what_was_released_is_never_replaced(run: Run, call: tuple[str, ...], forbidden: str) -> None:
    status, asked, output = run(*call, known="ghcr.io/hoofbeat/hoofbeat/serve:1.2.0")
    assert status == 1
    assert not any(forbidden in line for line in asked)
    assert output == ""


@pytest.mark.parametrize(("call", "forbidden"), CALLS)
@pytest.mark.parametrize("told", ["denied", "unauthorized: authentication required", "EOF", ""])
def test_an_error_is_not_taken_for_a_name_that_is_free(
    run: Run, told: str, call: tuple[str, ...], forbidden: str
) -> None:
    status, asked, output = run(*call, TOLD=told)
    assert status == 1
    assert not any(forbidden in line for line in asked)
    assert output == ""


@pytest.mark.parametrize(("call", "wanted"), CALLS)
def test_both_words_for_a_free_name_are_known(run: Run, call: tuple[str, ...], wanted: str) -> None:
    status, asked, _ = run(*call, TOLD="no such manifest: ghcr.io/hoofbeat/hoofbeat/serve:1.2.0")
    assert status == 0
    assert any(wanted in line for line in asked)


def test_where_the_parts_cannot_be_seen_nothing_gets_a_name(run: Run) -> None:
    """Docker says “no such manifest” also where the registry refuses it."""
    status, asked, _ = run("join_images.sh", "serve", PART="1", TOLD="no such manifest: whatever")
    assert status == 1
    assert not any("imagetools" in line for line in asked)


def test_without_a_token_nothing_is_asked(run: Run) -> None:
    status, asked, _ = run("push_image.sh", "hoofbeat-serve:checked", "serve", "arm64", GH_TOKEN="")
    assert status != 0
    assert asked == []
