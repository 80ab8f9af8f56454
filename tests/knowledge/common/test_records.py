"""What hospital records and PubMed show of the common diseases: the reviewed names, and the profiles made with them.

Mirrors: scripts/build_records.py, scripts/build_literature.py
"""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from hoofbeat.knowledge.common import StatementSource, common_entries, statements
from hoofbeat.knowledge.common.records import (
    ROTMENSCH,
    WANG,
    ZHOU,
    DiseaseName,
    SymptomName,
    disease_names,
    record_rows,
    symptom_names,
)
from hoofbeat.knowledge.release import Knowledge

ROOT = Path(__file__).parents[3]
TABLES = ROOT / "src/hoofbeat/knowledge/data/common"
KINDS = ("records", "literature")
NAMES = {entry.id: entry.name for entry in common_entries()}


def build(folder: Path, output: Path, kind: str = "records") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / f"scripts/build_{kind}.py"), "--common", str(folder), "--output", str(output)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def published(folder: Path, rotmensch: str, wang: str) -> Path:
    (folder / "health_knowledge_graph.csv").write_text(f"Diseases,Symptoms\n{rotmensch}", encoding="utf-8")
    text = f"Disease,disease_occurrence,Symptom\n{wang}"
    (folder / "nyp_disease_symptom_kb.csv").write_text(text, encoding="utf-8-sig")
    return folder


def built(output: Path) -> dict[tuple[str, str], float]:
    lines = [line for line in (output / "profiles.tsv").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    return {(row["disease"], row["finding"]): float(row["frequency"]) for row in csv.DictReader(lines, delimiter="\t")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_disease_is_an_entry_of_the_catalogue_or_says_why_not(kind: str) -> None:
    unknown = [row for row in disease_names(kind) if row.id and NAMES.get(row.id) != row.label]
    assert not unknown, "no such entry of the catalogue"
    assert all(row.note and not row.label for row in disease_names(kind) if not row.id)


@pytest.mark.parametrize("kind", KINDS)
def test_a_symptom_is_a_finding_or_says_why_not(kind: str, embedded_knowledge: Knowledge) -> None:
    for row in symptom_names(kind):
        if row.id:
            assert row.fit in {"same", "narrower"}, row
            assert embedded_knowledge.ontology.resolve(row.id) == row.id, row
        else:
            assert row.note, row
            assert not row.label + row.fit, row


@pytest.mark.parametrize(
    "rows", [table(kind) for kind in KINDS for table in (disease_names, symptom_names)], ids=lambda rows: rows[0].name
)
def test_a_name_is_decided_once(rows: tuple[DiseaseName, ...] | tuple[SymptomName, ...]) -> None:
    keys = [(row.source, row.name, row.id) for row in rows]
    assert len(set(keys)) == len(keys)
    left_out = {key[:2] for key in keys if not key[2]}
    assert not left_out & {key[:2] for key in keys if key[2]}


@pytest.mark.parametrize(
    ("kind", "sources"), [("records", {(ROTMENSCH, "number"), (WANG, "order")}), ("literature", {(ZHOU, "pair")})]
)
def test_profiles_state_a_share_of_a_known_finding_once(kind: str, sources: set[tuple[str, str]]) -> None:
    rows = record_rows(kind)
    assert {row.disease for row in rows} <= {row.id for row in disease_names(kind) if row.id}
    assert {row.finding for row in rows} <= {row.id for row in symptom_names(kind) if row.id}
    assert len({row[:2] for row in rows}) == len(rows)
    assert {(row.source, row.stated) for row in rows} == sources
    assert all(0 < row.frequency <= 1 and ": " in row.written for row in rows)


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_statements_of_their_own_provenance(kind: str) -> None:
    stated = {(row.disease, row.finding): row.frequency for row in statements()[StatementSource(kind)]}
    assert stated == {row[:2]: row.frequency for row in record_rows(kind)}


@pytest.mark.real_data
@pytest.mark.parametrize("kind", KINDS)
def test_every_symptom_of_the_sources_is_decided_and_the_table_is_theirs(
    kind: str, real_data_dir: Path, tmp_path: Path
) -> None:
    result = build(real_data_dir / "common", tmp_path, kind)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "profiles.tsv").read_bytes() == (TABLES / kind / "profiles.tsv").read_bytes()


def test_the_largest_weight_of_the_same_counts_and_narrower_ones_join_it(tmp_path: Path) -> None:
    graph = (
        'stroke,"numbness (0.200), hand numbness (0.100), difficulty breathing (0.300), shortness of breath (0.400)"\n'
    )
    assert build(published(tmp_path, graph, ""), tmp_path).returncode == 0
    assert built(tmp_path) == {
        ("HBD:0001836", "HP:0033748"): pytest.approx(1 - 0.8 * 0.9),
        ("HBD:0001836", "HP:0002094"): pytest.approx(0.4),
    }


def test_an_order_becomes_shares_where_the_weights_are_silent(tmp_path: Path) -> None:
    graph = 'stroke,"headache (0.200)"\nmigraine,"vomiting (0.100)"\n'
    stroke, fever = "UMLS:C0038454_accident cerebrovascular,885", "UMLS:C0015967_fever"
    order = [f"{stroke},UMLS:C0013362_dysarthria", f"{stroke},UMLS:C0042963_vomiting", f"{stroke},{fever}"]
    influenza = "UMLS:C0021400_influenza,68"
    order += [f"{influenza},UMLS:C0231221_asymptomatic", f"{influenza},UMLS:C0042963_vomiting"]
    assert build(published(tmp_path, graph, "\n".join(order)), tmp_path).returncode == 0
    assert built(tmp_path) == {
        ("HBD:0001836", "HP:0002315"): 0.2,
        ("HBD:0001828", "HP:0002013"): 0.1,
        ("HBD:0001836", "HP:0001260"): 0.16,
        ("HBD:0001836", "HP:0001945"): pytest.approx(0.16 * 3**-0.6, abs=1e-4),
        ("HBD:0000039", "HP:0002013"): pytest.approx(0.16 * 2**-0.6, abs=1e-4),
    }, "vomiting of a stroke is Rotmensch's to state"


def test_what_nobody_reviewed_is_named(tmp_path: Path) -> None:
    result = build(published(tmp_path, 'stroke,"unheard of (0.200)"\n', ""), tmp_path)
    assert result.returncode == 1
    assert "unheard of" in result.stderr
    assert "Traceback" not in result.stderr
    assert "absent" in build(tmp_path / "absent", tmp_path).stderr
    assert "absent" in build(tmp_path / "absent", tmp_path, "literature").stderr
