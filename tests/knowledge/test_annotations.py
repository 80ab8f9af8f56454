"""Published statements: every way a frequency is written, and which rows are kept."""

from pathlib import Path

import numpy as np
import pytest

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.annotations import COLUMNS, HPOA_COLUMNS, read_hpoa, version_of

HEADER = '#description: "HPO annotations for rare diseases"\n#version: 2026-02-03\n'


def resolve(finding: str) -> str | None:
    return {"HP:0000009": "HP:0000010"}.get(finding, finding if finding < "HP:1" else None)


def write(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = HPOA_COLUMNS) -> Path:
    default = dict.fromkeys(columns, "") | {
        "database_id": "OMIM:1",
        "disease_name": "First",
        "hpo_id": "HP:0000010",
        "reference": "PMID:1",
        "evidence": "PCS",
        "aspect": "P",
    }
    lines = ["\t".join((default | row)[column] for column in columns) for row in rows]
    path = folder / "phenotype.hpoa"
    path.write_text(HEADER + "\n".join(["\t".join(columns), *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("frequency", "observed", "examined", "frequency_class"),
    [
        ("3/7", 3, 7, ""),
        ("0/7", 0, 7, ""),
        ("43%", 4.3, 10, ""),
        ("2.5%", 0.25, 10, ""),
        ("HP:0040282", np.nan, np.nan, "HP:0040282"),
        ("", np.nan, np.nan, ""),
        ("0/0", np.nan, np.nan, ""),
        ("9/7", 7, 7, ""),
        ("often", np.nan, np.nan, ""),
    ],
)
def test_reads_a_frequency(
    tmp_path: Path, frequency: str, observed: float, examined: float, frequency_class: str
) -> None:
    table, _ = read_hpoa(write(tmp_path, {"frequency": frequency}), resolve)
    row = table.iloc[0]
    np.testing.assert_allclose([row["observed"], row["examined"]], [observed, examined])
    assert row["frequency_class"] == frequency_class


def test_keeps_every_statement_with_its_circumstances(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {"qualifier": "NOT", "sex": "female", "onset": "HP:0003577", "reference": "PMID:1;PMID:2", "evidence": "TAS"},
        {"hpo_id": "HP:0000006", "aspect": "I", "database_id": "ORPHA:2", "disease_name": 'A "second"'},
    )
    table, names = read_hpoa(path, lambda finding: None if finding == "HP:0000006" else finding)
    assert tuple(table.columns) == COLUMNS
    assert names == {"OMIM:1": "First", "ORPHA:2": 'A "second"'}
    first = table.iloc[0]
    assert bool(first["negated"])
    assert (first["sex"], first["onset"], first["reference"], first["evidence"]) == (
        "FEMALE",
        "HP:0003577",
        "PMID:1;PMID:2",
        "TAS",
    )
    assert list(table["aspect"]) == ["P", "I"], "an inheritance term is no finding, and is kept unresolved"
    assert not table["negated"].iloc[1]


def test_brings_findings_up_to_date_and_drops_unknown_ones(tmp_path: Path) -> None:
    rows = ({"hpo_id": "HP:0000009"}, {"hpo_id": "HP:9999999"}, {"hpo_id": "HP:0000011"})
    table, names = read_hpoa(write(tmp_path, *rows), resolve)
    assert list(table["finding_id"]) == ["HP:0000010", "HP:0000011"]
    assert list(table.index) == [0, 1]
    assert names == {"OMIM:1": "First"}


def test_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"No annotations at .*phenotype\.hpoa"):
        read_hpoa(tmp_path / "phenotype.hpoa", resolve)
    path = write(tmp_path, {}, columns=(*HPOA_COLUMNS[:-1], "something_else"))
    with pytest.raises(KnowledgeError, match="does not have the 12 columns of HPOA"):
        read_hpoa(path, resolve)


def test_the_release_date_stands_in_the_header(tmp_path: Path) -> None:
    assert version_of(write(tmp_path, {})) == "2026-02-03"
    (tmp_path / "undated").write_text("#description\nx\n#version: 2000-01-01\n", encoding="utf-8")
    assert version_of(tmp_path / "undated") == "unknown"
