"""A case in canonical units and terms: what is converted, concluded, set aside and left alone.

Mirrors: hoofbeat.standards.early_warning
"""

import pytest

from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.standards.standardise import standardise


def case(*measurements: tuple[str, float, str], age: float | None = 40.0, **fields: object) -> Case:
    made = tuple(Measurement(code=code, value=value, unit=unit) for code, value, unit in measurements)
    return Case.model_validate({"case_id": "c", "age": age, "sex": Sex.MALE, **fields, "measurements": made})


VITALS = [
    *[("9279-1", 26, "/min"), ("59408-5", 90, "%"), ("8480-6", 85, "mm[Hg]")],
    *[("8867-4", 131, "/min"), ("8310-5", 39.2, "Cel")],
]


def test_a_case_without_measurements_is_returned_as_it_is() -> None:
    silent = Case(case_id="c", findings=(Finding(id="HP:0001250"),))
    assert standardise(silent) is silent


def test_units_and_codes_become_canonical() -> None:
    done = standardise(case(("8331-1", 98.6, "[degF]"), ("14749-6", 5.0, "mmol/L"), ("8302-2", 70, "[in_i]")))
    assert [(m.code, m.unit) for m in done.measurements] == [("8310-5", "Cel"), ("2345-7", "mg/dL"), ("8302-2", "cm")]
    assert [m.value for m in done.measurements] == pytest.approx([37.0, 90.078, 177.8])
    assert done.findings == ()
    assert done.notes == ()


@pytest.mark.parametrize(
    ("measurement", "finding"),
    [
        (("8310-5", 39.2, "Cel"), "HP:0001945"),  # Fever
        (("8310-5", 102.6, "°F"), "HP:0001945"),
        (("8310-5", 34.0, "Cel"), "HP:0002045"),  # Hypothermia
        (("718-7", 7.1, "g/dL"), "HP:0001903"),  # Anemia
        (("718-7", 71, "g/L"), "HP:0001903"),
        (("2708-6", 85, "%"), "HP:0012418"),  # Hypoxemia
        (("2823-3", 6.2, "mEq/L"), "HP:0002153"),  # Hyperkalemia
        (("777-3", 90, "10^9/L"), "HP:0001873"),  # Thrombocytopenia
        (("777-3", 40, "K/mcL"), "HP:0001873"),
        (("718-7", 7.1, "gm/dL"), "HP:0001903"),
        (("59261-8", 48, "mmol/mol{Hb}"), "HP:0040217"),  # Elevated hemoglobin A1c: 6.54 %
        (("8867-4", 150, "ppm"), "HP:0001649"),  # Tachycardia
        (("6301-6", 3.1, "{INR}"), "HP:0008151"),  # Prolonged prothrombin time
        (("6598-7", 0.4, "ng/mL"), "HP:0410174"),  # Increased circulating troponin T
        (("33762-6", 4000, "pg/mL"), "HP:0031185"),  # Increased circulating NT-proBNP
        (("3091-6", 120, "mg/dL"), "HP:0003138"),  # Increased blood urea nitrogen
        (("1995-0", 0.8, "mmol/L"), "HP:0002901"),  # Hypocalcemia
        (("2692-2", 260, "mosm/kg"), "HP:6000680"),  # Low serum osmolality
        (("8478-0", 55, "mm[Hg]"), "HP:0002615"),  # Hypotension
    ],
)
def test_outside_its_reference_a_value_becomes_a_finding(measurement: tuple[str, float, str], finding: str) -> None:
    done = standardise(case(measurement))
    assert done.findings == (Finding(id=finding, derived_from=done.measurements[0].code),)


