"""A note becomes a case, by its own words alone; what is left out of it is said by id, and no reason quotes it."""

import json
from pathlib import Path

import pytest

from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.extraction.extract import Extractor
from hoofbeat.sources.base import OfText, Record
from hoofbeat.sources.text.source import TextSource

NOTE = (
    "A 62-year-old woman presents with fever and a productive cough. No chest pain. T 38.6 °C. Smokes 20/day. "
    "Possible pneumonia. Her brother has asthma. Appendicitis in 1999."
)


@pytest.fixture
def source(extractor: Extractor) -> TextSource:
    return TextSource(Path("x"), extractor=extractor)


def read(source: TextSource, text: str, location: str = "ward/7.txt") -> Case:
    return source.parse(Record("text", location, text))


def refusal(source: TextSource, text: str, location: str = "notes.jsonl:3") -> str:
    with pytest.raises(RecordError) as caught:
        read(source, text, location)
    return str(caught.value)


def test_a_note_becomes_a_case(source: TextSource) -> None:
    case = read(source, NOTE)
    assert case.case_id == "7"
    assert (case.age, case.sex) == (62.0, Sex.FEMALE)
    assert set(case.observed) == {"HP:0001945", "HP:0031245", "HB:0000079"}
    assert case.excluded == ("HP:0100749",)
    assert [(one.code, one.value) for one in case.measurements] == [("8310-5", 38.6)]


def test_what_is_not_the_patients_now_is_left_out_and_said(source: TextSource) -> None:
    assert read(source, NOTE).notes == (
        "HP:0002099: told of relatives, and left out",
        "HP:0002090: told as uncertain, and left out",
        "HP:6000143: told as past, and left out",
    )
    assert read(source, "Fever and cough.").notes == ()


def test_what_is_both_present_and_a_relatives_is_the_patients(source: TextSource) -> None:
    case = read(source, "She has asthma. Her brother has asthma.")
    assert (case.observed, case.notes) == (("HP:0002099",), ())


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Fumador activo con tos.", "HB:0000079"),
        ("Mujer embarazada de 20 semanas con fiebre.", "HB:0000167"),
        ("On dialysis, with fever.", "HB:0000008"),
        ("Immunosuppressed since her transplant, now fever.", "HB:0000227"),
    ],
)
def test_histories_reach_the_case(source: TextSource, text: str, finding: str) -> None:
    assert finding in read(source, text).observed


def test_a_line_says_what_it_knows_and_that_counts(source: TextSource) -> None:
    line = {"id": "visit-1", "text": NOTE, "age": 61.5, "sex": "male", "ward": "B"}
    case = read(source, json.dumps(line), "notes.jsonl:1")
    assert (case.case_id, case.age, case.sex) == ("visit-1", 61.5, Sex.MALE)
    assert case.observed == read(source, NOTE).observed


def test_the_language_may_be_said(source: TextSource) -> None:
    spoken = {"id": "1", "text": "Hepatomegalia. Tos no."}
    assert read(source, json.dumps(spoken | {"lang": "es"}), "a.jsonl:1").excluded == ("HP:0012735",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "id"),
        ({"text": 7}, "text"),
        ({"lang": "PLANTED"}, "lang"),
        ({"age": 300}, "age"),
        ({"sex": "PLANTED"}, "sex"),
        ({"text": "PLANTED words of no note"}, "no finding"),
        ({"text": "PLANTED fever. " * 10_000}, "one note at a time"),
    ],
)
def test_a_refusal_names_the_field_and_never_the_words(
    source: TextSource, change: dict[str, object], said: str
) -> None:
    why = refusal(source, json.dumps({"id": "PLANTED", "text": "fever"} | change))
    assert said in why
    assert "PLANTED" not in why


@pytest.mark.parametrize("line", ["{PLANTED", "[1]", '"PLANTED"', "", "[" * 100_000])
def test_a_line_that_is_no_object_is_refused(source: TextSource, line: str) -> None:
    why = refusal(source, line)
    assert why
    assert "PLANTED" not in why


def test_a_folder_is_read_in_order_and_each_note_goes_by_its_path(tmp_path: Path, extractor: Extractor) -> None:
    for name in ("b.txt", "a/ñ.txt", "c.jsonl", "scan.pdf"):
        place = tmp_path / "notes" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text('{"id": "line", "text": "fever"}' if name == "c.jsonl" else "fever", encoding="utf-8")
    source = TextSource(tmp_path / "notes", extractor=extractor)
    assert [source.parse(record).case_id for record in source.records()] == ["a/ñ", "b", "line"]


def test_a_folder_without_notes_says_what_it_holds(tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "scan.pdf").touch()
    with pytest.raises(SourceError, match=r"no note \(but 1 \.pdf\)"):
        list(TextSource(tmp_path, extractor=extractor).records())


def test_the_lake_is_told_that_notes_teach_nothing(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("fever")
    source = TextSource(tmp_path)
    assert isinstance(source, OfText)
    with pytest.raises(SourceError, match="predict --format text"):
        next(source.records())
    assert refusal(source, "fever", "1.txt")
