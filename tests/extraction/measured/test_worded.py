"""Results told in words become the findings of the measurement, or deny them."""

from collections.abc import Callable

import pytest

Said = Callable[[str], dict[str, str]]
P, A = "present", "absent"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Labs show low hemoglobin and high potassium.", {"Anemia": P, "Hyperkalemia": P}),
        ("WBC, hemoglobin and platelets were normal.", {"Anemia": A, "Thrombocytopenia": A}),
        ("Hemoglobin: within normal limits.", {"Anemia": A}),
        ("Leucocitos y plaquetas normales, sodio bajo.", {"Thrombocytopenia": A, "Hyponatremia": P}),
        ("CBC normal.", {"Anemia": A, "Thrombocytopenia": A}),
        ("Glucose: slightly elevated.", {"Hyperglycemia": P}),
    ],
)
def test_a_result_in_words(said: Said, text: str, wanted: dict[str, str]) -> None:
    heard = said(text)
    assert {name: heard.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("text", ["The result was normal.", "High school student.", "Normal heart sounds."])
def test_no_quantity_no_result(said: Said, text: str) -> None:
    assert not {"Anemia", "Hyperglycemia", "Tachycardia"} & set(said(text))
