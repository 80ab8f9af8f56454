"""A case in the making: what the columns of one row have said so far."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.assemble import Resolve, make_case, settle_findings
from hoofbeat.sources.table.cells import Cell

#: Units of age, the finest first, and how many of each make a year of 365.25 days.
AGE_UNITS = {"hours": 8766.0, "days": 365.25, "weeks": 365.25 / 7, "months": 12.0, "years": 1.0}


@dataclass(slots=True)
class Draft:
    """Collects what the columns say.

    Attributes:
        ids: parts of the case id, in the order of the columns.
        ages: age in each unit that is filled in.
    """

    ids: list[str] = field(default_factory=list)
    patient: str | None = None
    revision: int = 0
    group: str | None = None
    ages: dict[str, float] = field(default_factory=dict)
    birth: date | None = None
    visit: date | None = None
    sex: Sex = Sex.UNKNOWN
    findings: list[Finding] = field(default_factory=list)
    measurements: list[Measurement] = field(default_factory=list)
    diagnosis: str | None = None
    diagnosis_name: str | None = None
    notes: list[str] = field(default_factory=list)

    def case(self, *, without_id: str, ages: Literal["sum", "same"], resolve: Resolve | None) -> Case:
        """The case.

        Args:
            without_id: names the case where no column does.
            ages: how several age columns go together.
            resolve: takes a finding id to the current one, or to ``None`` where unknown.

        Raises:
            RecordError: no finding and no measurement, or fields that make no case.
        """
        findings: tuple[Finding, ...] = ()
        notes: list[str] = []
        if self.findings:
            findings, notes = settle_findings(self.findings, resolve)
        elif not self.measurements:
            raise RecordError("no column states a finding or a measurement", hint="a case needs at least one")
        return make_case(
            case_id="|".join(self.ids) or without_id,
            patient_id=self.patient,
            revision=self.revision,
            age=self._age(ages),
            sex=self.sex,
            findings=findings,
            measurements=tuple(self.measurements),
            diagnosis=self.diagnosis,
            diagnosis_name=self.diagnosis_name,
            group=self.group,
            notes=(*self.notes, *notes),
        )

    def _age(self, together: Literal["sum", "same"]) -> float | None:
        """Years: from the two dates, which are exact, else from the age columns."""
        if self.birth is not None and self.visit is not None:
            days = (self.visit - self.birth).days
            if days < 0:
                raise RecordError("the visit stands before the birth", hint="correct one of the two dates")
            return days / AGE_UNITS["days"]
        stated = [(unit, self.ages[unit]) for unit in AGE_UNITS if unit in self.ages]
        if not stated:
            return None
        if together == "same":
            # The finest unit says it best, but a zero beside another number means that it was left blank.
            stated = [next((part for part in stated if part[1]), stated[0])]
        return sum(value / AGE_UNITS[unit] for unit, value in stated)


class Reader(Protocol):
    """Reads the cells of one column."""

    @property
    def hint(self) -> str:
        """How to mend a cell that is not understood."""
        ...

    def knows(self, text: str) -> bool:
        """Whether a folded text has a meaning here, even if it is a mark for "not known" elsewhere."""
        ...

    def read(self, cell: Cell, draft: Draft) -> bool:
        """Add what the cell says to the case; false if it is not understood."""
        ...
