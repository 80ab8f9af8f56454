"""The command line as a stranger meets it: help that teaches, and one readable line when something is wrong.

Mirrors: hoofbeat.__main__, hoofbeat.cli.commands, hoofbeat.cli.formats, hoofbeat.cli.intake, hoofbeat.cli.options,
hoofbeat.cli.records, hoofbeat.cli.serve, hoofbeat.cli.stages
"""

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pyarrow as pa
import pytest
from deltalake import write_deltalake

import forked

COMMANDS = (
    "demo", "run", "ingest", "train", "evaluate", "export", "serve", "predict", "benchmark accuracy", "register",
    "promote", "rollback", "history", "trace", "reproduce",
)  # fmt: skip


#: What only work needs, and help must not wait for.
HEAVY = {"numpy", "pandas", "sklearn", "mlflow", "pyarrow", "onnxruntime", "fastapi"}


def hoofbeat(*arguments: str | Path, cwd: Path, humbly: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the command; ``humbly``: even if the tests run as root, file permissions count."""
    if not humbly:
        done = forked.hoofbeat(*arguments, cwd=cwd)
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    command = [sys.executable, "-m", "hoofbeat", *map(str, arguments)]
    give_up = _give_up_roots_override if os.geteuid() == 0 else None
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False, preexec_fn=give_up
    )


def _give_up_roots_override() -> None:
    drop_from_bounding_set, dac_override = 24, 1
    if ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override, 0, 0, 0):
        raise OSError("the capability cannot be dropped")


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """Status 1, nothing on standard output, one message that says what and how to mend it, no traceback."""
    assert result.returncode == 1, result.stdout + result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    message, end = result.stderr[result.stderr.index("✗") :].split("\n", 1)
    assert not end, "one message, on one line, at the end"
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
    result = hoofbeat(*command.split(), "--help", cwd=tmp_path)
    assert result.returncode == 0
    assert f"hoofbeat {command}" in " ".join(result.stdout.split())
    assert "Example" in result.stdout


@pytest.mark.parametrize("command", ["serve", "predict", "run"])
def test_help_without_a_terminal_is_not_cut(command: str, tmp_path: Path) -> None:
    result = hoofbeat(command, "--help", cwd=tmp_path)
    assert "…" not in result.stdout


def test_run_takes_the_options_of_its_stages(tmp_path: Path) -> None:
    """Whatever `train`, `evaluate` and `export` can be told of a run, `run` can be told too."""

    def options(command: str) -> set[str]:
        help_text = hoofbeat(command, "--help", cwd=tmp_path).stdout
        return set(re.findall(r"^│ +(--[a-z-]+)", help_text, re.MULTILINE))

    whole = options("run")
    assert options("train") - {"--as-of"} <= whole  # a whole run reads what it has just written
    assert options("export") <= whole
    assert {"--seed", "--evaluation-folds"} <= whole


def test_an_unknown_candidate_stops_a_run_before_anything_is_made(patient: Path, tmp_path: Path) -> None:
    run = ("run", "--jsonl", patient, "--candidates", "logistic,oracle", "--output", "out")
    assert_refused(hoofbeat(*run, cwd=tmp_path), "oracle", "logistic")
    assert not (tmp_path / "out").exists()


def test_a_demonstration_for_others_wants_to_know_who_before_it_begins(tmp_path: Path) -> None:
    assert_refused(hoofbeat("demo", "--host", "0.0.0.0", cwd=tmp_path), "HOOFBEAT_KEYS_FILE", "HOOFBEAT_OPEN=1")  # noqa: S104
    assert everything_in(tmp_path) == {}


def test_help_waits_for_nothing_heavy(tmp_path: Path) -> None:
    ask = "import sys; sys.argv[1:] = ['train', '--help']\ntry: __import__('hoofbeat.cli').cli.main()\n"
    tell = "finally: print(*sys.modules, file=sys.stderr)"
    result = subprocess.run(
        [sys.executable, "-c", ask + tell], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "hoofbeat.cli" in result.stderr.split()
    assert HEAVY.isdisjoint(result.stderr.split())


def test_a_wrong_word_is_a_usage_error(tmp_path: Path) -> None:
    assert hoofbeat("diagnose", cwd=tmp_path).returncode == 2
    assert hoofbeat("predict", "--format", "docx", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "--phenopackets", "empty.zip"), ("empty.zip", "JSON")),
        (("run", "--phenopackets", "text.zip"), ("text.zip", "zip")),
        (("run", "--ddxplus", "nowhere"), ("nowhere", "doesnotexist")),
        (("run",), ("--phenopackets",)),
        (("ingest",), ("source",)),
        (("ingest", "--jsonl", "nowhere.jsonl"), ("nowhere.jsonl",)),
        (("ingest", "--ddxplus", "text.zip"), ("text.zip", "zip")),
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
    assert_refused(hoofbeat("serve", "--allow-unsigned", "--bundle", broken, cwd=tmp_path), "lexicon.json", "SHA-256")


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
    for options in ((), ("--grouped",)):
        result = hoofbeat(*predict, *options, cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        assert result.stdout == ""
        (line,) = (tmp_path / "a b" / "out.jsonl").read_text(encoding="utf-8").splitlines()
        ranked = json.loads(line)["differential"]
        assert len(ranked) == 10
        assert all(("group_probability" in disease) is bool(options) for disease in ranked)


def test_a_name_that_looks_like_markup_is_printed_as_it_is(demo_bundle: Path, patient: Path, tmp_path: Path) -> None:
    options = ("--bundle", demo_bundle, "--cases", patient, "--format", "jsonl", "--output", "[red]/out[/x].jsonl")
    result = hoofbeat("predict", *options, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "[red]/out[/x].jsonl" in result.stderr


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "read only"
    folder.mkdir(mode=0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="drops root's privilege as Linux does")
@pytest.mark.parametrize("command", ["predict", "ingest", "demo", "train"])
def test_a_read_only_place_is_said_before_the_work(
    command: str, read_only: Path, patient: Path, demo_bundle: Path, demo_run: Path, tmp_path: Path
) -> None:
    if command == "train":
        for name in ("lake", "knowledge"):
            read_only.chmod(0o755)
            shutil.copytree(demo_run / name, read_only / name)
            read_only.chmod(0o555)
    before = everything_in(tmp_path)
    options: dict[str, tuple[str | Path, ...]] = {
        "predict": ("--bundle", demo_bundle, "--cases", patient, "--format", "jsonl", "--output", read_only / "a/b"),
        "ingest": ("--jsonl", patient, "--output", read_only / "run"),
        "demo": ("--no-serve", "--output", read_only / "run"),
        "train": ("--output", read_only),
    }
    assert_refused(hoofbeat(command, *options[command], cwd=tmp_path, humbly=True), "read only", "--output")
    assert everything_in(tmp_path) == before


@pytest.fixture
def run(demo_run: Path, tmp_path: Path) -> Path:
    """A copy of the run, to be damaged."""
    return Path(shutil.copytree(demo_run, tmp_path / "run", ignore=shutil.ignore_patterns("data-docs", "mlartifacts")))


def test_a_damaged_model_file_is_no_end_without_a_word(run: Path, tmp_path: Path) -> None:
    (run / "training" / "cohort-model.pickle.gz").write_bytes(b"")  # cut so short that Python only says "end of file"
    before = everything_in(run)
    assert_refused(hoofbeat("export", "--output", "run", cwd=tmp_path), "run/training", "hoofbeat train")
    assert everything_in(run) == before


def test_a_damaged_record_of_runs_stops_the_evaluation_before_it_works(run: Path, tmp_path: Path) -> None:
    (run / "mlflow.db").write_bytes(b"no database" * 100)
    before = everything_in(run)
    assert_refused(hoofbeat("evaluate", "--output", "run", cwd=tmp_path), "run/mlflow.db", "move it away")
    assert everything_in(run) == before


def test_a_table_that_something_else_wrote_is_left_alone(run: Path, tmp_path: Path) -> None:
    shutil.rmtree(run / "lake" / "gold")
    write_deltalake(run / "lake" / "gold", pa.table({"patients": [1]}))
    before = everything_in(run)
    assert_refused(hoofbeat("train", "--output", "run", cwd=tmp_path), "gold", "ingest into a new lake")
    assert everything_in(run) == before


def test_what_the_machine_refuses_in_the_middle_is_said_too(patient: Path, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "knowledge").write_text("a file where a folder should be")
    before = everything_in(tmp_path)
    assert_refused(hoofbeat("ingest", "--jsonl", patient, "--output", "run", cwd=tmp_path), "run/knowledge")
    assert everything_in(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no signals")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_predict_that_is_broken_off_leaves_no_half_file(
    how: signal.Signals, demo_bundle: Path, tmp_path: Path
) -> None:
    case = json.dumps({"case_id": "c", "findings": [{"id": "HP:0001945"}]}) + "\n"
    (tmp_path / "cases.jsonl").write_text(case * 100_000)
    command = ("predict", "--bundle", str(demo_bundle), "--cases", "cases.jsonl", "--format", "jsonl", "--output", "o")
    # The shell of a script lets what it starts in the background ignore Ctrl+C, and children inherit that: as it should
    # be for work that is to outlive the terminal, but here the question is what Ctrl+C does.
    with subprocess.Popen(
        [sys.executable, "-m", "hoofbeat", *command], cwd=tmp_path, stderr=subprocess.PIPE, preexec_fn=_heed_interrupts
    ) as process:
        deadline = monotonic() + 60
        while not (tmp_path / ".o.part").exists():
            assert monotonic() < deadline, "it never began to write"
            assert process.poll() is None, "it ended before it was told to"
            sleep(0.02)
        process.send_signal(how)
        try:
            process.communicate(timeout=60)
        finally:
            process.kill()  # one that hangs would be waited for at the end of the block
    assert process.returncode != 0
    assert [path.name for path in tmp_path.iterdir()] == ["cases.jsonl"]
