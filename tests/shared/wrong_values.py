"""A record of FHIR in which every element that is read stands somewhere, and what may stand in its place."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from fhir_builder import HPO, LOINC, SNOMED, Json, bundle, concept, condition, encounter, observation, patient, quantity

EXTENSION = {"url": "http://example.org/presence", "valueCodeableConcept": concept(SNOMED, "52101004")}

#: A record in which every element that a reader looks at stands somewhere.
FULL: Json = bundle(
    patient(meta={"versionId": "3", "profile": ["http://hl7.org/fhir/StructureDefinition/Patient"]}),
    encounter(
        diagnosis=[
            {
                "condition": {"reference": "Condition/c1"},
                "use": concept(None, "DD"),
                "rank": 1,
                "extension": [EXTENSION],
            }
        ],
        reasonCode=[concept(SNOMED, "49727002", "Cough")],
        reasonReference=[{"reference": "Condition/c2"}],
    ),
    condition(
        concept(HPO, "HP:0001166", "Arachnodactyly") | {"text": "Long fingers"},
        clinicalStatus=concept(None, "active"),
        category=[concept(None, "problem-list-item")],
        recordedDate="2020-03-01",
        onsetDateTime="2019-03-01",
        onsetAge={"value": 39, "unit": "a", "code": "a"},
        extension=[{"url": "http://example.org/diagnosesicherheit", "valueCoding": {"code": "G"}}],
        evidence=[{"code": [concept(None, "x")]}],
    ),
    condition(
        concept(SNOMED, "66857006"),
        "refuted",
        id="c2",
        abatementDateTime="2020-04-01",
        abatementAge={"value": 41, "code": "a"},
        abatementPeriod={"start": "2020-04-01", "end": "2020-04-02"},
        abatementRange={"low": {"value": 41, "code": "a"}, "high": {"value": 42, "code": "a"}},
        abatementString="later",
    ),
    observation(
        concept(LOINC, "85354-9"),
        category=[concept(None, "vital-signs")],
        effectivePeriod={"start": "2020-03-01T09:00:00Z"},
        issued="2020-03-01T09:10:00Z",
        bodySite=concept(SNOMED, "368209003"),
        specimen={"reference": "#s1"},
        contained=[{"resourceType": "Specimen", "id": "s1", "subject": {"reference": "Patient/p1"}}],
        focus=[{"reference": "Patient/p1", "type": "Patient"}],
        hasMember=[{"reference": "Observation/o9"}],
        component=[
            {"code": concept(LOINC, "8480-6"), **quantity(104, "mm[Hg]")},
            {"code": concept(HPO, "HP:0003674"), **quantity(9, "a")},
            {"code": concept(HPO, "HP:0001250"), "valueString": "No", "interpretation": [concept(None, "NEG")]},
            {"code": concept(HPO, "HP:0001945"), "valueBoolean": True, "dataAbsentReason": concept(None, "unknown")},
            {"code": concept(SNOMED, "246112005"), "valueRange": {"low": {"value": 1}, "high": {"value": 2}}},
        ],
    ),
    observation(
        concept(HPO, "HP:0001083"),
        id="o2",
        valueCodeableConcept=concept(SNOMED, "52101004", "Present"),
        interpretation=[concept(None, "POS")],
        extension=[EXTENSION, {"url": "x", "valueCode": "a"}],
    ),
    observation(concept(LOINC, "30525-0"), id="o3", valueInteger=40),
    {"resourceType": "Composition", "date": "2020-03-01"},
)

#: What stands in the place of a value: of every type of JSON, at the edges of each.
WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.just(10**400),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "2020-02-30", "9999-12-31T23:59:59+14:00", "#", "urn:uuid:", "HP:", "\ud800", "(-" * 300]
    ),
    st.just([]),
    st.just({}),
    st.lists(st.sampled_from([None, 7, "x", {}, []]), max_size=3),
    st.dictionaries(
        st.sampled_from(["coding", "code", "value", "reference", "text", "url"]), st.integers(), max_size=3
    ),
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every value within a JSON value."""
    if path:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*path, key))


def changed(record: Json, path: tuple[str | int, ...], put: object) -> Json:
    """The record with another value at a path."""
    copy: Any = deepcopy(record)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = put
    return copy  # type: ignore[no-any-return]
