"""What a bundle was made from, read off a lake and kept in the bundle."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyarrow import RecordBatch

from hoofbeat.bundle.runtime.manifest import MANIFEST, FileSeal, Manifest
from hoofbeat.domain.errors import BundleChecksumError, BundleFormatError
from hoofbeat.lake.lake import Lake
from hoofbeat.lifecycle.lineage import LINEAGE, BundleLineage, ancestry, installed, lineage_text, read_lineage
from small_bundles import change_manifest, small_bundle

FIRST, SECOND = (datetime(2026, 11, day, 8, 0, tzinfo=UTC) for day in (1, 2))

#: What a row of gold must say.
NOBODY = {"source": "clinic", "ordinal": 0, "revision": 0, "sex": "unknown", "withdrawn": False} | {
    name: [] for name in ("observed", "excluded", "onset_years", "derived_from", "measurements", "notes")
}


def digest(*hashes: str) -> str:
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()


def bronze(content_hash: str, batch: str, source: str, at: datetime, ordinal: int) -> dict[str, Any]:
    return {
        "content_hash": content_hash,
        "batch": batch,
        "source": source,
        "ordinal": ordinal,
        "ingested_at": at,
        "sealed": b"sealed",
    }


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    found = Lake(tmp_path / "lake")
    found.bronze.append([bronze("a", "one", "clinic", FIRST, 0), bronze("b", "one", "clinic", FIRST, 1)])
    found.bronze.append([bronze("c", "two", "clinic", SECOND, 2), bronze("d", "two", "ward", SECOND, 0)])
    for hashes in (("a", "b"), ("b", "c", "d")):
        rows = [NOBODY | {"content_hash": one, "case_id": f"case {one}"} for one in hashes]
        found.gold.replace([RecordBatch.from_pylist(rows, schema=found.gold.schema)], {})
    return found


def test_each_version_of_gold_leads_to_its_batches(lake: Lake) -> None:
    before, now = ancestry(lake, 0), ancestry(lake, 1)
    assert (before.cases, before.cohort) == (2, digest("a", "b"))
    assert [(one.batch, one.source, one.records) for one in before.batches] == [("one", "clinic", 2)]
    assert now.cohort == digest("b", "c", "d")
    assert [(one.batch, one.source, one.records, one.ingested_at) for one in now.batches] == [
        ("one", "clinic", 1, FIRST),
        ("two", "clinic", 1, SECOND),
        ("two", "ward", 1, SECOND),
    ]
    assert now.batches[0].content == digest("b")


def test_a_batch_leads_to_the_files_that_hold_it(lake: Lake) -> None:
    one, two = (lake.bronze.holding("batch", [batch]) for batch in ("one", "two"))
    assert (len(one), len(two)) == (1, 1)
    assert one != two
    assert lake.bronze.holding("batch", ["none"]) == []
    assert set(lake.bronze.holding("batch", ["one", "two"])) == {*one, *two}


def lineage(**fields: Any) -> BundleLineage:
    base: dict[str, Any] = {
        "code_version": "0.1.0+abc",
        "lock": installed(),
        "knowledge_version": "hpo-test",
        "gold_version": 1,
        "silver_version": 3,
        "bronze_version": 1,
        "cases": 3,
        "cohort": digest("b"),
        "batches": (),
        "runs": {"hybrid": "1f"},
        "training": {"seed": 0, "size": "small"},
        "evaluation": {"folds": 3, "seed": 0},
        "parity_cases": 200,
    }
    return BundleLineage(**base | fields)


def test_what_is_kept_in_a_bundle_is_sealed_and_read_back(tmp_path: Path) -> None:
    bundle, kept = small_bundle(tmp_path / "bundle"), lineage()
    assert read_lineage((bundle / MANIFEST).read_bytes(), None, "here") is None
    [(name, text)] = lineage_text(kept).items()
    (bundle / name).write_text(text, encoding="utf-8")
    files = Manifest.model_validate_json((bundle / MANIFEST).read_bytes()).files
    change_manifest(bundle, files={one: FileSeal.of(bundle / one) for one in (*files, name)})
    manifest, content = (bundle / MANIFEST).read_bytes(), (bundle / LINEAGE).read_bytes()
    assert read_lineage(manifest, content, "here") == kept
    for wrong in (None, content.replace(b"0.1.0", b"0.2.0")):
        with pytest.raises(BundleChecksumError, match=r"lineage\.json of here"):
            read_lineage(manifest, wrong, "here")
    (bundle / LINEAGE).write_text("{}", encoding="utf-8")
    change_manifest(bundle, files={one: FileSeal.of(bundle / one) for one in (*files, name)})
    with pytest.raises(BundleFormatError, match="does not read"):
        read_lineage((bundle / MANIFEST).read_bytes(), b"{}", "here")
