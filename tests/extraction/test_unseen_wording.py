"""Ways to write that were once misread, each by a short note.

Mirrors: hoofbeat.extraction.reading, hoofbeat.extraction.status.scope
"""

from collections.abc import Callable

import pytest

from hoofbeat.extraction.extract import Extractor

Said = Callable[[str], dict[str, str]]

P, A = "present", "absent"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3/7 hx of cough and fever.", {"Cough": P, "Fever": P}),
        ("6/12 history of back pain.", {"Back pain": P}),
        ("Hombre de 50 años con dolor abdominal.", {"Abdominal pain": P}),
        ("Desde hace un año con dolor.", {}),
        ("Dolor en el ano.", {"Anal pain": P}),
        ("Known type 2 diabetes mellitus.", {"Type II diabetes mellitus": P}),
        ("CP clear. Abdomen soft.", {}),
        ("CP claros, bien ventilados.", {}),
        ("Numbness relieved by shaking the hand.", {"Hypoesthesia": P}),
        (
            "Cefalea de 3 días con náuseas. Denies fever or vomiting.",
            {"Headache": P, "Nausea": P, "Fever": A, "Vomiting": A},
        ),
        ("Lesions in the basal ganglia.", {}),
        ("Gripe hace una semana.", {}),
        ("He wears hearing aids.", {"Hearing impairment": P}),
        ("Fit and well.", {}),
    ],
)
def test_what_is_said(said: Said, text: str, wanted: dict[str, str]) -> None:
    assert said(text) == wanted


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("29F. Palpitations.", 29.0, "female"),
        ("Woman of 31 complains of headache.", 31.0, "female"),
        ("Child 4 yrs, coughing.", 4.0, "unknown"),
        ("Term baby girl, now 3 months. Floppy.", 0.25, "female"),
        ("A boy 3 months after surgery has fever.", None, "male"),
    ],
)
def test_who_it_is(extractor: Extractor, text: str, age: float | None, sex: str) -> None:
    read = extractor.extract(text).case("invented")
    assert (read.age, read.sex.value) == (age, sex)
