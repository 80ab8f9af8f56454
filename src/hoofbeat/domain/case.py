"""One patient at one encounter: what a source yields, what the lake keeps, what a model reads."""

from enum import StrEnum
from random import Random
from typing import Annotated

from pydantic import Field

from hoofbeat.domain.frozen import Frozen

#: An HPO term (``HP:0001250``), a history item of ours (``HB:0000079``, see ``knowledge/data``), or a site feature:
#: a column of a hospital's own table that no public vocabulary names (``SITE:breath-sounds.wheeze``).
FINDING_ID_PATTERN = r"^(?:(?:HP|HB):\d{7}|SITE:[a-z0-9][a-z0-9_.\-]{0,79})$"

FindingId = Annotated[str, Field(pattern=FINDING_ID_PATTERN, examples=["HP:0001250"])]

#: The oldest verified human reached 122 years; beyond 130 an age is a typing error.
MAX_AGE_YEARS = 130.0

#: Where people live and are examined, in metres above sea level: from the Dead Sea to above the highest town.
LOWEST_METRES, HIGHEST_METRES = -450.0, 5500.0
Altitude = Annotated[float, Field(ge=LOWEST_METRES, le=HIGHEST_METRES)]


class Sex(StrEnum):
    """Sex as the records state it; ``unknown`` where they do not."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Finding(Frozen):
    """A clinical feature, observed or excluded.

    ``onset_years`` is the patient's age at onset in years, if the record says so. ``derived_from`` is the code of the
    measurement that a finding was concluded from (fever from a temperature); what a physician stated has none.
    """

    id: FindingId
    excluded: bool = False
    onset_years: float | None = Field(default=None, ge=0, le=MAX_AGE_YEARS)
    derived_from: str | None = None


class Measurement(Frozen):
    """A vital sign or laboratory value: LOINC ``code``, ``value`` in the UCUM ``unit``.

    A score of ours (``HBM:NEWS2``) or a number of a hospital's own table (``SITE:…``) stands under its own code.
    """

    code: str = Field(min_length=1)
    value: float = Field(allow_inf_nan=False)
    unit: str = Field(min_length=1)


class Case(Frozen):
    """One patient at one encounter.

    Attributes:
        case_id: the source's identifier while in the caller's hands; a pseudonym in the lake.
        patient_id: the same for the patient, where several cases may be of one; else ``None``.
        revision: grows with each correction of the same case; the highest one counts.
        age: age at the encounter in years (``0.5`` is six months), ``None`` if unknown.
        sex: sex as recorded.
        altitude: altitude of the place of the encounter, metres above sea level; ``None`` is read as sea level.
        findings: observed and excluded findings, each id at most once.
        measurements: numbers with LOINC code and UCUM unit.
        diagnosis: the recorded disease id (``OMIM:154700``, ``DDXPLUS:Anemia``), ``None`` if unknown.
        diagnosis_name: the disease's name as recorded; names a disease that the catalogue does not list yet.
        group: name of the cases that must not be split between training and test (a publication: ``PMID:123``).
        notes: what parsing set aside and why, in words (codes only, no patient data).
        withdrawn: this revision takes the case back: nothing is known of it any more, and gold lists it no longer.

    Example:
        >>> stated = Finding(id="HP:0001945"), Finding(id="HP:0001250", excluded=True)
        >>> case = Case(case_id="invented", age=0.5, findings=stated)
        >>> case.observed, case.excluded
        (('HP:0001945',), ('HP:0001250',))
    """

    case_id: str = Field(min_length=1)
    patient_id: str | None = Field(default=None, min_length=1)
    revision: int = Field(default=0, ge=0)
    age: float | None = Field(default=None, ge=0, le=MAX_AGE_YEARS, description="years")
    sex: Sex = Sex.UNKNOWN
    findings: tuple[Finding, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    diagnosis: str | None = None
    diagnosis_name: str | None = Field(default=None, max_length=200)
    group: str | None = None
    notes: tuple[str, ...] = ()
    withdrawn: bool = False
    altitude: Altitude | None = Field(default=None, description="metres")

    @property
    def kept_together(self) -> str | None:
        """What must not be split between training and test: the publication, else the patient, if one is known."""
        return self.group or self.patient_id

    @property
    def observed(self) -> tuple[str, ...]:
        """Ids of the findings the patient has, in the order given."""
        return tuple(finding.id for finding in self.findings if not finding.excluded)

    @property
    def excluded(self) -> tuple[str, ...]:
        """Ids of the findings looked for and absent, in the order given."""
        return tuple(finding.id for finding in self.findings if finding.excluded)

    def without_excluded(self) -> "Case":
        """The same patient, had nobody written down what was not found."""
        return self.model_copy(update={"findings": tuple(finding for finding in self.findings if not finding.excluded)})

    def with_few_findings(self, count: int, seed: int = 0) -> "Case":
        """The same patient, of whom only ``count`` observed findings are known yet: the first, others at random.

        The draw is the same whenever it is repeated, and fewer findings are always among more.

        Example:
            >>> case = Case(case_id="invented", findings=tuple(Finding(id=f"HP:000000{n}") for n in range(5)))
            >>> two, three = (case.with_few_findings(count).observed for count in (2, 3))
            >>> two[0], set(two) < set(three)
            ('HP:0000000', True)
        """
        observed = self.without_excluded().findings
        first, others = observed[:1], list(observed[1:])
        Random(f"{seed} {self.case_id}").shuffle(others)
        return self.model_copy(update={"findings": (*first, *others)[:count]})
