"""The spellings of field names: protobuf's two, those of other programs, and what they may not do."""

from typing import Any

import pytest

from hoofbeat.domain.case import Case, Sex
from packet_reading import brief, parse, refusal


def snake_case(value: Any) -> Any:
    """The packet as the schema's own files spell its fields."""
    if isinstance(value, dict):
        return {
            "".join(f"_{char.lower()}" if char.isupper() else char for char in name): snake_case(one)
            for name, one in value.items()
        }
    return [snake_case(one) for one in value] if isinstance(value, list) else value


PACKET: dict[str, Any] = {
    "id": "spelt",
    "subject": {"sex": "FEMALE", "timeAtLastEncounter": {"ageRange": {
        "start": {"iso8601duration": "P4Y"}, "end": {"iso8601duration": "P6Y"},
    }}},
    "phenotypicFeatures": [
        {"type": {"id": "HP:0000175"}, "onset": {"age": {"iso8601duration": "P0D"}}},
        {"type": {"id": "HP:0002650"}, "excluded": True},
    ],
    "interpretations": [
        {"id": "i", "progressStatus": "SOLVED", "diagnosis": {
            "disease": {"id": "MONDO:0007843", "label": "Kabuki syndrome 1"},
            "genomicInterpretations": [{"subjectOrBiosampleId": "s", "interpretationStatus": "CAUSATIVE"}],
        }}
    ],
    "metaData": {"phenopacketSchemaVersion": "2.0", "externalReferences": [{"id": "PMID:20301706"}]},
}  # fmt: skip


def read(case: Case) -> tuple[object, ...]:
    onset = case.findings[0].onset_years
    return case.age, case.sex, case.observed, onset, case.excluded, case.diagnosis, case.group, case.notes


EXPECTED = (
    5.0, Sex.FEMALE, ("HP:0000175",), 0.0, ("HP:0002650",), "MONDO:0007843", "PMID:20301706", ()
)  # fmt: skip


def test_camel_case_snake_case_and_a_mixture_are_one_packet() -> None:
    snake = snake_case(PACKET)
    assert "phenotypic_features" in snake
    assert "phenopacket_schema_version" in snake["meta_data"]
    for packet in (PACKET, snake, snake | {"metaData": PACKET["metaData"]}, PACKET | {"subject": snake["subject"]}):
        assert read(parse(packet)) == EXPECTED


@pytest.mark.parametrize("name", ["iso8601duration", "iso8601_duration", "iso8601Duration", "ISO8601Duration"])
@pytest.mark.parametrize("field", ["timeAtLastEncounter", "time_at_last_encounter", "TimeAtLastEncounter"])
def test_an_age_is_found_under_every_spelling(field: str, name: str) -> None:
    assert parse(brief(subject={field: {"age": {name: "P9Y"}}})).age == 9.0


def test_enumerations_may_be_numbers_or_small_letters() -> None:
    solved = [{"progress_status": 3, "diagnosis": {"disease": {"id": "OMIM:154700"}}}]
    case = parse(brief(subject={"sex": 2}, interpretations=solved))
    assert (case.sex, case.diagnosis) == (Sex.MALE, "OMIM:154700")
    solved[0]["progress_status"] = "solved"
    case = parse(brief(subject={"sex": "other_sex"}, interpretations=solved))
    assert (case.sex, case.diagnosis) == (Sex.OTHER, "OMIM:154700")


def test_a_field_under_two_spellings_must_say_one_thing() -> None:
    age, other = ({"age": {"iso8601duration": duration}} for duration in ("P9Y", "P10Y"))
    both = {"timeAtLastEncounter": age, "time_at_last_encounter": age}
    assert parse(brief(subject=both)).age == 9.0
    assert parse(brief(subject=both | {"timeAtLastEncounter": None})).age == 9.0
    reason = refusal(brief(subject=both | {"time_at_last_encounter": other}))
    assert reason.startswith("subject.timeAtLastEncounter: stands twice")


def test_a_repeated_name_is_no_silent_choice() -> None:
    text = '{"id": "x", "phenotypicFeatures": [{"type": {"id": "HP:0001250"}, "excluded": true, "excluded": %s}]}'
    assert parse(text % "true").excluded == ("HP:0001250",)
    assert "phenotypicFeatures[0].excluded" in refusal(text % "false")


def test_what_repeats_outside_of_the_schema_is_nobodys_business() -> None:
    packet = brief().copy()
    text = '{"PLANTED": 1, "PLANTED": 2, "id": "x", "phenotypic_features": [{"type": {"id": "HP:0002650"}}]}'
    assert parse(text).observed == parse(packet).observed


@pytest.mark.parametrize("version", ["2.0", "v2.0", "2", 2, 2.0, "2.0.2", "2.0.0-RC1", "phenopacket-schema 2.0", "V2"])
def test_the_version_is_read_as_programs_write_it(version: object) -> None:
    assert parse(brief(metaData={"phenopacketSchemaVersion": version})).notes == ()


@pytest.mark.parametrize("version", ["1.0.0-RC3", "v1.0", "1", 1, 1.0, "1.0.0"])
def test_the_first_version_leaves_a_note(version: object) -> None:
    assert "version 1" in parse(brief(metaData={"phenopacketSchemaVersion": version})).notes[0]


@pytest.mark.parametrize("version", ["3.0", "0.9", True, ["2.0"], {"v": 2}, "latest", "GA4GH"])
def test_another_version_is_refused(version: object) -> None:
    assert "metaData.phenopacketSchemaVersion" in refusal(brief(metaData={"phenopacketSchemaVersion": version}))
