"""The command line as a stranger meets it: help that teaches, and one readable line when something is wrong."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

COMMANDS = ("demo", "run", "ingest", "train", "evaluate", "export", "serve", "predict")


def hoofbeat(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hoofbeat", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def assert_refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """Status 1, nothing on standard output, one message that says what and how to mend it, no traceback."""
    assert result.returncode == 1, result.stdout + result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    message = " ".join(result.stderr[result.stderr.index("✗") :].split())
    assert "→" in message, message
    for word in words:
        assert word in message.replace(" ", "") or word in message, message


@pytest.fixture
def broken(tmp_path: Path, demo_bundle: Path) -> Path:
    """A copy of the bundle, to be damaged."""
    return Path(shutil.copytree(demo_bundle, tmp_path / "bundle"))


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    path = tmp_path / "one patient.jsonl"
    path.write_text(json.dumps({"case_id": "c", "findings": [{"id": "HP:0001945"}]}) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_by_example(command: str, tmp_path: Path) -> None:
    result = hoofbeat(command, "--help", cwd=tmp_path)
    assert result.returncode == 0
    assert f"hoofbeat {command}" in " ".join(result.stdout.split())
    assert "Example" in result.stdout


def test_a_wrong_word_is_a_usage_error(tmp_path: Path) -> None:
    assert hoofbeat("diagnose", cwd=tmp_path).returncode == 2
    assert hoofbeat("predict", "--format", "docx", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "--phenopackets", "empty.zip"), ("empty.zip", ".json")),
        (("run", "--phenopackets", "text.zip"), ("text.zip", "zip")),
        (("run", "--ddxplus", "nowhere"), ("nowhere", "doesnotexist")),
        (("run",), ("--phenopackets",)),
        (("ingest",), ("source",)),
        (("ingest", "--jsonl", "nowhere.jsonl"), ("nowhere.jsonl",)),
        (("train",), ("hoofbeat ingest",)),
        (("evaluate",), ("hoofbeat ingest",)),
        (("export",), ("hoofbeat ingest",)),
    ],
)
def test_a_wrong_source_stops_before_anything_is_made(
    arguments: tuple[str, ...], words: tuple[str, ...], tmp_path: Path
) -> None:
    zipfile.ZipFile(tmp_path / "empty.zip", "w").close()
    (tmp_path / "text.zip").write_text("no zip")
    assert_refused(hoofbeat(*arguments, "--output", "out", cwd=tmp_path), *words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.zip", "text.zip"]


def test_a_half_written_bundle_names_the_missing_file(broken: Path, patient: Path, tmp_path: Path) -> None:
    (broken / "ranker.onnx").unlink()
    predict = ("predict", "--bundle", broken, "--cases", patient, "--format", "jsonl", "--output", "out.jsonl")
    assert_refused(hoofbeat(*predict, cwd=tmp_path), "ranker.onnx", "missing")
    assert not (tmp_path / "out.jsonl").exists()


def test_a_wrong_checksum_names_the_damaged_file(broken: Path, patient: Path, tmp_path: Path) -> None:
    with (broken / "lexicon.json").open("a") as file:
        file.write(" ")
    predict = ("predict", "--bundle", broken, "--cases", patient, "--format", "jsonl", "--output", "out.jsonl")
    assert_refused(hoofbeat(*predict, cwd=tmp_path), "lexicon.json", "SHA-256")
    assert_refused(hoofbeat("serve", "--bundle", broken, cwd=tmp_path), "lexicon.json", "SHA-256")


def test_predict_answers_from_anywhere_and_keeps_standard_output_clean(
    demo_bundle: Path, patient: Path, tmp_path: Path
) -> None:
    predict = (
        "predict",
        "--bundle",
        demo_bundle,
        "--cases",
        patient.name,
        "--format",
        "jsonl",
        "--output",
        "a b/out.jsonl",
    )
    result = hoofbeat(*predict, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    (line,) = (tmp_path / "a b" / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(json.loads(line)["differential"]) == 10
