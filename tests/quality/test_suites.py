"""Whoever reads a suite's version knows what it expected, and every rule about rows is seen to fail.

Mirrors: hoofbeat.quality.columns, hoofbeat.quality.frame, hoofbeat.quality.identifying, hoofbeat.quality.measured,
hoofbeat.quality.rows, hoofbeat.quality.rules, hoofbeat.quality.seen
"""

import re
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.domain.errors import QualityError
from hoofbeat.quality.columns import COHORT, COLUMNS, INTAKE
from hoofbeat.quality.frame import columns_of
from hoofbeat.quality.gate import QualityGate
from hoofbeat.quality.hospital import columns_for
from hoofbeat.quality.rules import Rule, Suite
from hoofbeat.quality.suites import shipped_suites
from quality_rows import RECORD, SOUND, cases, findings, golden, other, records

DOCS = Path(__file__).parents[2] / "docs" / "quality.md"

#: Changed a rule? Raise the suite's version in suites.py, then write its new digest here.
KNOWN = {
    ("bronze", 1): "0bb80917b71f",
    ("intake", 1): "c820f72e71a2",
    ("silver", 3): "1aa2423bb771",
    ("gold", 2): "ac75f0972dd0",
    ("cohort", 1): "4cf8bc8dd59b",
}

RULE = Rule(layer="silver", type="expect_column_values_to_not_be_null", kwargs={"column": "age"})


def test_rules_change_only_together_with_their_version() -> None:
    assert {(suite.layer, suite.version): suite.digest for suite in shipped_suites().values()} == KNOWN


def test_a_hospital_s_rule_shows_in_the_version() -> None:
    plain = shipped_suites()["silver"]
    extended = Suite("silver", plain.version, plain.rules, (RULE,))
    assert extended.label.endswith("+1")
    assert extended.digest != plain.digest


def test_every_rule_speaks_of_a_column_there_is_and_says_why() -> None:
    known = {**COLUMNS, "intake": INTAKE, "cohort": COHORT}
    for suite in shipped_suites().values():
        assert set(columns_of(suite.rules)) <= set(known[suite.layer])
        assert all(rule.notes and rule.layer == suite.layer for rule in suite.rules)


def test_the_columns_that_a_hospital_s_rule_may_speak_of_are_listed() -> None:
    table = DOCS.read_text(encoding="utf-8").partition("What a rule may speak of")[2]
    listed = {
        layer: set(re.findall(r"`(\w+)`", row))
        for layer, row in re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE)
    }
    listed["silver"] |= set(columns_of(shipped_suites()["silver"].rules))  # "and those of the shipped rules"
    listed["gold"] |= listed["silver"] | set(columns_of(shipped_suites()["gold"].rules))  # "those of silver"
    assert {layer: listed[layer] for layer in shipped_suites()} == {
        layer: set(columns_for(layer)) for layer in shipped_suites()
    }


@pytest.fixture
def gate(tmp_path: Path) -> QualityGate:
    return QualityGate(tmp_path / "data-docs")


MEASURED = {"code": "8867-4", "value": 80.0, "unit": "/min"}

CRITICAL_CASES: list[tuple[dict[str, Any], str]] = [
    ({"case_id": SOUND["case_id"]}, "repeated_revision"),
    ({"case_id": "PLANTED"}, "malformed_case_id"),
    ({"patient_id": "PLANTED"}, "malformed_patient_id"),
    ({"content_hash": SOUND["content_hash"]}, "repeated_record"),
    ({"revision": -1}, "revision"),
    ({"age": 131.0}, "age"),
    ({"age": -1.0}, "age"),
    ({"sex": "PLANTED"}, "sex"),
    ({**findings(), "measurements": []}, "stated_count"),
    (findings("PLANTED"), "malformed_findings"),
    (findings("HP:0001250", "HP:0001250"), "repeated_findings"),
    ({**findings("HP:0001250"), "excluded": ["HP:0001250"], "onset_years": [None] * 2}, "repeated_findings"),
    ({"onset_years": []}, "misaligned_findings"),
    ({"measurements": [MEASURED | {"code": "PLANTED"}]}, "malformed_codes"),
    ({"measurements": [MEASURED | {"value": float("inf")}]}, "not_finite"),
    ({"measurements": [{"code": "8310-5", "value": 98.6, "unit": "[degF]"}]}, "unconverted_units"),
    ({"measurements": [MEASURED | {"value": 4000.0}]}, "impossible_values"),
    ({"diagnosis": "PLANTED"}, "malformed_diagnosis"),
    ({"diagnosis": "LOCAL:planted@example.org"}, "identifier_in_diagnosis"),
    ({"diagnosis_name": "as told by planted@example.org"}, "identifier_in_diagnosis_name"),
    ({"group": "planted@example.org"}, "identifier_in_group"),
    ({"notes": ["ring planted@example.org"]}, "identifier_in_notes"),
    (findings("SITE:maria-garcia.planted"), "identifier_in_findings"),
    ({"measurements": [MEASURED | {"unit": "planted@example.org"}]}, "identifier_in_measurements"),
]


