from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hoofbeat.domain.errors import QualityError
from hoofbeat.lake.schemas import SILVER
from hoofbeat.quality.gate import QualityGate

SOUND: dict[str, Any] = {
    "content_hash": "0" * 64,
    "case_id": "case-0123456789abcdef",
    "source": "jsonl",
    "ordinal": 0,
    "age": 40.0,
    "sex": "female",
    "observed": ["HP:0001250", "HP:0001263", "HB:0000007"],
    "excluded": [],
    "onset_years": [None, None, None],
    "measurements": [],
    "diagnosis": "DDXPLUS:HIV (initial infection)",
    "group": None,
    "notes": [],
}


def batch(*rows: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(rows), schema=SILVER)


def other(number: int = 1, **changes: Any) -> dict[str, Any]:
    return SOUND | {"content_hash": f"{number:064}", "case_id": f"case-{number:016x}"} | changes


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> QualityGate:
    return QualityGate(tmp_path_factory.mktemp("run") / "data-docs")


def test_a_sound_batch_passes_and_is_documented(tmp_path: Path) -> None:
    gate = QualityGate(tmp_path / "data-docs")
    assert gate.check("sound", [batch(SOUND, other())]) == ()
    assert "cases" in (tmp_path / "data-docs" / "index.html").read_text(encoding="utf-8")
    assert len(list((tmp_path / "data-docs" / "validations").rglob("*.html"))) == 1


def test_a_column_of_unknown_ages_is_no_error(gate: QualityGate) -> None:
    (warning,) = gate.check("ageless", [batch(other(1, age=None), other(2, age=None))])
    assert "age" in warning.message


CRITICAL = [
    ("twice", {"case_id": SOUND["case_id"]}, "case_id"),
    ("unnamed", {"case_id": "PLANTED"}, "case_id"),
    ("repeated", {"content_hash": SOUND["content_hash"]}, "content_hash"),
    ("old", {"age": 131.0}, "age"),
    ("negative", {"age": -1.0}, "age"),
    ("sex", {"sex": "PLANTED"}, "sex"),
    ("findingless", {"observed": [], "onset_years": []}, "finding_count"),
    ("not-hpo", {"observed": ["PLANTED"]}, "finding_ids"),
    ("contradictory", {"excluded": ["HP:0001250"]}, "contradictions"),
    ("diagnosis", {"diagnosis": "PLANTED"}, "diagnosis"),
]


@pytest.mark.parametrize(("name", "change", "column"), CRITICAL)
def test_a_critical_failure_stops_the_batch_and_quotes_no_value(
    gate: QualityGate, name: str, change: dict[str, Any], column: str
) -> None:
    with pytest.raises(QualityError) as caught:
        gate.check(name, [batch(SOUND, other(**change), other(2), other(3))])
    assert f"{name}, {column}:" in str(caught.value)
    assert "PLANTED" not in str(caught.value)
    pages = [page.read_text(encoding="utf-8") for page in gate.docs.rglob("*.html")]
    assert any(name in page for page in pages)
    assert not any("PLANTED" in page for page in pages)


WARNING = [
    ("sexless", {"sex": "unknown"}, "sex"),
    ("undiagnosed", {"diagnosis": None}, "diagnosis"),
    ("nothing-seen", {"observed": [], "excluded": SOUND["observed"]}, "observed_count"),
    ("thin", {"observed": ["HP:0001250"]}, "finding_count"),
    ("set-aside", {"notes": ["HP:9999999 is not in the ontology: set aside"]}, "note_count"),
]


@pytest.mark.parametrize(("name", "change", "column"), WARNING)
def test_a_warning_is_reported_and_stops_nothing(
    gate: QualityGate, name: str, change: dict[str, Any], column: str
) -> None:
    warnings = gate.check(name, [batch(*(other(number, **change) for number in range(4)))])
    assert [warning.message.split(":")[0] for warning in warnings] == [f"{name}, {column}"]
    assert not any(warning.critical for warning in warnings)


def test_a_failure_in_a_later_part_stops_the_whole(gate: QualityGate) -> None:
    with pytest.raises(QualityError):
        gate.check("parts", [batch(SOUND), batch(other(age=500.0))])
