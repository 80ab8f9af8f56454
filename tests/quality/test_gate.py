"""The gate between layers: what stops a batch, what warns, and the pages it leaves.

Mirrors: hoofbeat.quality.check, hoofbeat.quality.cohort, hoofbeat.quality.data_docs.drawing, hoofbeat.quality.engine,
hoofbeat.quality.data_docs.heading, hoofbeat.quality.missing, hoofbeat.quality.data_docs.pages
"""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pytest

from hoofbeat.domain.errors import QualityError
from hoofbeat.quality.gate import QualityGate
from quality_rows import RECORD, SOUND, cases, findings, golden, other, records


@pytest.fixture
def gate(tmp_path: Path) -> QualityGate:
    return QualityGate(tmp_path / "data-docs")


def pages(gate: QualityGate) -> list[str]:
    return [page.read_text(encoding="utf-8") for page in gate.docs.rglob("*.*")]


def test_a_sound_batch_passes_and_is_documented(gate: QualityGate) -> None:
    assert gate.check("silver", "sound", [cases(SOUND, other())]) == ()
    assert gate.check("bronze", "sound", [records(RECORD)]) == ()
    index = (gate.docs / "index.html").read_text(encoding="utf-8")
    assert f"batches/{gate.batch}/silver-sound.html" in index
    assert f"batches/{gate.batch}/bronze-sound.html" in index
    assert "all expectations met" in index
    assert gate.suites["silver"].label in (gate.docs / "batches" / gate.batch / "silver-sound.html").read_text()
    assert (gate.docs / "suites" / f"silver-{gate.suites['silver'].label}.html").exists()


def test_a_column_of_unknown_ages_is_no_error(gate: QualityGate) -> None:
    (warning,) = gate.check("silver", "ageless", [cases(other(1, age=None), other(2, age=None))])
    assert "age" in warning.message


def test_a_repetition_is_seen_across_the_parts_of_a_batch(gate: QualityGate) -> None:
    with pytest.raises(QualityError, match=r"repeated_revision: .* 1 of 3 rows"):
        gate.check("silver", "parts", [cases(other(1)), cases(other(2)), cases(other(1, content_hash="f" * 64))])


def test_rows_of_a_slice_are_judged_where_they_stand(gate: QualityGate) -> None:
    whole = cases(other(1, **findings("PLANTED")), other(2), other(3))
    assert gate.check("silver", "sliced", [whole.slice(1)]) == ()


def test_a_later_revision_of_a_case_is_welcome_in_silver_and_not_in_gold(gate: QualityGate) -> None:
    first = other(1) | {"disease_id": "OMIM:154700"}
    second = other(2, case_id=first["case_id"], revision=1) | {"disease_id": "OMIM:154700"}
    assert gate.check("silver", "revised", [cases(other(1), other(2, case_id=first["case_id"], revision=1))]) == ()
    with pytest.raises(QualityError, match="repeated_case"):
        gate.check("gold", "all", [golden(first, second)])


def keyed(*numbers: int, disease: str | None = "OMIM:154700", revision: int = 0, back: bool = False) -> pa.RecordBatch:
    """Rows of silver and gold, as far as the cohort's figures look at them; ``back``: withdrawn."""
    count = len(numbers)
    return pa.RecordBatch.from_pydict(
        {
            "case_id": [f"case-{number:016x}" for number in numbers],
            "disease_id": pa.array([disease] * count),
            "revision": [revision] * count,
            "withdrawn": [back] * count,
        }
    )


def test_gold_that_lost_a_case_of_silver_is_stopped(gate: QualityGate) -> None:
    with pytest.raises(QualityError, match=r"lost_cases.*gold stays as it was"):
        gate.check_cohort([keyed(1, 2)], [keyed(1)])


def test_a_case_that_was_withdrawn_is_not_lost_unless_it_came_back(gate: QualityGate) -> None:
    withdrawn = [keyed(1, 2), keyed(2, 3, revision=1, back=True), keyed(3, revision=2)]
    failed = {warning.message.split(":")[0] for warning in gate.check_cohort(withdrawn, [keyed(1, 3)])}
    assert "all, cohort, lost_cases" not in failed
    with pytest.raises(QualityError, match=r"lost_cases.*not so: 1"):
        gate.check_cohort(withdrawn, [keyed(1)])
    with pytest.raises(QualityError, match=r"surplus_cases.*not so: 1"):
        gate.check_cohort(withdrawn, [keyed(1, 2, 3)])


