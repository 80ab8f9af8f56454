"""The label of a case: decided, or stated and contested by nothing; never ruled out, over or only suspected.

Mirrors: hoofbeat.sources.phenopacket.structure
"""

from typing import Any

import pytest

from hoofbeat.knowledge.release import Knowledge
from packet_reading import brief, parse

MARFAN = {"id": "OMIM:154700", "label": "Marfan syndrome"}
LOEYS_DIETZ = {"id": "OMIM:609192", "label": "Loeys-Dietz syndrome 1"}


def interpretation(status: object = "SOLVED", disease: object = MARFAN, *variants: object) -> dict[str, Any]:
    genomic = [{"subjectOrBiosampleId": "s", "interpretationStatus": variant} for variant in variants]
    diagnosis = {"disease": disease, **({"genomicInterpretations": genomic} if genomic else {})}
    return {"id": "i", "diagnosis": diagnosis, **({} if status is None else {"progressStatus": status})}


@pytest.mark.parametrize("version", [None, "1.0", "2.0"])
def test_an_excluded_disease_is_no_label(version: str | None) -> None:
    packet = brief(diseases=[{"term": MARFAN, "excluded": True}, {"term": LOEYS_DIETZ}], htsFiles=[])
    if version:
        packet["metaData"] = {"phenopacketSchemaVersion": version}
    assert parse(packet).diagnosis == "OMIM:609192"


@pytest.mark.parametrize(
    "id_",
    [
        "ORPHA:558", "Orphanet:558", "ORPHANET:558", "ORDO:558", "Orphanet_558", "MIM:154700", "omim:154700",
        "OMIM:154700", "https://omim.org/entry/154700", "MONDO:0007947", "MONDO_0007947", "ICD10:Q87.4",
        "ICD-10-GM:Q87.4", "CIE-10:Q87.4", "SNOMEDCT:19346006",
    ],
)  # fmt: skip
def test_every_spelling_of_marfan_is_one_disease_of_the_catalogue(embedded_knowledge: Knowledge, id_: str) -> None:
    case = parse(brief(diseases=[{"term": {"id": id_, "label": "Marfan syndrome"}}]))
    assert case.diagnosis is not None
    assert embedded_knowledge.catalogue.canonical(case.diagnosis) == "OMIM:154700"
    assert (case.diagnosis_name, case.notes) == ("Marfan syndrome", ())


@pytest.mark.parametrize("id_", ["UMLS:C0024796", "NCIT:C34807", "DOID:14323", "ICD11:LD28.01"])
def test_an_id_that_nobody_here_reads_is_kept_and_noted(id_: str) -> None:
    case = parse(brief(diseases=[{"term": {"id": id_}}]))
    assert case.diagnosis == id_
    assert case.notes == ("diseases[0].term: of a vocabulary that is not read: kept as recorded",)


def test_a_code_that_means_no_disease_of_ours_is_kept_and_noted() -> None:
    case = parse(brief(diseases=[{"term": {"id": "CIE-10: Z00.0"}}]))
    assert case.diagnosis == "ICD10:Z00.0"
    assert "ICD10" in case.notes[0]


@pytest.mark.parametrize("term", [{"label": "PLANTED"}, {"id": "PLANTED syndrome"}, {"id": ""}, {}, {"id": 7}])
def test_a_disease_without_an_id_is_unknown_and_noted(term: dict[str, Any]) -> None:
    case = parse(brief(diseases=[{"term": term}]))
    assert case.diagnosis is None
    assert case.notes[0].startswith("diseases[0].term: no id")
    assert "PLANTED" not in case.model_dump_json()


@pytest.mark.parametrize(
    ("prefixes", "diagnosis"), [(("HP", "ORPHA"), "ORPHA:558"), (("ORPHA", "OMIM"), "ORPHA:558"), (("HP",), None)]
)
def test_a_bare_number_is_what_only_one_declared_vocabulary_has(
    prefixes: tuple[str, ...], diagnosis: str | None
) -> None:
    about = {"resources": [{"id": prefix.lower(), "namespacePrefix": prefix} for prefix in prefixes]}
    case = parse(brief(diseases=[{"term": {"id": "558"}}], metaData=about))
    assert case.diagnosis == diagnosis
    assert bool(case.notes) == (diagnosis is None)


@pytest.mark.parametrize(
    "status", ["UNSOLVED", "IN_PROGRESS", "UNKNOWN_PROGRESS", None, 0, 1, 4, "unsolved", "PLANTED"]
)
@pytest.mark.parametrize(
    "term", [MARFAN, {"id": "MIM:154700"}, {"id": "Orphanet:558"}, {"id": "X:1", "label": "marfan Syndrome"}]
)
def test_what_is_left_undecided_is_no_label_though_it_stands_in_diseases(status: object, term: dict[str, Any]) -> None:
    case = parse(brief(interpretations=[interpretation(status)], diseases=[{"term": term}]))
    assert case.diagnosis is None
    assert any(note.startswith("diseases[0].term is what interpretations[0]") for note in case.notes)
    assert "PLANTED" not in " ".join(case.notes)


def test_another_disease_beside_an_open_question_is_read_with_a_note() -> None:
    case = parse(brief(interpretations=[interpretation("IN_PROGRESS")], diseases=[{"term": LOEYS_DIETZ}]))
    assert case.diagnosis == "OMIM:609192"
    assert case.notes[-1] == "diseases[0].term is read as the diagnosis, which no interpretation decides"


