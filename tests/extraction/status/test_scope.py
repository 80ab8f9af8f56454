"""Denials, doubts, histories and cases that have not happened reach as far as the sentence means, in both languages.

Mirrors: hoofbeat.extraction.status.reach
"""

from collections.abc import Callable

import pytest

from hoofbeat.extraction.status.reach import Reach

Said = Callable[[str], dict[str, str]]

P, A, U, H = "present", "absent", "uncertain", "past"

DENIED = [
    ("No fever, cough or rash.", {"Fever": A, "Cough": A, "Skin rash": A}),
    ("Denies chest pain, palpitations, or syncope.", {"Chest pain": A, "Palpitations": A, "Syncope": A}),
    ("Negative for seizures; positive for hypotonia.", {"Seizure": A, "Hypotonia": P}),
    ("Without seizures who has ectopia lentis.", {"Seizure": A, "Ectopia lentis": P}),
    ("There is no evidence of ascites or splenomegaly.", {"Ascites": A, "Splenomegaly": A}),
    ("She denies fever but reports cough.", {"Fever": A, "Cough": P}),
    ("He does not have a rash but has itching.", {"Skin rash": A, "Pruritus": P}),
    ("Child with no fever but with vomiting.", {"Fever": A, "Vomiting": P}),
    ("No headache, neck is stiff.", {"Headache": A, "Stiff neck": P}),
    ("He did not take his pills and his headache got worse.", {"Headache": P}),
    ("Neither fever nor weight loss.", {"Fever": A, "Weight loss": A}),
    ("No history of seizures or syncope.", {"Seizure": A, "Syncope": A}),
    ("He no longer has headaches.", {"Headache": A}),
    ("Afebrile, anicteric.", {"Fever": A, "Jaundice": A}),
    ("Rash without itching; joint pain.", {"Skin rash": P, "Pruritus": A, "Arthralgia": P}),
    ("Skin rash (no itching) and fever", {"Skin rash": P, "Pruritus": A, "Fever": P}),
    ("Sin fiebre ni tos.", {"Fever": A, "Cough": A}),
    ("Niega fiebre, tos o disnea.", {"Fever": A, "Cough": A, "Dyspnea": A}),
    ("Niega fiebre, pero refiere tos.", {"Fever": A, "Cough": P}),
    ("No presenta ictericia, ascitis ni esplenomegalia.", {"Jaundice": A, "Ascites": A, "Splenomegaly": A}),
    ("No se palpan adenopatías.", {"Lymphadenopathy": A}),
    ("Nunca ha presentado convulsiones.", {"Seizure": A}),
    ("No es hipertenso ni diabético.", {"Hypertension": A, "Diabetes mellitus": A}),
    ("No refiere disuria, aunque sí polaquiuria.", {"Dysuria": A, "Pollakisuria": P}),
    ("Se descarta neumonía.", {"Pneumonia": A}),
    ("Tos sin disnea; fiebre.", {"Cough": P, "Dyspnea": A, "Fever": P}),
    ("Afebril, con tos.", {"Fever": A, "Cough": P}),
    ("Paciente sin fiebre que presenta tos.", {"Fever": A, "Cough": P}),
]

NOT_DENIED = [
    ("Not only fever but also cough.", {"Fever": P, "Cough": P}),
    ("No change in her cough.", {"Cough": P}),
    ("Her cough has not improved.", {"Cough": P}),
    ("Headache not relieved by ibuprofen.", {"Headache": P}),
    ("No increase in dyspnea.", {"Dyspnea": P}),
    ("Absent reflexes.", {"Areflexia": P}),
    ("No appetite.", {"Poor appetite": P}),
    ("He cannot walk.", {"Inability to walk": P}),
    ("No mejora la tos.", {"Cough": P}),
    ("Dolor abdominal que no cede con analgésicos.", {"Abdominal pain": P}),
    ("Sin cambios en la disnea.", {"Dyspnea": P}),
    ("No puede caminar.", {"Inability to walk": P}),
    ("No sólo fiebre sino también tos.", {"Fever": P, "Cough": P}),
    ("No tolera la luz.", {"Photophobia": P}),
]

DOUBTED = [
    ("Possible pneumonia, fever.", {"Pneumonia": U, "Fever": P}),
    ("Suspected meningitis.", {"Meningitis": U}),
    ("Cannot rule out seizures.", {"Seizure": U}),
    ("Rule out meningitis.", {"Meningitis": U}),
    ("Findings suggestive of hepatic steatosis or cirrhosis", {"Hepatic steatosis": U, "Cirrhosis": U}),
    ("It is unclear whether she truly had a seizure.", {"Seizure": U}),
    ("He may have gout.", {"Gout": U}),
    ("Posible neumonía, con fiebre.", {"Pneumonia": U, "Fever": P}),
    ("Sospecha de meningitis.", {"Meningitis": U}),
    ("Podría tratarse de un lupus.", {"Systemic lupus erythematosus": U}),
    ("No se descarta que tenga una miocardiopatía.", {"Cardiomyopathy": U}),
    ("Impresiona de cuadro depresivo.", {"Depression": U}),
    ("A descartar apendicitis.", {"Appendicitis": U}),
]

