"""Drafting a mapping, on tables as they come: Spanish and English, words and codes as names.

Mirrors: hoofbeat.sources.mapping.profile, hoofbeat.sources.mapping.reasons, hoofbeat.sources.mapping.render,
hoofbeat.sources.mapping.roles, hoofbeat.sources.mapping.suggestion, hoofbeat.sources.mapping.words
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import ProseLanguage, SearchLanguage, Wording, search_language
from hoofbeat.knowledge import tables
from hoofbeat.sources.mapping import TableLayout, read_mapping
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import profile
from hoofbeat.sources.mapping.render import render
from hoofbeat.sources.mapping.suggest import Drafted, suggest
from hoofbeat.sources.mapping.words import is_code, name_words
from hoofbeat.sources.table import TableSource
from invented_table import CAUSES, SYMPTOMS, write_children

LEXICON = Lexicon(
    [
        *(
            LexiconEntry(row.id, Wording(en=row.name_es, es=row.name_es), {"es": row.synonyms_es})
            for row in tables.lexicon_es()
        ),
        LexiconEntry("HP:0002829", Wording(en="Arthralgia"), {"en": ("Joint pain",)}),
    ]
)
DISEASES = tuple(
    Disease(id=d.id, names=Wording(en=d.name, es=d.name_es), orphan=False) for d in tables.common_diseases()
)
ROWS = 60

Draft = Callable[..., Drafted]


@cache
def meanings(lang: SearchLanguage) -> Meanings:
    return Meanings(LEXICON, DISEASES, lang)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """Draft the mapping of a table whose columns are given as lists that repeat themselves."""

    def draft(lang: ProseLanguage = "es", **columns: list[object]) -> Drafted:
        path = tmp_path / "t.csv"
        columns |= {"z": [f"no row is blank {number}" for number in range(ROWS)]}
        rows = [";".join(str(values[row % len(values)]) for values in columns.values()) for row in range(ROWS)]
        path.write_text("\n".join([";".join(columns), *rows]) + "\n", encoding="utf-8")
        return suggest(profile(path, TableLayout(delimiter=";")), meanings(search_language(lang)))

    return draft


def entry(drafted: Drafted, column: str) -> Any:
    return drafted.columns[column].entry


def test_a_spanish_export_is_recognised_by_names_and_values(draft: Draft) -> None:
    days = [date(2024, 1, 1) + timedelta(days=row) for row in range(ROWS)]
    drafted = draft(
        historia=list(range(1, ROWS + 1)),
        nombre_paciente=["Ana Pérez"],
        correo=["a@example.org"],
        fechaNacimiento=["13/05/2019", "02/11/2020"],
        fecha_ingreso=[f"{day:%d/%m/%Y}" for day in days],
        fecha_alta=[f"{day:%d/%m/%Y}" for day in days],
        Sexo=["M", "F"],
        FIEBRE=["SI", "NO", "No sabe"],
        dolor_de_cabeza=["S", "N"],
        Temp=["38,5", "36,9", "40,1", "37,2"],
        hemoglobina_g_dl=["11,2", "7,5"],
        Glucosa=["5,1", "6,3"],
        TA=["100/60", "120/80"],
        diagnostico=["Neumonía", "Mal de ojo", "Anemia"],
        cie10=["J18", "X99", "D64"],
        observaciones=["vino con su abuela", "sin cambios"],
    )
    assert drafted.settings == {"decimal": ",", "dates": ["%d/%m/%Y"], "missing": ["", "No sabe"]}
    expected = {
        "historia": "id",
        "nombre_paciente": "ignore",
        "correo": "ignore",
        "fechaNacimiento": "birth_date",
        "fecha_ingreso": "visit_date",
        "fecha_alta": "ignore",
        "Sexo": {"kind": "sex", "values": {"M": "male", "F": "female"}},
        "FIEBRE": {"kind": "finding", "id": "HP:0001945"},
        "dolor_de_cabeza": {"kind": "finding", "id": "HP:0002315"},
        "Temp": {"kind": "measurement", "loinc": "8310-5", "unit": "Cel"},
        "hemoglobina_g_dl": {"kind": "measurement", "loinc": "718-7", "unit": "g/dL"},
        "Glucosa": {"kind": "measurement", "loinc": "2345-7", "unit": "mmol/L"},
        "TA": {"kind": "measurement", "loinc": ["8480-6", "8462-4"], "separator": "/", "unit": "mm[Hg]"},
        "diagnostico": {
            "kind": "diagnosis",
            "values": {"Anemia": "HBD:0000007", "Mal de ojo": "site", "Neumonía": "HBD:0000040"},
        },
        "cie10": "ignore",
        "observaciones": "text",
    }
    assert {name: suggestion.entry for name, suggestion in drafted.columns.items() if name != "z"} == expected
    assert drafted.columns["Glucosa"].confidence < 0.7  # the unit was guessed from the numbers


def test_mujer_and_hombre_are_not_taken_for_male(draft: Draft) -> None:
    assert entry(draft(sexo=["H", "M"]), "sexo") == {"kind": "sex", "values": {"H": "male", "M": "female"}}


def test_an_english_table_with_words_as_names(draft: Draft) -> None:
    drafted = draft(
        "en",
        case_id=[f"c{row}" for row in range(ROWS)],
        gender=["female", "male", "unknown"],
        age_months=[3, 30, 999],
        has_joint_pain=["Yes", "No"],
        travelled_abroad=["Yes", "No", "Refused"],
        bednets=list(range(8)),
        wealth=["poor", "middle", "rich"],
        disease=["Pneumonia", "Zone fever"],
    )
    assert entry(drafted, "case_id") == "id"
    assert entry(drafted, "age_months") == {"kind": "age", "unit": "months", "missing": ["999"]}
    assert entry(drafted, "has_joint_pain") == {"kind": "finding", "id": "HP:0002829"}
    assert entry(drafted, "travelled_abroad") == {"kind": "site_feature", "type": "yes_no"}
    assert entry(drafted, "bednets") == {"kind": "site_feature", "type": "number"}
    assert entry(drafted, "wealth")["values"] == ["middle", "poor", "rich"]
    assert entry(drafted, "disease")["values"] == {"Pneumonia": "HBD:0000040", "Zone fever": "site"}
    assert drafted.settings["missing"] == ["", "Refused", "unknown"]


def test_what_repeats_the_diagnosis_is_left_out(draft: Draft) -> None:
    causes = ["Sepsis", "Burns", "Falls", "Fires", "Malnutrition"]
    drafted = draft(
        "en",
        q_text=causes,
        q_code=[1, 2, 3, 4, 5],
        broad=["infection", "injury", "injury", "injury", "nutrition"],
        q1=["yes", "no", "no"],
        grade=["a", "b", "c", "d", "a", "c", "b"],
    )
    assert entry(drafted, "q_text")["kind"] == "diagnosis"
    assert entry(drafted, "q_code") == entry(drafted, "broad") == "ignore" or entry(drafted, "q_code") == "ignore"
    assert drafted.columns["q_code"].why == "repeats"
    assert entry(drafted, "q1") == {"kind": "site_feature", "type": "yes_no"}
    assert entry(drafted, "grade")["type"] == "category"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["x", "", ""], {"type": "yes_no", "yes": ["x"], "no": [""]}),
        (["Y", ".", "."], {"type": "yes_no"}),
        ([0, 1, 9], {"type": "yes_no", "yes": ["1"], "no": ["0"], "missing": ["9"]}),
        (["Yes", "No"] * 10 + ["cannot tell"], {"type": "yes_no", "missing": ["cannot tell"]}),
        (["1,5", "2,5", "3,5", "4,5", "99"], {"type": "number", "missing": ["99"]}),
        ([1, 2, 3], {"type": "category", "values": ["1", "2", "3"]}),
        (["a|b", "b|c", "c|a", "a", "b", "c|b", "a|b|c", "b|a"], {"separator": "|", "values": ["a", "b", "c"]}),
    ],
)
def test_the_values_of_a_coded_column_tell_what_it_is(
    draft: Draft, values: list[object], expected: dict[str, object]
) -> None:
    found = entry(draft(q12=values), "q12")
    assert {name: found.get(name) for name in expected} == expected
    assert found["kind"] == "site_feature"


@pytest.mark.parametrize(
    "values",
    [
        ["ana@example.org", "luis@example.org", "eva@example.org"],
        ["2003", "2004", "2010"],
        ["January", "May", "June"],
        ["03/04/2020", "04/05/2021"],
        [""],
    ],
)
def test_what_names_or_dates_somebody_is_left_out_under_any_name(draft: Draft, values: list[object]) -> None:
    assert entry(draft(q12=values), "q12") == "ignore"


def test_ones_and_twos_mean_yes_and_no_only_where_many_columns_say_so(draft: Draft) -> None:
    alone = draft(q1=[1, 2])
    assert entry(alone, "q1")["type"] == "category"
    many = draft(**{f"q{number}": [1, 2, 9] for number in range(12)})
    assert entry(many, "q1") == {"kind": "site_feature", "type": "yes_no", "yes": ["1"], "no": ["2"], "missing": ["9"]}


@pytest.mark.parametrize(
    ("years", "months", "together"), [([1, 2, 4], [18, 30, 50], "same"), ([1, 2, 4], [6, 6, 2], "sum")]
)
def test_several_age_columns_are_told_apart(
    draft: Draft, years: list[object], months: list[object], together: str
) -> None:
    drafted = draft(edad_anos=years, edad_meses=months)
    assert drafted.settings["ages"] == together
    assert entry(drafted, "edad_meses") == {"kind": "age", "unit": "months"}


def test_other_ages_are_no_age_of_the_patient(draft: Draft) -> None:
    assert entry(draft(edad_de_la_madre=[20, 30, 41, 19, 22, 35, 28]), "edad_de_la_madre")["kind"] == "site_feature"


def test_codes_are_told_from_words() -> None:
    assert all(map(is_code, ("a1_01_07", "q37", "g3_20", "V12")))
    assert not any(map(is_code, ("fiebre", "vitamina_b12", "fechaNacimiento", "tos")))
    assert name_words("dolorDe_Cabeza (s/n)") == ["dolor", "de", "cabeza", "s", "n"]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_draft_of_a_coded_table_works_unedited(tmp_path: Path, lang: ProseLanguage) -> None:
    path = write_children(tmp_path / "children.csv", 400)
    table = profile(path, TableLayout())
    text = render(suggest(table, meanings(search_language(lang))), table.rows, lang)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    read = read_mapping(mapping)
    kinds = {name: column.kind for name, column in read.columns.items()}
    assert {kinds[name] for name in SYMPTOMS} == {"site_feature"}
    assert [kinds[name] for name in ("newid", "sex", "age_years", "gs_text34")] == ["id", "sex", "age", "diagnosis"]
    assert "CHECK" in next(line for line in text.splitlines() if line.startswith("  gs_text34"))
    source = TableSource(path, mapping)
    cases = [source.parse(record) for record in source.records()]
    assert len(cases) == 400
    assert {case.diagnosis_name for case in cases} == set(CAUSES)
    assert sum(case.age is None for case in cases) == 0
    assert sum(len(case.observed) for case in cases) > 400


def test_a_table_without_id_says_what_follows(draft: Draft) -> None:
    without, with_id = draft(q1=["yes", "no"]), draft(q1=["yes", "no"], folio=list(range(ROWS)))
    assert "# CHECK ninguna columna" in render(without, ROWS, "es")
    assert "equal rows count once" not in render(with_id, ROWS, "en")


def test_odd_names_survive_the_yaml(tmp_path: Path) -> None:
    names = ["1", "yes", "a: b", "#x", "¿Tuvo fiebre? " * 12, '"q"', "null", "ñ'é"]
    path = tmp_path / "t.csv"
    quoted = [name.strip().replace('"', '""') for name in names]
    path.write_text(",".join(f'"{name}"' for name in quoted) + "\n" + ",".join("yes" for _ in names) + "\n")
    table = profile(path, TableLayout())
    text = render(suggest(table, meanings("en")), table.rows, "en")
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    assert list(read_mapping(tmp_path / "m.yaml").columns) == [" ".join(name.split()) for name in names]
