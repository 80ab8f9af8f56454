"""Bronze first, gold later: the same as in one go, and what waits for a parser goes on waiting.

Mirrors: hoofbeat.intake.stored
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hoofbeat.intake.refinery import IngestSummary
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.jobs.prepare import PrepareJob
from hoofbeat.lake.lake import Lake
from hoofbeat.sources import SourceConfig, choose_sources
from invented_deliveries import KEY, delivery, everything, rows


@pytest.fixture(autouse=True)
def one_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOOFBEAT_PSEUDONYM_KEY", KEY)
    return iter(())


def keep(output: Path, file: Path, name: str = "jsonl") -> IngestSummary:
    config = SourceConfig(name=name, format="jsonl", path=file)
    return IngestJob(output=output, sources=(config,), stage="bronze").run(None, str)


def test_bronze_first_and_gold_later_is_the_same_as_in_one_go(tmp_path: Path) -> None:
    files = [delivery(tmp_path / f"{number}.jsonl", range(number, number + 300)) for number in (1, 200)]
    for file in files:
        IngestJob(output=tmp_path / "one", sources=choose_sources(jsonl=file)).run(None, str.upper)
        keep(tmp_path / "two", file)
    lake = Lake(tmp_path / "two" / "lake")
    assert (lake.silver.exists, lake.gold.exists, lake.quarantine.exists) == (False, False, False)
    (tally,) = PrepareJob(output=tmp_path / "two").run(None, str.upper).tallies
    assert tally.read == tally.accepted + tally.quarantined == lake.bronze.count()
    assert everything(tmp_path / "two" / "lake") == everything(tmp_path / "one" / "lake")


def test_to_prepare_again_does_nothing(tmp_path: Path) -> None:
    keep(tmp_path, delivery(tmp_path / "cases.jsonl", range(1, 120)))
    first = PrepareJob(output=tmp_path).run(None, str)
    again = PrepareJob(output=tmp_path).run(None, str)
    assert again.tallies == ()
    assert again.versions == first.versions


def test_records_of_a_source_that_is_not_configured_wait_and_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = delivery(tmp_path / "cases.jsonl", range(1, 20))
    keep(tmp_path, file, name="hospital-a")
    assert PrepareJob(output=tmp_path).run(None, str).tallies == ()
    said = " ".join(capsys.readouterr().err.split())
    assert "records of hospital-a wait" in said
    configured = SourceConfig(name="hospital-a", format="jsonl", path=tmp_path / "gone.jsonl")
    (tally,) = PrepareJob(output=tmp_path, sources=(configured,)).run(None, str).tallies
    assert tally.accepted == 19


def test_a_record_damaged_when_it_was_read_is_refused_later_too(tmp_path: Path) -> None:
    file = delivery(tmp_path / "cases.jsonl", range(1, 3))
    file.write_bytes(file.read_bytes().replace(b"omim:100001", b"omim:1\xff0001"))
    keep(tmp_path, file)
    (tally,) = PrepareJob(output=tmp_path).run(None, str).tallies
    assert (tally.read, tally.accepted, tally.quarantined) == (2, 1, 1)
    (refused,) = rows(tmp_path / "lake", "quarantine")
    assert "damaged" in refused["reason"]
