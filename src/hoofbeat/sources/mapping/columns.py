"""What one column of a table can mean, as the mapping file writes it: one model for each ``kind``."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from hoofbeat.domain.case import FindingId, Sex

#: What becomes of a cell that the mapping does not know: the record is refused, or the cell counts as empty.
Unknown = Literal["quarantine", "missing"]

#: Says of a value that it is understood and means nothing.
IGNORE = "ignore"

DiseaseId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.\-]*:\S+$", examples=["OMIM:154700"])]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


#: A list of texts; a single one may stand without brackets.
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnBase(_Model):
    """What every kind may say.

    Attributes:
        missing: marks that mean "not known" in this column, besides those of the whole table.
        unknown: rule for cells that are not understood; the table's rule if ``None``.
    """

    missing: Texts = ()
    unknown: Unknown | None = None


class IdColumn(ColumnBase):
    """Names the case; several such columns name it together."""

    kind: Literal["id"]


class PatientColumn(ColumnBase):
    """Names the patient, where one has several rows: they never part between training and test."""

    kind: Literal["patient"]


class RevisionColumn(ColumnBase):
    """A whole number that grows when a row corrects an earlier one of the same id."""

    kind: Literal["revision"]


class VisitColumn(ColumnBase):
    """Names the visit within its patient (event, instrument, number of the visit); several name it together."""

    kind: Literal["visit"]


class GroupColumn(ColumnBase):
    """Rows of one value never part between training and test (a family, an outbreak)."""

    kind: Literal["group"]


class IgnoreColumn(ColumnBase):
    """Read past."""

    kind: Literal["ignore"]


class TextColumn(ColumnBase):
    """Free text: dropped, as it may say anything about anybody."""

    kind: Literal["text"]


AgeUnit = Literal["years", "months", "weeks", "days", "hours"]


class AgeColumn(ColumnBase):
    """Age at the visit, or one part of it; a cell may say its own unit (``P4Y2M``, ``8 meses``, ``2a 3m``)."""

    kind: Literal["age"]
    unit: AgeUnit = "years"


class AgeUnitColumn(ColumnBase):
    """The unit of the number in the age column of the same row; without ``values`` the usual words and letters."""

    kind: Literal["age_unit"]
    values: dict[str, AgeUnit | Literal["ignore"]] = {}


class _DateColumn(ColumnBase):
    """A date; ``dates`` are its forms where they are not those of the table."""

    dates: Texts = ()


class BirthDateColumn(_DateColumn):
    """Date of birth; with the date of visit it becomes an age and is forgotten."""

    kind: Literal["birth_date"]


class VisitDateColumn(_DateColumn):
    """Date of the visit."""

    kind: Literal["visit_date"]


class SexColumn(ColumnBase):
    """Sex; without ``values`` the usual words and letters of English and Spanish are understood."""

    kind: Literal["sex"]
    values: dict[str, Sex] = {}


class Excluded(_Model):
    """The value says that the finding was looked for and is absent."""

    excluded: FindingId


#: What one text means for findings.
FindingMeaning = FindingId | Excluded | Literal["ignore"] | list[FindingId | Excluded]


class FindingColumn(ColumnBase):
    """A finding that is present or absent (``id``), a text for each (``values``), or lists of HPO ids (``ids``).

    ``yes`` and ``no`` are the texts for present and absent; the usual words of English and Spanish if left out. With
    ``onset`` a cell may also say since which age it is present (``P4Y``, ``desde los 4 años``). ``separator`` parts a
    cell that holds several values. With ``ids`` a cell lists HPO ids, in brackets behind their names or with the names
    behind them; ``excluded`` says that the column lists what is absent.
    """

    kind: Literal["finding"]
    id: FindingId | None = None
    yes: Texts = ()
    no: Texts = ()
    onset: bool = False
    values: dict[str, FindingMeaning] = {}
    separator: str | None = Field(default=None, min_length=1)
    ids: bool = False
    excluded: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> "FindingColumn":
        if (self.id is None) == (not (self.values or self.ids)):
            raise ValueError("give either `id` (with `yes` and `no`) or `values`, or `ids: true`")
        if self.id is None and (self.yes or self.no or self.onset):
            raise ValueError("`yes` and `no` belong to `id`, like `onset`; with `values` each text has its own meaning")
        if self.excluded and not self.ids:
            raise ValueError("`excluded` belongs to `ids`; elsewhere write `{excluded: id}`")
        return self


class FindingStatusColumn(ColumnBase):
    """Whether the HPO ids that the row lists (``ids`` of a finding) are present; the usual words without ``values``."""

    kind: Literal["finding_status"]
    values: dict[str, Literal["present", "absent", "ignore"]] = {}


class MeasurementColumn(ColumnBase):
    """Numbers under a LOINC code, in the UCUM ``unit`` that the table uses.

    With several codes and a ``separator``, one cell holds several numbers: ``120/80``. ``names_nobody`` says that
    numbers which look like those of records or persons are quantities all the same.
    """

    kind: Literal["measurement"]
    loinc: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = Field(min_length=1)
    unit: str = Field(min_length=1)
    separator: str | None = Field(default=None, min_length=1)
    names_nobody: bool = False

    @model_validator(mode="after")
    def _parted(self) -> "MeasurementColumn":
        if len(self.loinc) > 1 and self.separator is None:
            raise ValueError("several codes need a `separator`, as in 120/80")
        return self


class SiteLabel(_Model):
    """A diagnosis of the hospital's own: its names, whether it is an orphan disease."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    name_es: str | None = Field(default=None, min_length=1, max_length=200)
    orphan: bool | None = None


