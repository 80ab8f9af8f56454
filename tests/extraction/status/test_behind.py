"""What stands behind a finding counts: cues, signs, question marks and years gone by, in both languages."""

from collections.abc import Callable

import pytest

Said = Callable[[str], dict[str, str]]

P, A, U, H = "present", "absent", "uncertain", "past"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Fever: no. Cough: yes.", {"Fever": A, "Cough": P}),
        ("Rash absent, fever present.", {"Skin rash": A, "Fever": P}),
        ("Fever, cough and vomiting were denied.", {"Fever": A, "Cough": A, "Vomiting": A}),
        ("Seizures were ruled out.", {"Seizure": A}),
        ("Hepatomegaly could not be excluded.", {"Hepatomegaly": U}),
        ("Jaundice is unlikely.", {"Jaundice": U}),
        ("Ptosis was questionable on the left.", {"Ptosis": U}),
        ("The rash has resolved.", {"Skin rash": H}),
        ("His cough resolved after antibiotics, yet the fatigue persists.", {"Cough": H, "Fatigue": P}),
        ("Pneumonia in childhood.", {"Pneumonia": H}),
        ("Childhood asthma, outgrown by adolescence.", {"Asthma": H}),
        ("Pneumonia two years ago.", {"Pneumonia": H}),
        ("Headaches began two years ago.", {"Headache": P}),
        ("Cough for three days.", {"Cough": P}),
        ("Deep vein thrombosis in 2015.", {"Deep venous thrombosis": H}),
        ("Edemas negativos.", {"Edema": A}),
        ("Babinski negativo.", {"Babinski sign": A}),
        ("Rigidez de nuca ausente.", {"Nuchal rigidity": A}),
        ("Fiebre y tos negadas.", {"Fever": A, "Cough": A}),
        ("La fiebre cedió hace una semana.", {"Fever": H}),
        ("El dolor abdominal ha desaparecido, pero persiste la diarrea.", {"Abdominal pain": H, "Diarrhea": P}),
        ("Neumonía en la infancia.", {"Pneumonia": H}),
        ("De niña tuvo asma, que desapareció en la adolescencia.", {"Asthma": H}),
        ("Convulsiones en la infancia, ya resueltas.", {"Seizure": H}),
        ("Neumonía hace 5 años.", {"Pneumonia": H}),
        ("Tos desde hace 3 años.", {"Cough": P}),
        ("Sufrió una neumonía a los 4 años.", {"Pneumonia": H}),
        ("¿Fiebre? No. ¿Tos? Sí.", {"Fever": A, "Cough": P}),
        ("¿Neumonía?", {"Pneumonia": U}),
        ("Pneumonia? ?sepsis", {"Pneumonia": U, "Sepsis": U}),
        ("(-) fever, (+) cough", {"Fever": A, "Cough": P}),
        ("Fever (-), cough (+)", {"Fever": A, "Cough": P}),
    ],
)
def test_what_stands_behind(said: Said, text: str, wanted: dict[str, str]) -> None:
    heard = said(text)
    assert {name: heard.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ataxia; fever was absent.", {"Ataxia": "present", "Fever": "absent"}),
        ("Ataxia, fever and cough were absent.", {"Ataxia": "absent", "Fever": "absent", "Cough": "absent"}),
        ("Ataxia, fever was absent.", {"Ataxia": "present", "Fever": "absent"}),
        ("Glaucoma; ataxia descartada.", {"Glaucoma": "present", "Ataxia": "absent"}),
        ("Sin acolia, coluria dudosa.", {"Acholic stools": "absent", "Dark urine": "uncertain"}),
    ],
)
def test_of_how_much_a_word_behind_speaks(said: Said, text: str, wanted: dict[str, str]) -> None:
    heard = said(text)
    assert {name: heard.get(name) for name in wanted} == wanted
