"""Headings are known in both languages by their colon or their line, and say what a section tells."""

import pytest

from hoofbeat.extraction.status.headings import Section, heading_of
from hoofbeat.extraction.text.note import sentences
from hoofbeat.extraction.text.tables import rows
from hoofbeat.extraction.text.words import words_of


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("PMH: asthma", Section.PAST),
        ("Past Medical History: asthma", Section.PAST),
        ("FHx: gout", Section.FAMILY),
        ("Antecedentes familiares: gota", Section.FAMILY),
        ("AP: asma", Section.PAST),
        ("AF: gota", Section.FAMILY),
        ("Exploración: soplo", Section.EXAM),
        ("Exploración física\nSoplo", Section.EXAM),
        ("**PMH:** asthma", Section.PAST),
        ('"Past_Medical_History": "Asthma"', Section.PAST),
        ("PHYSICAL EXAM\nMurmur", Section.EXAM),
        ("Motivo de consulta: tos", Section.COMPLAINT),
        ("Plan: aspirin", Section.PLAN),
        ("Tratamiento habitual: enalapril", Section.TREATMENT),
    ],
)
def test_a_heading(text: str, section: Section) -> None:
    heading = heading_of(next(sentences(text)))
    assert heading is not None
    assert heading.section is section


@pytest.mark.parametrize(
    "text", ["PMH asthma", "Plan to go home", "Fever: no", "Exam today was hard", "General malaise"]
)
def test_no_heading(text: str) -> None:
    assert heading_of(next(sentences(text))) is None


def test_each_heading_stands_once() -> None:
    said = [
        tuple(words_of(text)) for _, texts in rows("headings", ("section", "headings")) for text in texts.split(";")
    ]
    assert sorted({one for one in said if said.count(one) > 1}) == []
