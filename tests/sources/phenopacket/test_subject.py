"""The age at the encounter, wherever a front end writes it; what gives none leaves a note.

Mirrors: hoofbeat.sources.phenopacket.times
"""

from typing import Any

import pytest

from hoofbeat.sources.phenopacket.version1 import MIXED
from packet_reading import brief, parse, refusal

AGE = {"iso8601duration": "P14M"}


@pytest.mark.parametrize(
    "subject",
    [
        {"timeAtEncounter": {"age": AGE}},
        {"time_at_encounter": {"age": AGE}},
        {"ageAtLastEncounter": {"age": AGE}},
        {"ageAtEncounter": AGE},
        {"timeAtLastEncounter": AGE},
        {"timeAtLastEncounter": "P14M"},
        {"timeAtLastEncounter": {"age": "P14M"}},
        {"timeAtLastEncounter": {"age": {"age": "P14M"}}},
        {"timeAtLastEncounter": {"ageRange": {"start": "P13M", "end": {"iso8601duration": "P15M"}}}},
        {"age": "P14M"},
        {"age": AGE},
        {"age": {"age": AGE}},
        {"ageRange": {"start": {"iso8601duration": "P13M"}, "end": {"iso8601duration": "P15M"}}},
        {"ageAtCollection": {"age": "P14M"}},
        {"ageAtCollection": {"age": AGE}},
        {"ageAtCollection": AGE},
        {"ageAtCollection": "P14M"},
        {"age_at_collection": {"age": "p14m"}},
        {"ageRangeAtCollection": {"start": {"age": "P13M"}, "end": {"age": "P15M"}}},
    ],
)
def test_fourteen_months_wherever_they_stand(subject: dict[str, Any]) -> None:
    assert parse(brief(subject=subject)).age == pytest.approx(14 / 12)


@pytest.mark.parametrize(
    ("duration", "age"),
    [
        ("P10D", 10 / 365.25),
        ("P2W", 14 / 365.25),
        ("P1.5Y", 1.5),
        ("P1,5Y", 1.5),
        ("P3Y6M4DT0H", 3.5 + 4 / 365.25),
        ("p3y6m", 3.5),
        ("P0003-06-00", 3.5),
        ("PT12H", 0.5 / 365.25),
        ("1967-11-21/P40Y", 40.0),
        ("P40Y/2007-11-21", 40.0),
    ],
)
def test_durations_in_all_their_forms(duration: str, age: float) -> None:
    assert parse(brief(subject={"timeAtLastEncounter": {"age": {"iso8601duration": duration}}})).age == pytest.approx(
        age
    )


@pytest.mark.parametrize("time", ["-P3Y", "P-3Y", "P", "3 years", "75", {"age": "75"}, {"age": 75}, True, ["P3Y"]])
def test_what_is_no_age_is_refused_by_its_path(time: object) -> None:
    assert refusal(brief(subject={"timeAtLastEncounter": time})).startswith("subject.timeAtLastEncounter: ")


def test_dates_become_an_age_and_are_forgotten() -> None:
    subject = {"dateOfBirth": "2014-05-02T00:00:00Z", "timeAtLastEncounter": {"timestamp": "2020-11-02T08:30:00Z"}}
    case = parse(brief(subject=subject))
    assert case.age == pytest.approx(6.504, abs=0.002)
    assert not any(year in case.model_dump_json() for year in ("2014", "2020"))
    interval = {"interval": {"start": "2019-05-02T00:00:00Z", "end": "2021-05-02T00:00:00Z"}}
    assert parse(brief(subject=subject | {"timeAtLastEncounter": interval})).age == 6.0
    assert parse(brief(subject=subject | {"timeAtLastEncounter": "2016-05-02"})).age == 2.0
    born_later = subject | {"dateOfBirth": "2021-01-01"}
    assert "before subject.dateOfBirth" in refusal(brief(subject=born_later))


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        (
            {"timeAtLastEncounter": {"ontologyClass": {"id": "HP:0003577", "label": "Congenital onset"}}},
            "ontologyClass",
        ),
        ({"timeAtLastEncounter": {"ontologyClass": {"id": "NCIT:C16731"}}}, "ontologyClass"),
        ({"timeAtLastEncounter": {"id": "HP:0011463", "label": "Childhood onset"}}, "ontologyClass"),
        ({"timeAtLastEncounter": {"gestationalAge": {"weeks": 30}}}, "gestationalAge"),
        ({"timeAtLastEncounter": {"timestamp": "2021-05-04T00:00:00Z"}}, "timestamp"),
        ({"timeAtLastEncounter": {"interval": {"start": "2021-05-04T00:00:00Z"}}}, "interval"),
        ({"timeAtLastEncounter": "2021-05-04"}, "a date"),
        ({"timeAtLastEncounter": {}}, "another form"),
        ({"timeAtLastEncounter": {"age": {"iso8601duration": ""}}}, "an empty text"),
        ({"age": 14}, "subject.age is given as a number without a unit"),
        ({"ageInYears": 14}, "subject.ageInYears is no field"),
        ({"age_at_visit": "P3Y"}, "subject.age_at_visit is no field"),
        ({"timeOfConsent": {"age": AGE}}, "subject.timeOfConsent is no field"),
        ({"ageOfOnset": {"age": "P1Y"}}, "subject.ageOfOnset is no field"),
        ({"dateOfBirth": "2014-05-02T00:00:00Z"}, "subject.dateOfBirth"),
        ({"vitalStatus": {"status": "DECEASED", "timeOfDeath": {"age": AGE}}}, "subject.vitalStatus.timeOfDeath"),
        ({"vital_status": {"time_of_death": {"age": AGE}}}, "subject.vitalStatus.timeOfDeath"),
    ],
)
def test_what_gives_no_age_leaves_a_note_without_its_value(subject: dict[str, Any], named: str) -> None:
    case = parse(brief(subject=subject))
    assert case.age is None
    (note,) = case.notes
    assert named in note
    assert not any(value in note for value in ("2021", "2014", "14 ", "P3Y", "HP:00"))