@pytest.mark.parametrize(("change", "column"), CRITICAL_CASES, ids=[column for _, column in CRITICAL_CASES])
def test_a_critical_failure_stops_the_batch_and_quotes_no_value(
    gate: QualityGate, change: dict[str, Any], column: str
) -> None:
    with pytest.raises(QualityError) as caught:
        gate.check("silver", "broken", [cases(SOUND, other(**change), other(2), other(3))])
    assert f"broken, silver, {column}:" in str(caught.value)
    assert "1 of 4 rows" in str(caught.value)
    assert not gate.summary.passed
    pages = (page.read_text(encoding="utf-8") for page in gate.docs.rglob("*.*"))
    for text in (str(caught.value), gate.summary.model_dump_json(), *pages):
        assert "planted" not in text.lower()


CRITICAL_RECORDS: list[tuple[dict[str, Any], str]] = [
    ({"source": "Planted Name"}, "unnamed_source"),
    ({"content_hash": "planted"}, "malformed_hash"),
    ({"content_hash": RECORD["content_hash"]}, "repeated_record"),
    ({"batch": "planted!"}, "malformed_batch"),
    ({"ordinal": -1}, "ordinal"),
    ({"sealed": b"\0" * 32}, "sealed_bytes"),
    ({"ingested_at": RECORD["ingested_at"].replace(year=2126)}, "from_the_future"),
]


@pytest.mark.parametrize(("change", "column"), CRITICAL_RECORDS, ids=[column for _, column in CRITICAL_RECORDS])
def test_a_broken_record_stops_the_batch(gate: QualityGate, change: dict[str, Any], column: str) -> None:
    with pytest.raises(QualityError, match=f"broken, bronze, {column}:"):
        gate.check("bronze", "broken", [records(RECORD, RECORD | {"content_hash": "1" * 64} | change)])
    pages = (page.read_text(encoding="utf-8") for page in gate.docs.rglob("*.*"))
    assert not any("planted" in text.lower() for text in pages)


def test_an_absurdly_large_record_is_a_warning(gate: QualityGate) -> None:
    (warning,) = gate.check("bronze", "large", [records(RECORD | {"sealed": b"\0" * 20_000_001})])
    assert "sealed_bytes" in warning.message
    assert not warning.critical


WARNING: list[tuple[dict[str, Any], str]] = [
    ({"age": None}, "age"),
    ({"sex": "unknown"}, "sex"),
    ({"diagnosis": None}, "undiagnosed"),
    ({"observed": [], "excluded": SOUND["observed"]}, "observed_count"),
    (findings("HP:0001250"), "finding_count"),
    ({"measurements": [MEASURED | {"unit": "{unknown}"}]}, "unconvertible_units"),
    ({"notes": ["HP:9999999 is not in the ontology: set aside"]}, "note_count"),
]


@pytest.mark.parametrize(("change", "column"), WARNING, ids=[column for _, column in WARNING])
def test_a_warning_is_reported_and_stops_nothing(gate: QualityGate, change: dict[str, Any], column: str) -> None:
    warnings = gate.check("silver", "thin", [cases(*(other(number, **change) for number in range(4)))])
    assert [warning.message.split(":")[0] for warning in warnings] == [f"thin, silver, {column}"]
    assert not any(warning.critical for warning in warnings)
    assert gate.summary.passed


GOLDEN: list[tuple[dict[str, Any], str, bool]] = [
    ({"case_id": "PLANTED"}, "malformed_case_id", True),
    ({"case_id": SOUND["case_id"]}, "repeated_case", True),
    ({"disease_id": "PLANTED"}, "malformed_disease", True),
    ({**findings(), "measurements": []}, "stated_count", True),
    (findings("SITE:maria-garcia.planted"), "identifier_in_findings", True),
    ({"disease_id": None}, "untrainable", False),
]


@pytest.mark.parametrize(("change", "column", "critical"), GOLDEN, ids=[column for _, column, _ in GOLDEN])
def test_a_broken_row_of_gold_is_told(gate: QualityGate, change: dict[str, Any], column: str, critical: bool) -> None:
    rows = [{"disease_id": "OMIM:154700"} | row for row in (SOUND, other(1, **change))]
    if critical:
        with pytest.raises(QualityError, match=f"all, gold, {column}:"):
            gate.check("gold", "all", [golden(*rows)])
    else:
        [warning] = gate.check("gold", "all", [golden(*rows[1:])])
        assert warning.message.startswith(f"all, gold, {column}:")


#: Rules about a site's own codes as a whole: test_site_values.py shows them.
WHOLE_CODES = {("silver", "identifier_in_values", True), ("gold", "identifier_in_values", True)}


def test_every_shipped_rule_about_rows_was_broken_above() -> None:
    shown = {
        *(("silver", column, True) for _, column in CRITICAL_CASES),
        *(("silver", column, False) for _, column in WARNING),
        *(("bronze", column, True) for _, column in CRITICAL_RECORDS),
        ("bronze", "sealed_bytes", False),
        *(("gold", column, critical) for _, column, critical in GOLDEN),
    }
    suites = [suite for suite in shipped_suites().values() if suite.layer in COLUMNS]
    shipped = {
        (suite.layer, column, rule.severity == "critical")
        for suite in suites
        for rule in suite.rules
        for column in columns_of([rule])
    }
    assert shipped - shown == WHOLE_CODES
