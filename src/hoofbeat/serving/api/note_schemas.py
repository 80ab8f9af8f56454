"""The shapes of what is read from a note: asked and answered."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from hoofbeat.domain.differential import Differential
from hoofbeat.domain.languages import HasNames, SearchLanguage
from hoofbeat.extraction.model import ReadAge, ReadSex, Status
from hoofbeat.serving.api.schemas import AnswerFields, PersonFields

#: Characters of a note; most have a thousand.
MAX_TEXT = 50_000

_NOTE: JsonDict = {
    "text": "Mujer de 34 años con fiebre de 39,2 °C y tos desde hace tres días. Niega disnea. Madre con asma.",
    "lang": "es",
}

_READ: JsonDict = {
    "language": "es",
    "findings": [
        {
            "id": "HP:0001945",
            "names": {"en": "Fever", "es": "Fiebre"},
            "name": "Fever",
            "name_es": "Fiebre",
            "words": "fiebre",
            "start": 24,
            "end": 30,
            "status": "present",
            "examined": False,
        }
    ],
    "measurements": [
        {
            "code": "8310-5",
            "names": {"en": "Body temperature", "es": "Temperatura corporal"},
            "name": "Body temperature",
            "name_es": "Temperatura corporal",
            "value": 39.2,
            "unit": "Cel",
            "words": "39,2 °C",
            "start": 34,
            "end": 41,
        }
    ],
    "age": {"start": 9, "end": 16, "years": 34.0},
    "sex": {"start": 0, "end": 5, "sex": "female"},
    "bundle": "2026.11.20-0123456789ab",
}

Start = Annotated[int, Field(description="Of its first character in the text, counted in Unicode code points.")]
End = Annotated[int, Field(description="Behind its last character, counted likewise.")]


class NoteFields(BaseModel):
    """A note in the words of whoever wrote it."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        min_length=1,
        max_length=MAX_TEXT,
        description=f"One note, at most {MAX_TEXT:,} characters. It is read, answered and forgotten: no log, metric or "
        "refusal holds a word of it.",
    )
    lang: SearchLanguage | None = Field(
        default=None, description="Language of the note; recognised if left out. Findings are found in both."
    )


class ExtractionRequest(NoteFields):
    """One note."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_NOTE]})


class NoteDifferentialRequest(AnswerFields, PersonFields, NoteFields):
    """One note, and what is known beside it; `age` and `sex` given here count before those that the note tells."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {**_NOTE, "setting": "primary-care", "course": "acute", "top": 5},
                {
                    "text": "Boy with long slender fingers and ectopia lentis. No seizures.",
                    "age": 16,
                    "sex": "male",
                    "setting": "genetics",
                    "top": 5,
                },
            ]
        },
    )


class ExtractedFinding(HasNames):
    """A finding that the note speaks of, for a person to confirm."""

    id: str
    words: str = Field(description="As they stand in the note.")
    start: Start
    end: End
    status: Status = Field(
        description="`present` and `absent` count in a differential; `uncertain`, `family` and `past` do not."
    )
    examined: bool = Field(description="Told where the examination is told.")


class ExtractedMeasurement(HasNames):
    """A number of the note, in the code's own unit."""

    code: str = Field(description="LOINC code.")
    value: float
    unit: str = Field(description="UCUM unit.")
    words: str = Field(description="As they stand in the note.")
    start: Start
    end: End


class ExtractionAnswer(BaseModel):
    """All that was read from a note, in its order; proposals, which somebody should confirm."""

    model_config = ConfigDict(json_schema_extra={"examples": [_READ]})

    language: SearchLanguage = Field(description="Of the note, given or recognised.")
    findings: list[ExtractedFinding]
    measurements: list[ExtractedMeasurement]
    age: ReadAge | None
    sex: ReadSex | None
    bundle: str = Field(description="Version of the bundle whose findings were looked for.")


class NoteDifferential(BaseModel):
    """What was read from a note, and the ranking of the case that it makes."""

    extraction: ExtractionAnswer
    differential: Differential
