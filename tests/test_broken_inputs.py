"""Whatever a hospital sends: every broken record is quarantined with a reason to act on, every sound one accepted.

Mirrors: src/hoofbeat/sources, hoofbeat.jobs.ingest
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from broken_inputs import DDXPLUS, FHIR, PACKETS, TABLE, Broken, write_ddxplus, write_fhir, write_packets, write_table
from hoofbeat.intake.refinery import IngestSummary
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.quarantine import ListQuarantineJob, Refused
from hoofbeat.lake.lake import Lake
from hoofbeat.sources import Resolve, SourceConfig


class Ingested(NamedTuple):
    """What became of a source of broken and sound records."""

    summary: IngestSummary
    broken: list[Broken]
    sound: int
    refused: tuple[Refused, ...]
    output: Path


def resolve(finding_id: str) -> str | None:
    """An ontology that lacks a few ids."""
    return None if finding_id.startswith("HP:9") else finding_id


def _ingest(folder: Path, source: SourceConfig, broken: list[Broken], sound: int) -> Ingested:
    known: Resolve = resolve
    summary = IngestJob(output=folder / "run", sources=(source,)).run(known, lambda disease: disease)
    return Ingested(summary, broken, sound, ListQuarantineJob(output=folder / "run").run(), folder / "run")


def _packets(folder: Path) -> Ingested:
    source = SourceConfig(name="packets", format="phenopackets", path=folder / "PLANTED.zip")
    return _ingest(folder, source, *write_packets(source.path))


def _ddxplus(folder: Path) -> Ingested:
    source = SourceConfig(name="simulated-ward", format="ddxplus", path=folder / "release_test_patients.csv")
    return _ingest(folder, source, *write_ddxplus(source.path))


def _fhir(folder: Path) -> Ingested:
    source = SourceConfig(name="clinic", format="fhir", path=folder / "PLANTED")
    return _ingest(folder, source, *write_fhir(source.path))


def _table(folder: Path) -> Ingested:
    path = folder / "delivery"
    source = SourceConfig(name="ward", format="table", path=path / "table.csv", mapping=path / "mapping.yaml")
    return _ingest(folder, source, *write_table(path))


MAKERS: dict[str, Callable[[Path], Ingested]] = {
    "phenopackets": _packets,
    "ddxplus": _ddxplus,
    "fhir": _fhir,
    "table": _table,
}


@pytest.fixture(scope="module", params=list(MAKERS))
def ingested(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    return MAKERS[request.param](tmp_path_factory.mktemp(request.param))


def test_there_are_far_more_than_forty_ways() -> None:
    assert len(PACKETS) + len(DDXPLUS) + len(FHIR) + len(TABLE) > 90


def test_every_broken_record_is_quarantined_with_a_reason_to_act_on(ingested: Ingested) -> None:
    wrong = [
        (entry.how, refused.reason)
        for entry, refused in zip(ingested.broken, ingested.refused, strict=False)
        if not re.search(entry.reason, refused.reason, re.DOTALL)
    ]
    assert not wrong
    assert len(ingested.refused) == len(ingested.broken)


def test_every_sound_record_beside_them_is_accepted_and_the_sums_are_right(ingested: Ingested) -> None:
    (tally,) = ingested.summary.tallies
    assert (tally.read, tally.accepted, tally.quarantined) == (
        len(ingested.broken) + ingested.sound,
        ingested.sound,
        len(ingested.broken),
    )
    lake = Lake(ingested.output / "lake")
    assert lake.bronze.count() == tally.read
    assert lake.silver.count() == lake.gold.count() == ingested.sound
    assert lake.quarantine.count() == len(ingested.broken)


def test_every_reason_says_what_to_do(ingested: Ingested) -> None:
    assert [refused.reason for refused in ingested.refused if " → " not in refused.reason] == []


def test_no_value_of_a_patient_is_in_a_reason_or_a_page(ingested: Ingested) -> None:
    texts = [refused.reason for refused in ingested.refused]
    kept = [*ingested.output.glob("data-docs/**/*.*"), *ingested.output.glob("quality/*")]
    texts += [path.read_text(encoding="utf-8") for path in kept]
    assert not [text for text in texts if "planted" in re.sub("plantedd", "", text.lower())]
