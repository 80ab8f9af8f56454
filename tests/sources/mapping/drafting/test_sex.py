"""Sex in the spellings and code sets of forms: which letter means whom is said by the company it keeps."""

from collections.abc import Callable

import pytest

from drafted_tables import Read

ReadTable = Callable[..., Read]


def sexes(read: ReadTable, name: str, values: list[object]) -> tuple[list[str], str | None]:
    """The sex of each value in its turn, and the comment if the draft is unsure."""
    found = read({name: values, "edad": [30], "fiebre": ["si", "no"]}, rows=max(24, len(values)))
    assert not found.refused
    return [case.sex.value for case in found.cases[: len(values)]], found.unsure(name)


MALE, FEMALE, OTHER, UNKNOWN = "male", "female", "other", "unknown"


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("sexo", ["H", "M", "NSNC"], [MALE, FEMALE, UNKNOWN]),
        ("sexo", ["H", "M", "NS/NC", "I"], [MALE, FEMALE, UNKNOWN, UNKNOWN]),
        ("SEXO_PAC", ["M", "F"], [MALE, FEMALE]),
        ("Sexo biológico", ["D", "V"], [FEMALE, MALE]),
        ("sex_at_birth", ["Male", "Female", "Unknown"], [MALE, FEMALE, UNKNOWN]),
        ("Género", ["V", "M"], [MALE, FEMALE]),
        ("sexo", ["Masc.", "Fem."], [MALE, FEMALE]),
        ("sexo", ["Varón", "Dama"], [MALE, FEMALE]),
        ("sexo", ["niño", "niña"], [MALE, FEMALE]),
        ("sexo", ["1 - Masculino", "2 - Femenino", "Femenino (F)"], [MALE, FEMALE, FEMALE]),
        ("sexo", ["Masculino", "Feminino"], [MALE, FEMALE]),
        ("Sex", ["F", "M", "X", "I"], [FEMALE, MALE, OTHER, UNKNOWN]),
        ("Sexo (1=Hombre, 2=Mujer)", [1, 2], [MALE, FEMALE]),
        ("Sexo [0: mujer; 1: hombre]", [0, 1], [FEMALE, MALE]),
        ("sexo (M=mujer, H=hombre)", ["M", "M"], [FEMALE, FEMALE]),
        ("SEXO (1=H, 2=M)", [1, 2], [MALE, FEMALE]),
        ("Sexo 1=V; 2=M", [1, 2], [MALE, FEMALE]),
        ("sexo 1=M 2=F", [1, 2], [MALE, FEMALE]),
        ("Sexo (1-H, 2-M)", [1, 2], [MALE, FEMALE]),
        ("Sexo (H=1, M=2)", [1, 2], [MALE, FEMALE]),
        ("Sexo (1 Mujer 2 Hombre)", [1, 2], [FEMALE, MALE]),
        ("Sexo [Mujer: 1; Hombre: 2]", [1, 2], [FEMALE, MALE]),
        ("Sexo(1M,2F)", [1, 2], [MALE, FEMALE]),
        ("Sx", ["H", "M"], [MALE, FEMALE]),
        ("sexo (1=H, 2=M, 9=Ignorado)", [1, 2, 9], [MALE, FEMALE, UNKNOWN]),
        ("datos/sexo", ["hombre", "mujer"], [MALE, FEMALE]),
        ("Masculino", ["Sí", "No"], [MALE, FEMALE]),
    ],
)
def test_one_reading(read: ReadTable, name: str, values: list[object], expected: list[str]) -> None:
    assert sexes(read, name, values) == (expected, None)


@pytest.mark.parametrize(
    ("values", "expected", "said"),
    [
        (["M"], [UNKNOWN], ("male (masculino)", "female (mujer)")),
        (["M", "Hombre"], [FEMALE, MALE], ("masculino", "mujer")),
        (["M", "Femenino"], [MALE, FEMALE], ("masculino", "mujer")),
        ([1, 2], [MALE, FEMALE], ("1 male, 2 female", "the other way round")),
        ([0, 1], [FEMALE, MALE], ("1 male, 0 female", "0 male, 1 female")),
        ([0, 1, 2, 9], [UNKNOWN, MALE, FEMALE, UNKNOWN], ("ISO 5218", "the other way round")),
        (["V", "H"], [MALE, FEMALE], ("hombre", "hembra")),
        (["H", "M", "M", "H", "F"], [MALE, FEMALE, FEMALE, MALE, FEMALE], ("beside F and beside H",)),
        (["F", "M", "M", "F", "H"], [FEMALE, MALE, MALE, FEMALE, MALE], ("beside F and beside H",)),
        (["F", "M", "Q"], [FEMALE, MALE, UNKNOWN], ("a code that is neither",)),
    ],
)
def test_two_readings_are_both_said(
    read: ReadTable, values: list[object], expected: list[str], said: tuple[str, ...]
) -> None:
    found, comment = sexes(read, "sexo", values)
    assert found == expected
    assert comment is not None
    assert all(part in comment for part in said)


@pytest.mark.parametrize(
    ("name", "values", "expected", "said"),
    [
        ("sexo (1=M, 2=Otro)", [1, 2], [UNKNOWN, OTHER], "only M"),
        ("sexo (1=H, 2=M, 3=Q)", [1, 2, 3], [MALE, FEMALE, UNKNOWN], "a code that is neither"),
        ("sexo (1=H, 2=M)", [1, 2, 7], [MALE, FEMALE, UNKNOWN], "a code that is neither"),
        ("sexo", [1, 6], [MALE, UNKNOWN], "code 1 read as `male`"),
        ("sexo", [5, 6], [UNKNOWN, UNKNOWN], "codes of no usual set"),
    ],
)
def test_a_code_that_stays_unknown_is_doubted(
    read: ReadTable, name: str, values: list[object], expected: list[str], said: str
) -> None:
    found, comment = sexes(read, name, values)
    assert found == expected
    assert said in str(comment)
    assert "2 female" not in str(comment)


def test_sex_counts_before_gender_and_a_relatives_does_not(read: ReadTable) -> None:
    found = read({"gender": ["M", "F"], "sex": ["F", "M"], "sexo de la madre": ["F"], "tos": ["si", "no"]})
    assert [case.sex.value for case in found.cases[:2]] == [FEMALE, MALE]
    assert found.entry("gender") == "ignore"
    assert found.unsure("gender") is not None
