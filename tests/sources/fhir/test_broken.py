"""FHIR broken in every way we could think of: each is refused by element, without its text, and alone.

Mirrors: hoofbeat.sources.fhir.models, hoofbeat.sources.fhir.source
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fhir_builder import (
    HPO,
    LOINC,
    Json,
    bundle,
    concept,
    condition,
    cough,
    encounter,
    observation,
    patient,
    temperature,
)
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.base import Record
from hoofbeat.sources.fhir import FhirSource

SOUND = (patient(), encounter(), cough(), temperature())


def without(resource: Json, field: str) -> Json:
    return {name: value for name, value in resource.items() if name != field}


def quantity(**fields: Any) -> Json:
    return temperature(valueQuantity={"value": 39.2, "code": "Cel"} | fields)


#: The resources of an encounter, and what the reason must name.
BROKEN: dict[str, tuple[tuple[Any, ...], str]] = {
    "no such gender": ((patient(gender="PLANTED"), *SOUND[1:]), "Patient.gender"),
    "birth date in Spanish order": ((patient(birthDate="31/12/1980"), *SOUND[1:]), "Patient.birthDate"),
    "birth date that no calendar has": ((patient(birthDate="1980-02-31"), *SOUND[1:]), "Patient.birthDate"),
    "birth date a number": ((patient(birthDate=19801231), *SOUND[1:]), "Patient.birthDate"),
    "born after the encounter": ((patient(birthDate="2021-01-01"), *SOUND[1:]), "Encounter.period.start: before"),
    "older than any human": ((patient(birthDate="1820-01-01"), *SOUND[1:]), "more than 130 years"),
    "patient without id": ((without(patient(), "id"), *SOUND[1:]), "another patient"),
    "name no list": ((patient(name={"family": "PLANTED"}), *SOUND[1:]), "Patient.name: not a list"),
    "an element FHIR lacks": ((patient(PLANTED_race="x"), *SOUND[1:]), "Patient: has an element that FHIR R4 has not"),
    "encounter without status": ((patient(), without(encounter(), "status"), *SOUND[2:]), "Encounter.status: missing"),
    "encounter without class": ((patient(), without(encounter(), "class"), *SOUND[2:]), "class: missing"),
    "no such encounter status": ((patient(), encounter(status="PLANTED"), *SOUND[2:]), "Encounter.status"),
    "encounter never took place": ((patient(), encounter(status="planned"), *SOUND[2:]), "did not take place"),
    "encounter without patient": (
        (patient(), without(encounter(), "subject"), *SOUND[2:]),
        "subject.reference: missing",
    ),
    "encounter without id": ((patient(), without(encounter(), "id"), *SOUND[2:]), "Encounter.id: missing"),
    "a time without zone": (
        (patient(), encounter(period={"start": "2020-03-01T08:00:00"}), *SOUND[2:]),
        "Encounter.period.start",
    ),
    "patient not delivered": ((encounter(), *SOUND[2:]), "names a patient that was not delivered"),
    "encounter not delivered": ((patient(), *SOUND[2:]), "was not delivered"),
    "another patient's condition": (
        (patient(), encounter(), cough(subject={"reference": "Patient/PLANTED"}), temperature()),
        "entry[2] Condition.subject: another patient",
    ),
    "another patient's observation": (
        (patient(), encounter(), cough(), temperature(subject={"reference": "Patient/PLANTED"})),
        "entry[3] Observation.subject: another patient",
    ),
    "condition without subject": ((patient(), encounter(), without(cough(), "subject")), "Condition.subject: missing"),
    "condition's code no concept": ((patient(), encounter(), condition(["PLANTED"])), "entry[2] Condition"),  # type: ignore[arg-type]
    "coding no list": ((patient(), encounter(), condition({"coding": {"code": "PLANTED"}})), "Condition.code.coding"),
    "code a number": ((patient(), encounter(), condition({"coding": [{"code": 49727002}]})), "coding[0].code"),
    "no such verification": ((patient(), encounter(), cough(status="PLANTED")), "Condition.verificationStatus"),
    "verification in words": (
        (patient(), encounter(), cough(verificationStatus={"text": "PLANTED"})),
        "Condition.verificationStatus",
    ),
    "two onsets": (
        (patient(), encounter(), cough(onsetDateTime="2020-01-01", onsetString="PLANTED")),
        "Condition",
    ),
    "recorded in Spanish order": ((patient(), encounter(), cough(recordedDate="01/03/2020")), "Condition.recordedDate"),
    "observation without status": ((*SOUND[:3], without(temperature(), "status")), "Observation.status: missing"),
    "no such observation status": ((*SOUND[:3], temperature(status="PLANTED")), "Observation.status"),
    "observation without code": ((*SOUND[:3], without(temperature(), "code")), "Observation.code: missing"),
    "value with decimal comma": ((*SOUND[:3], quantity(value="39,2")), "Observation.valueQuantity.value"),
    "value in words": ((*SOUND[:3], quantity(value="PLANTED")), "Observation.valueQuantity.value"),
    "value a list": ((*SOUND[:3], quantity(value=[39.2])), "Observation.valueQuantity.value"),
    "value without end": ((*SOUND[:3], quantity(value=1e400)), "value"),
    "no such comparator": ((*SOUND[:3], quantity(comparator=7)), "Observation.valueQuantity.comparator"),
    "two values": ((*SOUND[:3], temperature(valueString="PLANTED")), "Observation"),
    "component without code": (
        (*SOUND[:3], observation(concept(LOINC, "85354-9"), component=[{"valueInteger": 120}])),
        "Observation.component[0].code",
    ),
    "taken in words": ((*SOUND[:3], temperature(effectiveDateTime="PLANTED")), "Observation.effectiveDateTime"),
    "taken as a number": ((*SOUND[:3], temperature(effectiveDateTime=1583053200)), "Observation.effectiveDateTime"),
    "boolean in words": (
        (*SOUND[:3], observation(concept(HPO, "HP:0001250"), valueBoolean="PLANTED")),
        "Observation.valueBoolean",
    ),
    "nothing said": ((patient(), encounter()), "nothing usable: 0 conditions"),
    "only what we have no code for": (
        (patient(), encounter(), condition(concept("urn:x", "PLANTED"))),
        "nothing usable",
    ),
    "only a diagnosis": (
        (patient(), encounter(), condition(concept("http://www.omim.org", "154700"))),
        "nothing usable besides the diagnosis",
    ),
    "only a suspicion": ((patient(), encounter(), cough(status="provisional")), "nothing usable"),
    "a resource of another kind": ((*SOUND, {"resourceType": "Claim"}), "entry[4].resource"),
    "a resource that is none": ((*SOUND, "PLANTED"), "entry[4].resource"),
    "two encounters": ((*SOUND, encounter(id="e2")), "several encounters"),
}


def dumped(*resources: Any) -> str:
    """The JSON, with numbers beyond the range of a double as an export would write them."""
    return json.dumps(bundle(*resources)).replace("Infinity", "1e400")


def refusal(payload: str) -> str:
    with pytest.raises(RecordError) as caught:
        FhirSource(Path("x.json")).parse(Record("fhir", "PLANTED.json", payload))
    assert caught.value.hint
    return str(caught.value)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_refused_by_element_and_without_its_text(name: str) -> None:
    resources, where = BROKEN[name]
    reason = refusal(dumped(*resources))
    assert where in reason
    assert "PLANTED" not in reason


@pytest.mark.parametrize(
    "payload",
    ["", "{", "[]", "null", '"PLANTED"', '{"PLANTED": 1}', "[" * 100_000, '{"resourceType": "Bundle"}', "{'a': 1}"],
)
def test_what_is_no_record_is_refused(payload: str) -> None:
    assert "PLANTED" not in refusal(payload)


def test_the_sound_ones_of_a_file_pass_whatever_stands_beside_them(tmp_path: Path) -> None:
    """All broken encounters in one bundle, each between sound ones: each is refused, and nothing else."""
    resources: list[Any] = []
    sound = 0
    for number, (broken, _) in enumerate(BROKEN.values()):
        if not any(isinstance(one, dict) and one.get("resourceType") == "Encounter" for one in broken):
            continue
        if len({json.dumps(one) for one in broken if isinstance(one, dict) and one["resourceType"] == "Encounter"}) > 1:
            continue
        resources += [_renamed(one, f"bad{number}") for one in broken]
        resources += [_renamed(one, f"good{number}") for one in SOUND]
        sound += 1
    file = tmp_path / "all.json"
    file.write_text(dumped(*resources))
    source = FhirSource(file)
    accepted, refused = [], []
    for record in source.records():
        try:
            accepted.append(source.parse(record).case_id)
        except RecordError:
            refused.append(record)
    good = [case_id for case_id in accepted if case_id.startswith("e1-good")]
    assert len(good) == sound > 35
    # What is wrong between patients, or with a resource that is none, is settled before a record is made of it.
    assert set(accepted) - set(good) <= {f"e1-bad{n}" for n, name in enumerate(BROKEN) if name in _MENDED_BY_JOINING}
    assert len(refused) >= sound - len(_MENDED_BY_JOINING)


#: Broken as one record, but sound once resources of other kinds are passed over.
_MENDED_BY_JOINING = {"a resource of another kind", "a resource that is none"}


def _renamed(resource: Any, suffix: str) -> Any:
    """The resource under ids of its own, so that many fit into one bundle."""
    if not isinstance(resource, dict):
        return resource
    renamed = json.loads(json.dumps(resource))
    if "id" in renamed:
        renamed["id"] = f"{renamed['id']}-{suffix}"
    for field in ("subject", "encounter"):
        if isinstance(renamed.get(field), dict) and "reference" in renamed[field]:
            renamed[field]["reference"] += f"-{suffix}"
    return renamed


JUNK: list[Any] = [
    None, 0, -1, 1e308, True, "", "x", "\ud800", "\x00", [], {}, [None], {"a": 1}, "2020-02-30", "9" * 400, [[]],
    {"coding": None}, -5.5, "2020-13", "urn:uuid:\ud800",
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything below a value of JSON."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in items:
        yield (*path, name)
        yield from places(below, (*path, name))


@pytest.mark.parametrize("seed", range(8))
def test_junk_anywhere_is_refused_or_read_but_never_falls(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    whole = bundle(
        patient(meta={"versionId": "2"}),
        encounter(
            diagnosis=[{"condition": {"reference": "Condition/c1"}, "rank": 1}],
            reasonCode=[concept(HPO, "HP:0100749")],
        ),
        cough(onsetAge={"value": 3, "code": "a"}, abatementDateTime="2021", category=[concept("urn:x", "x")]),
        temperature(),
        observation(concept(HPO, "HP:0001250"), valueBoolean=True, interpretation=[concept("urn:x", "POS")]),
        observation(concept(LOINC, "85354-9"), component=[{"code": concept(LOINC, "8480-6"), "valueInteger": 120}]),
    )
    source = FhirSource(tmp_path / "x.json")
    for _ in range(60):
        content = deepcopy(whole)
        path = random.choice(list(places(content)))
        holder: Any = content
        for name in path[:-1]:
            holder = holder[name]
        holder[path[-1]] = deepcopy(random.choice(JUNK))
        source.path.write_text(json.dumps(content))
        for record in source.records():
            with suppress(RecordError):
                source.parse(record).model_dump_json()
