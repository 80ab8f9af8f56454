"""A wheel holds the curated tables packed, and says and reads the same as the checkout.

Mirrors: src/pack_tables.py, pyproject.toml
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

_SAY = """
import hashlib
from hoofbeat.extraction.text.tables import __file__ as at
from hoofbeat.knowledge.common import statements
from hoofbeat.knowledge.inputs import tables_digest
from hoofbeat.knowledge.vocabulary.further_names import further_languages
from hoofbeat.knowledge import tables
said = [tables_digest(), further_languages(), repr(statements()), repr(tables.icd10()), repr(list(tables.broader()))]
print(at)
print(hashlib.sha256(repr(said).encode()).hexdigest(), said[0])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def said_by(folder: Path) -> list[str]:
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run([sys.executable, "-c", _SAY], env=environment, check=True, capture_output=True, text=True)
    at, said = run.stdout.splitlines()
    assert Path(at).is_relative_to(folder)
    return said.split()


def test_the_wheel_holds_every_table_packed_and_reads_as_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {Path(name) for name in archive.namelist()}
        archive.extractall(tmp_path)
    here = {path.relative_to(ROOT / "src") for path in (ROOT / "src/hoofbeat").rglob("*.tsv*")}
    packed = {path for path in here if path.parts[1] in ("extraction", "knowledge", "terminology")}
    assert {path.with_name(path.name.removesuffix(".xz") + ".xz") for path in packed} | (here - packed) == {
        path for path in held if ".tsv" in path.name
    }
    assert said_by(tmp_path) == said_by(ROOT / "src")
