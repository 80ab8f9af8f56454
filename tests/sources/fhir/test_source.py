"""FHIR resources on their way to a case: what each element becomes.

Mirrors: hoofbeat.sources.fhir.codes, hoofbeat.sources.fhir.notes, hoofbeat.sources.fhir.numbers,
hoofbeat.sources.fhir.observations, hoofbeat.sources.fhir.record, hoofbeat.sources.fhir.references,
hoofbeat.sources.fhir.values
"""

import json
from typing import Any

import pytest

from fhir_builder import (
    CATEGORY,
    HPO,
    ICD10,
    LOINC,
    SNOMED,
    Json,
    concept,
    condition,
    cough,
    encounter,
    observation,
    parsed,
    patient,
    seen,
    temperature,
    text,
)
from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.errors import RecordError
from hoofbeat.standards.standardise import standardise


def parse(*resources: Json, **options: Any) -> Case:
    return parsed(text(*resources), **options)


def test_an_encounter_becomes_a_case() -> None:
    case = parse(patient(), encounter(), cough(), temperature())
    assert (case.case_id, case.patient_id, case.revision) == ("e1", "p1", 0)
    assert (case.age, case.sex) == (40.0, Sex.FEMALE)
    assert case.findings == (Finding(id="HP:0012735"),)
    assert case.measurements == (Measurement(code="8310-5", value=39.2, unit="Cel"),)
    assert (case.diagnosis, case.group, case.notes) == (None, None, ())


def test_nothing_of_the_person_is_in_the_case() -> None:
    case = parse(patient(), encounter(), cough(), temperature())
    said = case.model_dump_json()
    for planted in ("Plantada", "Marisol", "example.org", "MRN", "1980", "2020"):
        assert planted not in said


@pytest.mark.parametrize(
    ("born", "start", "age"),
    [
        ("2020-02-29", "2020-03-01", 1 / 365.25),
        ("2019-03-01", "2020-03-01T23:59:59Z", 1.0),
        ("1980", "2020-07-02", 40.0),
        ("1980-03", "2020-03-15", 40.0),
        ("2020", "2020-02-01", 0.0),
        ("2020-03-02", "2020-03-01", 0.0),  # a time zone apart
        ("1980-03-01", "2020", 40.34),
        ("2002-06-15", "2020-06-15", 18.0),
        ("2004-02-29", "2022-02-28", 17.999),
        ("2004-02-29", "2022-03-01", 18.0),
        (None, "2020-03-01", None),
        ("1980-03-01", None, None),
    ],
)
def test_ages_are_counted_in_years(born: str | None, start: str | None, age: float | None) -> None:
    period = None if start is None else {"start": start}
    case = parse(patient(birthDate=born), encounter(period=period), cough())
    assert case.age == (None if age is None else pytest.approx(age, abs=0.004))
    assert any("no age" in note for note in case.notes) == (age is None)


@pytest.mark.parametrize(
    ("gender", "sex"),
    [("male", Sex.MALE), ("female", Sex.FEMALE), ("other", Sex.OTHER), ("unknown", Sex.UNKNOWN), (None, Sex.UNKNOWN)],
)
def test_gender_is_read_as_sex(gender: str | None, sex: Sex) -> None:
    assert parse(patient(gender=gender), encounter(), cough()).sex is sex


@pytest.mark.parametrize(
    ("code", "diagnosis", "findings"),
    [
        (concept(SNOMED, "57054005"), "HBD:0000045", ()),
        (concept(f"{SNOMED}/449081005", "57054005"), "HBD:0000045", ()),  # the Spanish edition
        (concept(ICD10, "I21.09"), "HBD:0000045", ()),
        (concept("http://hl7.org/fhir/sid/icd-10", "J18.9"), "HBD:0000040", ()),
        (concept("http://www.omim.org", "154700"), "OMIM:154700", ()),
        (concept("http://www.orpha.net", "558"), "ORPHA:558", ()),
        (concept(None, "ORPHA:558"), "ORPHA:558", ()),
        (concept(HPO, "HP:0001250"), None, ("HP:0001250",)),
        (concept(SNOMED, "386661006"), None, ("HP:0001945",)),
        (concept(ICD10, "R50.9"), None, ("HP:0001945",)),
        (concept(SNOMED, "224299000"), None, ()),
        (concept("urn:local", "R50.9"), None, ()),
    ],
)
def test_codes_are_diseases_or_findings(code: Json, diagnosis: str | None, findings: tuple[str, ...]) -> None:
    case = seen(condition(code))
    assert case.diagnosis == diagnosis
    assert case.observed == ("HP:0012735", *findings)
    assert any("without a meaning" in note for note in case.notes) == (diagnosis is None and not findings)


