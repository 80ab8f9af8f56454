"""A table read by its mapping: columns to a case, and what stops a row or the batch.

Mirrors: hoofbeat.sources.table.keys, hoofbeat.sources.table.readers.columns, hoofbeat.sources.table.scan,
hoofbeat.sources.table.readers.times, hoofbeat.sources.table.readers.values, hoofbeat.sources.table.readers.numbers
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.errors import IdentifierError, InputError, RecordError, SourceError
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge.site import SiteDisease
from hoofbeat.sources import SourceConfig, open_source
from hoofbeat.sources.base import Record
from hoofbeat.sources.table import TableSource, vocabulary_of

DATA = Path(__file__).parent / "data"

MAPPING = """
columns:
  id: id
  fever: {kind: finding, id: HP:0001945}
  hb: {kind: measurement, loinc: 718-7, unit: g/dL}
  cause: {kind: diagnosis, site: true}
"""

Make = Callable[..., TableSource]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(rows: str, mapping: str = MAPPING) -> TableSource:
        (tmp_path / "table.csv").write_text(rows, encoding="utf-8")
        (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
        return TableSource(tmp_path / "table.csv", tmp_path / "mapping.yaml")

    return make


def cases(source: TableSource) -> list[Case | str]:
    """Every record as a case, or as the reason of its refusal."""
    outcome: list[Case | str] = []
    for record in source.records():
        try:
            outcome.append(source.parse(record))
        except RecordError as error:
            outcome.append(str(error))
    return outcome


def test_a_latin_american_export_is_read_as_it_is_written() -> None:
    source = TableSource(DATA / "hospital.csv", DATA / "hospital.yaml")
    first, second, third, *_ = read = cases(source)
    assert len(read) == 8
    assert all(isinstance(case, Case) for case in read)
    assert isinstance(first, Case)
    assert isinstance(second, Case)
    assert isinstance(third, Case)
    assert first.age == pytest.approx(4.695, abs=0.001)  # 3 May 2019 to 12 January 2024
    assert first.sex is Sex.FEMALE
    assert first.observed == ("HP:0001945", "HP:0012735", "SITE:ruidos-resp.sibilancias", "HB:0000183")
    assert first.excluded == ("HP:0001250", "HP:0000988")
    assert first.measurements == (
        Measurement(code="8310-5", value=38.9, unit="Cel"),
        Measurement(code="718-7", value=11.2, unit="g/dL"),
        Measurement(code="8480-6", value=100, unit="mm[Hg]"),
        Measurement(code="8462-4", value=60, unit="mm[Hg]"),
        Measurement(code="SITE:personas-en-casa", value=4, unit="1"),
    )
    assert (first.diagnosis, first.diagnosis_name) == ("HBD:0000040", "Neumonía")
    assert (second.diagnosis, second.diagnosis_name) == ("SITE:dengue", "Dengue")
    assert third.patient_id == first.patient_id != second.patient_id
    assert third.observed[1:3] == ("HP:0000988", "HP:0000980")  # Exantema/Palidez
    assert third.measurements[0].value == 36.5  # the other mark, where it cannot group thousands


def test_nothing_that_is_dropped_is_in_a_case() -> None:
    source = TableSource(DATA / "hospital.csv", DATA / "hospital.yaml")
    said = "".join(case.model_dump_json() for case in cases(source) if isinstance(case, Case))
    for dropped in ("Pérez", "Luis", "2019", "2024", "abuela", "novedad"):
        assert dropped not in said


def test_a_limit_of_the_method_is_no_number_and_is_noted() -> None:
    case = cases(TableSource(DATA / "hospital.csv", DATA / "hospital.yaml"))[6]
    assert isinstance(case, Case)
    assert "718-7" not in {measurement.code for measurement in case.measurements}
    assert case.notes == ("column Hb (g/dL): a limit instead of a number: set aside",)


def test_the_vocabulary_has_listed_values_under_their_names_and_the_rest_as_found() -> None:
    vocabulary = TableSource(DATA / "hospital.csv", DATA / "hospital.yaml").vocabulary
    names = {
        feature.id: (feature.names["en"], feature.names.get("es"), feature.number) for feature in vocabulary.features
    }
    assert names == {
        "SITE:personas-en-casa": ("People at home", "Personas en casa", True),
        "SITE:ruidos-resp.crepitantes": ("Breath sounds: crackles", "Ruidos respiratorios: Crepitantes", False),
        "SITE:ruidos-resp.sibilancias": ("Breath sounds: wheeze", "Ruidos respiratorios: Sibilancias", False),
    }
    assert vocabulary.diseases == (
        SiteDisease("SITE:dengue", Wording(en="Dengue", es="Dengue")),
        SiteDisease("SITE:fiebre-de-la-zona", Wording(en="Fiebre de la zona")),
    )


def test_a_record_is_parsed_alone_with_nothing_but_the_mapping(tmp_path: Path) -> None:
    source = TableSource(DATA / "hospital.csv", DATA / "hospital.yaml")
    record = next(source.records())
    other = open_source(
        SourceConfig(name="table", format="table", path=tmp_path / "gone.csv", mapping=DATA / "hospital.yaml")
    )
    assert other.parse(Record("table", "", record.payload)) == source.parse(record)


def test_a_column_without_an_entry_stops_the_batch_and_is_named(make: Make) -> None:
    source = make("id,fever,hb,cause,ward\n1,yes,9,A,x\n")
    with pytest.raises(SourceError, match=r"the column ward.*`ward: ignore`"):
        next(source.records())


def test_an_entry_without_a_column_stops_the_batch_and_is_named(make: Make) -> None:
    with pytest.raises(SourceError, match="lacks the column fever"):
        next(make("id,hb,cause\n1,9,A\n").records())


def test_a_file_may_lack_the_diagnosis_and_what_is_dropped(make: Make) -> None:
    (case,) = cases(make("id,fever,hb\n1,yes,9\n", MAPPING + "  notes: text\n  name: ignore\n"))
    assert isinstance(case, Case)
    assert case.diagnosis is None


def test_a_line_of_data_in_the_place_of_the_names_is_not_repeated(make: Make) -> None:
    with pytest.raises(SourceError) as caught:
        next(make("1,yes,9,maria.gomez@example.org\n2,no,8,x\n").records())
    assert "maria" not in str(caught.value)
    assert "header_row" in str(caught.value)


@pytest.mark.parametrize(
    ("row", "column"),
    [("1,PLANTED,9,A", "fever"), ("1,yes,PLANTED,A", "hb"), ("1,yes,9;5,A", "hb"), (",yes,9,A", "id")],
)
def test_a_value_that_is_not_understood_refuses_its_row_by_column_without_the_value(
    make: Make, row: str, column: str
) -> None:
    refused, accepted = cases(make(f"id,fever,hb,cause\n{row}\n2,no,8,B\n"))
    assert isinstance(refused, str)
    assert isinstance(accepted, Case)
    assert f"column {column}" in refused
    assert "→" in refused
    assert "PLANTED" not in refused


def test_it_may_count_as_empty_instead_and_is_noted(make: Make) -> None:
    mapping = MAPPING.replace("unit: g/dL", "unit: g/dL, unknown: missing")
    (case,) = cases(make("id,fever,hb,cause\n1,yes,PLANTED,A\n", mapping))
    assert isinstance(case, Case)
    assert case.measurements == ()
    assert case.notes == ("column hb: a value that the mapping does not know: set aside",)


def test_a_row_that_states_nothing_is_refused(make: Make) -> None:
    (refused,) = cases(make("id,fever,hb,cause\n1,,.,A\n"))
    assert refused == "no column states a finding or a measurement → a case needs at least one"


def test_a_measurement_alone_makes_a_case(make: Make) -> None:
    (case,) = cases(make("id,fever,hb,cause\n1,,9.5,A\n"))
    assert isinstance(case, Case)
    assert (case.findings, case.measurements[0].value) == ((), 9.5)


def test_yes_and_no_are_understood_in_both_languages(make: Make) -> None:
    yes = ["Yes", "SÍ", "s", "Y", "1", "true", "Presente", "+"]
    no = ["No", "n", "0", "falso", "Ausente", "negative"]
    rows = "".join(f"{number},{text},9,A\n" for number, text in enumerate(yes + no))
    read = cases(make("id,fever,hb,cause\n" + rows))
    stated = [case.findings[0].excluded for case in read if isinstance(case, Case)]
    assert stated == [False] * len(yes) + [True] * len(no)


def test_a_blank_can_say_no_where_the_mapping_says_so(make: Make) -> None:
    mapping = MAPPING.replace("id: HP:0001945", 'id: HP:0001945, yes: x, no: ""')
    ticked, blank = cases(make("id,fever,hb,cause\n1,X,9,A\n2,,9,A\n", mapping))
    assert isinstance(ticked, Case)
    assert isinstance(blank, Case)
    assert ticked.observed == blank.excluded == ("HP:0001945",)


@pytest.mark.parametrize(
    ("together", "cells", "age"),
    [
        ("sum", "2,3,", 2.25),
        ("sum", ",18,", 1.5),
        ("sum", ",,15", 15 / 365.25),
        ("same", "1,18,", 1.5),
        ("same", "4,0,0", 4.0),
        ("same", ",,", None),
    ],
)
def test_an_age_in_several_columns(make: Make, together: str, cells: str, age: float | None) -> None:
    mapping = f"""
