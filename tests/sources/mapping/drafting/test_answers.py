"""Answers of yes and no in words, signs and codes, and what the name of the column asks for.

Mirrors: hoofbeat.sources.mapping.drafting.questions, hoofbeat.sources.mapping.shapes
"""

from collections.abc import Callable

import pytest

from drafted_tables import Read

ReadTable = Callable[..., Read]

FEVER, COUGH, SEIZURE = "HP:0001945", "HP:0012735", "HP:0001250"


def said(found: Read, count: int, finding: str) -> str:
    """What each row says of a finding: + - or . for nothing."""
    return "".join(
        "+" if finding in case.observed else "-" if finding in case.excluded else "." for case in found.cases[:count]
    )


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("Fiebre", ["+", "-", "NA"], "+-."),
        ("Fiebre", ["++", "-", "+", "(+)"], "+-++"),
        ("Fiebre", ["Pos", "Neg", "No evaluado"], "+-."),
        ("Fiebre", ["Checked", "Unchecked"], "+-"),
        ("Fiebre", ["Sí", "No", "NS"], "+-."),
        ("Fiebre", ["T", "F"], "+-"),
        ("Fiebre", ["V", "F", "Pendiente"], "+-."),
        ("Fiebre", ["Refiere", "Niega", "No aplica"], "+-."),
        ("fever", ["observed", "excluded", "na"], "+-."),
        ("Fiebre", ["☑", "☐"], "+-"),
        ("Fiebre", ["hay", "no hay"], "+-"),
        ("Fiebre", ["Tiene", "No tiene"], "+-"),
        ("Síntomas (choice=Fiebre)", ["Checked", "Unchecked"], "+-"),
        ("Síntomas (opción=Fiebre)", [1, 0], "+-"),
        ("symptoms___fever", [1, 0], "+-"),
        ("sintomas/fiebre", ["True", "False"], "+-"),
        ("Signs: Fever", ["Y", "N"], "+-"),
        ("¿Tiene fiebre? (1=Sí, 2=No, 9=NS)", [1, 2, 9], "+-."),
        ("Fever (HP:0001945)", ["yes", "no"], "+-"),
        ("HP:0001945", ["yes", "no"], "+-"),
    ],
)
def test_one_reading(read: ReadTable, name: str, values: list[object], expected: str) -> None:
    found = read({name: values, "Tos": ["si", "no"]})
    assert said(found, len(values), FEVER) == expected
    assert found.unsure(name) is None


@pytest.mark.parametrize(
    ("name", "values", "expected", "doubt"),
    [
        ("Fiebre", ["P", "A"], "+-", "P present, A absent; or other"),
        ("Fiebre", ["P", "N"], "+-", "P positive, N negative; or other"),
        ("Fiebre", ["✓", "x"], "+-", "a cross as no; or are both yes"),
        ("Fiebre", ["x", ""], "+-", "blank is read as no; it may also mean not asked"),
        ("Fiebre", ["Sí", "-"], "+.", "the dash is read as not known; it may mean no"),
        ("Fiebre", [1, 2], "+-", "1 read as yes, 2 as no; or the other way round"),
        ("Fiebre", [1, 0, 9], "+-.", "1 read as yes, 0 as no; or the other way round"),
        (
            "Fiebre",
            ["leve", "moderada", "severa", "no"],
            "+++-",
            "3 degrees or kinds, all read as present; or is one of them a no",
        ),
        ("Fiebre", ["productiva", "no", "seca"], "+-+", "2 degrees or kinds, all read as present"),
        ("Fiebre", ["Sí, desde ayer", "No", "Si (alta)"], "+-+", "yes or no before a remark"),
        ("Fiebre", ["+", "-", "+/-"], "+-.", "1 other answers count as not known"),
        ("Fiebre", ["1: Sí", "2: No"], "+-", "yes or no before a remark"),
        ("Fiebre", ["Y", "N", "U"], "+-.", "1 other answers count as not known"),
        ("Afebril", ["Sí", "No"], "-+", "yes is read as absent; or present"),
        ("Fiebre negada", ["Sí", "No"], "-+", "yes is read as absent; or present"),
        ("fiebre_no", [1, 0], "-+", "yes is read as absent; or present"),
        ("Sin fiebre", ["Sí", "No"], "-+", "yes is read as absent; or present"),
        ("Negativos (choice=Fiebre)", ["Checked", "Unchecked"], "-.", "yes is read as absent; or present"),
        ("Consulta: Fiebre", ["Sí", "No"], "+-", "by the end of its name; or something of its own"),
        ("Fiebre", ["3 días", "no", "2 semanas"], "+-+", "ages of onset, or how long"),
    ],
)
def test_two_readings_are_both_said(
    read: ReadTable, name: str, values: list[object], expected: str, doubt: str
) -> None:
    found = read({name: values, "Tos": ["si", "no"]})
    assert said(found, len(values), FEVER) == expected
    assert doubt in str(found.unsure(name))


def test_a_column_of_minus_signs_alone_says_no_beside_columns_with_plus(read: ReadTable) -> None:
    found = read({"Fiebre": ["-"], "Tos": ["+", "-"]})
    assert (said(found, 2, FEVER), said(found, 2, COUGH)) == ("--", "+-")
    assert "absent as in the other columns, or not known" in str(found.unsure("Fiebre"))


@pytest.mark.parametrize(
    "name", ["Antecedentes familiares (choice=Asma)", "Familia: Asma", "madre/asma", "History: Asthma"]
)
def test_what_relatives_or_the_past_had_is_no_finding(read: ReadTable, name: str) -> None:
    found = read({name: ["Checked", "Unchecked"], "Tos": ["si", "no"]})
    assert said(found, 2, "HP:0002099") == ".."
    assert "relatives or of former times" in str(found.unsure(name))


def test_a_box_without_a_label_is_of_the_sites_own_and_doubted(read: ReadTable) -> None:
    found = read({"symptoms___1": [1, 0], "Tos": ["si", "no"]})
    assert found.cases[0].observed == ("SITE:symptoms___1", COUGH)
    assert "box 1 of symptoms" in str(found.unsure("symptoms___1"))


@pytest.mark.parametrize(
    ("values", "expected", "doubted"),
    [
        (["P4Y", "observed", "excluded", "na"], [4, None, None, None], False),
        (["desde los 4 años", "a los 3 meses", "no", "congénita"], [4, 0.25, None, 0], False),
        (["since age 4", "from 6 months", "no"], [4, 0.5, None], False),
        (["4 y", "no", "11 years"], [4, None, 11], True),
    ],
)
def test_the_age_of_onset_in_a_cell(
    read: ReadTable, values: list[str], expected: list[float | None], doubted: bool
) -> None:
    found = read({"Seizure": values, "Tos": ["si", "no"]})
    onsets = [next((f.onset_years for f in case.findings if f.id == SEIZURE), None) for case in found.cases]
    assert onsets[: len(values)] == expected
    observed = ["+" if onset is not None else None for onset in expected]
    assert all(sign in (None, seen) for sign, seen in zip(observed, said(found, len(values), SEIZURE), strict=True))
    assert (found.unsure("Seizure") is not None) is doubted
