"""A patient's record over years, asked about today: what lasts counts, numbers are of the day.

Mirrors: hoofbeat.sources.fhir.reading, hoofbeat.sources.fhir.asked.resources
"""

from datetime import date
from typing import Any

import pytest

from fhir_builder import (
    HPO,
    ICD10,
    LOINC,
    Json,
    bundle,
    concept,
    condition,
    cough,
    encounter,
    observation,
    patient,
    quantity,
    temperature,
    text,
)
from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.base import Record
from hoofbeat.sources.fhir import FhirSource
from hoofbeat.sources.fhir.asked.patient import PatientNow, patient_now
from hoofbeat.sources.fhir.reading import NothingUsableError

ACTIVE = concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active")
RESOLVED = concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "resolved")
LAST_YEAR = {"start": "2019-03-01T08:00:00Z", "end": "2019-03-02T08:00:00Z"}


def asked(*resources: Json, **options: Any) -> PatientNow:
    return patient_now([("", bundle(*resources))], **options)


def case_of(*resources: Json, **options: Any) -> Case:
    return asked(*resources, **options).case


def refused(*resources: Any) -> str:
    with pytest.raises(RecordError) as caught:
        case_of(*resources)
    assert caught.value.hint
    return str(caught.value)


def earlier(resource: Json, **fields: Any) -> Json:
    return resource | {"encounter": {"reference": "Encounter/e0"}} | fields


def test_one_encounter_reads_as_a_delivery_of_it_does() -> None:
    resources = (patient(), encounter(), cough(), temperature(), condition(concept(ICD10, "J18.9"), id="c2"))
    case = case_of(*resources)
    delivered = FhirSource.__new__(FhirSource)
    delivered.resolve, delivered.altitude = None, None
    read = delivered.parse(Record("fhir", "x", text(*resources)))
    for field in ("age", "sex", "findings", "measurements", "diagnosis"):
        assert getattr(case, field) == getattr(read, field)
    assert case.diagnosis == "HBD:0000040"


def test_of_several_encounters_the_latest_is_the_case() -> None:
    past = encounter(id="e0", period=LAST_YEAR)
    now = asked(patient(), encounter(), past, cough(), earlier(temperature(40.1), id="o0"), temperature(39.0))
    assert (now.case.age, [one.value for one in now.case.measurements]) == (40.0, [39.0])
    assert "2 encounters: the latest is the case, with what was stated in any of them" in now.case.notes
    assert "numbers of another encounter, or of more than a week before: 1 set aside" in now.case.notes


def test_what_somebody_stated_lasts_whichever_encounter_it_names() -> None:
    past = encounter(id="e0", period=LAST_YEAR)
    seizure = earlier(observation(concept(HPO, "HP:0001250"), id="o0", valueBoolean=True))
    fingers = earlier(condition(concept(HPO, "HP:0001166"), id="c0", clinicalStatus=ACTIVE))
    lens = earlier(condition(concept(HPO, "HP:0001083"), id="c3", clinicalStatus=RESOLVED))
    listed = [concept("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item")]
    problem = earlier(condition(concept(HPO, "HP:0002616"), id="c4", category=listed))
    once = earlier(condition(concept(HPO, "HP:0001945"), id="c5"))
    case = case_of(patient(), past, encounter(), cough(), seizure, fingers, lens, problem, once)
    assert set(case.observed) == {"HP:0012735", "HP:0001250", "HP:0001166", "HP:0002616"}
    assert "conditions of another encounter that nobody calls active: 2 set aside" in case.notes


@pytest.mark.parametrize(("day", "counts"), [("2020-03-01", True), ("2020-02-24", True), ("2020-02-20", False)])
def test_numbers_that_name_no_encounter_count_for_a_week(day: str, counts: bool) -> None:
    loose = temperature(encounter=None, effectiveDateTime=day)
    assert bool(case_of(patient(), encounter(), cough(), loose).measurements) is counts
    undated = temperature(encounter=None, effectiveDateTime=None)
    assert case_of(patient(), encounter(), cough(), undated).measurements


