"""Canaries planted in every format are found in the vault and nowhere else: lake, logs, pages, figures, bundle.

Mirrors: src/hoofbeat
"""

import gzip
import json
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from canary_numbers import NUMBERS, numbers_in, write_excel
from canary_plants import BORN, CANARIES, DNI, EMAIL, FAMILY, NAME, NOTE, STEM, plant, plant_export
from canary_search import KEY, all_layers, canaries_in, hoofbeat, leaks
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.knowledge.site import site_id
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.vault import Vault
from hoofbeat.sources import SourceConfig
from reduced_release import write_reduced_release
from served_bundle import asked, served

SOURCES = ("phenopackets", "ddxplus", "jsonl", "fhir", "table")

#: What they have who are learnt from, and what they show.
PROFILES = {
    "OMIM:154700": ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0001382"),
    "OMIM:219700": ("HP:0002110", "HP:0001738", "HP:0002099", "HP:0001508"),
    "OMIM:162200": ("HP:0000957", "HP:0001067", "HP:0009735", "HP:0000997"),
}


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """Output of an ingest of every format, and what was printed."""
    folder = tmp_path_factory.mktemp("canaries")
    listing = plant(folder / "in")
    output = folder / "out"
    printed = hoofbeat("ingest", "--sources", listing, "--output", output)
    printed += hoofbeat("quarantine", "list", "--output", output)
    return output, printed


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    import pyarrow as pa

    for name, text in (("plain.txt", NOTE), ("capitals.txt", NAME.upper()), (f"{FAMILY}.txt", "nothing")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    pq.write_table(pa.table({"notes": [[NAME]], "sealed": [b"x"]}), tmp_path / "table.parquet", compression="zstd")
    with zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("member", NOTE)
    (tmp_path / "packed.gz").write_bytes(gzip.compress(NOTE.encode()))
    places = {where.split(",")[0].removeprefix("name of ").lstrip("/") for where, _ in leaks(tmp_path)}
    assert places == {
        *("plain.txt", "capitals.txt", f"{FAMILY}.txt", "table.parquet", "packed.zip!member", "packed.gz"),
    }
    assert canaries_in(NOTE.encode()) == list(CANARIES[:3]) + [c for c in CANARIES[3:] if c in NOTE]


def test_every_format_brought_cases_and_refusals(ingested: tuple[Path, bytes]) -> None:
    lake = Lake(ingested[0] / "lake")
    assert lake.silver.values("source") == set(SOURCES)
    assert lake.quarantine.values("source") == set(SOURCES)


def test_the_vault_holds_them(ingested: tuple[Path, bytes]) -> None:
    """Without this the search would pass on records that never were planted."""
    vault = Vault(KEY.encode())
    for table in ("bronze", "quarantine"):
        opened: dict[str, str] = {}
        for file in sorted((ingested[0] / "lake" / table).rglob("*.parquet")):
            rows = pq.ParquetFile(file).read(columns=["source", "sealed"]).to_pylist()
            for row in rows:
                opened[row["source"]] = opened.get(row["source"], "") + " ".join(vault.open(row["sealed"]))
        assert set(opened) == set(SOURCES)
        for text in opened.values():
            assert NAME in text
            assert DNI in text
    assert EMAIL in opened["table"]


def test_nothing_of_them_is_anywhere_else(ingested: tuple[Path, bytes]) -> None:
    assert leaks(ingested[0]) == []


def test_a_draft_of_a_mapping_quotes_no_column_of_identifiers(tmp_path: Path) -> None:
    """By their values alone: the names of the columns tell nothing."""
    table, draft = plant_export(tmp_path / "export.csv"), tmp_path / "draft.yaml"
    printed = hoofbeat("mapping", "suggest", table, "--output", draft)
    assert "cefalea" in draft.read_text(encoding="utf-8")
    assert canaries_in(draft.read_bytes()) == []
    assert canaries_in(printed) == []


@pytest.mark.parametrize("label", ["María García López", EMAIL, DNI, f"Anemia, {BORN}"])
def test_an_identifier_where_a_label_belongs_stops_the_batch(
    label: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOFBEAT_PSEUDONYM_KEY", KEY)
    case = {"case_id": "1", "findings": [{"id": "HP:0001166"}], "diagnosis": "OMIM:154700", "diagnosis_name": label}
    (tmp_path / "in.jsonl").write_text(json.dumps(case) + "\n", encoding="utf-8")
    config = SourceConfig(name="jsonl", format="jsonl", path=tmp_path / "in.jsonl")
    with pytest.raises(HoofbeatError, match="diagnosis_name") as stopped:
        IngestJob(output=tmp_path / "out", sources=(config,)).run(None, lambda disease: disease)
    assert Lake(tmp_path / "out/lake").silver.version is None
    told = "".join((str(stopped.value), *capfd.readouterr())).encode()
    assert label.encode() not in told
    assert canaries_in(told) == []
    assert leaks(tmp_path / "out") == []
    assert [where for where, content in all_layers(tmp_path / "out") if label.encode() in content] == []


def test_nothing_of_them_is_printed(ingested: tuple[Path, bytes]) -> None:
    assert canaries_in(ingested[1]) == []


@pytest.mark.slow
def test_nothing_of_them_is_anywhere_after_training(ingested: tuple[Path, bytes], tmp_path: Path) -> None:
    """The whole way, on planted names and numbers of patients whose diseases are learnt from.

    What the model reads of their numbers is listed at ``/v1/measurements``.
    """
    output = tmp_path / "out"
    many = _many(tmp_path / f"{STEM}.jsonl")
    table, mapping = write_excel(tmp_path / "export.xlsx"), tmp_path / "mapping.yaml"
    printed = hoofbeat("mapping", "suggest", table, "--output", mapping)
    release = write_reduced_release(tmp_path / "release", keep=PROFILES)
    sources = ("--jsonl", many, "--table", table, "--mapping", mapping, "--knowledge", release)
    printed += hoofbeat("ingest", *sources, "--output", output)
    printed += hoofbeat("train", "--output", output, "--min-cases", "4", "--folds", "2", "--candidates", "logistic,mlp")
    printed += hoofbeat("evaluate", "--output", output, "--folds", "2")
    printed += hoofbeat("export", "--output", output, "--parity-cases", "20")
    answers = tmp_path / "answers"
    answers.mkdir()
    printed += hoofbeat(
        "predict",
        "--bundle",
        output / "bundle",
        "--cases",
        many,
        "--format",
        "jsonl",
        "--output",
        answers / "differentials.jsonl",
    )
    for made in ("report/report.html", "bundle/manifest.json", "mlflow.db", "data-docs"):
        assert (output / made).exists()
    with served(output / "bundle") as address:
        listed = json.dumps(asked(f"{address}/v1/measurements"))
    assert "777-3" in listed
    assert not [name for name in NUMBERS if site_id(name) in listed]
    assert numbers_in(printed + listed.encode()) == set()
    assert {where: numbers for where, content in all_layers(output) if (numbers := numbers_in(content))} == {}
    assert leaks(output) == []
    assert canaries_in(printed) == []
    assert canaries_in((answers / "differentials.jsonl").read_bytes().replace(NAME.encode(), b"")) == []


def _many(file: Path) -> Path:
    """Cases enough to learn from, each under a name."""
    lines = []
    for number in range(60):
        disease = list(PROFILES)[number % 3]
        findings = [finding for place, finding in enumerate(PROFILES[disease]) if (number // 3 + place) % 4]
        lines.append(
            {
                "case_id": f"{NAME} {number}",
                "patient_id": f"{DNI} {number}",
                "group": f"PMID:{1000 + number % 10}" if number % 2 else f"family {NAME} {number}",
                "age": number % 50,
                "sex": "female",
                "findings": [{"id": finding} for finding in findings],
                "measurements": [{"code": "8310-5", "value": 36 + number % 5, "unit": "Cel"}],
                "diagnosis": disease,
                "notes": [NOTE],
            }
        )
    file.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return file
