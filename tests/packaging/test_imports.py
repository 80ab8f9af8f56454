"""What serving imports, and which way the arrows between the packages run.

Mirrors: pyproject.toml
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    "pandas",
    "sklearn",
    "mlflow",
    "scipy",
    "pyarrow",
    "deltalake",
    "onnx",
    "matplotlib",
    "great_expectations",
    "shap",
)


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.mark.parametrize("module", ["hoofbeat.serving.app", "hoofbeat.bundle.runtime", "hoofbeat.cli"])
def test_importing_what_serves_brings_in_no_pipeline_library(module: str) -> None:
    result = run(f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == []


@pytest.mark.parametrize("reader", ["hoofbeat.sources.phenopacket", "hoofbeat.sources.fhir"])
def test_what_a_record_system_sends_is_read_without_the_pipelines_libraries(reader: str) -> None:
    """The plain install has none of them, so an import anywhere below would end the reading there."""
    blocked = (*HEAVY, "yaml", "fhir", "openpyxl")
    result = run(f"import sys; sys.modules.update(dict.fromkeys({blocked!r})); import {reader}")
    assert result.returncode == 0, result.stderr


def test_arrows_run_one_way() -> None:
    result = run("from importlinter.cli import lint_imports; raise SystemExit(lint_imports())")
    assert result.returncode == 0, result.stdout + result.stderr


def test_shap_is_imported_by_an_explanation_alone() -> None:
    """It takes seconds: neither the job's module nor the pipeline's brings it in before it is used."""
    result = run("import sys, hoofbeat.jobs.explain, hoofbeat.jobs.pipeline; print('shap' in sys.modules)")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["False"]


def test_what_serves_leaves_nothing_in_a_home_and_keeps_no_events_for_anybody(tmp_path: Path) -> None:
    """ONNX Runtime 1.32 else makes an identifier of the computer and events for its maker at its import."""
    result = run(
        "import hoofbeat.bundle.runtime, onnxruntime",
        HOME=str(tmp_path),
        XDG_CACHE_HOME=str(tmp_path),
        ORT_DISABLE_TELEMETRY="0",
    )
    assert result.returncode == 0, result.stderr
    assert list(tmp_path.rglob("*")) == []
