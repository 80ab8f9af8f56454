"""Observed and excluded: never one for the other, in whatever version and spelling.

Mirrors: hoofbeat.sources.phenopacket.denials
"""

from typing import Any

import pytest

from hoofbeat.domain.errors import RecordError
from packet_reading import brief, parse, refusal


def feature(id_: str = "HP:0001083", **fields: Any) -> dict[str, Any]:
    return {"type": {"id": id_}, **fields}


@pytest.mark.parametrize("version", [None, "1.0", "2.0"])
@pytest.mark.parametrize("field", ["excluded", "negated"])
@pytest.mark.parametrize("sign_of_version_1", [{}, {"htsFiles": []}, {"genes": [{"id": "HGNC:3603"}]}])
def test_absent_is_absent_in_every_mixture(version: str | None, field: str, sign_of_version_1: dict[str, Any]) -> None:
    features = [feature("HP:0001166"), feature(**{field: True}), feature("HP:0002616", **{field: False})]
    packet = brief(phenotypicFeatures=features, **sign_of_version_1)
    if version:
        packet["metaData"] = {"phenopacketSchemaVersion": version}
    case = parse(packet)
    assert (case.observed, case.excluded) == (("HP:0001166", "HP:0002616"), ("HP:0001083",))
    older = field == "negated" or version == "1.0" or bool(sign_of_version_1)
    assert bool(case.notes) == older


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_negated_and_excluded_may_agree_and_not_contradict(version: str) -> None:
    about = {"phenopacketSchemaVersion": version}
    for both in (True, False):
        agreed = brief(phenotypicFeatures=[feature(negated=both, excluded=both)], metaData=about)
        assert parse(agreed).excluded == (("HP:0001083",) if both else ())
        contradiction = [feature("HP:0001166"), feature(negated=both, excluded=not both)]
        reason = refusal(brief(phenotypicFeatures=contradiction, metaData=about))
        assert reason.startswith("phenotypicFeatures[1]: negated and excluded contradict")


@pytest.mark.parametrize(("written", "absent"), [("true", True), ("False", False), ("TRUE", True), (None, False)])
def test_a_truth_value_may_be_a_text(written: object, absent: bool) -> None:
    assert parse(brief(phenotypicFeatures=[feature(excluded=written)])).excluded == (("HP:0001083",) if absent else ())


@pytest.mark.parametrize("written", ["no", "yes", 1, "1", [True], {}])
def test_what_is_neither_true_nor_false_is_refused(written: object) -> None:
    assert "phenotypicFeatures[0].excluded" in refusal(brief(phenotypicFeatures=[feature(excluded=written)]))


@pytest.mark.parametrize(
    "id_",
    [
        "HP:0001166",
        "hp:0001166",
        "HP_0001166",
        "HPO:0001166",
        " HP:0001166 ",
        "http://purl.obolibrary.org/obo/HP_0001166",
        "https://hpo.jax.org/browse/term/HP:0001166",
    ],
)
def test_an_hpo_id_in_every_spelling(id_: str) -> None:
    case = parse(brief(phenotypicFeatures=[feature(id_, excluded=True)]))
    assert (case.excluded, case.notes) == (("HP:0001166",), ())


def test_the_type_may_be_the_id_alone_or_stand_for_the_feature() -> None:
    features = [{"type": "HP:0001166"}, {"id": "HP:0001083", "label": "Ectopia lentis", "excluded": True}]
    case = parse(brief(phenotypicFeatures=features))
    assert (case.observed, case.excluded) == (("HP:0001166",), ("HP:0001083",))


def test_a_bare_number_is_an_hpo_id_where_the_resources_say_so() -> None:
    resources = {"resources": [{"id": "hp", "namespacePrefix": "HP"}, {"namespacePrefix": "OMIM"}]}
    features = [feature("0001166"), feature("HP:0001083")]
    assert parse(brief(phenotypicFeatures=features, metaData=resources)).observed == ("HP:0001166", "HP:0001083")
    case = parse(brief(phenotypicFeatures=features))
    assert case.observed == ("HP:0001083",)
    assert case.notes == ("phenotypicFeatures[0].type.id is not an HPO id: set aside",)


def test_another_vocabulary_of_findings_is_read_with_a_note_or_set_aside_with_one() -> None:
    features = [feature("SNOMEDCT:386661006"), feature("OMIM:154700"), feature("UMLS:C0024796", excluded=True)]
    case = parse(brief(phenotypicFeatures=features))
    assert (case.observed, case.excluded) == (("HP:0001945",), ())
    assert case.notes == (
        "phenotypicFeatures[0].type.id is no HPO id: read as HP:0001945",
        "phenotypicFeatures[1].type.id, phenotypicFeatures[2].type.id are not HPO ids: set aside",
    )