def test_an_interpretation_without_a_disease_leaves_a_note() -> None:
    case = parse(brief(interpretations=[{"id": "i", "progressStatus": "UNSOLVED"}], diseases=[{"term": MARFAN}]))
    assert case.diagnosis == "OMIM:154700"
    assert case.notes == (
        "interpretations[0] is UNSOLVED and names no disease",
        "diseases[0].term is read as the diagnosis, which no interpretation decides",
    )


def test_a_decision_wins_over_what_was_open_before() -> None:
    steps = [interpretation("UNSOLVED"), interpretation("IN_PROGRESS", LOEYS_DIETZ), interpretation("SOLVED")]
    case = parse(brief(interpretations=steps, diseases=[{"term": LOEYS_DIETZ}]))
    assert (case.diagnosis, case.diagnosis_name) == ("OMIM:154700", "Marfan syndrome")
    assert any("interpretations[1].diagnosis.disease is IN_PROGRESS" in note for note in case.notes)


def test_solved_comes_before_completed() -> None:
    both = [interpretation("COMPLETED", LOEYS_DIETZ), interpretation("SOLVED")]
    case = parse(brief(interpretations=both))
    assert case.diagnosis == "OMIM:154700"
    assert case.notes == ("2 diagnoses are stated: the first is read",)


@pytest.mark.parametrize(
    ("status", "variants", "decided"),
    [
        ("SOLVED", ("CAUSATIVE", "REJECTED"), True),
        ("SOLVED", ("CANDIDATE",), True),
        ("SOLVED", ("REJECTED", "REJECTED"), False),
        ("SOLVED", (1,), False),
        ("COMPLETED", (), True),
        ("COMPLETED", ("CONTRIBUTORY",), True),
        ("COMPLETED", ("CANDIDATE", "REJECTED"), False),
        ("COMPLETED", ("rejected",), False),
    ],
)
def test_rejected_variants_speak_against_their_disease(
    status: str, variants: tuple[object, ...], decided: bool
) -> None:
    packet = brief(interpretations=[interpretation(status, MARFAN, *variants)], diseases=[{"term": MARFAN}])
    case = parse(packet)
    assert case.diagnosis == ("OMIM:154700" if decided else None)
    assert bool(case.notes) == (not decided)


def test_a_disease_that_is_decided_and_excluded_is_no_label() -> None:
    case = parse(brief(interpretations=[interpretation()], diseases=[{"term": MARFAN, "excluded": True}]))
    assert case.diagnosis is None
    assert case.notes == (
        "interpretations[0].diagnosis.disease is decided, and diseases[0].term excludes it: no diagnosis",
    )


def test_a_disease_that_is_over_is_no_label() -> None:
    over = {"term": MARFAN, "resolution": {"age": {"iso8601duration": "P5Y"}}}
    case = parse(brief(diseases=[over]))
    assert (case.diagnosis, case.notes) == (None, ("diseases[0].term is over by its resolution: no diagnosis",))
    assert parse(brief(diseases=[over, {"term": LOEYS_DIETZ, "clinicalTnmFinding": []}])).diagnosis == "OMIM:609192"


@pytest.mark.parametrize(
    "label", ["Suspected Marfan syndrome", "Marfan?", "Antecedente de Marfan", "Marfan descartado"]
)
def test_a_label_that_doubts_its_disease_is_no_diagnosis(label: str) -> None:
    case = parse(brief(diseases=[{"term": MARFAN | {"label": label}}]))
    assert case.diagnosis is None
    assert case.notes == ("diseases[0].term is suspected, denied or past by its label: no diagnosis",)


@pytest.mark.parametrize("fields", [{"isExcluded": True}, {"status": "excluded"}, {"present": False}])
def test_a_disease_that_is_denied_outside_the_schema_is_excluded(fields: dict[str, Any]) -> None:
    assert parse(brief(diseases=[{"term": MARFAN, **fields}])).diagnosis is None


def test_of_several_diseases_the_first_is_read_with_a_note() -> None:
    case = parse(brief(diseases=[{"term": MARFAN}, {"term": {"id": "MIM:154700"}}]))
    assert (case.diagnosis, case.notes) == ("OMIM:154700", ())
    case = parse(brief(diseases=[{"term": MARFAN}, {"term": LOEYS_DIETZ}]))
    assert case.diagnosis == "OMIM:154700"
    assert case.notes == ("2 diagnoses are stated: the first is read",)


@pytest.mark.parametrize(
    ("status", "diagnosis"),
    [("SOLVED", "OMIM:154700"), (1, "OMIM:154700"), ("UNSOLVED", None), (2, None), (None, None)],
)
def test_the_interpretation_of_version_1_stands_around_its_phenopacket(status: object, diagnosis: str | None) -> None:
    outer = {
        "id": "interpretation",
        **({} if status is None else {"resolutionStatus": status}),
        "phenopacket": brief(diseases=[{"term": MARFAN}]),
        "diagnosis": [{"disease": {"term": MARFAN}, "genomicInterpretations": [{"status": "CAUSATIVE"}]}],
    }
    assert parse(outer).diagnosis == diagnosis


@pytest.mark.parametrize(
    "reference",
    [{"id": "PMID:123"}, {"id": "pubmed:123"}, {"id": "PMID 123"}, {"reference": "https://pubmed.ncbi.nlm.nih.gov/123/"},
     {"id": "https://www.ncbi.nlm.nih.gov/pubmed/123"}],
)  # fmt: skip
def test_the_publication_in_its_spellings(reference: dict[str, str]) -> None:
    about = {"externalReferences": [{"id": "DOI:10.1000/PLANTED"}, reference]}
    assert parse(brief(metaData=about)).group == "PMID:123"
