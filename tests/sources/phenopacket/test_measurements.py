"""Numbers of a phenopacket: read where code and unit are known, counted aloud where not, never a reason to refuse."""

from typing import Any

import pytest

from hoofbeat.domain.case import Measurement
from packet_reading import brief, parse, refusal

GRAMS = {"id": "UCUM:g/dL", "label": "gram per deciliter"}


def measured(assay: object = "LOINC:718-7", value: object = 7.1, unit: object = GRAMS) -> dict[str, Any]:
    term = {"id": assay, "label": "Hemoglobin"} if isinstance(assay, str) else assay
    return {"assay": term, "value": {"quantity": {"unit": unit, "value": value}}}


def unread(number: int) -> str:
    what = "1 measurement is" if number == 1 else f"{number} measurements are"
    return f"{what} not read: no LOINC code, no number or no unit that is known"


@pytest.mark.parametrize("assay", ["LOINC:718-7", "loinc:718-7", "718-7", "http://loinc.org/rdf/718-7", "LNC:718-7"])
@pytest.mark.parametrize("unit", [GRAMS, {"id": "g/dL"}, {"id": "NCIT:C64783", "label": "g/dL"}, "g/dL"])
def test_a_number_is_read_in_every_spelling_of_code_and_unit(assay: str, unit: object) -> None:
    case = parse(brief(measurements=[measured(assay, unit=unit)]))
    assert case.measurements == (Measurement(code="718-7", value=7.1, unit="g/dL"),)
    assert case.notes == ()


def test_names_may_be_those_of_the_schemas_files() -> None:
    parts = [
        {"type": {"id": f"LOINC:{code}"}, "quantity": {"unit": {"id": "UCUM:mm[Hg]"}, "value": value}}
        for code, value in (("8480-6", 104), ("8462-4", "61"))
    ]
    packet = brief(measurements=[{"assay": {"id": "LOINC:85354-9"}, "complex_value": {"typed_quantities": parts}}])
    assert [(one.code, one.value) for one in parse(packet).measurements] == [("8480-6", 104.0), ("8462-4", 61.0)]


@pytest.mark.parametrize(
    "one",
    [
        measured("NCIT:C64848"), measured(assay=None), measured(assay=7), measured(value=None), measured(value=True),
        measured(value="high"), measured(value="NaN"), measured(value=10**400), measured(unit=None),
        measured(unit={"id": "UCUM:"}), measured(unit={"label": "boxes"}), measured(unit=["g/dL"]),
        {"assay": {"id": "LOINC:718-7"}}, {"assay": {"id": "LOINC:718-7"}, "value": 7.1},
        {"assay": {"id": "LOINC:718-7"}, "value": {"quantity": 7.1}},
        {"assay": {"id": "LOINC:5802-4"}, "value": {"ontologyClass": {"id": "NCIT:C25626", "label": "Present"}}},
        {"complexValue": {"typedQuantities": ["7.1"]}}, "7.1", None,
    ],
)  # fmt: skip
def test_what_is_no_number_of_ours_is_counted_and_spoils_nothing(one: object) -> None:
    case = parse(brief(measurements=[one, measured(), measured(), one]))
    assert (len(case.measurements), case.observed) == (2, ("HP:0002650",))
    assert case.notes == (unread(2),)


@pytest.mark.parametrize("values", ["7.1", {"assay": "718-7"}, 3])
def test_what_is_no_list_of_measurements_is_one_that_is_not_read(values: object) -> None:
    assert parse(brief(measurements=values)).notes == (unread(1),)


def test_a_measurement_alone_is_a_case() -> None:
    case = parse({"id": "numbers", "measurements": [measured()]})
    assert (case.findings, len(case.measurements)) == ((), 1)
    assert "no finding is stated" in refusal({"id": "nothing", "measurements": [measured(unit=None)]})
