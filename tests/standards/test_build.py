"""The table of outcomes is what its script makes of loinc2hpo and of the rows written by hand.

Mirrors: scripts/build_standards.py, hoofbeat.standards.tables
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "src/hoofbeat/standards/data/outcomes.tsv"


@pytest.mark.real_data
def test_the_shipped_table_is_what_the_script_makes(real_data_dir: Path, tmp_path: Path) -> None:
    # The script writes beside itself; a copy of both leaves the shipped one alone.
    script, table = tmp_path / "scripts/build_standards.py", tmp_path / TABLE.relative_to(ROOT)
    for path in (script, table):
        path.parent.mkdir(parents=True)
    shutil.copy(ROOT / "scripts/build_standards.py", script)
    lines = TABLE.read_text(encoding="utf-8").splitlines(keepends=True)
    by_hand = [line for line in lines if line.startswith("#") or "\tloinc2hpo\t" not in line]
    assert len(by_hand) < len(lines)
    table.write_text("".join(by_hand), encoding="utf-8")
    source = real_data_dir / "loinc2hpo/loinc2hpo-annotations.tsv"
    subprocess.run([sys.executable, script, "--loinc2hpo", source], check=True, capture_output=True)
    assert table.read_text(encoding="utf-8") == TABLE.read_text(encoding="utf-8")
