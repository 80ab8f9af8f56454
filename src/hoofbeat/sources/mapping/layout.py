"""The mapping: a YAML file that says what each column of a hospital's table means.

See ``docs/sources/tables.md`` for the whole format with an example; ``hoofbeat mapping suggest`` drafts one.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from hoofbeat.domain.errors import SourceError, UnitError
from hoofbeat.knowledge.site import site_id
from hoofbeat.sources.mapping.columns import (
    Column,
    DiagnosisColumn,
    MeasurementColumn,
    SiteFeatureColumn,
    Texts,
    Unknown,
)
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.identity.identifiers import find_identifiers
from hoofbeat.standards.units import convert, is_unit

#: The format this version reads and writes.
VERSION = 1

#: At most one column of these kinds.
_SINGLE = {
    "diagnosis", "diagnosis_status", "sex", "birth_date", "visit_date", "patient", "revision", "group", "age_unit",
    "finding_status",
}  # fmt: skip

#: A file may lack them: what is dropped anyway, and the diagnosis, as of patients still to be diagnosed.
_MAY_LACK = {"ignore", "text", "diagnosis", "diagnosis_status"}

#: What means "not known" unless the mapping lists its own marks.
MISSING = ("", ".", "NA", "N/A", "#N/A", "NaN", "null", "-")


class TableLayout(BaseModel):
    """How the file is written, where finding it out goes wrong.

    Attributes:
        encoding: encoding of a CSV (``utf-8``, ``latin-1`` …).
        delimiter: delimiter of a CSV.
        sheet: name of an Excel sheet; the first if ``None``.
        header_row: line of the column names, counted from 1.
        under_header: lines below the names that describe the columns (units, types, ids) and are no patient.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1, le=1000)
    under_header: int = Field(default=0, ge=0, le=10)


def _by_name(columns: Any) -> Any:
    """``column: ignore`` is short for ``column: {kind: ignore}``."""
    if not isinstance(columns, dict):
        return columns
    return {name: {"kind": entry} if isinstance(entry, str) else entry for name, entry in columns.items()}


class TableMapping(BaseModel):
    """What the columns of a table mean.

    Attributes:
        version: version of this format.
        table: layout of the file.
        decimal: the decimal mark of its numbers.
        dates: forms of its dates (``%d/%m/%Y``), tried in this order; ISO dates are always read.
        missing: texts that mean "not known" in every column.
        unknown: what becomes of a cell that is not understood: its record is refused (``quarantine``), or the cell
            counts as empty (``missing``) and the case carries a note.
        ages: how several age columns go together: ``sum`` (parts of one age: 2 years 3 months) or ``same`` (each
            states the whole age; the finest unit filled in counts).
        fill_from_patient: columns whose blank cells take what the patient's other rows state, where these agree: sex,
            birth and diagnosis stand in one row of several.
        prefix: put before every site feature's id, where two hospitals use one column name for different things.
        columns: one entry for every column of the file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(default=VERSION, ge=VERSION, le=VERSION)
    table: TableLayout = TableLayout()
    decimal: Literal[",", "."] = "."
    dates: Texts = ()
    missing: Texts = MISSING
    unknown: Unknown = "quarantine"
    ages: Literal["sum", "same"] = "sum"
    fill_from_patient: Texts = ()
    prefix: str = Field(default="", max_length=20)
    columns: Annotated[dict[str, Column], BeforeValidator(_by_name)] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> "TableMapping":
        kinds: dict[str, list[str]] = {}
        for name, column in self.columns.items():
            kinds.setdefault(column.kind, []).append(name)
        for kind in _SINGLE & kinds.keys():
            if len(kinds[kind]) > 1:
                raise ValueError(f"columns {', '.join(kinds[kind])} are all {kind}: only one can be")
        if "age_unit" in kinds and len(kinds.get("age", [])) != 1:
            raise ValueError(f"column {kinds['age_unit'][0]} is the unit of an age: there must be one age column")
        if (self.fill_from_patient or "visit" in kinds) and "patient" not in kinds:
            raise ValueError("`visit` and `fill_from_patient` need a column that is `patient`")
        if strange := [name for name in self.fill_from_patient if name not in self.columns]:
            raise ValueError(f"fill_from_patient: {_listing(strange)} is not among the columns")
        ids = [self.feature_id(name) for name in self.site_features]
        if twice := sorted({feature for feature in ids if ids.count(feature) > 1}):
            raise ValueError(f"two columns would be {', '.join(twice)}: rename one in the file")
        return self

    @property
    def site_features(self) -> dict[str, SiteFeatureColumn]:
        """The columns that are features of the hospital's own."""
        return {name: column for name, column in self.columns.items() if isinstance(column, SiteFeatureColumn)}

    @property
    def diagnosis(self) -> tuple[str, DiagnosisColumn] | None:
        """Name and entry of the diagnosis column."""
        return next(((name, c) for name, c in self.columns.items() if isinstance(c, DiagnosisColumn)), None)

    def feature_id(self, column: str, value: str | None = None) -> str:
        """Id of a site feature, or of one of its values."""
        return site_id(f"{self.prefix} {column}" if self.prefix else column, value)

    def require_columns(self, header: Iterable[str], file: str) -> None:
        """Hold the mapping against the columns of a file; it may lack those that are dropped, and the diagnosis.

        Args:
            header: names of the file's columns.
            file: name of the file in messages.

        Raises:
            SourceError: the file has a column that the mapping does not mention, or lacks one that it maps.
        """
        present = list(header)
        lacking = [name for name, c in self.columns.items() if name not in set(present) and c.kind not in _MAY_LACK]
        surplus = [name for name in present if name not in self.columns]
        if surplus and find_identifiers(surplus):
            raise SourceError(
                f"{file}: what stands where the column names belong looks like a patient's data",
                hint="give the file a line of column names, or say where it is: `table: {header_row: …}`",
            )
        if lacking:
            raise SourceError(
                f"{file} lacks {_listing(lacking)}, which the mapping speaks of",
                hint="correct the names in the mapping, or `table: {header_row: …}` if the names stand further down",
            )
        if surplus:
            raise SourceError(
                f"{file} has {_listing(surplus)}, of which the mapping says nothing",
                hint=f"say what it is, or `{surplus[0]}: ignore` to leave it out",
            )