def test_the_most_precise_of_several_codings_counts() -> None:
    both = {"coding": [*concept(ICD10, "R50")["coding"], *concept(HPO, "HP:0001954")["coding"]]}
    assert "HP:0001954" in seen(condition(both)).observed
    assert "HP:0001945" not in seen(condition(both)).observed


def test_a_disease_keeps_its_recorded_name_only_under_its_own_id() -> None:
    assert seen(condition(concept("http://www.omim.org", "154700", "Marfan syndrome"))).diagnosis_name == (
        "Marfan syndrome"
    )
    assert seen(condition(concept(SNOMED, "57054005", "Infarction"))).diagnosis_name is None


def test_what_is_the_diagnosis_is_no_finding_and_what_is_beside_it_is() -> None:
    diabetes, infarction = concept(SNOMED, "44054006"), concept(SNOMED, "57054005")
    rank = [{"condition": {"reference": "Condition/c2"}, "rank": 1}]
    case = parse(patient(), encounter(diagnosis=rank), condition(diabetes), condition(infarction, id="c2"))
    assert case.diagnosis == "HBD:0000045"
    assert case.observed == ("HP:0005978", "HB:0000069")
    assert any("2 diseases" in note for note in case.notes)


def test_the_first_recorded_is_the_diagnosis_and_the_encounters_own_before_the_problem_list() -> None:
    def one(code: str, id_: str, category: str, date: str) -> Json:
        kind = [concept("http://terminology.hl7.org/CodeSystem/condition-category", category)]
        return condition(concept(SNOMED, code), id=id_, category=kind, recordedDate=date)

    late = one("57054005", "c1", "encounter-diagnosis", "2020-03-02")
    early = one("59282003", "c2", "encounter-diagnosis", "2020-03-01")
    listed = one("44054006", "c3", "problem-list-item", "1999-01-01")
    assert seen(late, early, listed).diagnosis == "HBD:0000037"
    assert seen(listed, late).diagnosis == "HBD:0000045"


@pytest.mark.parametrize(
    ("status", "observed", "excluded"),
    [
        ("confirmed", True, False),
        (None, True, False),
        ("refuted", False, True),
        ("entered-in-error", False, False),
        ("provisional", False, False),
        ("differential", False, False),
        ("unconfirmed", False, False),
    ],
)
def test_verification_decides(status: str | None, observed: bool, excluded: bool) -> None:
    case = seen(condition(concept(SNOMED, "386661006"), status))
    assert ("HP:0001945" in case.observed, "HP:0001945" in case.excluded) == (observed, excluded)
    pneumonia = seen(condition(concept(SNOMED, "233604007"), status))
    assert (pneumonia.diagnosis is not None) == observed
    assert ("HP:0002090" in pneumonia.excluded) == excluded


def test_what_was_over_before_the_encounter_is_set_aside() -> None:
    assert seen(condition(concept(HPO, "HP:0001250"), abatementDateTime="2019-05")).observed == ("HP:0012735",)
    during = seen(condition(concept(HPO, "HP:0001250"), abatementDateTime="2020-03-02"))
    assert "HP:0001250" in during.observed


@pytest.mark.parametrize(
    ("onset", "years"),
    [
        ({"onsetDateTime": "1990-03-01"}, 10.0),
        ({"onsetAge": {"value": 18, "unit": "mo", "system": "http://unitsofmeasure.org", "code": "mo"}}, 1.5),
        ({"onsetDateTime": "2021-01-01"}, None),
        ({"onsetDateTime": "1970-01-01"}, None),
        ({"onsetString": "as a child"}, None),
    ],
)
def test_onset_is_an_age_between_birth_and_the_encounter(onset: Json, years: float | None) -> None:
    (finding,) = parse(patient(), encounter(), condition(concept(HPO, "HP:0001250"), **onset)).findings
    assert finding.onset_years == (None if years is None else pytest.approx(years, abs=0.01))


def test_coded_reasons_are_findings_unless_they_give_the_diagnosis_away() -> None:
    reasons = [concept(SNOMED, "29857009"), concept(SNOMED, "57054005"), {"text": "PLANTED"}]
    case = parse(patient(), encounter(reasonCode=reasons))
    assert (case.observed, case.diagnosis) == (("HP:0100749",), None)


def test_the_two_pressures_of_a_blood_pressure_are_two_measurements() -> None:
    def part(code: str, value: float) -> Json:
        made = observation(concept(LOINC, code), value, "mm[Hg]")
        return {"code": made["code"], "valueQuantity": made["valueQuantity"]}

    panel = observation(concept(LOINC, "85354-9"), component=[part("8480-6", 120), part("8462-4", 80)])
    assert [(one.code, one.value, one.unit) for one in seen(panel).measurements] == [
        ("8480-6", 120.0, "mm[Hg]"),
        ("8462-4", 80.0, "mm[Hg]"),
    ]


