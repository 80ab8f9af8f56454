"""What a query means: present, absent, measured, or a guess.

Mirrors: hoofbeat.bundle.runtime.negation, hoofbeat.bundle.runtime.several
"""

import pytest

from hoofbeat.bundle.runtime.ask import ask
from hoofbeat.bundle.runtime.lexicon import Lexicon, LexiconEntry
from hoofbeat.bundle.runtime.negation import negated
from hoofbeat.domain.languages import Wording

LEXICON = Lexicon(
    [
        LexiconEntry("HP:0001945", Wording(en="Fever", es="Fiebre")),
        LexiconEntry("HP:0012735", Wording(en="Cough", es="Tos")),
        LexiconEntry("HP:0001344", Wording(en="Absent speech", es="Ausencia de lenguaje"), {"es": ("no habla",)}),
        LexiconEntry(
            "HP:0001284",
            Wording(en="Areflexia", es="Arreflexia"),
            {"en": ("Absent reflexes",), "es": ("ausencia de reflejos",)},
        ),
        LexiconEntry("HP:0002121", Wording(en="Absence seizure", es="Crisis de ausencia")),
        LexiconEntry("HP:0001250", Wording(en="Seizure", es="Convulsiones")),
        LexiconEntry("HP:0100519", Wording(en="Anuria", es="Anuria"), {"es": ("no orina",)}),
        LexiconEntry("HP:0000958", Wording(en="Dry skin", es="Piel seca")),
        LexiconEntry("HP:0001943", Wording(en="Hypoglycemia", es="Hipoglucemia"), {"es": ("glucosa baja",)}),
        LexiconEntry("HP:0003074", Wording(en="Hyperglycemia", es="Hiperglucemia"), {"es": ("glucosa alta",)}),
        LexiconEntry("HP:0001824", Wording(en="Weight loss", es="Pérdida de peso")),
        LexiconEntry("HP:0030839", Wording(en="Knee pain", es="Dolor de rodilla")),
        LexiconEntry("HP:0033104", Wording(en="Inappropriate absence of fever")),
    ]
)


@pytest.mark.parametrize(
    ("query", "absent"),
    [
        ("sin fiebre", "HP:0001945"),
        ("no tiene fiebre", "HP:0001945"),
        ("Niega fiebre", "HP:0001945"),
        ("fiebre: no", "HP:0001945"),
        ("fiebre (-)", "HP:0001945"),
        ("- fever", "HP:0001945"),
        ("denies fever", "HP:0001945"),
        ("w/o cough", "HP:0012735"),
        ("paciente afebril", "HP:0001945"),
        ("sin febre", "HP:0001945"),
        ("absence of seizures", "HP:0001250"),
        ("no weight loss", "HP:0001824"),
    ],
)
def test_a_denial_offers_the_absent_finding(query: str, absent: str) -> None:
    first = ask(LEXICON, query, lang="es")[0]
    assert (first.id, first.excluded, first.weak) == (absent, True, False)


@pytest.mark.parametrize(
    ("query", "present"),
    [
        ("no habla", "HP:0001344"),
        ("absent speech", "HP:0001344"),
        ("absent spe", "HP:0001344"),
        ("sin reflejos", "HP:0001284"),
        ("ausencia de reflejos", "HP:0001284"),
        ("no orina", "HP:0100519"),
        ("absence seizure", "HP:0002121"),
    ],
)
def test_a_lack_that_is_a_finding_is_present(query: str, present: str) -> None:
    first = ask(LEXICON, query, lang="es")[0]
    assert (first.id, first.excluded) == (present, False)


@pytest.mark.parametrize("query", ["no puede con su vida", "cannot walk", "no siente", "no"])
def test_what_cannot_be_done_is_no_absent_finding(query: str) -> None:
    assert negated(query) is None
    assert not any(answer.excluded for answer in ask(LEXICON, query, lang="es"))


def test_a_part_of_what_was_typed_is_a_guess_and_a_stranger_is_none() -> None:
    first, *others = ask(LEXICON, "tos seca", lang="es")
    assert (first.id, first.weak) == ("HP:0012735", True)
    assert all(answer.weak for answer in others)
    assert ask(LEXICON, "dolor de codo", lang="es") == []  # the knee is another part of the body
    assert ask(LEXICON, "aumento de peso", lang="es") == []  # and loss the contrary of gain


def test_a_value_is_measured_and_brings_what_it_leads_to() -> None:
    answers = ask(LEXICON, "glucosa 420", lang="es")
    assert [answer.id for answer in answers] == ["2345-7", "HP:0003074"]
    assert answers[1].matched == "Hiperglucemia"
    assert [answer.id for answer in ask(LEXICON, "glucosa 40")] == ["2345-7", "HP:0001943"]


def test_a_quantity_without_its_number_is_offered_before_findings_that_begin_so() -> None:
    assert ask(LEXICON, "glucosa", lang="es")[0].measurements[0].value is None


def test_no_more_lines_than_asked() -> None:
    assert ask(LEXICON, "fiebre", limit=0) == []
    assert len(ask(LEXICON, "glucosa 420", limit=1)) == 1


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("sin fiebre ni tos", ["-HP:0001945", "-HP:0012735"]),
        ("niega fiebre, tos", ["-HP:0001945", "-HP:0012735"]),
        ("no fever, no cough", ["-HP:0001945", "-HP:0012735"]),
        ("tos y fiebre", ["HP:0012735", "HP:0001945"]),
        ("fiebre, no tos", ["HP:0001945", "-HP:0012735"]),
        ("sin fiebre pero con tos", ["-HP:0001945", "HP:0012735"]),
        ("no fever, has cough", ["-HP:0001945", "HP:0012735"]),
        ("no habla, tos", ["HP:0001344", "HP:0012735"]),
        ("no orina, no tos", ["HP:0100519", "-HP:0012735"]),
    ],
)
def test_a_list_offers_each_of_its_findings_present_or_absent(query: str, answers: list[str]) -> None:
    found = ask(LEXICON, query, lang="es")
    assert [f"{'-' * one.excluded}{one.id}" for one in found] == answers
    assert not any(one.weak for one in found)


@pytest.mark.parametrize("query", ["tos y qwzx", "fiebre, tos, qwzx", "dolor de rodilla y codo", "tos;" * 9 + "tos"])
def test_a_list_with_something_unknown_is_no_list(query: str) -> None:
    assert all(one.weak for one in ask(LEXICON, query, lang="es")[1:])