def test_without_an_encounter_the_last_day_that_is_named_is_the_day() -> None:
    old = temperature(40.1, encounter=None, effectiveDateTime="2019-01-01", id="o0")
    new = temperature(39.0, encounter=None, effectiveDateTime="2020-03-01")
    case = case_of(patient(), cough(encounter=None), old, new)
    assert (case.age, [one.value for one in case.measurements]) == (40.0, [39.0])
    elsewhere = cough(encounter={"reference": "Encounter/never-sent"})
    assert case_of(patient(), elsewhere).observed == ("HP:0012735",)


def test_the_day_of_the_question_counts_where_it_is_one_about_today() -> None:
    today = date(2026, 3, 2)
    assert case_of(patient(), cough(encounter=None), asked_on=today).age == pytest.approx(46.0, abs=0.01)
    assert case_of(patient(), cough(encounter=None)).age is not None
    old = temperature(encounter=None, effectiveDateTime="2020-03-01")
    assert case_of(patient(), cough(encounter=None), old, asked_on=today).measurements == ()


def test_an_encounter_that_was_named_is_meant() -> None:
    past = encounter(id="e0", period=LAST_YEAR, **{"class": {"code": "AMB"}})
    resources = (patient(), past, encounter(), cough(clinicalStatus=ACTIVE), temperature())
    assert (asked(*resources).case.age, asked(*resources).setting) == (40.0, Setting.EMERGENCY)
    named = asked(*resources, encounter_id="e0")
    assert (named.case.age, named.setting) == (39.0, Setting.PRIMARY_CARE)


def test_encounters_that_did_not_take_place_are_none() -> None:
    void = [encounter(id=f"e{n}", status=status) for n, status in enumerate(("cancelled", "entered-in-error"), 2)]
    planned = encounter(id="e9", status="planned", period={"start": "2021-01-01"})
    assert case_of(patient(), *void, planned, encounter(), cough()).age == 40.0
    assert case_of(patient(), *void, planned, cough(encounter=None)).age == pytest.approx(40.84, abs=0.01)
    assert asked(patient(), *void, cough(encounter=None)).setting is None


@pytest.mark.parametrize(
    ("code", "setting"),
    [("IMP", Setting.HOSPITAL), ("AMB", Setting.PRIMARY_CARE), ("EMER", Setting.EMERGENCY), ("PLANTED", None)],
)
def test_where_one_asks_follows_from_the_encounters_class(code: str, setting: Setting | None) -> None:
    assert asked(patient(), encounter(**{"class": {"code": code}}), cough()).setting == setting


def test_a_stated_age_stands_for_a_birth_date() -> None:
    age = observation(concept(LOINC, "30525-0"), **quantity(18, "mo"))
    case = case_of(patient(birthDate=None), encounter(), cough(), age)
    assert (case.age, case.measurements) == (1.5, ())
    assert "no age: Patient.birthDate is missing" in case_of(patient(birthDate=None), encounter(), cough()).notes


def test_the_onset_of_a_finding_may_stand_in_a_component() -> None:
    def fingers(years: float, **value: Any) -> Json:
        onset = {"code": concept(HPO, "HP:0003674"), **quantity(years, "a")}
        return observation(concept(HPO, "HP:0001166"), component=[onset], **value)

    case = case_of(patient(), encounter(), cough(), fingers(9, valueBoolean=True))
    assert {one.id: one.onset_years for one in case.findings}["HP:0001166"] == 9.0
    assert case.notes == ()
    for late in (fingers(50, valueBoolean=True), fingers(9, valueBoolean=False)):
        assert all(one.onset_years is None for one in case_of(patient(), encounter(), cough(), late).findings)


