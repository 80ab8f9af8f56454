"""The altitude of a source, from its entry or the command line to the lake.

Mirrors: hoofbeat.sources
"""

import json
from pathlib import Path

import pytest

from hoofbeat.domain.errors import SourceError
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.lake.gold import read_cohort
from hoofbeat.sources import SourceConfig, choose_sources, open_source, read_sources

RECORD = {
    "case_id": "c",
    "age": 40,
    "sex": "male",
    "measurements": [
        {"code": "59408-5", "value": 92, "unit": "%"},
        {"code": "8310-5", "value": 39.2, "unit": "Cel"},
    ],
}


def deliver(file: Path, **fields: object) -> Path:
    file.write_text(json.dumps(RECORD | fields) + "\n", encoding="utf-8")
    return file


def test_a_record_that_states_its_altitude_keeps_it(tmp_path: Path) -> None:
    for stated, expected in ({}, 2850), ({"altitude": 10}, 10):
        file = deliver(tmp_path / "cases.jsonl", **stated)
        source = open_source(SourceConfig(name="quito", format="jsonl", path=file, altitude=2850))
        assert source.name == "quito"
        assert [source.parse(record).altitude for record in source.records()] == [expected]


def test_the_entry_of_a_source_wins_over_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(
        "sources:\n"
        "  - {name: quito, format: jsonl, path: a.jsonl, altitude: 2850}\n"
        "  - {name: guayaquil, format: jsonl, path: b.jsonl}\n",
        encoding="utf-8",
    )
    assert [source.altitude for source in read_sources(file)] == [2850, None]
    assert [source.altitude for source in choose_sources(file, altitude=4)] == [2850, 4]
    assert [source.altitude for source in choose_sources(jsonl=file, altitude=3640)] == [3640]


@pytest.mark.parametrize("altitude", [9000, -1000])
def test_an_altitude_where_nobody_lives_is_refused(tmp_path: Path, altitude: float) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(f"sources: [{{name: a, format: jsonl, path: a, altitude: {altitude}}}]", encoding="utf-8")
    with pytest.raises(SourceError, match="altitude"):
        read_sources(file)


@pytest.mark.parametrize(("altitude", "observed"), [(None, ("HP:0012418", "HP:0001945")), (2850.0, ("HP:0001945",))])
def test_silver_and_gold_keep_the_altitude_that_findings_were_concluded_for(
    tmp_path: Path, altitude: float | None, observed: tuple[str, ...]
) -> None:
    sources = choose_sources(jsonl=deliver(tmp_path / "cases.jsonl"), altitude=altitude)
    IngestJob(output=tmp_path, sources=sources).run(None, str)
    (case,) = read_cohort(tmp_path / "lake").cases
    assert case.altitude == altitude
    assert case.observed == observed
    assert ("reference ranges for 2850 m above sea level" in case.notes) == (altitude is not None)


def test_a_bound_in_fhir_is_read_for_the_altitude_of_its_source(tmp_path: Path) -> None:
    saturation = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "59408-5"}]},
        "subject": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
        "valueQuantity": {"value": 92, "comparator": "<", "unit": "%"},
    }
    fever = saturation | {
        "id": "f",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8310-5"}]},
        "valueQuantity": {"value": 39.2, "unit": "Cel"},
    }
    resources = [
        {"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01"},
        {
            "resourceType": "Encounter",
            "id": "e",
            "status": "finished",
            "class": {"code": "AMB"},
            "subject": {"reference": "Patient/p"},
            "period": {"start": "2020-01-01"},
        },
        saturation,
        fever,
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    (tmp_path / "b.json").write_text(json.dumps(bundle), encoding="utf-8")
    for altitude, observed in ((None, ("HP:0012418",)), (2850, ())):
        source = open_source(SourceConfig(name="a", format="fhir", path=tmp_path, altitude=altitude))
        assert [source.parse(record).observed for record in source.records()] == [observed]
