"""Which condition becomes the label, and which must not.

Mirrors: hoofbeat.sources.fhir.roles, hoofbeat.sources.fhir.statuses, hoofbeat.sources.fhir.wording
"""

from typing import Any

import pytest

from fhir_builder import HPO, SNOMED, Json, concept, condition, cough, encounter, parsed, patient, text
from hoofbeat.domain.case import Case

OMIM = "http://www.omim.org"
MARFAN, RETT, DIABETES = concept(OMIM, "154700"), concept(OMIM, "312750"), concept(SNOMED, "44054006")
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ROLE = "http://terminology.hl7.org/CodeSystem/diagnosis-role"
YEARS = {"unit": "a", "code": "a", "system": "http://unitsofmeasure.org"}


def labelled(*conditions: Json, **fields: Any) -> Case:
    """The case of an encounter at forty years, with these conditions beside a cough."""
    return parsed(text(patient(), encounter(**fields), cough(id="cough"), *conditions))


def listed(id_: str, use: Any = None, rank: int | None = None, **more: Any) -> Json:
    concept_of = concept(ROLE, use) if isinstance(use, str) else use
    entry = {"condition": {"reference": f"Condition/{id_}"}, "use": concept_of, "rank": rank, **more}
    return {name: value for name, value in entry.items() if value is not None}


@pytest.mark.parametrize(
    "fields",
    [
        *({"clinicalStatus": concept(CLINICAL, one)} for one in ("resolved", "inactive", "remission")),
        {"clinicalStatus": concept(SNOMED, "413322009")},
        {"clinicalStatus": {"coding": [{"system": "urn:x", "code": "x"}, {"system": CLINICAL, "code": "resolved"}]}},
        {"abatementDateTime": "2019-12"},
        {"abatementAge": {"value": 3, **YEARS}},
        {"abatementAge": {"value": 3, "unit": "años"}},
        {"abatementPeriod": {"start": "2012-01-01", "end": "2013-01-01"}},
        {"abatementRange": {"low": {"value": 5, **YEARS}, "high": {"value": 6, **YEARS}}},
        {"abatementString": "PLANTED"},
        {"code": {"coding": [{**MARFAN["coding"][0], "extension": [
            {"url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit",
             "valueCoding": {"system": "https://fhir.kbv.de/CodeSystem/x", "code": "Z"}}]}]}},
    ],
)  # fmt: skip
def test_what_is_over_is_no_label_and_no_finding(fields: Json) -> None:
    case = labelled(condition(MARFAN) | fields)
    assert case.diagnosis is None
    assert any("over before the encounter" in note and "OMIM:154700" in note for note in case.notes)
    assert "PLANTED" not in case.model_dump_json()
    seizure = labelled(condition(concept(HPO, "HP:0001250")) | {k: v for k, v in fields.items() if k != "code"})
    assert ("HP:0001250" in seizure.observed) == ("code" in fields)


@pytest.mark.parametrize(
    "fields",
    [
        *({"clinicalStatus": concept(CLINICAL, one)} for one in ("active", "recurrence", "relapse")),
        {"clinicalStatus": concept(CLINICAL, "resolved"), "abatementDateTime": "2020-03-09"},  # it was there then
        {"abatementAge": {"value": 41, **YEARS}},
        {"abatementPeriod": {"start": "2020-03-02"}},
    ],
)
def test_what_was_there_at_the_encounter_is_the_label(fields: Json) -> None:
    assert labelled(condition(MARFAN, **fields)).diagnosis == "OMIM:154700"


@pytest.mark.parametrize(
    ("codes", "diagnosis", "note"),
    [
        ([(SNOMED, "410605003"), (VERIFIED, "confirmed")], "OMIM:154700", ""),
        ([(VERIFIED, "confirmed"), ("urn:local", "definitivo")], "OMIM:154700", ""),
        ([("urn:local", "x"), (VERIFIED, "refuted")], None, "ruled out"),
        ([(SNOMED, "410605003"), (VERIFIED, "entered-in-error")], None, "in error"),
        ([(VERIFIED, "unconfirmed"), (VERIFIED, "provisional")], None, "suspected"),
        ([(SNOMED, "415684004"), (VERIFIED, "confirmed")], None, "suspected"),
        ([(SNOMED, "410605003"), (VERIFIED, "refuted")], None, "both confirmed and refuted"),
        ([(SNOMED, "410594000")], None, "ruled out"),
    ],
)
def test_verification_may_have_several_codings_in_any_order(
    codes: list[tuple[str, str]], diagnosis: str | None, note: str
) -> None:
    status = {"coding": [{"system": system, "code": code} for system, code in codes]}
    case = labelled(condition(MARFAN, None, verificationStatus=status))
    assert case.diagnosis == diagnosis
    assert any(note in line for line in case.notes) or not note


