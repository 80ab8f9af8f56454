"""One patient has one age, whatever the file is written in.

Mirrors: hoofbeat.sources.durations
"""

import json
from datetime import date
from pathlib import Path

import pytest

from hoofbeat.sources.base import Source
from hoofbeat.sources.durations import middle_of, years_between
from hoofbeat.sources.fhir import FhirSource
from hoofbeat.sources.phenopacket import PhenopacketSource
from hoofbeat.sources.table import TableSource

MAPPING = """
columns:
  id: id
  born: {kind: birth_date}
  seen: {kind: visit_date}
  fever: {kind: finding, id: HP:0001945}
"""


def table(folder: Path, born: str, seen: str) -> Source:
    (folder / "table.csv").write_text(f"id,born,seen,fever\n1,{born},{seen},1\n", encoding="utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return TableSource(folder / "table.csv", folder / "mapping.yaml")


def fhir(folder: Path, born: str, seen: str) -> Source:
    visit = {"status": "finished", "class": {"code": "AMB"}, "period": {"start": seen}, "subject": {"reference": "p"}}
    fever = {
        "code": {"coding": [{"system": "http://human-phenotype-ontology.org", "code": "HP:0001945"}]},
        "subject": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
    }
    resources = (
        {"resourceType": "Patient", "id": "p", "birthDate": born},
        {"resourceType": "Encounter", "id": "e"} | visit | {"subject": {"reference": "Patient/p"}},
        {"resourceType": "Condition", "id": "c"} | fever,
    )
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    (folder / "bundle.json").write_text(json.dumps(bundle), encoding="utf-8")
    return FhirSource(folder / "bundle.json")


def phenopacket(folder: Path, born: str, seen: str) -> Source:
    packet = {
        "id": "x",
        "subject": {
            "id": "p",
            "dateOfBirth": f"{born}T00:00:00Z",
            "timeAtLastEncounter": {"timestamp": f"{seen}T00:00:00Z"},
        },
        "phenotypicFeatures": [{"type": {"id": "HP:0001945", "label": "Fever"}}],
        "metaData": {"phenopacketSchemaVersion": "2.0"},
    }
    (folder / "packet.json").write_text(json.dumps(packet), encoding="utf-8")
    return PhenopacketSource(folder / "packet.json")


@pytest.mark.parametrize(
    ("born", "seen"),
    [
        ("2016-02-29", "2019-03-01"),
        ("2020-01-31", "2020-02-01"),
        ("1950-12-24", "2024-12-23"),
        ("2001-07-02", "2019-07-02"),
    ],
)
def test_table_fhir_and_phenopacket_give_one_age(tmp_path: Path, born: str, seen: str) -> None:
    expected = years_between(date.fromisoformat(born), date.fromisoformat(seen))
    for make in (table, fhir, phenopacket):
        source = make(tmp_path, born, seen)
        assert [source.parse(record).age for record in source.records()] == [expected], make.__name__


def test_a_year_alone_means_its_middle_everywhere(tmp_path: Path) -> None:
    expected = years_between(middle_of(1987), date(2020, 3, 1))
    of_fhir = fhir(tmp_path, "1987", "2020-03-01")
    table(tmp_path, "1987", "2020-03-01")
    (tmp_path / "mapping.yaml").write_text(f'dates: ["%Y", "%Y-%m-%d"]\n{MAPPING}', encoding="utf-8")
    of_table = TableSource(tmp_path / "table.csv", tmp_path / "mapping.yaml")
    for source in (of_fhir, of_table):
        assert [source.parse(record).age for record in source.records()] == [expected]