TOLD = [
    ("She denies any changes in bowel habits, abdominal pain or fever.", {"Abdominal pain": A, "Fever": A}),
    ("He does not smoke or use illicit drugs.", {"Current smoker": A, "Addictive substance use": A}),
    ("History of appendicitis and hypertension.", {"Appendicitis": H, "Hypertension": P}),
    ("A 3-day history of fever and chills.", {"Fever": P, "Chills": P}),
    ("Presents with a history of cough.", {"Cough": P}),
    ("She used to have frequent nosebleeds.", {"Epistaxis": H}),
    ("As a child she suffered from pneumonia.", {"Pneumonia": H}),
    ("Previous deep vein thrombosis; now cough.", {"Deep venous thrombosis": H, "Cough": P}),
    ("Antecedentes de asma y neumonía.", {"Asthma": P, "Pneumonia": H}),
    ("Historia de 3 días de fiebre.", {"Fever": P}),
    ("De niña tuvo convulsiones febriles; ahora presenta tos.", {"Cough": P}),
    ("Antecedente de apendicitis, acude por tos.", {"Appendicitis": H, "Cough": P}),
]


@pytest.mark.parametrize(("text", "wanted"), [*DENIED, *NOT_DENIED, *DOUBTED, *TOLD])
def test_what_stands_in_front(said: Said, text: str, wanted: dict[str, str]) -> None:
    heard = said(text)
    assert {name: heard.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    "text",
    [
        "If she develops fever she should return.",
        "Return if fever, rash or vomiting appear.",
        "Vaccinated against pneumonia.",
        "At risk of falls.",
        "En caso de fiebre, acudir a urgencias.",
        "Riesgo de caídas.",
        "Signos de alarma: fiebre, vómitos.",
    ],
)
def test_a_case_that_has_not_happened_is_no_finding(said: Said, text: str) -> None:
    assert said(text) == {}


def test_a_bare_denial_ends_at_a_conjunction_before_its_finding_and_a_full_one_does_not() -> None:
    for bare, kind in ((True, ""), (False, "absent")):
        reach = Reach()
        reach.begin("absent", bare=bare, inside=False)
        assert reach.just_begun
        reach.word("and")
        assert reach.kind == kind


def test_too_many_words_end_it() -> None:
    reach = Reach()
    reach.begin("absent", bare=True, inside=False)
    for _ in range(10):
        reach.word("word")
    assert reach.kind == ""


@pytest.mark.parametrize(("gap", "kind"), [("; ", ""), (", ", "absent"), (") ", "")])
def test_a_mark_may_end_it(gap: str, kind: str) -> None:
    reach = Reach()
    reach.begin("absent", bare=False, inside=True)
    reach.seen = True
    reach.mark(gap)
    assert reach.kind == kind


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("No fever, no cough, wheezing.", {"Fever": "absent", "Cough": "absent", "Wheezing": "present"}),
        ("Sin disfonía, sin disfagia, bocio.", {"Hoarse voice": "absent", "Dysphagia": "absent", "Goiter": "present"}),
        ("No fever, cough or wheezing.", {"Fever": "absent", "Cough": "absent", "Wheezing": "absent"}),
        ("There is no improvement in the cough.", {"Cough": "present"}),
        ("Niega: fiebre, tos.", {"Fever": "absent", "Cough": "absent"}),
        ("Denies the following: fever, cough.", {"Fever": "absent", "Cough": "absent"}),
        ("Tos: niega. Fiebre: sí.", {"Cough": "absent", "Fever": "present"}),
        ("SpO2 98% RA, cough.", {"Rheumatoid arthritis": None, "Cough": "present"}),
        ("There is no doubt that she has ataxia.", {"Ataxia": "present"}),
        ("Suspected pneumonia in an athlete with a cough.", {"Pneumonia": "uncertain", "Cough": "present"}),
        ("Mild ataxia possible at tandem gait.", {"Ataxia": "uncertain"}),
        ("Resolved pericarditis.", {"Pericarditis": "past"}),
    ],
)
def test_how_far_a_word_reaches(said: Said, text: str, wanted: dict[str, str]) -> None:
    heard = said(text)
    assert {name: heard.get(name) for name in wanted} == wanted