@pytest.mark.parametrize(
    ("measurement", "age", "finding"),
    [
        (("2345-7", 420, "mg/dL"), 11, "HP:0003074"),  # Hyperglycemia
        (("2744-1", 7.1, "[pH]"), 11, "HP:0032368"),  # Acidemia
        (("4548-4", 11.2, "%"), 11, "HP:0040217"),
        (("2823-3", 6.5, "mmol/L"), 0.02, None),  # a newborn's
        (("2823-3", 6.5, "mmol/L"), 5, "HP:0002153"),  # Hyperkalemia
        (("1975-2", 9, "mg/dL"), 0.01, None),
        (("1975-2", 9, "mg/dL"), 3, "HP:0003573"),  # Increased total bilirubin
        (("6768-6", 350, "U/L"), 8, None),  # growing
        (("6768-6", 350, "U/L"), 40, "HP:0003155"),
        (("2160-0", 0.9, "mg/dL"), 5, "HP:0003259"),  # Elevated circulating creatinine
        (("2160-0", 0.9, "mg/dL"), 40, None),
        (("731-0", 9, "10*3/uL"), 0.75, None),
        (("731-0", 9, "10*3/uL"), 30, "HP:0100827"),  # Lymphocytosis
    ],
)
def test_a_child_is_judged_as_a_child(measurement: tuple[str, float, str], age: float, finding: str | None) -> None:
    assert standardise(case(measurement, age=age)).observed == ((finding,) if finding else ())


@pytest.mark.parametrize("value", [35.0, 37.0, 37.9, 100.2])
def test_within_its_reference_nothing_is_concluded(value: float) -> None:
    assert standardise(case(("8310-5", value, "Cel" if value < 50 else "[degF]"))).findings == ()


def test_a_value_on_the_limit_is_within_after_conversion_too() -> None:
    assert standardise(case(("718-7", 130, "g/L"), ("777-3", 150_000, "/uL"))).findings == ()
    assert standardise(case(("8310-5", 100.4, "[degF]"))).observed == ("HP:0001945",)  # 38.0: fever


@pytest.mark.parametrize("excluded", [False, True])
def test_the_physicians_word_wins(excluded: bool) -> None:
    stated = Finding(id="HP:0001945", excluded=excluded, onset_years=39.0)
    assert standardise(case(("8310-5", 39.2, "Cel"), findings=(stated,))).findings == (stated,)


def test_age_and_sex_decide() -> None:
    pulse = ("8867-4", 130.0, "/min")
    assert standardise(case(pulse, age=0.5)).observed == ()
    assert standardise(case(pulse, age=40)).observed == ("HP:0001649",)
    assert standardise(case(pulse, age=None)).observed == ()  # might be an infant
    hemoglobin = ("718-7", 12.5, "g/dL")
    assert standardise(case(hemoglobin, sex=Sex.MALE)).observed == ("HP:0001903",)
    assert standardise(case(hemoglobin, sex=Sex.FEMALE)).observed == ()
    assert standardise(case(hemoglobin, sex=Sex.UNKNOWN)).observed == ()


def test_the_impossible_is_set_aside_by_code_alone() -> None:
    done = standardise(case(("8310-5", 370.123, "Cel"), ("2708-6", 101.5, "%"), ("8867-4", 70, "/min")))
    assert [m.code for m in done.measurements] == ["8867-4"]
    assert done.findings == ()
    assert done.notes == (
        "8310-5: impossible, for no living patient can have this value: set aside",
        "2708-6: impossible, for no living patient can have this value: set aside",
    )


def test_of_several_values_the_last_is_kept_and_all_conclude() -> None:
    done = standardise(case(("8310-5", 39.2, "Cel"), ("8331-1", 98.6, "[degF]"), ("8310-5", 37.1, "Cel")))
    assert done.measurements == (Measurement(code="8310-5", value=37.1, unit="Cel"),)
    assert done.observed == ("HP:0001945",)
    assert done.notes == ("8310-5: several values: the last given is kept",)


def test_what_the_table_does_not_know_is_kept_as_given() -> None:
    given = case(("SITE:grip", 31.0, "kgf"), ("33037-3", 12, "mmol/L"), ("718-7", 14, "mm[Hg]"))
    done = standardise(given)
    assert done.measurements == given.measurements
    assert done.findings == ()
    assert done.notes == (
        "33037-3: no analyte of the table: kept as given",
        "718-7: the unit cannot be converted: kept as given",
    )