def test_gold_with_a_disease_that_the_catalogue_lacks_is_stopped(gate: QualityGate) -> None:
    with pytest.raises(QualityError, match="unlisted_diseases"):
        gate.check_cohort([keyed(1)], [keyed(1)], lambda disease: disease == "OMIM:1")


def test_an_unbalanced_cohort_is_a_warning(gate: QualityGate) -> None:
    gold = [keyed(*range(20)), keyed(20, disease="OMIM:1"), keyed(21, disease=None)]
    warnings = gate.check_cohort([keyed(*range(22))], gold, {"OMIM:1", "OMIM:154700"}.__contains__)
    assert [warning.message.split(":")[0] for warning in warnings] == ["all, cohort, largest_share"]
    assert gate.check_cohort([], []) != ()  # an empty cohort is a warning too, and no division by zero


def test_three_numbers_that_do_not_add_up_stop_the_batch(gate: QualityGate) -> None:
    assert gate.check_intake("sound", read=10, accepted=9, quarantined=1) == ()
    (warning,) = gate.check_intake("half", read=10, accepted=5, quarantined=5)
    assert "quarantined_share" in warning.message
    with pytest.raises(QualityError, match="unaccounted"):
        gate.check_intake("lost", read=10, accepted=5, quarantined=4)


def test_pages_of_earlier_batches_stay(tmp_path: Path) -> None:
    first, second = (QualityGate(tmp_path, batch=name * 8) for name in "ab")
    first.check("silver", "one", [cases(SOUND)])
    before = (tmp_path / "batches" / first.batch / "silver-one.html").read_bytes()
    second.check("silver", "one", [cases(SOUND)])
    assert (tmp_path / "batches" / first.batch / "silver-one.html").read_bytes() == before
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert first.batch in index
    assert second.batch in index


def test_a_damaged_entry_of_the_index_hides_no_other(tmp_path: Path) -> None:
    QualityGate(tmp_path, batch="aaaaaaaa").check("silver", "one", [cases(SOUND)])
    (tmp_path / "batches" / "aaaaaaaa" / "batch.json").write_text('{"started": ')
    QualityGate(tmp_path, batch="bbbbbbbb").check("silver", "one", [cases(SOUND)])
    assert "bbbbbbbb" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_every_link_of_the_pages_leads_somewhere(gate: QualityGate) -> None:
    gate.check("silver", "sound", [cases(SOUND)])
    for page in gate.docs.rglob("*.html"):
        for link in re.findall(r'href="([^"#]+)"', page.read_text(encoding="utf-8")):
            assert (page.parent / unquote(link)).is_file(), (page.name, link)


def test_a_page_tells_of_each_rule_why_it_is_expected_and_how_grave_it_is(gate: QualityGate) -> None:
    gate.check("silver", "thin", [cases(*(other(number, age=None) for number in range(4)))])
    page = (gate.docs / "batches" / gate.batch / "silver-thin.html").read_text(encoding="utf-8")
    assert "<td>✗</td><td>warning</td><td>age</td><td>age mostly known</td><td>not so in 4 of 4</td>" in page
    assert "<td>✓</td><td>critical</td><td>malformed_case_id</td>" in page
    rules = (gate.docs / "suites" / f"silver-{gate.suites['silver'].label}.html").read_text(encoding="utf-8")
    assert "<td>warning</td><td>age</td><td>age mostly known</td><td>Hoofbeat</td>" in rules


def test_a_page_asks_no_other_host_for_anything(gate: QualityGate) -> None:
    gate.check("silver", "sound", [cases(SOUND)])
    assert not any('src="http' in text or 'href="http' in text for text in pages(gate))


def test_the_summary_counts_what_was_met_and_what_is_missing(gate: QualityGate, tmp_path: Path) -> None:
    gate.check_intake("one", read=50, accepted=49, quarantined=1, reasons={"subject.sex: unknown value": 1})
    gate.check("silver", "one", [cases(other(1, age=None, measurements=[]), other(2), other(3), other(4))])
    summary = gate.summary
    assert summary.passed
    assert summary.failed.critical == summary.failed.warning == 0
    assert summary.met.critical > 20
    assert summary.missing["one"].age == 0.25
    assert summary.missing["one"].measurements == {"8867-4": 0.25}
    assert summary.suites["silver"] == gate.suites["silver"].label
    written = json.loads(summary.write(tmp_path / "quality").read_text(encoding="utf-8"))
    assert written["sources"]["one"] == {
        "read": 50,
        "accepted": 49,
        "quarantined": 1,
        "reasons": {"subject.sex: unknown value": 1},
    }
    assert [path.name for path in (tmp_path / "quality").iterdir()] == [f"{gate.batch}.json"]
