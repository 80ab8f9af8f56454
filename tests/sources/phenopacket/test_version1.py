from copy import deepcopy
from typing import Any

import pytest

from hoofbeat.domain.case import Sex
from hoofbeat.sources.phenopacket.version1 import upgraded
from packet_reading import parse, refusal

# The fields of schema 1.0.0 in protobuf's JSON form; the content is invented.
PACKET: dict[str, Any] = {
    "id": "v1-case",
    "subject": {
        "id": "subject of v1-case",
        "dateOfBirth": "1970-01-02T10:17:36.000000100Z",
        "ageAtCollection": {"age": "P14Y6M"},
        "sex": "MALE",
        "taxonomy": {"id": "NCBITaxon:9606", "label": "homo sapiens"},
    },
    "phenotypicFeatures": [
        {"type": {"id": "HP:0001558"}, "classOfOnset": {"id": "HP:0011461", "label": "Fetal onset"}},
        {"type": {"id": "HP:0031910"}, "negated": True},
        {"type": {"id": "HP:0012587"}, "ageOfOnset": {"age": "P14Y"}, "modifiers": [{"id": "HP:0031796"}]},
        {
            "type": {"id": "HP:0001270"},
            "ageRangeOfOnset": {"start": {"age": "P6M"}, "end": {"age": "P1Y6M"}},
            "severity": {"id": "HP:0012825", "label": "Mild"},
        },
    ],
    "genes": [{"id": "HGNC:2211", "symbol": "COL6A1"}],
    "variants": [{"hgvsAllele": {"hgvs": "NM_001848.2:c.877G>A"}, "zygosity": {"id": "GENO:0000135"}}],
    "diseases": [{"term": {"id": "OMIM:158810", "label": "Bethlem myopathy 1"}, "ageOfOnset": {"age": "P1Y"}}],
    "htsFiles": [{"uri": "file://data/genome.vcf.gz"}],
    "metaData": {
        "created": "2020-01-01T00:00:00Z",
        "phenopacketSchemaVersion": "1.0.0",
        "externalReferences": [{"id": "PMID:30808312", "description": "An invented publication"}],
    },
}


def changed(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in (deepcopy(PACKET) | fields).items() if value is not None}


def test_a_packet_of_version_1_becomes_the_case_it_means() -> None:
    case = parse(PACKET)
    assert (case.case_id, case.age, case.sex) == ("v1-case", 14.5, Sex.MALE)
    assert case.observed == ("HP:0001558", "HP:0012587", "HP:0001270")
    assert case.excluded == ("HP:0031910",)
    assert [finding.onset_years for finding in case.findings] == [None, None, 14.0, 1.0]
    assert (case.diagnosis, case.diagnosis_name, case.group) == ("OMIM:158810", "Bethlem myopathy 1", "PMID:30808312")
    assert case.notes == ("a phenopacket of version 1: read as version 2",)
    assert "1970" not in case.model_dump_json()


def test_the_same_packet_in_version_2_is_the_same_case_but_for_the_note() -> None:
    modern = upgraded(PACKET)
    modern["metaData"] = {**PACKET["metaData"], "phenopacketSchemaVersion": "2.0"}
    assert not {"genes", "variants", "htsFiles"} & modern.keys()
    assert parse(modern) == parse(PACKET).model_copy(update={"notes": ()})


def test_the_packet_given_is_left_as_it_is() -> None:
    before = deepcopy(PACKET)
    upgraded(PACKET)
    assert before == PACKET


@pytest.mark.parametrize(
    "fields",
    [
        {"metaData": None},
        {"metaData": None, "genes": None, "variants": None, "htsFiles": None},
        {"metaData": {"phenopacketSchemaVersion": "1.0.0-RC3"}},
        {"metaData": {"phenopacketSchemaVersion": ""}},
    ],
)
def test_version_1_is_known_by_its_fields_where_it_is_not_stated(fields: dict[str, Any]) -> None:
    assert parse(changed(**fields)).age == 14.5


def test_ages_may_be_ranges_or_begin_with_a_date_that_is_dropped() -> None:
    span = {"ageRangeAtCollection": {"start": {"age": "P10Y"}, "end": {"age": "P20Y"}}}
    assert parse(changed(subject=span)).age == 15.0
    assert parse(changed(subject={"ageAtCollection": {"age": "1967-11-21/P40Y"}})).age == 40.0
    assert parse(changed(subject={"sex": "FEMALE"})).age is None


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "age": ({"subject": {"ageAtCollection": {"age": "PLANTED"}}}, "subject.timeAtLastEncounter"),
    "age no text": ({"subject": {"ageAtCollection": {"age": 14}}}, "subject.ageAtCollection.age"),
    "age no object": ({"subject": {"ageAtCollection": "PLANTED"}}, "subject.ageAtCollection.age"),
    "range no object": ({"subject": {"ageRangeAtCollection": "PLANTED"}}, "subject.ageRangeAtCollection"),
    "range half": ({"subject": {"ageRangeAtCollection": {"start": {"age": "P1Y"}}}}, "ageRangeAtCollection.end"),
    "negated": (
        {"phenotypicFeatures": [{"type": {"id": "HP:0001250"}, "negated": "PLANTED"}]},
        "phenotypicFeatures[0].negated",
    ),
    "feature no object": ({"phenotypicFeatures": ["PLANTED"]}, "phenotypicFeatures[0]"),
    "features no list": ({"phenotypicFeatures": "PLANTED"}, "phenotypicFeatures"),
    "subject no object": ({"subject": "PLANTED"}, "subject"),
    "family": ({"proband": {}}, "family"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_packet_is_refused_by_field_and_without_its_text(name: str) -> None:
    fields, where = BROKEN[name]
    reason = refusal(changed(**fields))
    assert where in reason
    assert "PLANTED" not in reason
