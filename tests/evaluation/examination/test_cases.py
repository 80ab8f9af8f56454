"""The coded cases as they are kept, and how a file of them is read."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.domain.circumstances import Course, Setting
from hoofbeat.domain.errors import SourceError
from hoofbeat.evaluation.examination.cases import Half, read_cases
from hoofbeat.evaluation.examination.result import GOAL_LISTED
from hoofbeat.knowledge.release import Knowledge

FILE = Path(__file__).parents[3] / "benchmarks" / "examination" / "cases.jsonl"

#: Asked of every build, and their disease is in no vocabulary that the catalogue reads: misses.
NOWHERE = {76, 123, 134, 208}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(*cases: dict[str, Any] | str) -> Path:
        lines = (case if isinstance(case, str) else json.dumps(case) for case in cases)
        path = tmp_path / "cases.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    return written


def coded(**fields: Any) -> dict[str, Any]:
    base = {
        "case": 1,
        "sha256": "00000001" + "0" * 8,
        "age": 30.5,
        "sex": "female",
        "pregnant": True,
        "course": "acute",
        "findings": [
            {"id": "HP:0001945", "name": "Fever", "from": "history"},
            {"id": "HP:0012735", "name": "Cough", "excluded": True, "from": "history"},
        ],
        "measurements": [{"code": "8310-5", "value": 38.9, "unit": "Cel", "from": "examination"}],
        "risks": ["river water"],
        "diagnosis": ["MONDO:0005825"],
        "accepted": ["MONDO:0005825", "HBD:0001158"],
        "orphan": False,
        "note": "",
    }
    return base | fields


def test_there_are_214_cases_of_which_one_has_no_disease_to_name() -> None:
    cases = read_cases(FILE)
    assert len(cases) == 213
    assert sorted({*range(1, 215)} - {case.case for case in cases}) == [89]
    assert {case.case for case in cases if not case.accepted} == NOWHERE
    halves = Counter(case.half for case in cases)
    assert halves[Half.DEVELOPMENT] == 108
    assert halves[Half.REPORTED] == 105


def test_every_accepted_id_has_the_form_of_its_vocabulary_and_stands_once() -> None:
    form = re.compile(r"MONDO:\d{7}|OMIM:\d{6}|ORPHA:\d+|HBD:\d{7}")
    for case in read_cases(FILE):
        assert len(set(case.accepted or ())) == len(case.accepted or ()), case.case
        assert all(form.fullmatch(any_id) for any_id in case.accepted or ()), case.case


def test_accepted_ids_of_ours_are_known_and_nearly_every_disease_is_in_the_catalogue(
    embedded_knowledge: Knowledge,
) -> None:
    find = embedded_knowledge.catalogue.find
    cases = read_cases(FILE)
    accepted = {any_id for case in cases for any_id in case.accepted or () if any_id.startswith("HBD:")}
    assert not [any_id for any_id in accepted if find(any_id) is None]
    listed = [case for case in cases if any(find(any_id) is not None for any_id in case.accepted or ())]
    assert len(listed) / len(cases) >= GOAL_LISTED


def test_findings_are_known_and_named_as_the_ontology_names_them(embedded_knowledge: Knowledge) -> None:
    ontology = embedded_knowledge.ontology
    for line in FILE.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        for finding in case["findings"]:
            current = ontology.resolve(finding["id"])
            assert current is not None, (case["case"], finding)
            if current == finding["id"]:
                assert ontology.terms[ontology.index[current]].name == finding["name"], (case["case"], finding)


def test_a_case_becomes_what_the_ranking_is_asked(write: Callable[..., Path]) -> None:
    (case,) = read_cases(write(coded()))
    asked = case.asked()
    assert (asked.age, asked.sex, asked.observed, asked.excluded) == (
        30.5, "female", ("HP:0001945",), ("HP:0012735",),
    )  # fmt: skip
    assert [(m.code, m.value, m.unit) for m in asked.measurements] == [("8310-5", 38.9, "Cel")]
    where = case.circumstances(Setting.HOSPITAL)
    assert (where.setting, where.course, where.pregnant) == (Setting.HOSPITAL, Course.ACUTE, True)


@pytest.mark.parametrize(("digit", "half"), [("0", "development"), ("1", "reported"), ("e", "development")])
def test_the_digest_of_the_text_decides_the_half(write: Callable[..., Path], digit: str, half: str) -> None:
    (case,) = read_cases(write(coded(sha256=f"0000000{digit}" + "f" * 8)))
    assert case.half == half


def test_a_case_without_a_disease_is_not_asked_and_one_that_no_id_fits_is(write: Callable[..., Path]) -> None:
    read = read_cases(write(coded(case=1), coded(case=2, accepted=None), "", coded(case=3, accepted=[])))
    assert [case.case for case in read] == [1, 3]


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (coded(age="old"), "age"),
        (coded(findings=[{"id": "fever"}]), "findings.0.id"),
        ({key: value for key, value in coded().items() if key != "accepted"}, "accepted"),
        ("{", "the line"),
    ],
)
def test_a_line_that_is_no_case_is_named_with_its_fields_and_no_value(
    write: Callable[..., Path], broken: dict[str, Any] | str, named: str
) -> None:
    with pytest.raises(SourceError, match=re.escape(named)) as told:
        read_cases(write(coded(), broken))
    assert "cases.jsonl:2" in str(told.value)
    assert "old" not in told.value.what


def test_a_file_that_is_missing_or_empty_is_said_to_be(write: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_cases(tmp_path / "nowhere.jsonl")
    with pytest.raises(SourceError, match="holds no case"):
        read_cases(write(coded(accepted=None)))
