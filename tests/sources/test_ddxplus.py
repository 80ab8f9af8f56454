"""DDXPlus patients on their way to a case.

Mirrors: hoofbeat.sources.ddxplus_files
"""

import csv
import zipfile
from pathlib import Path

import pytest

from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.knowledge.tables import crosswalk
from hoofbeat.sources.ddxplus import DdxplusSource

HEADER = ["AGE", "DIFFERENTIAL_DIAGNOSIS", "SEX", "PATHOLOGY", "EVIDENCES", "INITIAL_EVIDENCE"]
GOOD = ["40", "[['Anemia', 0.9]]", "F", "Anemia", "['E_9', 'E_54_@_V_161']", "E_9"]


def write(path: Path, *rows: list[str], header: list[str] = HEADER) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def row(**changes: str) -> list[str]:
    return [changes.get(column, value) for column, value in zip(HEADER, GOOD, strict=True)]


def parse_all(path: Path) -> list[Case | str]:
    source = DdxplusSource(path)
    results: list[Case | str] = []
    for record in source.records():
        try:
            results.append(source.parse(record))
        except RecordError as error:
            results.append(str(error))
    return results


def test_a_row_becomes_a_case_through_the_crosswalk(tmp_path: Path) -> None:
    (case,) = parse_all(write(tmp_path / "release_test_patients.csv", GOOD))
    assert isinstance(case, Case)
    assert case.case_id == "release_test_patients.csv:1"
    assert (case.age, case.sex, case.diagnosis) == (40.0, Sex.FEMALE, "DDXPLUS:Anemia")
    expected = {*crosswalk().findings("E_9"), *crosswalk().findings("E_54_@_V_161")}
    assert expected
    assert set(case.observed) == expected


def test_the_differential_of_the_release_changes_nothing_in_the_case(tmp_path: Path) -> None:
    first, second = parse_all(
        write(tmp_path / "a.csv", GOOD, row(DIFFERENTIAL_DIAGNOSIS="[['PLANTED', 1.0]]", INITIAL_EVIDENCE="E_54"))
    )
    assert isinstance(first, Case)
    assert isinstance(second, Case)
    same = {"case_id": ""}
    assert first.model_copy(update=same) == second.model_copy(update=same)


def test_a_row_belongs_to_no_group_whose_name_could_tell_the_file(tmp_path: Path) -> None:
    (case,) = parse_all(write(tmp_path / "PLANTED.csv", GOOD))
    assert isinstance(case, Case)
    assert case.kept_together is None
    assert "PLANTED" not in case.model_copy(update={"case_id": ""}).model_dump_json()


def test_a_file_without_pathology_gives_cases_without_diagnosis(tmp_path: Path) -> None:
    (case,) = parse_all(write(tmp_path / "a.csv", ["40", "M", "['E_9']"], header=["AGE", "SEX", "EVIDENCES"]))
    assert isinstance(case, Case)
    assert case.diagnosis is None


@pytest.mark.parametrize(
    ("bad", "where"),
    [
        (row(AGE="PLANTED"), "AGE: "),
        (row(AGE="-1"), "AGE: "),
        (row(AGE="nan"), "AGE: "),
        (row(AGE=""), "AGE: "),
        (row(SEX="PLANTED"), "SEX: "),
        (row(EVIDENCES="PLANTED"), "EVIDENCES: "),
        (row(EVIDENCES="['E_9', 'E_5"), "EVIDENCES: "),
        (row(EVIDENCES="[]"), "EVIDENCES: "),
        (row(EVIDENCES="['E_9999']"), "E_9999"),
        (row(EVIDENCES="['PLANTED']"), "EVIDENCES: "),
        (GOOD[:3], "3 columns instead of 6"),
        ([*GOOD, "PLANTED", "PLANTED"], "8 columns instead of 6"),
    ],
)
def test_a_broken_row_is_refused_by_its_column_and_no_other_row(tmp_path: Path, bad: list[str], where: str) -> None:
    first, reason, last = parse_all(write(tmp_path / "a.csv", GOOD, bad, GOOD))
    assert isinstance(reason, str)
    assert where in reason
    assert "a.csv" not in reason
    assert "PLANTED" not in reason
    assert isinstance(first, Case)
    assert isinstance(last, Case)


