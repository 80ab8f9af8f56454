"""Phenopackets on their way to a case.

Mirrors: hoofbeat.sources.phenopacket.publication
"""

from collections.abc import Callable
from typing import Any

import pytest

from hoofbeat.domain.case import Sex
from packet_reading import parse, refusal

Packet = Callable[..., dict[str, Any]]


def test_a_sound_packet_becomes_a_case(make_packet: Packet) -> None:
    case = parse(make_packet("p1"))
    assert (case.case_id, case.age, case.sex) == ("p1", 3.5, Sex.FEMALE)
    assert case.observed == ("HP:0001250", "HP:0001263")
    assert case.excluded == ("HP:0000252",)
    assert case.findings[0].onset_years == 1.0
    assert case.diagnosis == "OMIM:154700"
    assert case.group == "PMID:1234567"
    assert case.notes == ()


@pytest.mark.parametrize(
    ("time", "age"),
    [
        ({"age": {"iso8601duration": "P2W"}}, 14 / 365.25),
        ({"age": {"iso8601duration": "P1Y1M1D"}}, 1 + 1 / 12 + 1 / 365.25),
        ({"age": {"iso8601duration": "P0D"}}, 0.0),
        ({"ageRange": {"start": {"iso8601duration": "P10Y"}, "end": {"iso8601duration": "P20Y"}}}, 15.0),
    ],
)
def test_ages_are_read_in_years(make_packet: Packet, time: dict[str, Any], age: float) -> None:
    assert parse(make_packet(subject={"timeAtLastEncounter": time})).age == pytest.approx(age)


@pytest.mark.parametrize("form", ["gestationalAge", "ontologyClass", "timestamp"])
def test_a_time_that_is_no_age_gives_none_and_a_note(make_packet: Packet, form: str) -> None:
    case = parse(make_packet(subject={"timeAtLastEncounter": {form: {"weeks": 30}}}))
    assert case.age is None
    assert form in case.notes[0]


def test_an_onset_that_is_no_age_is_left_out(make_packet: Packet) -> None:
    onset = {"ontologyClass": {"id": "HP:0003593", "label": "Infantile onset"}}
    case = parse(make_packet(phenotypicFeatures=[{"type": {"id": "HP:0001250"}, "onset": onset}]))
    assert case.findings[0].onset_years is None


def test_observed_wins_over_excluded_with_a_note(make_packet: Packet) -> None:
    features = [{"type": {"id": "HP:0001250"}, "excluded": True}, {"type": {"id": "HP:0001250"}}]
    for order in (features, features[::-1], features * 2):
        case = parse(make_packet(phenotypicFeatures=order))
        assert (case.observed, case.excluded) == (("HP:0001250",), ())
        assert any("HP:0001250" in note for note in case.notes)


def test_unknown_ids_are_set_aside_and_obsolete_ones_updated(make_packet: Packet) -> None:
    current = {"HP:0001250": "HP:0001250", "HP:0000001": "HP:0001263"}
    features = [{"type": {"id": hpo}} for hpo in ("HP:9999999", "HP:0001250", "HP:0000001")]
    case = parse(make_packet(phenotypicFeatures=features), resolve=current.get)
    assert case.observed == ("HP:0001250", "HP:0001263")
    assert "HP:9999999 is not in the ontology: set aside" in case.notes
    assert any("HP:0000001" in note and "HP:0001263" in note for note in case.notes)


def test_a_packet_of_unknown_ids_only_is_refused_by_name(make_packet: Packet) -> None:
    features = [{"type": {"id": hpo}} for hpo in ("HP:9999998", "HP:9999999")]
    reason = refusal(make_packet(phenotypicFeatures=features), resolve=lambda _: None)
    assert "HP:9999998" in reason
    assert "HP:9999999" in reason


def test_the_diagnosis_of_an_undecided_interpretation_is_not_read(make_packet: Packet) -> None:
    undecided = [{"progressStatus": "IN_PROGRESS", "diagnosis": {"disease": {"id": "OMIM:1"}}}]
    diseases = [{"term": {"id": "OMIM:2"}, "excluded": True}, {"term": {"id": "OMIM:3"}}]
    assert parse(make_packet(interpretations=undecided)).diagnosis is None
    assert parse(make_packet(interpretations=undecided, diseases=diseases)).diagnosis == "OMIM:3"
    assert parse(make_packet(interpretations=None)).diagnosis is None


def test_a_packet_without_publication_has_no_group(make_packet: Packet) -> None:
    assert parse(make_packet(metaData=None)).group is None


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "no id": ({"id": None}, "id"),
    "empty id": ({"id": " "}, "id"),
    "number for id": ({"id": 7}, "id"),
    "version 3": ({"metaData": {"phenopacketSchemaVersion": "3.0-PLANTED"}}, "phenopacketSchemaVersion"),
    "negated no boolean": (
        {"phenotypicFeatures": [{"type": {"id": "HP:0001250"}, "negated": "PLANTED"}]},
        "phenotypicFeatures[0].negated",
    ),
    "another species": ({"subject": {"taxonomy": {"id": "NCBITaxon:10090", "label": "PLANTED"}}}, "subject.taxonomy"),
    "features of an unknown name": ({"phenotypicFeatures": None, "PLANTED": [{"id": "HP:0001250"}]}, "finding"),
    "a FHIR resource": ({"resourceType": "Patient", "PLANTED": 1}, "FHIR"),
    "an analysis": ({"phenotypicFeatures": None, "analysis": {"hpoIds": ["PLANTED"]}}, "analysis"),
    "version in words": ({"metaData": {"phenopacketSchemaVersion": "PLANTED"}}, "phenopacketSchemaVersion"),
    "family": ({"proband": {}}, "family"),
    "no features": ({"phenotypicFeatures": None}, "finding"),
    "empty features": ({"phenotypicFeatures": []}, "finding"),
    "features no list": ({"phenotypicFeatures": {"type": {}}}, "phenotypicFeatures: not a list"),
    "feature no object": ({"phenotypicFeatures": ["HP:0001250"]}, "phenotypicFeatures[0]"),
    "feature without id": ({"phenotypicFeatures": [{"type": {"label": "PLANTED"}}]}, "phenotypicFeatures[0].type.id"),
    "no HPO ids": ({"phenotypicFeatures": [{"type": {"id": "PLANTED:1"}}]}, "phenotypicFeatures[0].type.id"),
    "excluded no boolean": (
        {"phenotypicFeatures": [{"type": {"id": "HP:0001250"}, "excluded": "PLANTED"}]},
        "phenotypicFeatures[0].excluded",
    ),
    "subject no object": ({"subject": "PLANTED"}, "subject"),
    "sex": ({"subject": {"sex": "PLANTED"}}, "subject.sex"),
    "age": ({"subject": {"timeAtLastEncounter": {"age": {"iso8601duration": "PLANTED"}}}}, "timeAtLastEncounter"),
    "age over 130": ({"subject": {"timeAtLastEncounter": {"age": {"iso8601duration": "P999Y"}}}}, "130"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_packet_is_refused_by_field_and_without_its_text(make_packet: Packet, name: str) -> None:
    fields, where = BROKEN[name]
    reason = refusal(make_packet(**fields))
    assert where in reason
    assert "PLANTED" not in reason


@pytest.mark.parametrize("payload", ["", "{", "[]", '"text"', "null", "[" * 100_000, '{"id": ' + "9" * 5000 + "}"])
def test_what_is_no_json_object_is_refused(payload: str) -> None:
    assert refusal(payload)
