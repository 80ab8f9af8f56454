"""The check of rows: on rows with each fault, and on those that are shipped."""

import pytest

from hoofbeat.knowledge.common.catalogue import common_entries
from hoofbeat.knowledge.common.check import FEWEST_FINDINGS, check_rows, is_weak, thin_profiles
from hoofbeat.knowledge.common.facts import FactRow
from hoofbeat.knowledge.common.profiles import CuratedRow, Statement


def curated(source: str) -> CuratedRow:
    return CuratedRow("HBD:0000045", "Acute myocardial infarction", "HP:0100749", "Chest pain", "80%", source, "number")


def fact(source: str) -> FactRow:
    return FactRow("HBD:0000045", "Acute myocardial infarction", "age", "40-90", source, "number")


@pytest.mark.parametrize("table", ["curated", "facts"])
@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", "without_source"),
        ("my own experience", "not_followed"),
        ("PMID:", "not_followed"),
        ("http://localhost", "not_followed"),
        ("PMID:12345678", None),
        ("PMC1234567", None),
        ("doi:10.1000/182", None),
        ("https://www.example.org/page?x=1", None),
        ("https://www.droracle.ai/articles/1/x", "weak"),
    ],
)
def test_each_fault_is_told_and_only_a_lacking_source_fails(table: str, source: str, fault: str | None) -> None:
    faults = check_rows([curated(source)], []) if table == "curated" else check_rows([], [fact(source)])
    told = {kind: getattr(faults, kind) for kind in ("without_source", "not_followed", "weak")}
    assert {kind for kind, rows in told.items() if rows} == ({fault} if fault else set())
    assert {row.table for rows in told.values() for row in rows} == ({table} if fault else set())
    assert faults.fails is (fault in ("without_source", "not_followed"))


@pytest.mark.parametrize(
    ("address", "weak"),
    [
        ("https://scribd.com/doc/1", True),
        ("https://de.scribd.com/doc/1", True),
        ("https://notscribd.com/doc/1", False),
        ("https://www.who.int/scribd.com", False),
        ("PMID:1", False),
    ],
)
def test_a_host_and_those_below_it_are_weak(address: str, weak: bool) -> None:
    assert is_weak(address) is weak


def test_a_profile_is_thin_by_the_findings_that_any_patient_has() -> None:
    entry, other = common_entries()[:2]
    findings = [f"HP:000000{number}" for number in range(FEWEST_FINDINGS)]
    rows = [Statement(entry.id, finding, 0.5, "PMID:1") for finding in findings]
    assert [thin.disease for thin in thin_profiles([entry, other], rows)] == [other.id]
    said_twice = [*rows[:-1], rows[0], Statement(entry.id, findings[-1], 0.0, "PMID:1")]
    assert [thin.findings for thin in thin_profiles([entry, other], said_twice)] == [0, FEWEST_FINDINGS - 1]


def test_every_shipped_row_has_a_source_that_a_reader_can_follow() -> None:
    faults = check_rows()
    assert not faults.without_source
    assert not faults.not_followed
    assert not faults.fails