def test_several_numbers_of_one_code_are_given_in_the_order_of_time() -> None:
    noon, morning = "2020-03-01T12:00:00-05:00", "2020-03-01T10:00:00Z"
    case = seen(
        temperature(40.0, effectiveDateTime=noon),
        temperature(38.0, effectiveDateTime=morning),
        temperature(37.0, effectiveDateTime=None),
        temperature(36.0, effectiveDateTime="2020-03-01"),
    )
    assert [one.value for one in case.measurements] == [37.0, 36.0, 38.0, 40.0]
    assert [one.value for one in seen(temperature(39.0), temperature(40.0, status="preliminary")).measurements] == [
        40.0,
        39.0,
    ]


def test_a_fever_that_went_is_concluded_and_the_last_value_kept() -> None:
    later = temperature(36.8, effectiveDateTime="2020-03-02T09:00:00-05:00")
    case = standardise(seen(later, temperature(39.2)))
    assert [one.value for one in case.measurements if one.code == "8310-5"] == [36.8]
    assert Finding(id="HP:0001945", derived_from="8310-5") in case.findings


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "registered"])
def test_an_observation_that_was_not_made_is_ignored(status: str) -> None:
    assert seen(temperature(status=status)).measurements == ()


def test_units_are_ucum_codes_else_what_is_written_else_the_number_is_set_aside() -> None:
    written = temperature(valueQuantity={"value": 98.6, "unit": "[degF]"})
    local = temperature(valueQuantity={"value": 98.6, "unit": "[degF]", "system": "urn:local", "code": "F"})
    bare = temperature(valueQuantity={"value": 98.6})
    assert seen(written).measurements[0].unit == seen(local).measurements[0].unit == "[degF]"
    assert seen(bare).measurements == ()
    assert "8310-5: no unit, set aside" in seen(bare).notes
    score = observation(concept(LOINC, "9269-2"), valueInteger=15)
    assert seen(score).measurements == (Measurement(code="9269-2", value=15.0, unit="1"),)


def test_a_number_without_loinc_code_and_a_bound_are_noted() -> None:
    assert "a number without a LOINC code: set aside" in seen(observation(concept("urn:lab", "GLU"), 5, "mmol/L")).notes
    bound = temperature(valueQuantity={"value": 35, "code": "Cel", "comparator": "<"})
    assert seen(bound).measurements == ()
    assert any(note.startswith("8310-5: only a bound is stated (<)") for note in seen(bound).notes)


def test_an_absent_value_and_free_text_say_nothing() -> None:
    absent = temperature(None, dataAbsentReason={"text": "PLANTED"})
    typed = observation(concept(LOINC, "8310-5"), valueString="PLANTED 39.2")
    case = seen(absent, typed)
    assert (case.measurements, case.observed) == ((), ("HP:0012735",))
    assert "PLANTED" not in case.model_dump_json()


@pytest.mark.parametrize(
    ("fields", "finding"),
    [
        ({"code": concept(LOINC, "75325-1"), "valueCodeableConcept": concept(SNOMED, "267036007")}, "+HP:0002094"),
        ({"code": concept(LOINC, "75325-1"), "valueCodeableConcept": concept(HPO, "HP:0001250")}, "+HP:0001250"),
        ({"code": concept(HPO, "HP:0001250"), "valueBoolean": True}, "+HP:0001250"),
        ({"code": concept(HPO, "HP:0001250"), "valueBoolean": False}, "-HP:0001250"),
        ({"code": concept(SNOMED, "386661006"), "valueCodeableConcept": concept(SNOMED, "2667000")}, "-HP:0001945"),
        ({"code": concept(SNOMED, "386661006"), "valueCodeableConcept": concept(LOINC, "LA33-6")}, "+HP:0001945"),
        ({"code": concept(HPO, "HP:0001250"), "interpretation": [concept("urn:v3", "NEG")]}, "-HP:0001250"),
        ({"code": concept(HPO, "HP:0001250"), "valueCodeableConcept": concept(SNOMED, "261665006")}, ""),  # unknown
        ({"code": concept(HPO, "HP:0001250")}, ""),
        ({"code": concept(LOINC, "10157-6"), "valueCodeableConcept": concept(SNOMED, "386661006")}, ""),  # a relative's
    ],
)
def test_coded_answers_are_findings(fields: Json, finding: str) -> None:
    case = seen(observation(**{"value": None, **fields}))
    stated = [*(f"+{id_}" for id_ in case.observed), *(f"-{id_}" for id_ in case.excluded)]
    assert stated == ["+HP:0012735", *([finding] if finding else [])]


