"""A real package beside ours adds a format and a candidate; ``docs/extending.md`` says how.

Mirrors: docs/extending.md, hoofbeat.plugins
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hoofbeat.domain.case import Case, Finding
from small_release import write_release

PLUGIN = Path(__file__).parent / "plugin"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables under which the installed package is found."""
    site = tmp_path_factory.mktemp("site")
    install = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", site)
    subprocess.run([sys.executable, *install, PLUGIN], check=True)
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])}


def hoofbeat(environment: dict[str, str], *arguments: str | Path) -> str:
    command = [sys.executable, "-m", "hoofbeat", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def ingested(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run of its format and of one of ours, over a small release, and what the command printed."""
    folder = tmp_path_factory.mktemp("plugin")
    diseases = {"OMIM:154700": ("HP:0000256", "HP:0001250"), "ORPHA:61": ("HP:0001263",)}
    cases = (
        Case(
            case_id=f"{disease}-{number}",
            findings=tuple(Finding(id=finding) for finding in findings),
            diagnosis=disease,
            group=f"PMID:{number}",
        )
        for number in range(6)
        for disease, findings in diseases.items()
    )
    (folder / "cases.jsonl").write_text("".join(f"{case.model_dump_json()}\n" for case in cases), encoding="utf-8")
    (folder / "lists.tsv").write_text("a\tOMIM:154700\tHP:0000256\nb\tOMIM:154700\n", encoding="utf-8")
    files = ("--lists", folder / "lists.tsv", "--jsonl", folder / "cases.jsonl")
    release = write_release(folder / "release")
    return folder, hoofbeat(environment, "ingest", *files, "--knowledge", release, "--output", folder / "out")


def test_its_format_is_an_option_and_is_read(environment: dict[str, str], ingested: tuple[Path, str]) -> None:
    assert "--lists" in hoofbeat(environment, "ingest", "--help")
    assert re.search(r"lists\s*│\s*2 │\s*1 │\s*1 │", ingested[1])


def test_its_candidate_is_trained_and_written_as_a_graph(
    environment: dict[str, str], ingested: tuple[Path, str]
) -> None:
    output = ingested[0] / "out"
    trained = ("train", "--candidates", "stiff_logistic", "--min-cases", "3", "--output", output)
    assert "Fitting stiff_logistic on the whole cohort" in hoofbeat(environment, *trained)
    selection = json.loads((output / "training/selection.json").read_text(encoding="utf-8"))
    assert selection["winner"] == "stiff_logistic"
