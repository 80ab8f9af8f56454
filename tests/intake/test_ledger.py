"""What the lake has of a delivery already, and what is added to it.

Mirrors: hoofbeat.intake.commits
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest

from hoofbeat.intake.commits import Appender
from hoofbeat.intake.ledger import ACCEPTED, IN_BRONZE, QUARANTINED, Ledger
from hoofbeat.jobs.ingest import IngestJob
from hoofbeat.lake.lake import Lake
from hoofbeat.sources import choose_sources
from invented_deliveries import delivery


def hashes(*names: object) -> list[str]:
    return [sha256(str(name).encode()).hexdigest() for name in names]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        yield ledger


def test_fates_add_up_and_unknown_records_are_left_out(ledger: Ledger) -> None:
    ledger.note(hashes(1, 2), IN_BRONZE)
    ledger.note(hashes(2), ACCEPTED)
    (one, two) = hashes(1, 2)
    assert ledger.fates(hashes(1, 2, 3)) == {one: IN_BRONZE, two: IN_BRONZE | ACCEPTED}
    assert list(ledger.with_fates(IN_BRONZE | ACCEPTED)) == [two]


def test_more_records_than_one_query_takes(ledger: Ledger) -> None:
    many = hashes(*range(1_234))
    ledger.note(many, QUARANTINED)
    assert ledger.fates(many) == dict.fromkeys(many, QUARANTINED)


def test_nothing_asked_or_noted_is_no_trouble(ledger: Ledger) -> None:
    ledger.note([], ACCEPTED)
    assert ledger.fates([]) == {}


def test_the_known_are_found_among_many_that_are_new(ledger: Ledger) -> None:
    known = hashes(*range(0, 20_000, 7))
    ledger.note(known, ACCEPTED)
    assert ledger.fates(hashes(*range(20_000))) == dict.fromkeys(known, ACCEPTED)


def test_a_case_is_admitted_once_for_each_revision(ledger: Ledger) -> None:
    assert ledger.admit(["a", "a", "b"], [0, 1, 0], hashes(1, 2, 3)) == [True, True, True]
    assert ledger.admit(["a", "c", "b"], [0, 0, 1], hashes(4, 5, 6)) == [False, True, True]


def test_of_two_records_for_one_revision_only_one_is_admitted(ledger: Ledger) -> None:
    assert sorted(ledger.admit(["a", "a"], [0, 0], hashes(1, 2))) == [False, True]


def test_it_reads_a_lake_and_forgets_what_it_knew(ledger: Ledger, tmp_path: Path) -> None:
    file = delivery(tmp_path / "cases.jsonl", range(1, 100))
    IngestJob(output=tmp_path / "out", sources=choose_sources(jsonl=file)).run(None, str)
    lake = Lake(tmp_path / "out" / "lake")
    ledger.note(hashes("forgotten"), ACCEPTED)
    ledger.read(lake)
    assert ledger.fates(hashes("forgotten")) == {}
    assert set(ledger.with_fates(ACCEPTED)) == lake.silver.values("content_hash")
    assert set(ledger.with_fates(QUARANTINED)) == lake.quarantine.values("content_hash")
    silver = lake.silver.read(ledger.seen["silver"])
    again = ledger.admit(silver["case_id"].to_pylist(), silver["revision"].to_pylist(), hashes(*range(len(silver))))
    assert not any(again)


def test_rows_that_another_writer_added_meanwhile_are_not_added_twice(tmp_path: Path) -> None:
    file = delivery(tmp_path / "cases.jsonl", range(1, 50))
    IngestJob(output=tmp_path / "out", sources=choose_sources(jsonl=file), stage="bronze").run(None, str)
    (rows,) = Lake(tmp_path / "out" / "lake").bronze.read().combine_chunks().to_batches()
    bronze = Lake(tmp_path / "other").bronze
    slow, fast = Appender(bronze, None), Appender(bronze, None)
    slow.add(rows.slice(0, 30))
    fast.add(rows.slice(20))
    fast.commit()
    slow.commit()
    assert sorted(bronze.read()["content_hash"].to_pylist()) == sorted(rows.column("content_hash").to_pylist())
    late = Appender(bronze, None)
    late.add(rows)
    late.commit()
    assert bronze.version == 1, "what is there already needs no commit"


def test_an_appender_is_full_by_rows_or_by_bytes(tmp_path: Path) -> None:
    appender = Appender(Lake(tmp_path).bronze, None)
    assert not appender.full
    appender.add(pa.RecordBatch.from_pydict({"content_hash": ["0" * 64] * 50_000}))
    assert appender.full