def read_mapping(file: Path) -> TableMapping:
    """Read a mapping file.

    Raises:
        SourceError: it cannot be read, or an entry is wrong; the message names file, column and field.
    """
    from hoofbeat.sources.mapping.yaml import load_yaml

    content = load_yaml(file)
    try:
        mapping = TableMapping.model_validate(content)
    except ValidationError as error:
        raise SourceError(f"{file.name}: {_explain(error)}", hint="see docs/sources/tables.md") from None
    for name, column in mapping.columns.items():
        if isinstance(column, MeasurementColumn) and (fault := _unit_fault(column)):
            raise SourceError(f"{file.name}: column {name}: {fault}", hint="give the UCUM unit that the table uses")
    return mapping


def _unit_fault(column: MeasurementColumn) -> str | None:
    """What is wrong with the unit of a measurement."""
    if not is_unit(column.unit):
        return f"{column.unit} is no unit"
    for code in column.loinc:
        known = analyte(code)
        try:
            if known is not None:
                convert(1.0, column.unit, known.unit, code)
        except UnitError:
            return f"{code} cannot be in {column.unit}"
    return None


def _explain(error: ValidationError) -> str:
    """Column, field and reason of the first few faults; what was written there is not repeated."""
    lines: dict[str, None] = {}
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        place, reason = [str(part) for part in problem["loc"]], problem["msg"].removeprefix("Value error, ")
        if place[:1] != ["columns"] or len(place) < 2:
            lines[f"{'.'.join(place) or 'mapping'}: {reason}"] = None
            continue
        # columns, name, kind, field, text, and how each of several readings failed, which tells nobody anything.
        field = ".".join(place[3:5])
        if len(place) > 5 and place[3] == "values":
            reason = "neither an id (HP:0001945, OMIM:154700) nor a word that may stand here"
        lines[f"column {place[1]}{f', {field}' if field else ''}: {reason}"] = None
    listed = list(lines)
    return "; ".join(listed[:5]) + (f" (and {len(listed) - 5} more)" if len(listed) > 5 else "")


def _listing(names: list[str]) -> str:
    shown = ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
    return f"the column {shown}" if len(names) == 1 else f"the columns {shown}"
