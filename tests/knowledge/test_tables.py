"""The tables that ship: complete, consistent, rebuilt by their scripts.

Mirrors: hoofbeat.terminology.tables
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from hoofbeat.domain.case import FINDING_ID_PATTERN
from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.embedded import embedded_file
from hoofbeat.knowledge.ontology import read_obo
from hoofbeat.terminology import tables as read_tables
from hoofbeat.terminology.equivalence import equivalents

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src/hoofbeat/knowledge/data"
OF_CODES = ROOT / "src/hoofbeat/terminology/data"
MAPPED = {row.finding_id for row in tables.crosswalk().rows if row.decision == "mapped"}


@pytest.mark.parametrize(
    ("token", "findings"),
    [
        ("E_91", ("HP:0001945",)),
        ("E_55_@_V_25", ("HP:0002315",)),
        ("E_188", ("HP:0011985", "HP:0040319")),
        ("E_56_@_7", ("HB:0000056",)),
        ("E_56_@_6", ()),
        ("E_204_@_V_10", ()),
        ("E_204_@_V_1", ("HB:1204001",)),
        ("E_79", ("HB:0000079",)),
        ("E_125", ()),
    ],
)
def test_an_evidence_implies_its_findings(token: str, findings: tuple[str, ...]) -> None:
    assert tables.crosswalk().findings(token) == findings


@pytest.mark.parametrize("token", ["E_999", "E_55", "E_55_@_V_999", "E_56_@_11", "E_91_@_1", ""])
def test_an_evidence_outside_the_release_is_refused(token: str) -> None:
    with pytest.raises(KeyError):
        tables.crosswalk().findings(token)


def test_every_decision_fits_its_finding() -> None:
    prefix = {"mapped": "HP:", "history": "HB:", "left-out": ""}
    for row in tables.crosswalk().rows:
        assert row.finding_id[:3] == prefix[row.decision], row
        assert row.note, row
        assert not row.finding_id or re.match(FINDING_ID_PATTERN, row.finding_id), row


def test_a_history_item_bears_the_number_of_its_evidence() -> None:
    for row in tables.crosswalk().rows:
        if row.decision == "history":
            number = int(row.evidence.removeprefix("E_"))
            assert row.finding_id == f"HB:{number:07d}" or row.finding_id.startswith(f"HB:1{number:03d}"), row


def test_history_items_are_those_of_the_crosswalk() -> None:
    used = {row.finding_id for row in tables.crosswalk().rows if row.decision == "history"}
    assert used == {item.id for item in tables.history()}
    names = [item.name for item in tables.history()] + [item.name_es for item in tables.history()]
    assert all(names)
    assert len({item.name for item in tables.history()}) == len(used), "two items share a name"


@cache
def hpo_names() -> dict[str, list[str]]:
    """Label and exact synonyms of every current term below "Phenotypic abnormality" of the embedded release."""
    terms = read_obo(embedded_file("ontology")).terms
    return {term.id: [term.name, *term.synonyms] for term in terms}


def test_mapped_findings_are_current_phenotypes_and_none_names_a_pathology() -> None:
    names = hpo_names()
    assert set(names) >= MAPPED
    pathologies = {text.casefold() for d in tables.common_diseases() for text in (d.ddxplus, d.name)}
    leaks = {id_: names[id_] for id_ in MAPPED if pathologies & {name.casefold() for name in names[id_]}}
    assert not leaks


def test_the_spanish_lexicon_speaks_of_current_phenotypes_once_each() -> None:
    entries = tables.lexicon_es()
    assert {entry.id for entry in entries} <= set(hpo_names())
    assert len({entry.id for entry in entries}) == len(entries)
    assert {entry.id for entry in entries} >= MAPPED
    for entry in entries:
        assert entry.name_es, entry.id
        assert entry.name_es not in entry.synonyms_es, entry.id
        assert len(set(entry.synonyms_es)) == len(entry.synonyms_es), entry.id
        assert all(text == text.strip() and text for text in entry.synonyms_es), entry.id


def test_translated_findings_are_current_and_share_no_name() -> None:
    translated = tables.translated_es()
    assert len(translated) > 3_000
    assert set(translated) <= set(hpo_names())
    names = [name for name, others in translated.values() for name in (name, *others)]
    assert all(name == name.strip() and name for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_common_diseases_are_one_distribution() -> None:
    diseases = tables.common_diseases()
    assert [disease.id for disease in diseases] == [f"HBD:{number:07d}" for number in range(1, 50)]
    assert sum(disease.prior for disease in diseases) == pytest.approx(1, abs=1e-4)
    assert all(0 < d.p_female < 1 and 0 <= d.age_mean < 100 and 1 <= d.severity <= 5 for d in diseases)
    orphans = {disease.ddxplus for disease in diseases if disease.orphan}
    assert orphans == {"Chagas", "Ebola", "Guillain-Barré syndrome", "Myasthenia gravis", "SLE", "Sarcoidosis"}


def test_every_common_disease_has_a_profile_of_known_findings() -> None:
    rows = tables.common_profiles()
    sizes = {disease.id: disease.n for disease in tables.common_diseases()}
    assert {row.disease_id for row in rows} == set(sizes)
    assert {row.finding_id for row in rows} <= {row.finding_id for row in tables.crosswalk().rows}
    assert len({(row.disease_id, row.finding_id) for row in rows}) == len(rows)
    for row in rows:
        assert 0 < row.frequency <= 1, row
        assert row.n_patients == (sizes[row.disease_id] if row.reference == "DDXPlus" else 2), row


def test_linked_ids_hold_one_omim_id_at_most() -> None:
    neighbours: dict[str, set[str]] = defaultdict(set)
    links = [(row.left, row.right) for row in equivalents()]
    links += [(disease.id, other) for disease in tables.common_diseases() for other in disease.equivalents]
    for left, right in links:
        neighbours[left].add(right)
        neighbours[right].add(left)
    for entry in _connected(neighbours):
        assert sum(id_.startswith("OMIM:") for id_ in entry) <= 1, entry


def _connected(neighbours: dict[str, set[str]]) -> Iterator[set[str]]:
    seen: set[str] = set()
    for start in neighbours:
        entry, queue = set(), [start] if start not in seen else []
        while queue:
            id_ = queue.pop()
            if id_ not in entry:
                entry.add(id_)
                queue.extend(neighbours[id_])
        seen |= entry
        if entry:
            yield entry


def test_marfan_syndrome_is_known_under_all_its_ids() -> None:
    links = {(row.left, row.right) for row in equivalents()}
    assert {("OMIM:154700", "MONDO:0007947"), ("ORPHA:558", "MONDO:0007947")} <= links
    assert tables.orphanet_prevalence()["ORPHA:558"] is PrevalenceClass.ONE_TO_FIVE_IN_10000
    assert all(
        re.fullmatch(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]+)?", code) for codes in tables.icd10().values() for code in codes
    )


@pytest.mark.parametrize("path", sorted([*DATA.glob("*.tsv"), *OF_CODES.glob("*.tsv")]), ids=lambda path: path.name)
def test_every_table_names_its_source_and_stays_small(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert path.stat().st_size < 600_000


@pytest.mark.parametrize("text", ["id\tname\nHB:0000001\tCough\n", "id\tname\tname_es\nHB:0000001\tCough\n", ""])
def test_a_damaged_table_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/history.tsv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(read_tables, "files", lambda _: tmp_path)
    with pytest.raises(KnowledgeError, match=r"history\.tsv"):
        tables.history()


@pytest.mark.real_data
def test_every_evidence_and_value_of_the_release_is_decided(real_data_dir: Path) -> None:
    evidences = json.loads((real_data_dir / "ddxplus/release_evidences.json").read_text(encoding="utf-8"))
    tokens = {
        token
        for name, evidence in evidences.items()
        for token in ([f"{name}_@_{value}" for value in evidence["possible-values"]] or [name])
    }
    assert set(tables.crosswalk().tokens()) == tokens


@pytest.mark.real_data
def test_common_diseases_carry_the_figures_of_the_release(real_data_dir: Path) -> None:
    conditions = json.loads((real_data_dir / "ddxplus/release_conditions.json").read_text(encoding="utf-8"))
    figures = json.loads((real_data_dir / "ddxplus/frequencies_49.json").read_text(encoding="utf-8"))["conditions"]
    assert [(d.ddxplus, d.severity) for d in tables.common_diseases()] == [
        (name, condition["severity"]) for name, condition in conditions.items()
    ]
    for disease in tables.common_diseases():
        published = figures[disease.ddxplus]
        assert disease.n == published["n_train"]
        assert disease.prior == pytest.approx(published["prior"], abs=5e-7)
        assert disease.p_female == published["p_female"]
        assert (disease.age_mean, disease.age_sd) == (published["age_mean"], published["age_sd"])


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("script", "options", "built"),
    [
        ("build_common_profiles.py", ["--ddxplus", "ddxplus"], ["common_profiles.tsv"]),
        (
            "build_id_tables.py",
            ["--mondo", "mondo", "--orphanet", "orphanet"],
            ["broader.tsv", "equivalents.tsv.xz", "icd10.tsv", "orphanet_prevalence.tsv"],
        ),
    ],
)
def test_a_script_rebuilds_the_committed_table(
    real_data_dir: Path, tmp_path: Path, script: str, options: list[str], built: list[str]
) -> None:
    arguments = [text if text.startswith("--") else str(real_data_dir / text) for text in options]
    command = [sys.executable, str(ROOT / "scripts" / script), *arguments, "--output", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == built
    for name in built:
        committed = OF_CODES if name == "equivalents.tsv.xz" else DATA
        assert (tmp_path / name).read_bytes() == (committed / name).read_bytes(), name


@pytest.mark.parametrize("script", ["build_common_profiles.py", "build_id_tables.py"])
def test_a_script_without_its_sources_says_which(script: str, tmp_path: Path) -> None:
    options = {"build_common_profiles.py": ["--ddxplus"], "build_id_tables.py": ["--mondo", "--orphanet"]}[script]
    arguments = [text for option in options for text in (option, str(tmp_path / "absent"))]
    command = [sys.executable, str(ROOT / "scripts" / script), *arguments, "--output", str(tmp_path)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert result.returncode == 1
    assert "absent" in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_the_tables_ship_with_the_package() -> None:
    for package, folder in (("hoofbeat.knowledge", DATA), ("hoofbeat.terminology", OF_CODES)):
        shipped = {item.name for item in files(package).joinpath("data").iterdir()}
        assert shipped >= {path.name for path in folder.glob("*.tsv*")} > set()


def test_the_page_on_the_crosswalk_lists_every_leak_and_counts_every_answer() -> None:
    page = (ROOT / "docs/crosswalk.md").read_text(encoding="utf-8")
    leaks = [row.evidence for row in tables.crosswalk().rows if row.note.startswith("leak: ")]
    section = page.split("## What was left out because it gives the diagnosis away")[1].split("\nKnown asthma")[0]
    assert re.findall(r"^\| (E_\d+) ", section, flags=re.MULTILINE) == leaks
    answers = [tables.crosswalk().findings(token) for token in tables.crosswalk().tokens()]
    mapped = sum(any(id_.startswith("HP:") for id_ in findings) for findings in answers)
    left_out = sum(not findings for findings in answers)
    counts = (mapped, len(answers) - mapped - left_out, left_out)
    assert re.findall(r"^\| `[a-z-]+` \| (\d+) ", page, flags=re.MULTILINE) == [str(count) for count in counts]
    assert f"{len(answers)} possible answers" in page
    assert f"({len(MAPPED)} different ones)" in page
    assert f"({len(tables.history())} different ones)" in page


def test_a_spanish_text_names_one_finding() -> None:
    texts = [text.casefold() for entry in tables.lexicon_es() for text in (entry.name_es, *entry.synonyms_es)]
    assert sorted(texts) == sorted(set(texts))
