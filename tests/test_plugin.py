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


def test_its_format_is_an_option_and_is_read(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "lists.tsv").write_text("a\tOMIM:154700\tHP:0001166\nb\tOMIM:154700\n", encoding="utf-8")
    assert "--lists" in hoofbeat(environment, "ingest", "--help")
    printed = hoofbeat(environment, "ingest", "--lists", tmp_path / "lists.tsv", "--output", tmp_path / "out")
    assert re.search(r"lists\s*│\s*2 │\s*1 │\s*1 │", printed)


def test_its_candidate_is_trained_and_written_as_a_graph(environment: dict[str, str], tmp_path: Path) -> None:
    diseases = {"OMIM:154700": ("HP:0001166", "HP:0001083"), "OMIM:147791": ("HP:0001873", "HP:0001263")}
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
    (tmp_path / "cases.jsonl").write_text("".join(f"{case.model_dump_json()}\n" for case in cases), encoding="utf-8")
    output = ("--output", tmp_path / "out")
    hoofbeat(environment, "ingest", "--jsonl", tmp_path / "cases.jsonl", *output)
    printed = hoofbeat(environment, "train", "--candidates", "stiff_logistic", "--min-cases", "3", *output)
    assert "Fitting stiff_logistic on the whole cohort" in printed
    selection = json.loads((tmp_path / "out/training/selection.json").read_text(encoding="utf-8"))
    assert selection["winner"] == "stiff_logistic"