ages: {together}
columns:
  id: id
  fever: {{kind: finding, id: HP:0001945}}
  y: {{kind: age, unit: years}}
  m: {{kind: age, unit: months}}
  d: {{kind: age, unit: days}}
"""
    (case,) = cases(make(f"id,fever,y,m,d\n1,yes,{cells}\n", mapping))
    assert isinstance(case, Case)
    assert case.age == (None if age is None else pytest.approx(age))


def test_a_visit_before_birth_is_refused(make: Make) -> None:
    mapping = """
dates: "%d/%m/%Y"
columns:
  fever: {kind: finding, id: HP:0001945}
  born: birth_date
  seen: visit_date
"""
    refused, case = cases(make("fever,born,seen\nyes,02/03/2024,01/03/2024\nyes,01/03/2023,01/03/2024\n", mapping))
    assert refused == "the visit stands before the birth → correct one of the two dates"
    assert isinstance(case, Case)
    assert case.age == pytest.approx(1, abs=0.01)
    assert case.case_id == "table.csv:2"  # no column names it


def test_diagnoses_are_ids_labels_of_the_site_or_nothing(make: Make) -> None:
    mapping = MAPPING.replace(
        "site: true", "ids: true, values: {Marfan: OMIM:154700, None: ignore, Zone: {name: Zone fever, orphan: true}}"
    )
    source = make("id,fever,hb,cause\n1,yes,,OMIM:1\n2,yes,,marfan\n3,yes,,none\n4,yes,,Zone\n5,yes,,New\n", mapping)
    *read, refused = cases(source)
    assert [case.diagnosis for case in read if isinstance(case, Case)] == ["OMIM:1", "OMIM:154700", None, "SITE:zone"]
    assert isinstance(refused, str)
    assert refused.startswith("column cause")
    assert source.vocabulary.diseases == (SiteDisease("SITE:zone", Wording(en="Zone fever"), orphan=True),)


def test_a_direct_identifier_among_labels_stops_the_batch_and_is_not_repeated(make: Make) -> None:
    rows = "".join(f"{number},yes,9,Malaria\n" for number in range(50)) + "51,yes,9,maria.gomez@example.org\n"
    source = make("id,fever,hb,cause\n" + rows)
    with pytest.raises(IdentifierError, match="column cause") as caught:
        next(source.records())
    assert "maria" not in str(caught.value)


def test_a_column_of_identifiers_where_numbers_belong_stops_the_batch(make: Make) -> None:
    rows = "".join(f"{number},yes,patient{number}@example.org,Malaria\n" for number in range(9))
    with pytest.raises(IdentifierError, match=r"column hb.*email"):
        next(make("id,fever,hb,cause\n" + rows).records())


def test_one_stray_identifier_where_numbers_belong_only_refuses_its_row(make: Make) -> None:
    rows = "".join(f"{number},yes,9,Malaria\n" for number in range(20)) + "21,yes,maria@example.org,Malaria\n"
    read = cases(make("id,fever,hb,cause\n" + rows))
    assert [isinstance(case, Case) for case in read] == [True] * 20 + [False]


def test_a_column_of_too_many_labels_is_no_category(make: Make) -> None:
    rows = "".join(f"{number},yes,9,label {number}\n" for number in range(600))
    with pytest.raises(SourceError, match="column cause holds more than 500"):
        next(make("id,fever,hb,cause\n" + rows).records())


def test_a_table_of_nothing_but_names_is_refused(make: Make) -> None:
    with pytest.raises(SourceError, match=r"table\.csv holds no row → give a table with at least one"):
        cases(make("id,fever,hb,cause\n"))


def test_a_column_may_count_the_revisions_of_a_row(make: Make) -> None:
    mapping = "columns: {id: id, v: revision, fever: {kind: finding, id: HP:0001945}}"
    first, second, refused = cases(make("id,v,fever\na,0,yes\na,2,no\nb,1.5,yes\n", mapping))
    assert isinstance(first, Case)
    assert isinstance(second, Case)
    assert (first.revision, second.revision) == (0, 2)
    assert str(refused).startswith("column v: a value that the mapping does not know → give a whole number")


def test_a_table_needs_a_mapping(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="hoofbeat mapping suggest"):
        open_source(SourceConfig(name="kids", format="table", path=tmp_path / "x.csv"))


def test_an_edited_mapping_is_scanned_again(make: Make) -> None:
    assert make("id,fever,hb,cause\n1,yes,9,A\n").vocabulary.diseases == (SiteDisease("SITE:a", Wording(en="A")),)
    assert make("id,fever,hb,cause\n1,yes,9,Bb\n").vocabulary.diseases == (SiteDisease("SITE:bb", Wording(en="Bb")),)


def test_two_tables_may_not_use_one_id_for_different_things(tmp_path: Path) -> None:
    configs = []
    for name, title in (("a", "Stiff neck"), ("b", "Night sweats")):
        (tmp_path / f"{name}.csv").write_text("q1\nyes\n")
        mapping = tmp_path / f"{name}.yaml"
        mapping.write_text(f"columns:\n  q1: {{kind: site_feature, type: yes_no, name: {title}}}\n")
        configs.append(SourceConfig(name=name, format="table", path=tmp_path / f"{name}.csv", mapping=mapping))
    with pytest.raises(InputError, match=r"SITE:q1.*prefix"):
        vocabulary_of(configs)
    mapping.write_text("prefix: b\n" + mapping.read_text())
    assert [feature.id for feature in vocabulary_of(configs).features] == ["SITE:b-q1", "SITE:q1"]


def test_ids_the_ontology_replaced_are_read_as_the_current_ones(make: Make) -> None:
    source = make("id,fever,hb,cause\n1,yes,9,A\n")
    source.resolve = {"HP:0001945": "HP:0000002"}.get
    (case,) = cases(source)
    assert isinstance(case, Case)
    assert case.findings == (Finding(id="HP:0000002"),)