@pytest.mark.parametrize(("certainty", "diagnosis"), [("G", "OMIM:154700"), ("V", None), ("A", None), ("Z", None)])
def test_germanys_certainty_of_a_code_is_read(certainty: str, diagnosis: str | None) -> None:
    said = {
        "url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit",
        "valueCoding": {"code": certainty},
    }
    coding = {"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "Q87.4", "extension": [said]}
    assert labelled(condition({"coding": [coding]}, None)).diagnosis == diagnosis


@pytest.mark.parametrize(
    ("first", "second", "diagnosis"),
    [
        (listed("m", "AD", 1), listed("r", "DD", 1), "OMIM:312750"),
        (listed("m", "AD", 1), listed("r", "billing", 2), "OMIM:312750"),
        (listed("m", "AD", 1), listed("r", None, 2), "OMIM:312750"),
        (listed("m", "CM", 1), listed("r", "billing", 2), "OMIM:312750"),
        (listed("m", "CC", 1), listed("r", "CM", 2), "OMIM:312750"),
        (listed("m", "CC", 1), listed("r", "AD", 2), "OMIM:312750"),
        (listed("m", "DD", 2), listed("r", "DD", 1), "OMIM:312750"),
        (listed("m", "DD"), listed("r", "DD", 1), "OMIM:312750"),
        (listed("m", "pre-op", 1), listed("r", "post-op", 2), "OMIM:312750"),
        (listed("m", {"text": "Diagnóstico de ingreso"}), listed("r", {"text": "Dx de egreso"}), "OMIM:312750"),
        (listed("m", {"text": "Diagnóstico relacionado"}), listed("r", {"text": "Principal"}), "OMIM:312750"),
        (listed("m", concept("urn:de", "referral-diagnosis")), listed("r", concept("urn:de", "treatment-diagnosis")),
         "OMIM:312750"),
        (listed("m", concept(SNOMED, "85097005")), listed("r", concept(SNOMED, "8319008")), "OMIM:312750"),
        (listed("m", {"text": "Impresión diagnóstica"}, 1), listed("r", "DD", 2), "OMIM:312750"),
        (listed("m", "DD", 1, extension=[{"url": "urn:tipo", "valueCodeableConcept": concept(
            "https://fhir.example.co/CodeSystem/RIPSTipoDiagnosticoPrincipalVersion2", "01")}]),
         listed("r", "DD", 2), "OMIM:312750"),
    ],
)  # fmt: skip
def test_the_use_of_a_diagnosis_counts_before_its_rank(first: Json, second: Json, diagnosis: str) -> None:
    conditions = (
        condition(MARFAN, id="m", recordedDate="2020-03-01"),
        condition(RETT, id="r", recordedDate="2020-03-02"),
    )
    assert labelled(*conditions, diagnosis=[first, second]).diagnosis == diagnosis


def test_listed_conditions_come_before_others_and_a_reason_for_coming_last() -> None:
    conditions = (
        condition(MARFAN, id="m", recordedDate="2020-03-01"),
        condition(RETT, id="r", recordedDate="2020-03-02"),
    )
    assert labelled(*conditions).diagnosis == "OMIM:154700"
    assert labelled(*conditions, diagnosis=[listed("r")]).diagnosis == "OMIM:312750"
    assert labelled(*conditions, diagnosis=[listed("m", "AD")]).diagnosis == "OMIM:312750"
    assert labelled(*conditions, reasonReference=[{"reference": "Condition/m"}]).diagnosis == "OMIM:312750"


@pytest.mark.parametrize(
    "discharge",
    [
        condition(concept("urn:local", "4711"), id="d"),
        condition(RETT, "provisional", id="d"),
        condition(concept(SNOMED, "386661006"), id="d"),
        None,
    ],
)
def test_an_admission_diagnosis_never_stands_in_for_a_discharge_diagnosis_that_is_none(discharge: Json | None) -> None:
    uses = [listed("m", "AD", 1), listed("d", "DD", 1)]
    case = labelled(condition(MARFAN, id="m"), *([discharge] if discharge else []), diagnosis=uses)
    assert case.diagnosis is None
    assert any("none we can read" in note for note in case.notes)
    assert labelled(condition(MARFAN, id="m"), diagnosis=uses[:1]).diagnosis == "OMIM:154700"


def test_local_references_within_a_bundle_name_its_entries() -> None:
    """As Colombia's summary of care writes them."""
    of, during = {"subject": {"reference": "#p1"}}, {"encounter": {"reference": "#e1"}}
    use = {"condition": {"reference": "#Condition-0"}, "use": concept(SNOMED, "8319008"), "rank": 1}
    chosen = condition(
        concept("https://fhir.example.co/rda/CodeSystem/CIE10", "Q874"), id="Condition-0", **of, **during
    )
    others = (cough(**of, **during), condition(RETT, id="x", **of))
    case = parsed(text(patient(), encounter(diagnosis=[use], **of), *others, chosen))
    assert case.diagnosis == "OMIM:154700"


def test_a_condition_is_only_read_as_suspected_where_a_category_says_so() -> None:
    rips = "https://fhir.example.co/CodeSystem/RIPSTipoDiagnosticoPrincipalVersion2"
    for code, diagnosis in (("01", None), ("02", "OMIM:154700"), ("03", "OMIM:154700")):
        assert labelled(condition(MARFAN, None, category=[concept(rips, code)])).diagnosis == diagnosis
    assert labelled(condition(MARFAN, None, category=[{"text": "Diagnóstico presuntivo"}])).diagnosis is None


def test_what_may_turn_a_meaning_round_is_set_aside() -> None:
    turned = [{"url": "urn:not", "valueBoolean": True}]
    assert labelled(condition(MARFAN, modifierExtension=turned)).diagnosis is None


def test_a_code_in_words_only_is_noted() -> None:
    case = labelled(condition({"text": "PLANTED Marfan"}))
    assert case.diagnosis is None
    assert any("words without a code" in note for note in case.notes)
    assert "PLANTED" not in case.model_dump_json()


def test_codes_of_known_vocabularies_are_named_in_notes() -> None:
    case = labelled(condition(MARFAN, id="m"), condition(RETT, id="r"))
    assert "disease beside the diagnosis, no finding: OMIM:312750" in case.notes


@pytest.mark.parametrize(
    "words",
    [
        "Sospecha de síndrome de Marfan",
        "Probable Marfan",
        "Marfan vs. Loeys-Dietz",
        "Marfan?",
        "Cuadro compatible con Marfan",
        "Riesgo de Marfan",
        "Marfan: negativo",
        "Secuelas de Marfan",
        "Marfan, descartado",
        "No Marfan",
        "Niega síndrome de Marfan",
        "Antecedente de Marfan",
        "Marfan resuelto",
        "AF: madre con síndrome de Marfan",
        "Tos: no",
    ],
)
@pytest.mark.parametrize("place", ["text", "display"])
def test_words_beside_a_code_may_take_its_meaning_away(words: str, place: str) -> None:
    code = MARFAN | {"text": words} if place == "text" else concept(OMIM, "154700", words)
    case = labelled(condition(code))
    assert case.diagnosis is None
    assert any("by its words" in line and "OMIM:154700" in line for line in case.notes)
    assert words not in case.model_dump_json()
    seizure = concept(HPO, "HP:0001250") | {"text": words}
    case = labelled(condition(seizure), reasonCode=[seizure])
    assert "HP:0001250" not in (*case.observed, *case.excluded)


@pytest.mark.parametrize(
    "name",
    [
        "Graft versus host disease",
        "Placenta previa",
        "HER2-negative disease",
        "SCID, T cell-negative, NK cell-negative",
        "Disease in female carriers",
        "Reduced eye contact",
        "Marfan sin especificar",
        "Marfan",
    ],
)
def test_names_that_hold_such_words_keep_their_meaning(name: str) -> None:
    assert labelled(condition(MARFAN | {"text": name})).diagnosis == "OMIM:154700"


@pytest.mark.parametrize(
    ("fields", "diagnosis"),
    [
        ({"category": [{"coding": [{"system": "http://loinc.org", "code": "11348-0"}]}]}, None),
        ({"category": [{"text": "Antecedentes patológicos"}]}, None),
        (
            {"category": [{"text": "Antecedentes patológicos"}], "clinicalStatus": concept(CLINICAL, "active")},
            "OMIM:154700",
        ),
        ({"verificationStatus": concept(VERIFIED, "confirmed", "Descartado")}, None),
        ({"verificationStatus": concept(VERIFIED, "confirmed", "Confirmado")}, "OMIM:154700"),
        ({"extension": [{"url": "urn:x/tipoDiagnostico", "valueCoding": {"code": "01"}}]}, None),
        ({"extension": [{"url": "urn:x/tipoDiagnostico", "valueString": "Presuntivo"}]}, None),
        ({"extension": [{"url": "urn:x/tipoDiagnostico", "valueCode": "02"}]}, "OMIM:154700"),
    ],
)
def test_history_and_doubt_beside_the_code_are_heard(fields: Json, diagnosis: str | None) -> None:
    assert labelled(condition(MARFAN) | fields).diagnosis == diagnosis


@pytest.mark.parametrize(
    ("more", "diagnosis"),
    [
        ({"extension": [{"url": "urn:x/ExtensionDiagnosisType", "valueCoding": {"code": "01"}}]}, None),
        ({"extension": [{"url": "urn:x", "valueCoding": {"system": "urn:RIPSTipoDiagnostico", "code": "1"}}]}, None),
        ({"extension": [{"url": "urn:x", "valueString": "Impresión diagnóstica"}]}, None),
        ({"extension": [{"url": "urn:x/ExtensionDiagnosisType", "valueCoding": {"code": "02"}}]}, "OMIM:154700"),
        ({"use": {"text": "Hipótesis diagnóstica"}}, None),
        ({"use": {"text": "Diagnóstico probable"}}, None),
        ({"use": {"text": "Diagnóstico descartado"}}, None),
        ({"use": {"text": "Diagnóstico definitivo"}}, "OMIM:154700"),
    ],
)
def test_a_listed_diagnosis_that_is_only_suspected_is_no_label(more: Json, diagnosis: str | None) -> None:
    entry = listed("m", **more)
    assert labelled(condition(MARFAN, id="m"), diagnosis=[entry]).diagnosis == diagnosis
