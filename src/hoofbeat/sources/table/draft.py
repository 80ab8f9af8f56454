"""A case in the making: what the columns of one row have said so far."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from hoofbeat.domain.case import MAX_AGE_YEARS, Case, Finding, Measurement, Sex
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.assemble import Resolve, make_case, settle_findings
from hoofbeat.sources.durations import PER_YEAR, years_between
from hoofbeat.sources.table.cells import Cell
from hoofbeat.sources.table.dates import a_century_earlier


@dataclass(slots=True)
class Draft:
    """Collects what the columns say.

    Attributes:
        ids: parts of the case id, in the order of the columns.
        visits: what names the visit within its patient, in the order of the columns.
        listed: findings that a cell lists by id, and their ``status`` where a column says it of the row.
        ages: age in each unit that is filled in.
        number: number of an age whose unit stands in a column of its own, and that ``unit``.
        birth_guessed: whether the century of the birth is a guess from two digits.
        only_year: whether the year is all that is known of the birth or of the visit.
        confirmed: whether the diagnosis is, where a column says so.
    """

    ids: list[str] = field(default_factory=list)
    visits: list[str] = field(default_factory=list)
    patient: str | None = None
    revision: int = 0
    group: str | None = None
    ages: dict[str, float] = field(default_factory=dict)
    number: float | None = None
    unit: str | None = None
    birth: date | None = None
    birth_guessed: bool = False
    only_year: bool = False
    visit: date | None = None
    sex: Sex = Sex.UNKNOWN
    findings: list[Finding] = field(default_factory=list)
    listed: list[Finding] = field(default_factory=list)
    status: str | None = None
    measurements: list[Measurement] = field(default_factory=list)
    diagnosis: str | None = None
    diagnosis_name: str | None = None
    confirmed: bool | None = None
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
        if self.status == "absent":
            self.findings += [one.model_copy(update={"excluded": True}) for one in self.listed]
        elif self.status != "ignore":
            self.findings += self.listed
        if self.findings:
            findings, notes = settle_findings(self.findings, resolve)
        elif not self.measurements:
            raise RecordError("no column states a finding or a measurement", hint="a case needs at least one")
        age = self._age(ages)
        if self.confirmed is False and self.diagnosis is not None:
            self.diagnosis = self.diagnosis_name = None
            self.notes.append("the diagnosis is not confirmed: no label")
        return make_case(
            case_id=self._id() or without_id,
            patient_id=self.patient,
            revision=self.revision,
            age=age,
            sex=self.sex,
            findings=findings,
            measurements=tuple(self.measurements),
            diagnosis=self.diagnosis,
            diagnosis_name=self.diagnosis_name,
            group=self.group,
            notes=(*self.notes, *notes),
        )

    def _id(self) -> str:
        """What the columns name the case: a visit's own name is one only together with its patient's."""
        if self.ids or not any(self.visits) or self.patient is None:
            return "|".join(self.ids)
        return "|".join([self.patient, *self.visits])

    def _age(self, together: Literal["sum", "same"]) -> float | None:
        """Years: from the two dates, which are exact unless one is only a year, else from the age columns."""
        stated = self._stated(together)
        if self.birth is None or self.visit is None or (self.only_year and stated is not None):
            return stated
        if self.only_year:
            self.notes.append("the year is all that is known of a date: the age may be half a year off")
        birth = self.birth
        # The pivot of two-digit years knows nothing of births: '38 is 1938 where the visit was in 2021.
        if self.birth_guessed and (
            birth > self.visit or (stated is not None and years_between(birth, self.visit) < stated - 50)
        ):
            birth = a_century_earlier(birth)
        if self.only_year and birth.year == self.visit.year:
            return max(0.0, years_between(birth, self.visit))
        if birth > self.visit:
            raise RecordError("the visit stands before the birth", hint="correct one of the two dates")
        return years_between(birth, self.visit)

    def _stated(self, together: Literal["sum", "same"]) -> float | None:
        """Years by the age columns."""
        if self.number is not None:
            if self.unit is None:
                self.notes.append("the age has no unit beside it: no age")
                return None
            years = self.number / PER_YEAR[self.unit]
            if years > MAX_AGE_YEARS:
                raise RecordError(f"an age beyond {MAX_AGE_YEARS:.0f} years", hint="correct the age or its unit")
            return years
        stated = [(unit, self.ages[unit]) for unit in PER_YEAR if unit in self.ages]
        if not stated:
            return None
        if together == "same":
            # The finest unit says it best, but a zero beside another number means that it was left blank.
            stated = [next((part for part in stated if part[1]), stated[0])]
        return sum(value / PER_YEAR[unit] for unit, value in stated)


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
