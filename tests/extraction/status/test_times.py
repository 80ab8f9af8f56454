"""A finding of a year that is named, or of years ago, is past; one since then is not."""

from collections.abc import Callable

import pytest

from hoofbeat.extraction.status import times  # what these sentences go through, by way of a whole note

Said = Callable[[str], dict[str, str]]


@pytest.mark.parametrize(
    "text",
    [
        "Pneumonia two years ago.",
        "Neumonía hace 5 años.",
        "Pneumonia in 2014.",
        "Pneumonia once in 2014.",
        "Prior pneumonia 2014.",
        "In 2014 she had pneumonia.",
        "En 2014 tuvo neumonía.",
        "Hace un año presentó neumonía.",
        "She had pneumonia at age 3.",
        "Tuvo neumonía hasta los 6.",
    ],
)
def test_what_has_gone_by_is_past(said: Said, text: str) -> None:
    assert said(text) == {"Pneumonia": "past"}


@pytest.mark.parametrize(
    "text",
    ["Pneumonia since 2014.", "Pneumonia, seen in the ward.", "Neumonía de 3 días de evolución.", "In ward 2014 no"],
)
def test_what_goes_on_is_not(said: Said, text: str) -> None:
    assert set(said(text).values()) <= {"present"}


def test_what_stays_is_past_where_it_was_ended(said: Said) -> None:
    assert said("Asthma in 2014.") == {"Asthma": "present"}
    assert said("Pheochromocytoma removed in 2018.") == {"Pheochromocytoma": "past"}
    assert said("Hipertiroidismo tratado con yodo en 2011.") == {"Hyperthyroidism": "past"}


def test_the_table_has_words_that_end_a_condition() -> None:
    assert {"removed", "operado"} <= times._ENDED