def test_a_file_cut_short_loses_its_last_row_only(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.csv", GOOD, GOOD, GOOD).read_bytes()
    start = whole.rindex(b"40,")
    end = whole.rindex(b"]")
    for cut in range(start + 1, end, 3):
        (tmp_path / "a.csv").write_bytes(whole[:cut])
        kinds = [type(result) for result in parse_all(tmp_path / "a.csv")]
        assert kinds == [Case, Case, str], f"cut at {cut}"


def test_a_stray_quote_damages_its_own_row_only(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", GOOD, GOOD, GOOD)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = b'40,"[[\n'
    path.write_bytes(b"".join(lines))
    assert [type(result) for result in parse_all(path)] == [Case, str, Case]


def test_bytes_that_are_no_text_damage_their_own_row_only(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", GOOD, row(PATHOLOGY="Anemie"), GOOD)
    path.write_bytes(path.read_bytes().replace(b"Anemie", b"An\xffmie"))
    first, reason, last = parse_all(path)
    assert "UTF-8" in str(reason)
    assert isinstance(first, Case)
    assert isinstance(last, Case)


def test_the_payload_is_the_row_as_it_stands_under_its_header(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", GOOD, row(AGE="41"))
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    assert [record.payload for record in DdxplusSource(path).records()] == [f"{header}\n{line}" for line in rows]


def test_a_payload_can_be_read_by_any_source_of_the_format(tmp_path: Path) -> None:
    columns = ["SEX", "EVIDENCES", "AGE"]
    (record,) = DdxplusSource(write(tmp_path / "a.csv", ["F", "['E_9']", "40"], header=columns)).records()
    case = DdxplusSource(tmp_path / "nowhere").parse(record)
    assert (case.age, case.sex) == (40.0, Sex.FEMALE)


def test_the_same_row_with_another_end_of_line_is_the_same_record(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", GOOD)
    (first,) = DdxplusSource(path).records()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n").rstrip())
    (second,) = DdxplusSource(path).records()
    assert first == second


def test_a_release_directory_is_read_file_by_file_zipped_or_not(tmp_path: Path) -> None:
    write(tmp_path / "release_validate_patients", row(AGE="3"))
    plain = write(tmp_path / "plain", row(AGE="1"), row(AGE="2"))
    with zipfile.ZipFile(tmp_path / "release_train_patients.zip", "w") as archive:
        archive.write(plain, "release_train_patients")
    (tmp_path / "release_evidences.json").write_text("{}")
    cases = parse_all(tmp_path)
    assert [(case.case_id, case.age) for case in cases if isinstance(case, Case)] == [
        ("release_train_patients.zip:1", 1.0),
        ("release_train_patients.zip:2", 2.0),
        ("release_validate_patients:1", 3.0),
    ]


@pytest.mark.parametrize("content", [b"", b"a,b,c\n1,2,3\n", b"\xff\xfe\x00", b"AGE,SEX\n40,F\n"])
def test_a_file_without_the_columns_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.csv.*EVIDENCES"):
        list(DdxplusSource(tmp_path / "a.csv").records())


def test_a_missing_path_an_empty_folder_and_a_broken_zip_are_errors(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "release_x_patients.zip").write_text("no zip")
    for path in (tmp_path / "nowhere", tmp_path / "empty", tmp_path):
        with pytest.raises(SourceError):
            list(DdxplusSource(path).records())


def test_a_zip_without_patients_and_one_cut_short_are_errors(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "release_test_patients.zip", "w") as archive:
        archive.writestr("conditions.json", "{}")
    with pytest.raises(SourceError, match="holds no patients → give a release_"):
        list(DdxplusSource(tmp_path / "release_test_patients.zip").records())
    table = write(tmp_path / "patients.csv", *[row(AGE=str(age)) for age in range(5_000)])
    with zipfile.ZipFile(tmp_path / "release_test_patients.zip", "w") as archive:
        archive.write(table, "release_test_patients")
    whole = (tmp_path / "release_test_patients.zip").read_bytes()
    middle = len(whole) // 2
    (tmp_path / "release_test_patients.zip").write_bytes(whole[:middle] + b"?" * 9 + whole[middle + 9 :])
    with pytest.raises(SourceError, match=r"cannot be read to its end \(BadZipFile\) → copy or download it again"):
        list(DdxplusSource(tmp_path / "release_test_patients.zip").records())


@pytest.mark.real_data
def test_every_real_row_becomes_a_case(real_data_dir: Path) -> None:
    results = parse_all(real_data_dir / "ddxplus")
    assert len(results) == 1300
    assert [result for result in results if isinstance(result, str)] == []
