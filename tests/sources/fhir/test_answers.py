"""Where profiles say that a finding is there or is not, and what must never be read as one.

Mirrors: hoofbeat.sources.fhir.answers.assertions, hoofbeat.sources.fhir.answers.components,
hoofbeat.sources.fhir.answers.presence, hoofbeat.sources.fhir.answers.statements
"""

from typing import Any

import pytest

from fhir_builder import (
    CATEGORY,
    HPO,
    LOINC,
    SNOMED,
    Json,
    component,
    concept,
    cough,
    observation,
    quantity,
    seen,
    stated,
)
from fhir_builder import asked as asked_of
from hoofbeat.domain.case import Case

V3 = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
SCOLIOSIS = concept(HPO, "HP:0002650")
PRESENT, ABSENT = concept(LOINC, "LA9633-4"), concept(LOINC, "LA9634-2")
PRESENCE = concept(SNOMED, "260411009")


def asked(code: Json = SCOLIOSIS, **fields: Any) -> Case:
    return asked_of(code, **fields)


def answer(code: str, system: str = SNOMED) -> Json:
    return {"valueCodeableConcept": concept(system, code)}


YES: list[Json] = [
    {"valueBoolean": True},
    {"valueString": "Presente"},
    {"valueString": " sí "},
    {"valueString": "++"},
    {"valueInteger": 1},
    {"valueInteger": 4},
    {"valueDateTime": "2019-05-01"},
    {"valuePeriod": {"start": "2019-05-01"}},
    {"valueCodeableConcept": {"text": "Positivo"}},
    {"valueCodeableConcept": concept("http://clinica.example/respuestas", "1", "Presente")},
    {"valueCodeableConcept": {"text": "Grado 2"}},
    *(answer(code) for code in ("373066001", "52101004", "373573001", "410515003", "410605003", "260373001")),
    *(answer(code, LOINC) for code in ("LA9633-4", "LA33-6", "LA6576-8", "LA11882-0")),
    answer("Y", "http://terminology.hl7.org/CodeSystem/v2-0136"),
    # What grades, places or times a finding says that it is there.
    *(answer(code) for code in ("255604002", "24484000", "7771000", "51440002", "90734009")),
    *(answer(code, HPO) for code in ("HP:0012828", "HP:0012834", "HP:0011463", "HP:0040282")),
    quantity(4, "a"),
    quantity(3, "/d"),
    quantity(6, "{spots}", comparator=">="),
    {"valueRange": {"low": {"value": 2, "unit": "a", "code": "a"}, "high": {"value": 4, "unit": "a", "code": "a"}}},
    {"interpretation": [concept(V3, "POS")]},
    {"interpretation": [concept(V3, "A")], "valueString": "PLANTED"},
    {"interpretation": [concept(HPO, "HP:0012825")]},
    {"component": [component(PRESENCE, valueCodeableConcept=PRESENT)]},
    {"component": [component({"text": "Presencia"}, valueBoolean=True)]},
    {"component": [component({"text": "Phenotype presence"}, valueCodeableConcept=PRESENT)]},
    {"component": [component({"text": "excluded"}, valueBoolean=False)]},
    {"extension": [{"url": "https://registro.example/fhir/estado", **answer("410605003")}]},
    {"extension": [{"url": "https://registro.example/fhir/presencia", "valueCode": "presente"}]},
    {"component": [component(concept(SNOMED, "408731000"), **answer("15240007"))], "valueBoolean": True},
    *(
        {"valueString": one}
        for one in ("Sí (leve)", "Sí, desde hace 4 meses", "Yes - mild", "✓", "X", "Bilateral, severa")
    ),
    *({"valueString": one} for one in ("presenta", "ocasional", "se palpa", "Apresenta")),
]
NO: list[Json] = [
    {"valueBoolean": False},
    {"valueString": "Ausente"},
    {"valueString": "No"},
    {"valueString": "-"},
    {"valueString": "no refiere"},
    {"valueInteger": 0},
    {"valueCodeableConcept": {"text": "negativo"}},
    {"valueCodeableConcept": concept("http://clinica.example/respuestas", "2", "Ausente")},
    {"valueCodeableConcept": {"text": "grado 0"}},
    *(answer(code) for code in ("373067005", "2667000", "373572006", "410516002", "410594000", "723511001")),
    *(answer(code, LOINC) for code in ("LA9634-2", "LA32-8", "LA6577-6", "LA11883-8")),
    answer("N", "http://terminology.hl7.org/CodeSystem/v2-0136"),
    answer("HP:0040285", HPO),  # in none of the patients: excluded
    {"interpretation": [concept(V3, "NEG")]},
    {"interpretation": [concept(V3, "ND")], **answer("7771000")},  # a denial weighs more than a side
    {"component": [component(PRESENCE, valueCodeableConcept=ABSENT)]},
    {"component": [component({"text": "excluded"}, valueBoolean=True)]},
    {"extension": [{"url": "https://registro.example/fhir/phenotype-status", **answer("723511001")}]},
    {"extension": [{"url": "https://registro.example/fhir/presencia", "valueCode": "ausente"}]},
    {"extension": [{"url": "https://registro.example/fhir/negado", "valueBoolean": True}]},
    {"extension": [{"url": "https://registro.example/fhir/ausencia", "valueCoding": {"code": "410516002"}}]},
    {"component": [component(concept(SNOMED, "408729009"), **answer("410516002"))]},
    {"component": [component(concept(SNOMED, "246112005"), **answer("260413007"))]},
    {"component": [component({"text": "Intensidad (0 a 10)"}, valueInteger=0)]},
    *(
        {"valueString": one}
        for one in ("No, nunca", "No hay", "nega", "Não apresenta", "No palpable", "sin alteraciones")
    ),
]
#: Answers that say neither: nothing is read, and a note names the code.
NEITHER: list[Json] = [
    *(answer(code) for code in ("261665006", "410590009", "410592001", "415684004", "82334004")),
    answer("LA4489-6", LOINC),
    answer("UNK", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"),
    {"valueString": "PLANTED, sin cambios desde enero"},
    {"valueString": "no edema PLANTED"},
    {"valueCodeableConcept": {"text": "PLANTED"}},
    answer("123456789"),
    {"valueInteger": -1},
    quantity(43, "cm"),
    quantity(5, "{spots}", comparator="<"),
    {"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 80}}},
    *(
        {"valueString": one}
        for one in ("SI/NO", "N/R", "Resuelto", "Sí, madre PLANTED", "hace 3 años", "No concluyente")
    ),
    {"component": [component(concept(SNOMED, "408731000"), **answer("410513005"))], "valueBoolean": True},
    {"component": [component(concept(SNOMED, "408729009"), **answer("410590009"))]},
    {"extension": [{"url": "https://registro.example/fhir/negation", "valueBoolean": True}], "valueBoolean": True},
    {"valueCodeableConcept": concept("http://clinica.example/respuestas", "N", "Nuevo")},
    {"code": SCOLIOSIS | {"text": "Niega escoliosis"}, "valueBoolean": True},
    {"interpretation": [concept(V3, "IND")]},
    {"interpretation": [concept(V3, "NEG")], "valueBoolean": True},  # they contradict each other
    {"valueBoolean": True, "component": [component(PRESENCE, valueCodeableConcept=ABSENT)]},
    {"dataAbsentReason": concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", "not-performed")},
    {"component": [component(PRESENCE, dataAbsentReason={"text": "PLANTED"})]},
    {
        "modifierExtension": [{"url": "https://registro.example/fhir/no-realizado", "valueBoolean": True}],
        "valueBoolean": True,
    },
    {},
]


@pytest.mark.parametrize("fields", YES)
def test_what_affirms_a_finding_makes_it_observed(fields: Json) -> None:
    assert stated(asked(**fields)) == ["+HP:0002650"]


@pytest.mark.parametrize("fields", NO)
def test_what_denies_a_finding_makes_it_excluded(fields: Json) -> None:
    assert stated(asked(**fields)) == ["-HP:0002650"]


@pytest.mark.parametrize("fields", NEITHER)
def test_what_is_not_understood_is_noted_by_its_code_and_never_read(fields: Json) -> None:
    case = asked(**fields)
    assert stated(case) == []
    assert any("HP:0002650" in note for note in case.notes)
    assert "PLANTED" not in case.model_dump_json()


@pytest.mark.parametrize(
    ("question", "fields", "finding"),
    [
        (concept("urn:lab", "PHENO"), {}, "+HP:0002650"),
        (concept("urn:lab", "PHENO"), {"interpretation": [concept(V3, "POS")]}, "+HP:0002650"),
        (concept("urn:lab", "PHENO"), {"interpretation": [concept(V3, "NEG")]}, "-HP:0002650"),
        (concept("urn:lab", "PHENO"), {"component": [component(PRESENCE, valueCodeableConcept=ABSENT)]}, "-HP:0002650"),
        (concept("urn:lab", "PHENO"), {"interpretation": [concept(V3, "IND")]}, ""),
        ({"text": "Pertinent negatives"}, {}, "-HP:0002650"),
        (concept("urn:lab", "PHENO"), {"component": [component({"text": "?"}, valueCodeableConcept=ABSENT)]}, ""),
        (concept("urn:lab", "PHENO"), {"component": [component({"text": "?"}, valueBoolean=False)]}, "+HP:0002650"),
        (
            concept("urn:lab", "PHENO"),
            {"component": [component(concept(SNOMED, "408729009"), **answer("410594000"))]},
            "-HP:0002650",
        ),
        (concept(SNOMED, "373573001"), {}, "+HP:0002650"),
        (concept(SNOMED, "373572006"), {}, "-HP:0002650"),
        (concept("urn:lab", "phenotype-absent"), {}, "-HP:0002650"),
        ({"text": "Hallazgos ausentes"}, {}, "-HP:0002650"),
        ({"text": "Fenotipo presente o ausente"}, {"interpretation": [concept(V3, "NEG")]}, "-HP:0002650"),
        (concept(SNOMED, "415684004"), {}, ""),
        ({"text": "Sospecha clínica"}, {}, ""),
        (concept(HPO, "HP:0000924"), {}, "+HP:0002650"),  # what is asked in general, answered by what it is
    ],
)
def test_the_finding_may_be_the_answer(question: Json, fields: Json, finding: str) -> None:
    case = asked(question, valueCodeableConcept=SCOLIOSIS, **fields)
    assert stated(case) == ([finding] if finding else [])
    assert finding or any("HP:0002650" in note for note in case.notes)


@pytest.mark.parametrize(
    "extra",
    [
        component(concept(HPO, "HP:0012824"), valueCodeableConcept=concept(HPO, "HP:0012828")),
        component(concept(HPO, "HP:0003674"), valueCodeableConcept=concept(HPO, "HP:0003577")),
        component(concept(HPO, "HP:0012823"), valueCodeableConcept=concept(HPO, "HP:0031375")),
        component(concept(SNOMED, "246112005"), **answer("24484000")),
        component(concept(SNOMED, "272741003"), **answer("7771000")),
        component({"text": "Evidencia"}, valueCodeableConcept=concept(HPO, "HP:0001250")),
        component({"text": "Assertion method"}, valueCodeableConcept=concept(HPO, "HP:0001250")),
        component(concept("urn:lab", "x"), valueCodeableConcept=concept(HPO, "HP:0001250")),
        component(concept(LOINC, "81259-4"), valueCodeableConcept=concept(HPO, "HP:0001250")),
        component(concept(LOINC, "10157-6"), valueCodeableConcept=concept(HPO, "HP:0001250")),
        component({"text": "Edad de inicio"}, **quantity(4, "a")),
    ],
)
def test_severity_onset_evidence_and_the_like_are_no_findings(extra: Json) -> None:
    case = asked(component=[component(PRESENCE, valueCodeableConcept=PRESENT), extra])
    assert stated(case) == ["+HP:0002650"]
    assert case.notes


def test_a_panel_may_say_once_whether_all_its_findings_are_there() -> None:
    parts = [
        component(concept("urn:lab", "f"), valueCodeableConcept=concept(HPO, id_))
        for id_ in ("HP:0001250", "HP:0002650")
    ]
    assert stated(asked(concept(SNOMED, "373572006"), component=parts)) == ["-HP:0001250", "-HP:0002650"]
    assert stated(asked(concept("urn:lab", "panel"), component=parts)) == ["+HP:0001250", "+HP:0002650"]
    own = [component(concept(HPO, "HP:0001250"), valueBoolean=False), component(SCOLIOSIS, valueString="Sí")]
    assert stated(asked(concept("urn:lab", "panel"), component=own)) == ["+HP:0002650", "-HP:0001250"]


def test_modifiers_of_hpo_are_never_findings() -> None:
    for modifier in ("HP:0012828", "HP:0003577", "HP:0031796", "HP:0040283", "HP:0000006"):
        assert stated(asked(concept("urn:lab", "PHENO"), valueCodeableConcept=concept(HPO, modifier))) == []


def test_a_registered_phenotype_counts_where_its_status_is_stated() -> None:
    status = [{"url": "https://registro.example/fhir/tree", **answer("410605003")}]
    assert stated(asked(status="registered", extension=status)) == ["+HP:0002650"]
    assert stated(asked(status="registered", valueBoolean=True)) == []


def test_a_survey_may_ask_for_terms_of_hpo() -> None:
    survey = [concept(CATEGORY, "survey")]
    assert stated(asked(category=survey, valueBoolean=False)) == ["-HP:0002650"]
    assert stated(asked(concept(SNOMED, "386661006"), category=survey, valueBoolean=True)) == []


def test_what_is_the_diagnosis_is_no_finding_as_an_answer_either() -> None:
    pneumonia = concept(SNOMED, "233604007")
    made = cough(id="c2") | {"code": pneumonia}
    case = seen(made, observation(concept(LOINC, "75325-1"), valueCodeableConcept=pneumonia))
    assert (case.diagnosis, stated(case)) == ("HBD:0000040", [])


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"code": concept(LOINC, "5671-3"), "valueString": "PLANTED"}, "LOINC 5671-3"),
        ({"code": concept(LOINC, "600-7"), "valueCodeableConcept": concept("urn:x", "PLANTED")}, "LOINC 600-7"),
        ({"code": concept(LOINC, "718-7"), "dataAbsentReason": {"text": "PLANTED"}}, "LOINC 718-7"),
        ({"code": {"text": "PLANTED"}, "valueString": "PLANTED"}, "words without a code"),
        (
            {"code": concept(LOINC, "29308-4"), "valueCodeableConcept": concept("http://www.omim.org", "154700")},
            "diagnosis",
        ),
        ({"code": concept(LOINC, "718-7"), "status": "cancelled"}, "cancelled"),
    ],
)
def test_what_is_not_read_leaves_a_note_without_its_words(fields: Json, note: str) -> None:
    case = seen(observation(**fields))
    assert any(note in line for line in case.notes)
    assert (case.diagnosis, case.measurements) == (None, ())
    assert "PLANTED" not in case.model_dump_json()


def test_of_several_loinc_codes_the_one_our_tables_know_counts() -> None:
    both = {"coding": [*concept(LOINC, "99999-9")["coding"], *concept(LOINC, "718-7")["coding"]]}
    assert [one.code for one in asked(both, **quantity(11, "g/dL")).measurements] == ["718-7"]