def test_of_the_social_history_only_history_items_are_read() -> None:
    def asked(answer: str) -> Json:
        social = [concept(CATEGORY, "social-history")]
        return observation(concept(LOINC, "72166-2"), category=social, valueCodeableConcept=concept(SNOMED, answer))

    assert "HB:0000079" in seen(asked("449868002")).observed
    assert seen(asked("386661006")).observed == ("HP:0012735",)
    survey = observation(concept(LOINC, "44261-6"), 9, "{score}", category=[concept(CATEGORY, "survey")])
    assert seen(survey).measurements == ()


def test_findings_that_the_ontology_lacks_do_not_sink_a_case_with_measurements() -> None:
    unknown = condition(concept(HPO, "HP:9999999"))
    case = parse(patient(), encounter(), unknown, temperature(), resolve=lambda _: None)
    assert (case.findings, len(case.measurements)) == ((), 1)
    assert any("HP:9999999" in note for note in case.notes)
    with pytest.raises(RecordError, match="HP:9999999"):
        parse(patient(), encounter(), unknown, resolve=lambda _: None)


def test_every_correction_raises_the_revision() -> None:
    def version(number: str) -> Json:
        return {"meta": {"versionId": number}}

    first = parse(patient(**version("1")), encounter(**version("1")), cough(**version("1")), temperature())
    corrected = parse(patient(**version("1")), encounter(**version("1")), cough(**version("2")), temperature())
    more = parse(patient(**version("1")), encounter(**version("1")), cough(), temperature(**version("4")))
    assert [case.revision for case in (first, corrected, more)] == [3, 4, 6]
    assert parse(patient(), encounter(**version("a3f9")), cough()).revision == 0


def test_a_transaction_that_has_no_ids_yet_goes_by_its_urls() -> None:
    entries = [
        {"fullUrl": "urn:uuid:p", "resource": patient(id=None)},
        {"fullUrl": "urn:uuid:e", "resource": encounter(id=None, subject={"reference": "urn:uuid:p"})},
        {"fullUrl": "urn:uuid:c", "resource": cough(id=None, subject={"reference": "urn:uuid:p"})},
    ]
    payload = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries})
    case = parsed(payload)
    assert (case.case_id, case.patient_id, case.observed) == ("urn:uuid:e", "urn:uuid:p", ("HP:0012735",))


def test_an_encounter_entered_in_error_takes_its_case_back() -> None:
    meta = {"versionId": "4"}
    case = parse(patient(), encounter(status="entered-in-error", meta=meta), cough())
    assert case == Case(case_id="e1", revision=4, withdrawn=True)
    with pytest.raises(RecordError, match="versionId"):
        parse(patient(), encounter(status="entered-in-error"), cough())


def test_a_null_counts_as_left_out() -> None:
    entries = [{"fullUrl": None, "resource": one} for one in (patient(), encounter(), cough())]
    entries[0]["resource"] |= {"birthDate": None, "name": None}
    entries[2]["resource"] |= {"category": None, "onsetDateTime": None}
    payload = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    case = parsed(payload)
    assert (case.age, case.observed) == (None, ("HP:0012735",))


@pytest.mark.parametrize(
    ("code", "value", "unit", "side", "finding"),
    [
        ("1988-5", 10, "mg/L", "<", None),
        ("1988-5", 150, "mg/L", ">", "HP:0011227"),
        ("777-3", 100, "10*3/uL", ">", None),
        ("2708-6", 90, "%", ">", None),
        ("2160-0", 0.2, "mg/dL", "<", "HP:0012101"),
    ],
)
def test_a_bound_is_no_value_and_concludes_on_one_side(
    code: str, value: float, unit: str, side: str, finding: str | None
) -> None:
    stated = {"value": value, "unit": unit, "code": unit, "system": "http://unitsofmeasure.org", "comparator": side}
    case = standardise(seen(observation(concept(LOINC, code), valueQuantity=stated)))
    assert case.measurements == ()
    assert case.observed == ("HP:0012735", *([finding] if finding else []))
    assert any(note.startswith(f"{code}: only a bound is stated") for note in case.notes)


def test_what_a_physician_states_weighs_more_than_what_a_bound_concludes() -> None:
    low = {"value": 20, "unit": "10*3/uL", "code": "10*3/uL", "system": "http://unitsofmeasure.org", "comparator": "<"}
    platelets = observation(concept(LOINC, "777-3"), valueQuantity=low)
    denied = observation(concept(HPO, "HP:0001873"), valueBoolean=False)
    assert standardise(seen(platelets, denied)).excluded == ("HP:0001873",)
    assert Finding(id="HP:0001873", derived_from="777-3") in seen(platelets).findings
