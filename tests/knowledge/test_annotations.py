"""Published statements: every way a frequency is written, and which rows are kept."""

from pathlib import Path

import numpy as np
import pandas as pd
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
    others = tuple(name for name in HPOA_COLUMNS if name not in {"evidence", "sex"})
    path = write(tmp_path, {}, columns=(*others, "something_else"))
    with pytest.raises(KnowledgeError, match=r"lacks the columns evidence, sex of HPOA → .* 2023 or later"):
        read_hpoa(path, resolve)
    path = write(tmp_path, {"biocuration": "HPO:x[2026-01-01]\tCARDINAL"})
    with pytest.raises(KnowledgeError, match="rows with more cells than its header names columns"):
        read_hpoa(path, resolve)


def test_columns_are_known_by_their_names_whatever_stands_beside_them(tmp_path: Path) -> None:
    rows = ({"frequency": "3/7"}, {"hpo_id": "HP:0000011", "sex": "MALE"})
    plain, names = read_hpoa(write(tmp_path, *rows), resolve)
    columns = ("cardinality", *reversed(HPOA_COLUMNS), "note")
    marked = tuple({"cardinality": "SUPPORTIVE", "note": "x"} | row for row in rows)
    widened, same_names = read_hpoa(write(tmp_path, *marked, columns=columns), resolve)
    pd.testing.assert_frame_equal(widened, plain)
    assert same_names == names


def test_a_title_as_omim_writes_it_is_read_whole_and_becomes_a_name(tmp_path: Path) -> None:
    title = "#100001 INVENTED SIGN, VARIATION IN, 2; IVS2;;OTHER NAME"
    table, names = read_hpoa(write(tmp_path, {"disease_name": title}, {"frequency": "1/2"}), resolve)
    assert list(table["finding_id"]) == ["HP:0000010"] * 2
    assert names == {"OMIM:1": "First"}
    _, names = read_hpoa(write(tmp_path, {"disease_name": title}), resolve)
    assert names == {"OMIM:1": "INVENTED SIGN, VARIATION IN, 2"}


def test_the_release_date_stands_in_the_header(tmp_path: Path) -> None:
    assert version_of(write(tmp_path, {})) == "2026-02-03"
    (tmp_path / "undated").write_text("#description\nx\n#version: 2000-01-01\n", encoding="utf-8")
    assert version_of(tmp_path / "undated") == "unknown"
