"""Findings under a hospital's own words: names of columns, and answers.

Mirrors: hoofbeat.sources.mapping.drafting.names, hoofbeat.sources.mapping.drafting.families,
hoofbeat.sources.mapping.meanings
"""

from collections.abc import Callable, Sequence

import pytest

from drafted_tables import Read
from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.domain.languages import Wording
from hoofbeat.sources.mapping.drafting.worded import worded
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.suggestion import UNSURE

ReadTable = Callable[..., Read]

MEANINGS = Meanings(
    Lexicon(
        [
            LexiconEntry("HP:0002183", Wording(en="Phonophobia")),
            LexiconEntry("HP:0000613", Wording(en="Photophobia", es="Fotofobia")),
            LexiconEntry("HP:0100515", Wording(en="Pollakisuria"), {"en": ("Frequent urination",)}),
            LexiconEntry("HP:0032043", Wording(en="Odynophagia")),
            LexiconEntry("HP:0030828", Wording(en="Wheezing", es="Sibilancias")),
            LexiconEntry("HP:0010307", Wording(en="Stridor", es="Estridor")),
            LexiconEntry("HP:0004325", Wording(en="Decreased body weight"), {"en": ("Low weight",)}),
            LexiconEntry("HP:0045082", Wording(en="Decreased body mass index"), {"en": ("Weight low",)}),
        ]
    ),
    (),
    "es",
)


@pytest.mark.parametrize(
    ("name", "same", "near"),
    [
        ("Fonofobia", "HP:0002183", "HP:0002183"),
        ("FOTOFOBIA", "HP:0000613", "HP:0000613"),
        ("presenta_odinofagia", "HP:0032043", "HP:0032043"),
        ("Polaquiuria", None, "HP:0100515"),  # one letter of the word apart
        ("weight of the low", None, "HP:0004325"),  # two findings have these words
        ("Mosquitero", None, None),
        ("de la", None, None),
    ],
)
def test_a_name_is_a_findings_by_the_words_that_both_languages_share(
    name: str, same: str | None, near: str | None
) -> None:
    found = MEANINGS.finding(name)
    assert tuple(hit and hit.id for hit in found) == (same, near)


@pytest.mark.parametrize(
    ("values", "listed", "kind", "why"),
    [
        (["Sibilancias", "Estridor", "Normales"], False, "finding", "finding values"),
        (["Sibilancias", "Otro ruido", "Normales"], False, "site_feature", "category findings"),
        (["Sibilancias", "Otro ruido", "Normales"], True, "finding", "finding values"),
        (["Polaquiuria", "Nunca la vi"], False, "site_feature", "category findings"),
        (["Pobre", "Rica", "Normal"], False, "site_feature", "category"),
    ],
)
def test_an_answer_that_names_a_finding_is_never_silently_a_site_features(
    values: Sequence[str], listed: bool, kind: str, why: str
) -> None:
    made = worded(values, listed, None, MEANINGS)
    assert isinstance(made.entry, dict)
    assert (made.entry["kind"], made.why) == (kind, why)
    assert (made.confidence < UNSURE) == (why != "category")
    if why == "category findings":
        assert "HP:" in made.details["candidates"]
    if kind == "finding":
        assert made.entry["values"]["Normales"] == "ignore"


def test_an_answer_beside_findings_that_resembles_one_has_it_named() -> None:
    made = worded(["Sibilancias", "Estridor", "Fotofobia", "Fonofobia", "Polaquiuria"], True, "|", MEANINGS)
    assert isinstance(made.entry, dict)
    assert made.entry["separator"] == "|"
    assert made.entry["values"]["Polaquiuria"] == "ignore"
    assert made.notes["Polaquiuria"].details["candidates"] == "HP:0100515 (Pollakisuria)"


@pytest.mark.parametrize(
    ("name", "values", "code", "first"),
    [
        ("SatO2", ["95%", "88 %", "91"], "2708-6", 95),
        ("Peso", ["70 kg", "65,5 kg"], "29463-7", 70),
        ("HbA1c", ["6,5%", "7.1 %"], "4548-4", 6.5),
    ],
)
def test_a_number_with_its_unit_is_a_measurement(
    read: ReadTable, name: str, values: list[str], code: str, first: float
) -> None:
    found = read({name: values, "tos": ["si", "no"]})
    assert not found.refused
    assert [(one.code, one.value) for one in found.cases[0].measurements] == [(code, first)]


@pytest.mark.parametrize(("name", "values"), [("FC", ["88 lpm", "120 lpm"]), ("Vacunas", ["2 dosis", "1 dosis"])])
def test_a_unit_in_the_cells_that_is_not_read_is_said(read: ReadTable, name: str, values: list[str]) -> None:
    found = read({name: values, "tos": ["si", "no"]})
    assert found.entry(name) == "ignore"
    assert "numbers with their units" in str(found.unsure(name))