class DiagnosisColumn(ColumnBase):
    """The diagnosis that is taught.

    ``values`` takes a text to a disease id (``OMIM:154700``), to ``site`` (a disease of the hospital's own, under that
    name), to its names, or to ``ignore`` (no diagnosis). Texts it does not list are ids themselves where ``ids`` is
    true, or diseases of the hospital's own where ``site`` is true.
    """

    kind: Literal["diagnosis"]
    values: dict[str, Literal["site", "ignore"] | DiseaseId | SiteLabel] = {}
    ids: bool = False
    site: bool = False
    orphan: bool = False

    @model_validator(mode="after")
    def _means_something(self) -> "DiagnosisColumn":
        if not (self.values or self.ids or self.site):
            raise ValueError("give `values`, `ids: true` or `site: true`")
        return self


class ValueName(_Model):
    """Names of one value of a site feature."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    name_es: str | None = Field(default=None, min_length=1, max_length=200)


def _as_meanings(value: Any) -> Any:
    """A list of texts is a table of texts without names."""
    return {text: {} for text in value} if isinstance(value, list) else value


class DiagnosisStatusColumn(ColumnBase):
    """Whether the diagnosis of the row is confirmed; one that is not is no label.

    ``values`` takes each text to ``confirmed`` or ``unconfirmed`` (suspected, ruled out); the usual words if left out.
    """

    kind: Literal["diagnosis_status"]
    values: dict[str, Literal["confirmed", "unconfirmed"]] = {}


class SiteFeatureColumn(ColumnBase):
    """What no public vocabulary names, learnt under the column's own name.

    ``type`` is ``yes_no`` (``yes``, ``no`` as for findings), ``category`` (each of ``values`` becomes a finding; all
    texts do if none are listed) or ``number`` (in ``unit``). ``names_nobody`` says that numbers or codes which look
    like those of records or persons are none; what follows the numbering of a national id is stopped all the same.
    """

    kind: Literal["site_feature"]
    type: Literal["yes_no", "category", "number"]
    name: str | None = Field(default=None, min_length=1, max_length=200)
    name_es: str | None = Field(default=None, min_length=1, max_length=200)
    yes: Texts = ()
    no: Texts = ()
    values: Annotated[dict[str, Literal["ignore"] | ValueName], BeforeValidator(_as_meanings)] = {}
    separator: str | None = Field(default=None, min_length=1)
    unit: str = Field(default="1", min_length=1)
    names_nobody: bool = False

    @model_validator(mode="after")
    def _fits_type(self) -> "SiteFeatureColumn":
        given = {name for name in ("yes", "no", "values", "separator", "unit") if name in self.model_fields_set}
        allowed = {"yes_no": {"yes", "no"}, "category": {"values", "separator"}, "number": {"unit"}}[self.type]
        if surplus := sorted(given - allowed):
            raise ValueError(f"{', '.join(surplus)} does not belong to type {self.type}")
        return self


Column = Annotated[
    IdColumn
    | PatientColumn
    | RevisionColumn
    | VisitColumn
    | GroupColumn
    | IgnoreColumn
    | TextColumn
    | AgeColumn
    | AgeUnitColumn
    | BirthDateColumn
    | VisitDateColumn
    | SexColumn
    | FindingColumn
    | FindingStatusColumn
    | MeasurementColumn
    | DiagnosisColumn
    | DiagnosisStatusColumn
    | SiteFeatureColumn,
    Field(discriminator="kind"),
]