@pytest.mark.parametrize("unit", ["Juan Pérez", "{Juan Pérez}", "?", "mg{Juan}/Juan"])
def test_a_text_that_is_no_unit_is_not_kept(unit: str) -> None:
    done = standardise(case(("718-7", 14, unit), ("33037-3", 12, unit)))
    assert [(m.code, m.value, m.unit) for m in done.measurements] == [
        ("718-7", 14, "{unknown}"),
        ("33037-3", 12, "{unknown}"),
    ]
    assert "Juan" not in done.model_dump_json()


def test_a_text_that_is_no_code_is_not_kept() -> None:
    done = standardise(case(("Juan Pérez", 14, "kg")))
    assert done.measurements == ()
    assert done.notes == ("a measurement's code is neither LOINC nor SITE: set aside",)


def test_a_unit_nobody_knows_does_not_displace_a_value_that_is_understood() -> None:
    done = standardise(case(("718-7", 7.1, "g/dL"), ("718-7", 71, "furlongs")))
    assert Measurement(code="718-7", value=7.1, unit="g/dL") in done.measurements
    assert done.observed == ("HP:0001903",)


def test_five_vital_signs_make_an_early_warning_score() -> None:
    done = standardise(case(*VITALS))
    score = next(m for m in done.measurements if m.code == "HBM:NEWS2")
    assert (score.value, score.unit) == (3 + 3 + 3 + 3 + 2, "{score}")
    assert [note for note in done.notes if note.startswith("HBM:NEWS2")] == [
        "HBM:NEWS2: oxygen is not recorded: read as room air",
        "HBM:NEWS2: consciousness is not recorded: read as alert",
    ]


@pytest.mark.parametrize(
    ("more", "findings", "points", "silent"),
    [
        ([("3150-0", 40, "%")], (), 2, 1),
        ([("3150-0", 21, "%")], (), 0, 1),
        ([("3151-8", 4, "L/min")], (), 2, 1),
        ([("9269-2", 15, "{score}")], (), 0, 1),
        ([("9269-2", 13, "{score}")], (), 3, 1),
        ([], (Finding(id="HP:0001289"),), 3, 1),  # Confusion
        ([], (Finding(id="HP:0001289", excluded=True),), 0, 1),
        ([("3150-0", 21, "%"), ("9269-2", 15, "{score}")], (), 0, 0),
    ],
)
def test_oxygen_and_consciousness_count_where_recorded(
    more: list[tuple[str, float, str]], findings: tuple[Finding, ...], points: int, silent: int
) -> None:
    done = standardise(case(*VITALS, *more, findings=findings))
    score = next(m.value for m in done.measurements if m.code == "HBM:NEWS2")
    assert score == 14 + points
    assert sum(note.startswith("HBM:NEWS2") for note in done.notes) == silent


@pytest.mark.parametrize("age", [None, 15.9])
def test_no_score_for_children_or_an_unknown_age(age: float | None) -> None:
    assert all(m.code != "HBM:NEWS2" for m in standardise(case(*VITALS, age=age)).measurements)


@pytest.mark.parametrize("missing", range(5))
def test_no_score_with_a_vital_sign_missing(missing: int) -> None:
    some = [vital for place, vital in enumerate(VITALS) if place != missing]
    assert all(m.code != "HBM:NEWS2" for m in standardise(case(*some)).measurements)


def test_standardising_twice_changes_nothing_more() -> None:
    odd = [("718-7", 9.0, "Juan"), ("99999-9", 1.0, "?"), ("8310-5", 37.0, "Cel"), ("x", 1.0, "kg")]
    once = standardise(case(*VITALS, ("718-7", 71, "g/L"), *odd))
    again = standardise(once)
    assert again.measurements == once.measurements
    assert again.findings == once.findings
    assert set(again.notes) == set(once.notes)
