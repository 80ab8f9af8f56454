"""What serving imports, and which way the arrows between the packages run.

Mirrors: pyproject.toml
"""

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


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", ["hoofbeat.serving.app", "hoofbeat.bundle.runtime", "hoofbeat.cli"])
def test_importing_what_serves_brings_in_no_pipeline_library(module: str) -> None:
    result = run(f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == []


def test_arrows_run_one_way() -> None:
    result = run("from importlinter.cli import lint_imports; raise SystemExit(lint_imports())")
    assert result.returncode == 0, result.stdout + result.stderr


def test_shap_is_imported_by_an_explanation_alone() -> None:
    """It takes seconds: neither the job's module nor the pipeline's brings it in before it is used."""
    result = run("import sys, hoofbeat.jobs.explain, hoofbeat.jobs.pipeline; print('shap' in sys.modules)")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["False"]
