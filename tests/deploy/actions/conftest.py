"""The workflows, read once."""

from pathlib import Path
from typing import Any

import pytest
import yaml

WORKFLOWS = Path(__file__).parents[3] / ".github/workflows"


@pytest.fixture(scope="session")
def workflows() -> dict[str, dict[Any, Any]]:
    """Each workflow by the name of its file; YAML reads the key ``on`` as true, so it stands under ``True``."""
    return {path.name: yaml.safe_load(path.read_text()) for path in sorted(WORKFLOWS.glob("*.yml"))}


@pytest.fixture(scope="session")
def jobs(workflows: dict[str, dict[Any, Any]]) -> dict[str, dict[str, Any]]:
    """Each job by its workflow and name."""
    return {f"{file}: {name}": job for file, flow in workflows.items() for name, job in flow["jobs"].items()}


@pytest.fixture(scope="session")
def steps(jobs: dict[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Every step, with the job it belongs to."""
    return [(name, step) for name, job in jobs.items() for step in job.get("steps", [])]
