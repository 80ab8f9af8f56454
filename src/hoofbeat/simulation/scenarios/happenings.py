"""What can happen in a year, one class a kind: data, with the month in which it begins."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from hoofbeat.domain.case import MAX_AGE_YEARS, FindingId, Sex
from hoofbeat.domain.frozen import Frozen
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.units import convert_or_none

MONTHS = 12

Month = Annotated[int, Field(ge=1, le=MONTHS)]
Share = Annotated[float, Field(gt=0, le=1)]


class _Happening(Frozen):
    """Attributes that every event has.

    Attributes:
        month: month in which it begins, 1 to 12.
        until: last month of it.
    """

    month: Month
    until: Month = MONTHS

    @model_validator(mode="after")
    def _in_order(self) -> "_Happening":
        if self.until < self.month:
            raise ValueError("until is before month")
        return self

    def holds(self, month: int) -> bool:
        """Whether it is under way in a month."""
        return self.month <= month <= self.until


class CaseMix(_Happening):
    """Other patients come than before: so large a share of them has a trait.

    Attributes:
        share: share of the month's patients that have it, as far as there are enough of them.
        system: id of a finding that they have, or one below it (``HP:0001626``: heart and vessels).
        ages: from which age on, and below which, in years.
        sex: sex as recorded.
    """

    kind: Literal["case-mix"]
    share: Share
    system: FindingId | None = None
    ages: tuple[float, float] | None = None
    sex: Sex | None = None

    @model_validator(mode="after")
    def _one_trait(self) -> "CaseMix":
        if [self.system, self.ages, self.sex].count(None) != 2:
            raise ValueError("give one of system, ages and sex")
        if self.ages is not None and not 0 <= self.ages[0] < self.ages[1] <= MAX_AGE_YEARS:
            raise ValueError("ages rise, in years")
        return self


class NewDisease(_Happening):
    """Diseases that nobody has told the knowledge of come with their first patients.

    Attributes:
        diseases: how many, those with the most publications first.
    """

    kind: Literal["new-disease"]
    diseases: int = Field(default=1, ge=1, le=20)


class WrongUnit(_Happening):
    """A laboratory writes a wrong unit beside right numbers.

    Attributes:
        code: LOINC code of the analyte.
        unit: unit that is written, UCUM; one that leads to another value than the right one.
        share: share of its values.
        house: whose; everybody's if not given.
    """

    kind: Literal["unit-error"]
    code: str
    unit: str
    share: Share = 1.0
    house: str | None = None

    @model_validator(mode="after")
    def _an_error(self) -> "WrongUnit":
        known = analyte(self.code)
        if known is None:
            raise ValueError("code is no analyte of the table")
        if convert_or_none(1.0, self.unit, known.unit, self.code) in (None, 1.0):
            raise ValueError("unit does not lead to another value of this analyte")
        return self


class BadLabels(_Happening):
    """Confirmed diagnoses of one house are wrong: each that of another of its patients, or all the same one.

    Attributes:
        house: whose.
        share: share of its confirmed diagnoses.
        disease: the one that is told; another patient's of the house if not given.
    """

    kind: Literal["bad-labels"]
    house: str
    share: Share = 1.0
    disease: str | None = None


class Missing(_Happening):
    """Something is no longer told.

    Attributes:
        what: ``age``, ``sex``, ``excluded`` (findings that were looked for in vain) or ``measurements``.
        share: share of the patients.
        house: whose; everybody's if not given.
    """

    kind: Literal["missing"]
    what: Literal["age", "sex", "excluded", "measurements"]
    share: Share = 1.0
    house: str | None = None


Event = Annotated[CaseMix | NewDisease | WrongUnit | BadLabels | Missing, Field(discriminator="kind")]
