"""DDXPlus patients in the release's own CSV (Fansi Tchango et al., NeurIPS 2022)."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from hoofbeat.domain.case import MAX_AGE_YEARS, Case, Finding, Sex
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.knowledge.tables import crosswalk
from hoofbeat.sources.assemble import Resolve, make_case, require_readable, settle_findings
from hoofbeat.sources.base import Record
from hoofbeat.sources.ddxplus_files import numbered_lines, patient_files

#: Without these no case can be read. ``PATHOLOGY`` is the diagnosis and may be missing, as in a patient still
#: to be diagnosed; ``DIFFERENTIAL_DIAGNOSIS`` would tell the answer and is never read.
REQUIRED = ("AGE", "SEX", "EVIDENCES")

_SEX = {"F": Sex.FEMALE, "M": Sex.MALE}
_QUOTED = r"(?:'[^']*'|\"[^\"]*\")"
_TOKEN_LIST = re.compile(rf"\[\s*(?:{_QUOTED}(?:\s*,\s*{_QUOTED})*)?\s*\]")
_TOKEN = re.compile(_QUOTED)
_TOKEN_FORM = re.compile(r"E_\d+(?:_@_(?:V_)?\d+)?", re.ASCII)

#: Under this key a payload keeps the values beyond the header's columns.
_SURPLUS = ""


class DdxplusSource:
    """Patients of a DDXPlus release.

    Args:
        path: the release directory (every ``release_*patients*`` in it, sorted), or one such file.
        resolve: takes a finding id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    name = "ddxplus"

    def __init__(self, path: Path, *, resolve: Resolve | None = None) -> None:
        self.path = path
        self.resolve = resolve
        self._crosswalk = crosswalk()

    def records(self) -> Iterator[Record]:
        """Yield one record for each row; the payload is the row as JSON, header → value.

        A row never spans lines in this format, so a stray quote damages its own row and no other.

        Raises:
            SourceError: no such file, or its first line is not the release's header.
        """
        for file in patient_files(self.path):
            lines = numbered_lines(file)
            header = _header(next(lines, None), file.name)
            number = 0
            for line, defect in lines:
                if line.strip():
                    number += 1
                    yield self._record(f"{file.name}:{number}", header, line, defect)

    def parse(self, record: Record) -> Case:
        """Read one row; the reason of a refusal names row and column, never the value of age or sex.

        Raises:
            RecordError: a damaged row, a column missing or malformed, or an evidence the crosswalk does not know.
        """
        require_readable(record)
        row = _complete(record)
        tokens = _tokens(row["EVIDENCES"], record.location)
        stated = [Finding(id=finding_id) for token in tokens for finding_id in self._findings(token, record.location)]
        if not stated:
            raise RecordError(
                f"{record.location}, EVIDENCES: none of the {len(tokens)} evidences stands for a finding",
                hint="give at least one evidence of the crosswalk",
            )
        findings, notes = settle_findings(stated, self.resolve)
        pathology = row.get("PATHOLOGY", "").strip()
        return make_case(
            case_id=record.location,
            age=_age(row["AGE"], record.location),
            sex=_sex(row["SEX"], record.location),
            findings=findings,
            diagnosis=f"DDXPLUS:{pathology}" if pathology else None,
            group=f"DDXPLUS:{record.location}",
            notes=tuple(notes),
        )

    def _record(self, location: str, header: list[str], line: str, defect: str | None) -> Record:
        if defect is not None:
            return Record(self.name, location, line, defect)
        try:
            values = next(csv.reader([line], strict=True))
        except csv.Error as error:
            return Record(self.name, location, line, f"{location} is not a row of CSV ({error})")
        row: dict[str, object] = dict(zip(header, values, strict=False))
        if len(values) > len(header):
            row[_SURPLUS] = values[len(header) :]
        elif len(values) < len(header):
            row |= dict.fromkeys(header[len(values) :])
        return Record(self.name, location, json.dumps(row, ensure_ascii=False))

    def _findings(self, token: str, location: str) -> tuple[str, ...]:
        try:
            return self._crosswalk.findings(token)
        except KeyError:
            name = token if _TOKEN_FORM.fullmatch(token) else "an evidence not of the form E_54_@_V_161"
            raise RecordError(
                f"{location}, EVIDENCES: {name} is not in the crosswalk",
                hint="use the evidences of the DDXPlus release",
            ) from None


def _header(first: tuple[str, str | None] | None, name: str) -> list[str]:
    try:
        header = next(csv.reader([first[0].removeprefix("\ufeff")]), []) if first else []
    except csv.Error:  # a file of another kind
        header = []
    header = [column.strip() for column in header]
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise SourceError(
            f"{name}: the first line has no column {', '.join(missing)}",
            hint="give the release's CSV with its header AGE,DIFFERENTIAL_DIAGNOSIS,SEX,PATHOLOGY,EVIDENCES,…",
        )
    return header


def _complete(record: Record) -> dict[str, str]:
    """The row as a dictionary, once it has as many columns as the header."""
    row: dict[str, str] = json.loads(record.payload)
    surplus = row.pop(_SURPLUS, "")
    missing = sum(value is None for value in row.values())
    if surplus or missing:
        raise RecordError(
            f"{record.location} has {len(row) - missing + len(surplus)} columns instead of {len(row)}",
            hint="the file may be cut short: copy it again",
        )
    return row


def _age(text: str, location: str) -> float:
    try:
        age = float(text)
    except ValueError:
        raise RecordError(f"{location}, AGE: not a number", hint="give the age in years") from None
    if not 0 <= age <= MAX_AGE_YEARS:
        raise RecordError(f"{location}, AGE: not between 0 and {MAX_AGE_YEARS:.0f}", hint="give the age in years")
    return age


def _sex(text: str, location: str) -> Sex:
    try:
        return _SEX[text.strip()]
    except KeyError:
        raise RecordError(f"{location}, SEX: neither F nor M", hint="correct the sex") from None


def _tokens(text: str, location: str) -> list[str]:
    # The column is a Python list of strings. Two expressions read it safely and faster than evaluating it.
    if not _TOKEN_LIST.fullmatch(text.strip()):
        raise RecordError(f"{location}, EVIDENCES: not a list of evidences", hint="the row may be cut short")
    return [quoted[1:-1] for quoted in _TOKEN.findall(text)]
