"""The examples of docs/sources, read as they stand there.

Mirrors: docs/sources
"""

import json
import re
from pathlib import Path

from hoofbeat.domain.case import Case, Sex
from hoofbeat.sources.base import Record
from hoofbeat.sources.casestore import CaseStoreSource
from hoofbeat.sources.fhir import FhirSource
from hoofbeat.sources.phenopacket import PhenopacketSource
from hoofbeat.standards.standardise import standardise

DOCS = Path(__file__).parents[2] / "docs/sources"


def examples(page: str) -> list[str]:
    return re.findall(r"```json\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def test_the_bundle_becomes_the_case_it_is_said_to_become(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text(examples("fhir.md")[0])
    source = FhirSource(tmp_path)
    (case,) = (source.parse(record) for record in source.records())
    assert (case.age, case.sex, case.diagnosis) == (41.0, Sex.FEMALE, "HBD:0000040")
    assert (case.observed, case.excluded) == (("HP:0100749",), ("HP:0002105",))
    assert [(one.code, one.value, one.unit) for one in case.measurements] == [
        ("8310-5", 39.2, "Cel"),
        ("8480-6", 104.0, "mm[Hg]"),
        ("8462-4", 61.0, "mm[Hg]"),
    ]
    assert "HP:0001945" in standardise(case).observed


def test_both_phenopackets_are_read(tmp_path: Path) -> None:
    for number, example in enumerate(examples("phenopackets.md")):
        (tmp_path / f"{number}.json").write_text(example)
    source = PhenopacketSource(tmp_path)
    second_version, first_version = (source.parse(record) for record in source.records())
    assert (second_version.age, second_version.diagnosis, second_version.group) == (3.5, "OMIM:308350", "PMID:20301686")
    assert (first_version.age, first_version.excluded) == (14.0, ("HP:0031910",))
    assert first_version.notes


def test_the_events_are_three_revisions_of_one_case() -> None:
    lines = examples("case-store.md")[0].splitlines()
    source = CaseStoreSource(Path("x"))
    cases = [source.parse(Record("app", "x", line)) for line in lines]
    assert [case.revision for case in cases] == [1, 2, 3]
    assert [case.diagnosis for case in cases] == [None, "HBD:0000040", None]
    assert cases[2] == Case(case_id=json.loads(lines[0])["case_id"], revision=3, withdrawn=True)


def test_the_figures_of_the_code_tables_are_theirs() -> None:
    page = (DOCS / "fhir.md").read_text(encoding="utf-8")
    folder = DOCS.parents[1] / "src/hoofbeat/terminology/data"
    for table in ("snomed_diseases", "snomed_findings", "icd10_diseases", "codes_reviewed"):
        lines = (folder / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
        rows = sum(not line.startswith("#") for line in lines) - 1
        assert re.search(rf"`{table}\.tsv` \({rows:,} codes", page), f"{table} has {rows:,} codes"
