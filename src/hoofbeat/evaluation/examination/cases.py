"""Reading ``benchmarks/examination/cases.jsonl`` (its README says how the cases were coded)."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, ValidationError

from hoofbeat.domain.case import Case, Finding, FindingId, Measurement, Sex
from hoofbeat.domain.circumstances import Circumstances, Course, Setting
from hoofbeat.domain.errors import SourceError
from hoofbeat.domain.frozen import Frozen


class Half(StrEnum):
    """Which half a case belongs to: one may be looked at while the ranking is built, the other is only reported."""

    DEVELOPMENT = "development"
    REPORTED = "reported"


class _Loose(Frozen):
    """A part of a coded case; what only a reader needs (names, where it was told) is passed over."""

    model_config = ConfigDict(extra="ignore")


class _CodedFinding(_Loose):
    id: FindingId
    excluded: bool = False


class _CodedMeasurement(_Loose):
    code: str
    value: float
    unit: str


class ExaminationCase(_Loose):
    """One coded case.

    Attributes:
        case: its number, from 1.
        sha256: first digits of the digest of the text it was coded from; they decide its half.
        accepted: ids of which any is the right answer; empty if no vocabulary has the disease (such a case is a miss),
            ``None`` if the answer is no disease (such a case is not asked).
        orphan: whether the disease is a rare one.
    """

    case: int
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]
    age: float | None = None
    sex: Sex = Sex.UNKNOWN
    pregnant: bool | None = None
    course: Course | None = None
    findings: tuple[_CodedFinding, ...] = ()
    measurements: tuple[_CodedMeasurement, ...] = ()
    accepted: tuple[str, ...] | None
    orphan: bool

    @property
    def half(self) -> Half:
        """The half that the digest decides."""
        return Half.DEVELOPMENT if int(self.sha256[:8], 16) % 2 == 0 else Half.REPORTED

    def asked(self) -> Case:
        """What the ranking is told of the patient."""
        findings = {coded.id: Finding(id=coded.id, excluded=coded.excluded) for coded in self.findings}
        return Case(
            case_id=str(self.case),
            age=self.age,
            sex=self.sex,
            findings=tuple(findings.values()),
            measurements=tuple(Measurement(**coded.model_dump()) for coded in self.measurements),
        )

    def circumstances(self, setting: Setting) -> Circumstances:
        """What else it is told."""
        return Circumstances(setting=setting, course=self.course, pregnant=self.pregnant)


def read_cases(path: Path) -> tuple[ExaminationCase, ...]:
    """Every case that has an answer, in the order of the file.

    Raises:
        SourceError: the file cannot be read, holds no case, or a line is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{path} cannot be read", hint="name the file of cases with --cases: benchmarks/examination/cases.jsonl"
        ) from error
    read = [_case(line, f"{path.name}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]
    cases = tuple(case for case in read if case.accepted is not None)
    if not cases:
        raise SourceError(f"{path} holds no case", hint="give one coded case a line")
    return cases


def _case(line: str, where: str) -> ExaminationCase:
    try:
        return ExaminationCase.model_validate_json(line)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, fault["loc"])) or "the line" for fault in error.errors()}))
        raise SourceError(f"{where} is no coded case ({fields})", hint="see benchmarks/examination/README.md") from None