@pytest.mark.parametrize("id_", ["HP:0001166 (absent)", "no HP:0001166", "HP:0001166 - descartado"])
def test_what_stands_beside_an_id_may_take_it_back(id_: str) -> None:
    case = parse(brief(phenotypicFeatures=[feature(), feature(id_)]))
    assert (case.observed, len(case.notes)) == (("HP:0001083",), 1)


def test_the_absence_of_a_finer_code_rules_no_coarser_finding_out() -> None:
    observed, excluded = ([feature(), feature("ICD10:R50.9", excluded=absent)] for absent in (False, True))
    assert parse(brief(phenotypicFeatures=observed)).observed == ("HP:0001083", "HP:0001945")
    case = parse(brief(phenotypicFeatures=excluded))
    assert (case.excluded, len(case.notes)) == ((), 1)


def test_many_features_set_aside_are_one_short_note() -> None:
    features = [feature(), *(feature(f"UMLS:C{number:07}") for number in range(40))]
    (note,) = parse(brief(phenotypicFeatures=features)).notes
    assert "and 35 more" in note
    assert len(note) < 300


def test_severity_and_modifiers_are_no_findings() -> None:
    stated = feature(
        severity={"id": "HP:0012828", "label": "Severe"},
        modifiers=[{"id": "HP:0012834", "label": "Right"}, {"id": "HP:0031796"}],
        evidence=[{"evidenceCode": {"id": "ECO:0000033"}}],
    )
    case = parse(brief(phenotypicFeatures=[stated]))
    assert (case.observed, case.notes) == (("HP:0001083",), ())


@pytest.mark.parametrize("id_", ["HP:0040285", "SNOMEDCT:410516002", "PATO:0000462", "PATO_0000462"])
def test_a_modifier_that_says_absent_is_heard(id_: str) -> None:
    case = parse(brief(phenotypicFeatures=[feature("HP:0001166"), feature(modifiers=[{"id": id_}])]))
    assert (case.observed, case.excluded) == (("HP:0001166",), ("HP:0001083",))
    assert case.notes[0].startswith("phenotypicFeatures[1].modifiers")


@pytest.mark.parametrize(
    ("more", "absent"),
    [
        ({"modifiers": [{"id": "LOCAL:1", "label": "Absent"}]}, True),
        ({"modifiers": [{"id": "NCIT:C48190"}]}, True),
        ({"observed": False}, True),
        ({"observed": "no"}, True),
        ({"observed": "yes"}, False),
        ({"is_excluded": True}, True),
        ({"isExcluded": False}, False),
        ({"present": "No"}, True),
        ({"present": True}, False),
        ({"status": "absent"}, True),
        ({"status": "confirmed"}, False),
        ({"notObserved": "true"}, True),
        ({"polarity": "negative"}, True),
        ({"assertion": "present"}, False),
        ({"frequency": {"id": "HP:0040285", "label": "Excluded"}}, True),
        ({"frequency": "0/1"}, True),
        ({"frequency": "10/12"}, False),
        ({"modifiers": ["HP:0040285"]}, True),
        ({"type": {"id": "HP:0001083", "excluded": True}}, True),
    ],
)
def test_a_denial_outside_the_schema_is_heard_and_noted(more: dict[str, Any], absent: bool) -> None:
    case = parse(brief(phenotypicFeatures=[feature("HP:0001166"), feature(**more)]))
    assert case.excluded == (("HP:0001083",) if absent else ())
    assert len(case.notes) == absent


@pytest.mark.parametrize("label", ["No ectopia lentis", "NOT Ectopia lentis", "Sin ectopia del cristalino"])
def test_a_label_that_denies_its_id_sets_the_feature_aside(label: str) -> None:
    denied = feature(type={"id": "HP:0001083", "label": label})
    case = parse(brief(phenotypicFeatures=[feature("HP:0001166"), denied]))
    assert (case.observed, case.excluded) == (("HP:0001166",), ())
    assert case.notes == ("phenotypicFeatures[1].type.label denies what the id names: set aside",)
    with pytest.raises(RecordError, match="denies what the id names"):
        parse(brief(phenotypicFeatures=[denied]))


def test_a_feature_that_is_over_was_there() -> None:
    case = parse(brief(phenotypicFeatures=[feature(resolution={"age": {"iso8601duration": "P10Y"}})]))
    assert case.observed == ("HP:0001083",)
    assert case.notes == ("phenotypicFeatures[0] is over by its resolution: read as observed",)


def test_the_phenotypes_of_the_first_drafts_are_features() -> None:
    packet = {"id": "old", "phenotypes": [feature("HP:0001166"), feature(negated=True)]}
    case = parse(packet | {"metaData": {"phenopacketSchemaVersion": "1.0.0-RC2"}})
    assert (case.observed, case.excluded) == (("HP:0001166",), ("HP:0001083",))
