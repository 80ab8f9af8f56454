"""The model that Compose resolves, and the profile `team` as far as this machine can start it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from composed import Stage, resolved, written
from composed_team import started


@pytest.fixture(scope="module")
def env_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A .env with random secrets, as if a person had filled in the rest."""
    folder = tmp_path_factory.mktemp("env")
    return written(folder, HOOFBEAT_BUNDLE_FOLDER=str(folder), HOOFBEAT_TRUSTED_KEYS="of-nobody")


@pytest.fixture(scope="module")
def model(env_file: Path) -> dict[str, Any]:
    """The profile `team`, resolved."""
    return resolved(env_file, "team")


@pytest.fixture(scope="module")
def team(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The services of the profile `team`, running."""
    folder = tmp_path_factory.mktemp("team")
    bundle, sources = folder / "bundle", folder / "sources"
    shutil.copytree(demo_bundle, bundle)
    sources.mkdir()
    case = {"case_id": "c1", "age": 4, "findings": [{"id": "HP:0001250"}]}
    (sources / "cases.jsonl").write_text(json.dumps(case) + "\n")
    (sources / "sources.yaml").write_text("sources:\n  - {name: clinic, format: jsonl, path: /sources/cases.jsonl}\n")
    hoofbeat = Path(sys.executable).with_name("hoofbeat")
    for command in (["keys", "--output", folder], ["sign", bundle, "--key", folder / "hoofbeat.key"]):
        subprocess.run([hoofbeat, "bundle", *command], check=True, capture_output=True)
    shutil.copytree(bundle, folder / "signed")
    env_file = written(
        folder,
        HOOFBEAT_BUNDLE_FOLDER=str(bundle),
        HOOFBEAT_SOURCES_FOLDER=str(sources),
        HOOFBEAT_TRUSTED_KEYS=(folder / "hoofbeat.pub").read_text().strip(),
        HOOFBEAT_REFRESH_SECONDS="1",
    )
    with started(resolved(env_file, "team"), folder) as running:
        yield running
