"""What a relative has is his, what he tells is the patient's, and the patient ends what is said of him.

Mirrors: hoofbeat.extraction.status.kinship
"""

from collections.abc import Callable

import pytest

Said = Callable[[str], dict[str, str]]

P, A, F = "present", "absent", "family"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Her mother has migraine. She has asthma.", {"Migraine": F, "Asthma": P}),
        ("Her mother has migraine and she has asthma.", {"Migraine": F, "Asthma": P}),
        ("Father with gout; the patient has polyuria.", {"Gout": F, "Polyuria": P}),
        ("Sister with lupus, presents with joint pain.", {"Systemic lupus erythematosus": F, "Arthralgia": P}),
        ("Asthma in her mother and eczema in her father.", {"Asthma": F, "Eczematoid dermatitis": F}),
        ("Gout (father), cough", {"Gout": F, "Cough": P}),
        ("Family history of gout and migraine.", {"Gout": F, "Migraine": F}),
        ("Migraine runs in the family.", {"Migraine": F}),
        ("His father died of a stroke; he denies chest pain.", {"Stroke": F, "Chest pain": A}),
        ("Brought by his mother with fever.", {"Fever": P}),
        ("Mother says he has had diarrhea.", {"Diarrhea": P}),
        ("Mother brings her 3-year-old son with ear pain.", {"Ear pain": P}),
        ("Her husband noticed slurred speech.", {"Slurred speech": P}),
        ("He lives with his brother and has a cough.", {"Cough": P}),
        ("Madre hipertensa, padre con gota.", {"Hypertension": F, "Gout": F}),
        ("La madre refiere fiebre y tos.", {"Fever": P, "Cough": P}),
        ("Acude con su madre por tos.", {"Cough": P}),
        ("Según la madre tiene fiebre.", {"Fever": P}),
        ("Antecedentes familiares de gota.", {"Gout": F}),
        ("Asma en la madre.", {"Asthma": F}),
        ("Un tío materno tiene epilepsia; el paciente, cefalea.", {"Seizure": F, "Headache": P}),
        ("Su esposa fuma. Niega tos.", {"Current smoker": F, "Cough": A}),
        ("Los padres están preocupados por la tos.", {"Cough": P}),
        ("Trae a su hija de 4 años por tos.", {"Cough": P}),
        ("Las manchas son rojas y tiene tos.", {"Cough": P}),
        ("Paciente hijo de padres sanos con fiebre.", {"Fever": P}),
        ("Hijo de madre asmática.", {"Asthma": F}),
    ],
)
def test_whose_it_is(said: Said, text: str, wanted: dict[str, str]) -> None:
    heard = said(text)
    assert {name: heard.get(name) for name in wanted} == wanted


def test_an_attack_in_capitals_is_no_aunt(said: Said) -> None:
    assert said("Antecedente de TIA. Acude por tos.")["Cough"] == P


@pytest.mark.parametrize(
    "text",
    ["No family history of gout.", "FHx: no gout.", "Niega historia familiar de gota.", "Her mother has no gout."],
)
def test_what_is_denied_of_relatives_is_no_finding(said: Said, text: str) -> None:
    assert "Gout" not in said(text)


def test_a_relative_behind_a_semicolon_has_nothing_of_what_stands_before(said: Said) -> None:
    text = "Hypertrophic cardiomyopathy in echocardiography; brother with gout."
    assert said(text) == {"Hypertrophic cardiomyopathy": P, "Gout": F}