def test_a_field_that_may_be_a_patients_word_is_only_counted() -> None:
    (note,) = parse(brief(subject={"Juana Mora age": "P3Y", "edadDeJuana": 3})).notes
    assert note == "subject has 2 fields that no version has: not read"


def test_the_age_of_a_sample_is_no_age_at_the_encounter() -> None:
    sample = {"id": "b", "timeOfCollection": {"age": AGE}, "phenotypicFeatures": [{"type": {"id": "HP:0001250"}}]}
    case = parse(brief(biosamples=[sample]))
    assert (case.age, case.observed) == (None, ("HP:0002650",))
    assert [note.split(":")[0] for note in case.notes] == [
        "biosamples[0].timeOfCollection",
        "1 phenotypicFeatures of biosamples are not read",
    ]


def test_a_second_age_that_differs_leaves_a_note() -> None:
    subject = {"timeAtLastEncounter": {"age": AGE}, "ageAtCollection": {"age": "P14M"}}
    about = {"phenopacketSchemaVersion": "2.0"}
    assert parse(brief(subject=subject, metaData=about)).notes == (MIXED,)
    case = parse(brief(subject=subject | {"ageAtCollection": {"age": "P2Y"}}, metaData=about))
    assert case.age == pytest.approx(14 / 12)
    assert any(note.startswith("subject.ageAtCollection says another age") for note in case.notes)


ONSETS = [
    ({"onset": {"age": {"iso8601duration": "P4Y"}}}, 4.0),
    ({"onset": {"age": "P4Y"}}, 4.0),
    ({"onset": "P4Y"}, 4.0),
    ({"onset": {"iso8601duration": "P4Y"}}, 4.0),
    ({"onset": {"ageRange": {"start": {"iso8601duration": "P3Y"}, "end": {"iso8601duration": "P5Y"}}}}, 4.0),
    ({"onset": {"timestamp": "2018-05-02T00:00:00Z"}}, 4.0),
    ({"ageOfOnset": {"age": "P4Y"}}, 4.0),
    ({"age_of_onset": {"age": "P4Y"}}, 4.0),
    ({"ageRangeOfOnset": {"start": {"age": "P3Y"}, "end": {"age": "P5Y"}}}, 4.0),
    ({"onset": {"ontologyClass": {"id": "HP:0003577"}}}, None),
    ({"classOfOnset": {"id": "HP:0003577"}}, None),
]


@pytest.mark.parametrize(("fields", "onset"), ONSETS)
def test_the_onset_of_a_feature_in_all_its_forms(fields: dict[str, Any], onset: float | None) -> None:
    packet = brief(
        subject={"dateOfBirth": "2014-05-02", "age": "P9Y"},
        phenotypicFeatures=[{"type": {"id": "HP:0002650"}, **fields}],
        metaData={"phenopacketSchemaVersion": "2.0"},
    )
    case = parse(packet)
    assert case.findings[0].onset_years == onset
    assert not any("onset" in note for note in case.notes)


@pytest.mark.parametrize("onset", [{"age": {"iso8601duration": "four"}}, {"gestationalAge": {"weeks": 20}}, "P400Y", 3])
def test_an_onset_that_is_not_read_leaves_a_note(onset: object) -> None:
    case = parse(brief(phenotypicFeatures=[{"type": {"id": "HP:0002650"}, "onset": onset}]))
    assert case.findings[0].onset_years is None
    assert case.notes == ("phenotypicFeatures[0].onset gives no age: left out",)
