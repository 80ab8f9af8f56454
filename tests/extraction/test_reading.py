"""Sections, sentences and statuses of a whole note come together, in both languages."""

from collections.abc import Callable

from hoofbeat.extraction.extract import Extractor

Said = Callable[[str], dict[str, str]]

ENGLISH = """PMH: hypertension, pneumonia as a child.
FHx: mother with breast cancer, father with gout.
HPI: 3 days of fever and cough. Denies chest pain. Possible rash.
Exam: jaundice, no ascites.
Plan: return if vomiting."""
SPANISH = """AP: HTA, neumonía en la infancia.
AF: madre con cáncer de mama, padre con gota.
EA: fiebre y tos de 3 días. Niega dolor torácico. Posible exantema.
Exploración: ictericia, sin ascitis.
Plan: volver si vómitos."""
WANTED = {
    "Hypertension": "present",
    "Pneumonia": "past",
    "Breast carcinoma": "family",
    "Gout": "family",
    "Fever": "present",
    "Cough": "present",
    "Chest pain": "absent",
    "Skin rash": "uncertain",
    "Jaundice": "present",
    "Ascites": "absent",
}


def test_an_english_note(said: Said) -> None:
    assert said(ENGLISH) == WANTED


def test_a_spanish_note(said: Said) -> None:
    assert said(SPANISH) == WANTED


def test_what_is_examined_is_known(extractor: Extractor) -> None:
    for note in (ENGLISH, SPANISH):
        examined = {one.words for one in extractor.extract(note).findings if one.examined}
        assert examined in ({"jaundice", "ascites"}, {"ictericia", "ascitis"})


def test_a_family_on_the_patient_s_own_line_ends_with_its_sentence(said: Said) -> None:
    heard = said("FHx: father with gout. Mother with asthma. She has fever and no cough.")
    assert heard == {"Gout": "family", "Asthma": "family", "Fever": "present", "Cough": "absent"}


def test_a_list_of_lines(said: Said) -> None:
    assert said("Antecedentes familiares:\n- Padre: gota\n- Madre: asma\nMotivo de consulta: tos") == {
        "Gout": "family",
        "Asthma": "family",
        "Cough": "present",
    }


def test_a_planned_treatment_tells_of_no_finding(said: Said) -> None:
    assert said("Medications: ibuprofen for headache\nPlan: rule out meningitis") == {"Meningitis": "uncertain"}


def test_sentences_of_two_languages_are_read_each_by_its_own_cues(said: Said) -> None:
    assert said("Niega fiebre y tos. She denies rash and has asthma.") == {
        "Fever": "absent",
        "Cough": "absent",
        "Skin rash": "absent",
        "Asthma": "present",
    }
