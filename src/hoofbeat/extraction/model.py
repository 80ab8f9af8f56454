"""What is read from a note: proposals of findings, measurements, age and sex, each with its place in the note."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from hoofbeat.domain.case import MAX_AGE_YEARS, Case, Finding, FindingId, Measurement, Sex
from hoofbeat.domain.frozen import Frozen
from hoofbeat.domain.languages import SearchLanguage

_Offset = Annotated[int, Field(ge=0)]


#: Histories of how a finding is: strength, onset, kind and way of a pain; place, colour and size of a lesion.
DETAILS = ("HB:0000056", "HB:0000059", "HB:0000132", "HB:0000134", "HB:0000135", "HB:105", "HB:113")


class Status(StrEnum):
    """What a note says of a finding."""

    PRESENT = "present"
    #: Looked for, or asked for, and not there.
    ABSENT = "absent"
    #: Suspected, possible, to be ruled out.
    UNCERTAIN = "uncertain"
    #: Said of a relative, whether he has it or not.
    FAMILY = "family"
    #: A history that is over.
    PAST = "past"


class _Read(Frozen):
    """Something that was read.

    Attributes:
        start: offset of its first character in the note.
        end: offset behind its last.
    """

    start: _Offset
    end: _Offset


@dataclass(slots=True)
class Proposal:
    """A finding that a note speaks of; made by the dozen a note, so that it is plain.

    Attributes:
        id: of the finding.
        start: offset of its first character in the note.
        end: offset behind its last.
        words: as they stand in the note.
        status: what the note says of it.
        examined: said where the examination is told.

    Example:
        >>> Proposal(id="HB:0000056", start=0, end=11, words="severe pain", status=Status.PRESENT).detail
        True
    """

    id: FindingId
    start: _Offset
    end: _Offset
    words: str
    status: Status
    examined: bool = False

    @property
    def detail(self) -> bool:
        """Whether it tells how another finding is: the strength of a pain, the place of a lesion."""
        return self.id.startswith(DETAILS)


class ReadMeasurement(_Read):
    """A number of a note: LOINC ``code``, ``value`` in the ``unit`` of the table of analytes."""

    code: str
    value: float = Field(allow_inf_nan=False)
    unit: str
    words: str

    @property
    def measurement(self) -> Measurement:
        """What a case holds of it."""
        return Measurement(code=self.code, value=self.value, unit=self.unit)


class ReadAge(_Read):
    """The patient's age in years."""

    years: float = Field(ge=0, le=MAX_AGE_YEARS)


class ReadSex(_Read):
    """The patient's sex."""

    sex: Sex


class Extraction(Frozen):
    """All that is read from one note.

    Attributes:
        language: of the note, given or recognised.
        findings: in the order of the note; a finding stands here as often as the note speaks of it.
        measurements: in the order of the note.
        age: ``None`` where the note does not tell it.
        sex: ``None`` where the note does not tell it.
    """

    language: SearchLanguage
    findings: tuple[Proposal, ...] = ()
    measurements: tuple[ReadMeasurement, ...] = ()
    age: ReadAge | None = None
    sex: ReadSex | None = None

    def case(self, case_id: str) -> Case:
        """The patient as a case: present findings observed, absent ones excluded, every id once.

        What is uncertain, past or a relative's is left out. Where one finding is told as present and as absent, an
        examination that shows it counts; else what the note says last.

        Example:
            >>> said = ((Status.PRESENT, 0), (Status.ABSENT, 9))
            >>> told = [Proposal(id="HP:0001945", words="fever", status=how, start=at, end=at + 5) for how, at in said]
            >>> Extraction(language="en", findings=tuple(told)).case("invented").excluded
            ('HP:0001945',)
        """
        excluded: dict[str, bool] = {}
        shown = {one.id for one in self.findings if one.examined and one.status is Status.PRESENT}
        for one in self.findings:
            if one.status in (Status.PRESENT, Status.ABSENT):
                excluded[one.id] = one.status is Status.ABSENT and one.id not in shown
        return Case(
            case_id=case_id,
            age=None if self.age is None else self.age.years,
            sex=Sex.UNKNOWN if self.sex is None else self.sex.sex,
            findings=tuple(Finding(id=id_, excluded=absent) for id_, absent in excluded.items()),
            measurements=tuple(one.measurement for one in self.measurements),
        )
