"""What was read from a note, in the shape of the API; and what of it makes no part of the case, counted."""

from collections.abc import Iterator

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.domain.case import Case, Sex
from hoofbeat.domain.languages import Wording
from hoofbeat.extraction.model import Extraction, Status
from hoofbeat.serving.api.note_schemas import (
    ExtractedFinding,
    ExtractedMeasurement,
    ExtractionAnswer,
    NoteDifferentialRequest,
)
from hoofbeat.standards.analytes import analyte

#: What is left out of a case, in the words of a warning.
_LEFT_OUT = {Status.UNCERTAIN: "as uncertain", Status.PAST: "as past", Status.FAMILY: "of relatives"}

_NOT_HIS = "The sex that the text tells is not used: the patient is given as pregnant"


def extraction_answer(read: Extraction, lexicon: Lexicon, bundle: str) -> ExtractionAnswer:
    """What was read, with the names of what it means."""
    return ExtractionAnswer(
        language=read.language,
        findings=[
            ExtractedFinding(
                id=one.id,
                names=_names(lexicon, one.id),
                words=one.words,
                start=one.start,
                end=one.end,
                status=one.status,
                examined=one.examined,
            )
            for one in read.findings
        ],
        measurements=[
            ExtractedMeasurement(
                code=one.code,
                names=Wording(en=one.code) if (known := analyte(one.code)) is None else known.names,
                value=one.value,
                unit=one.unit,
                words=one.words,
                start=one.start,
                end=one.end,
            )
            for one in read.measurements
        ],
        age=read.age,
        sex=read.sex,
        bundle=bundle,
    )


def case_of(read: Extraction, asked: NoteDifferentialRequest, altitude: float | None) -> tuple[Case, list[str]]:
    """The patient as the note and the request tell, and warnings: what the request says counts before the note.

    Args:
        read: what was read from the note.
        asked: the request.
        altitude: of the place, in metres, if the request states none.
    """
    case = read.case("request")
    warnings = list(left_out(read))
    sex = case.sex if asked.sex is Sex.UNKNOWN else asked.sex
    if asked.pregnant and sex is Sex.MALE:
        sex = Sex.UNKNOWN
        warnings.append(_NOT_HIS)
    told = {
        "age": case.age if asked.age is None else asked.age,
        "sex": sex,
        "altitude": altitude if asked.altitude is None else asked.altitude,
    }
    return case.model_copy(update=told), warnings


def left_out(read: Extraction) -> Iterator[str]:
    """One warning a kind of finding that is told and makes no part of the case, with how many there are."""
    counted = {one.id for one in read.findings if one.status in (Status.PRESENT, Status.ABSENT)}
    for status, words in _LEFT_OUT.items():
        others = {one.id for one in read.findings if one.status is status} - counted
        if others:
            yield f"Told {words}, left out: {len(others)}"


def _names(lexicon: Lexicon, finding_id: str) -> Wording:
    entry = lexicon.get(finding_id)
    return Wording(en=finding_id) if entry is None else entry.names
