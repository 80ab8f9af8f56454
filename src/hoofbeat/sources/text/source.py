"""Clinical notes in English or Spanish, read into cases.

What is read from a note, and by which rules: ``docs/extraction.md``. A note confirms no diagnosis, so this format is
for asking, and no source of the lake.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.domain.case import MAX_AGE_YEARS, Case, Sex
from hoofbeat.domain.errors import InputError, RecordError, SourceError
from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.extract import Extractor
from hoofbeat.extraction.model import Extraction, Status
from hoofbeat.sources.assemble import explain, require_readable
from hoofbeat.sources.base import Record
from hoofbeat.sources.passed_over import PassedOver
from hoofbeat.sources.text.files import LINES, kind_of, name_of, notes_at

_NUMBERED = re.compile(r"(.*):\d+", re.DOTALL)
#: What an answer says of findings that a note tells and that are not the patient's now.
_LEFT_OUT = {
    Status.FAMILY: "told of relatives, and left out",
    Status.UNCERTAIN: "told as uncertain, and left out",
    Status.PAST: "told as past, and left out",
}


class _NoteLine(BaseModel):
    """A line of JSON lines; what else it holds is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1)
    text: str
    lang: SearchLanguage | None = None
    age: float | None = Field(default=None, ge=0, le=MAX_AGE_YEARS)
    sex: Sex | None = None


class TextSource:
    """Notes in files of text (``.txt``), in a folder or a zip of them, or in JSON lines.

    A note in a file goes by the file's path below the folder or in the zip, without its ending. A line of JSON lines
    has ``id``, ``text`` and, where it is known, ``lang``, ``age`` in years and ``sex``, which count before those read.

    Args:
        path: file, folder or zip.
        name: name of the source.
        extractor: reads the notes; without one no note can be parsed.
    """

    def __init__(self, path: Path, *, name: str = "text", extractor: Extractor | None = None) -> None:
        self.path = path
        self.name = name
        self.extractor = extractor

    def with_lexicon(self, lexicon: Lexicon) -> "TextSource":
        """The same source, whose notes are read for the findings of a lexicon."""
        return TextSource(self.path, name=self.name, extractor=Extractor(lexicon))

    def records(self) -> Iterator[Record]:
        """Yield one record a note; a damaged one carries its defect.

        How many files of other kinds were passed over is said at the end.

        Raises:
            SourceError: nothing at the path, no zip, no note in it, or no lexicon to read it with.
        """
        if self.extractor is None:
            raise SourceError(
                f"{self.name}: a note confirms no diagnosis, so it teaches nothing",
                hint="ask of notes with `hoofbeat predict --format text`",
            )
        found, passed_over = False, PassedOver(self.name)
        for note in notes_at(self.path, passed_over):
            found = True
            yield Record(self.name, note.location, note.text, note.defect)
        if not found:
            besides = f" (but {passed_over})" if passed_over else ""
            raise SourceError(
                f"{self.path.name} holds no note{besides}", hint="give .txt files, a zip of them, or .jsonl"
            )
        passed_over.say()

    def parse(self, record: Record) -> Case:
        """Read one note; ``notes`` of the case say by id what was read and left out.

        Raises:
            RecordError: damaged, not the fields above, too long, or without anything that is looked for.
        """
        require_readable(record)
        line = _line(record)
        if self.extractor is None:
            raise RecordError("no lexicon to read a note with", hint="ask with `hoofbeat predict --format text`")
        try:
            read = self.extractor.extract(line.text, line.lang)
        except InputError as error:
            raise RecordError(error.what, hint=error.hint) from None
        case = read.case(line.id)
        if not case.findings and not case.measurements:
            raise RecordError("no finding was read in the text", hint="look whether it is a note, or code it by hand")
        stated = {"age": line.age, "sex": line.sex}
        known = {field: value for field, value in stated.items() if value is not None}
        return case.model_copy(update={**known, "notes": tuple(_left_out(read, case))})


def _line(record: Record) -> _NoteLine:
    """What a record says: a line of JSON, or a whole file of text."""
    numbered = _NUMBERED.fullmatch(record.location)
    if numbered is None or kind_of(numbered[1]) not in LINES:
        return _NoteLine(id=name_of(record.location), text=record.payload)
    try:
        return _NoteLine.model_validate(json.loads(record.payload))
    except (json.JSONDecodeError, RecursionError):
        raise RecordError("not a JSON object", hint='write {"id": …, "text": …} in one line') from None
    except ValidationError as error:
        raise RecordError(explain(error), hint="correct the fields named") from None


def _left_out(read: Extraction, case: Case) -> Iterator[str]:
    """What a note tells that is not in the case, by id."""
    stated = {one.id for one in case.findings}
    for status, why in _LEFT_OUT.items():
        ids = dict.fromkeys(one.id for one in read.findings if one.status is status and one.id not in stated)
        if ids:
            yield f"{', '.join(ids)}: {why}"