def test_pieces_of_a_record_are_read_together_and_named_by_their_place() -> None:
    pieces = [
        ("prefetch.patient", patient()),
        ("prefetch.conditions", bundle(cough(), kind="searchset")),
        ("prefetch.observations", bundle(bundle(temperature(), {"resourceType": "Procedure"}), kind="searchset")),
        ("prefetch.encounter", [encounter(), patient()]),
    ]
    case = patient_now(pieces).case
    assert (case.observed, len(case.measurements)) == (("HP:0012735",), 1)
    assert case.notes == ("no case is made of these resources, passed over: 1 Procedure",)
    with pytest.raises(RecordError, match=r"prefetch\.conditions\.entry\[0\] Condition\.code"):
        patient_now([*pieces[:1], ("prefetch.conditions", bundle(condition([]), kind="searchset"))])  # type: ignore[arg-type]


def test_what_a_resource_contains_is_read_as_if_it_stood_beside_it() -> None:
    report = {"resourceType": "DiagnosticReport", "contained": [temperature(subject=None, encounter=None)]}
    assert case_of(patient(), encounter(), cough(), report).measurements
    broken = {"resourceType": "DiagnosticReport", "contained": [temperature(status="PLANTED")]}
    assert "entry[3] contained Observation.status" in refused(patient(), encounter(), cough(), broken)


def test_the_date_of_a_summary_is_the_day_where_no_encounter_is() -> None:
    for written, age in (("2010-03-01T00:00:00Z", 30.0), ("PLANTED", 40.0)):
        summary = {"resourceType": "Composition", "date": written}
        undated = temperature(encounter=None)
        assert case_of(patient(), summary, cough(encounter=None), undated).age == age


@pytest.mark.parametrize(
    ("resources", "reason"),
    [
        ((encounter(), cough()), "no Patient in the record"),
        ((patient(), patient(id="p2"), encounter(), cough()), "several patients in the record"),
        ((patient(), encounter(), cough(subject={"reference": "Patient/PLANTED"})), "Condition.subject: another"),
        ((patient(), encounter(subject={"reference": "Patient/PLANTED"}), cough()), "Encounter.subject: another"),
        ((patient(birthDate="2021-01-01"), encounter(), cough()), "Encounter.period.start: before Patient.birthDate"),
        ((patient(), encounter(), "PLANTED"), "entry[2]: no FHIR resource"),
        ((patient(), encounter(), {"resourceType": 7}), "entry[2]: no FHIR resource"),
        ((patient(), {"resourceType": "CapabilityStatement", "fhirVersion": "5.0.0"}), "this looks like FHIR R5"),
        ((patient(), bundle(cough(), kind="history")), "entry[1] Bundle.type: not one of"),
    ],
)  # fmt: skip
def test_what_is_no_patients_record_is_refused_by_place(resources: tuple[Any, ...], reason: str) -> None:
    told = refused(*resources)
    assert reason in told
    assert "PLANTED" not in told


@pytest.mark.parametrize(
    "value",
    [
        None, 7, "PLANTED", {}, [], [7], {"resourceType": "Bundle"}, {"resourceType": "Bundle", "type": "collection"},
        {"resourceType": "Bundle", "type": "collection", "entry": {}},
        {"resourceType": "Bundle", "type": "collection", "entry": [7]}, {"resourceType": "Parameters", "parameter": 7},
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_refused(value: object) -> None:
    with pytest.raises(RecordError) as caught:
        patient_now([("", value)])
    assert "PLANTED" not in str(caught.value)


def test_what_is_nested_beyond_reading_is_refused() -> None:
    deep: Any = patient()
    for _ in range(900):
        deep = [deep]
    with pytest.raises(RecordError, match="nested too deeply"):
        patient_now([("", deep)])


def test_nothing_usable_is_told_with_and_without_the_codes() -> None:
    with pytest.raises(NothingUsableError, match="SNOMED 16114001") as caught:
        case_of(patient(), encounter(), condition(concept("http://snomed.info/sct", "16114001")))
    assert "16114001" not in caught.value.bare
    assert "1 conditions and 0 observations" in caught.value.bare
