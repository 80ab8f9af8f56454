"""DDXPlus patients in the release's own CSV (Fansi Tchango et al., NeurIPS 2022)."""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from hoofbeat.domain.case import MAX_AGE_YEARS, Case, Finding, Sex
from hoofbeat.domain.errors import RecordError, SourceError
from hoofbeat.knowledge.tables import crosswalk
from hoofbeat.sources.assemble import Resolve, make_case, require_readable, settle_findings, stated
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


class DdxplusSource:
    """Patients of a DDXPlus release.

    Args:
        path: the release directory (every ``release_*patients*`` in it, sorted), or one such file.
        name: name of the source in the lake.
        resolve: takes a finding id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    def __init__(self, path: Path, *, name: str = "ddxplus", resolve: Resolve | None = None) -> None:
        self.path = path
        self.name = name
        self.resolve = resolve
        table = crosswalk()
        self._stated = {token: tuple(map(stated, table.findings(token))) for token in table.tokens()}
        #: Evidences whose findings need no settling, with these by id: nearly all, and merged in no time.
        self._settled = {
            token: {finding.id: finding for finding in findings}
            for token, findings in self._stated.items()
            if resolve is None or all(resolve(finding.id) == finding.id for finding in findings)
        }

    def records(self) -> Iterator[Record]:
        """Yield one record for each row; the payload is the file's header and the row, a line each, unchanged.

        A row never spans lines in this format, so a stray quote damages its own row and no other.

        Raises:
            SourceError: no such file, or its first line is not the release's header.
        """
        for file in patient_files(self.path):
            lines, name = numbered_lines(file), file.name
            header = _header(next(lines, None), name)
            number = 0
            for line, defect in lines:
                if not line.isspace():
                    number += 1
                    yield Record(self.name, f"{name}:{number}", header + "\n" + line.rstrip("\r\n"), defect)

    def parse(self, record: Record) -> Case:
        """Read one row; the reason of a refusal names the column, never the value.

        A row has no id of its own, so its location stands as the case id.

        Raises:
            RecordError: a damaged row, a column missing or malformed, or an evidence the crosswalk does not know.
        """
        require_readable(record)
        row = _row(record.payload)
        findings, notes = self._findings(row["EVIDENCES"])
        pathology = row.get("PATHOLOGY", "").strip()
        return make_case(
            case_id=record.location,
            age=_age(row["AGE"]),
            sex=_sex(row["SEX"]),
            findings=findings,
            diagnosis=f"DDXPLUS:{pathology}" if pathology else None,
            notes=tuple(notes),
        )

    def _findings(self, text: str) -> tuple[tuple[Finding, ...], list[str]]:
        """What the evidences stand for, settled, and notes."""
        merged: dict[str, Finding] = {}
        try:
            # As the release writes its lists. Whatever is not one, word for word, has a token that the table lacks.
            for token in text[2:-2].split("', '"):
                merged |= self._settled[token]
        except KeyError:
            return settle_findings(self._looked_up(_tokens(text)), self.resolve)
        if not merged or text[:2] != "['" or text[-2:] != "']":
            return settle_findings(self._looked_up(_tokens(text)), self.resolve)
        return tuple(merged.values()), []

    def _looked_up(self, tokens: list[str]) -> list[Finding]:
        findings: list[Finding] = []
        for token in tokens:
            implied = self._stated.get(token)
            if implied is None:
                name = token if _TOKEN_FORM.fullmatch(token) else "an evidence not of the form E_54_@_V_161"
                raise RecordError(
                    f"EVIDENCES: {name} is not in the crosswalk", hint="use the evidences of the DDXPlus release"
                )
            findings += implied
        if not findings:
            raise RecordError(
                f"EVIDENCES: none of the {len(tokens)} evidences stands for a finding",
                hint="give at least one evidence of the crosswalk",
            )
        return findings


def _header(first: tuple[str, str | None] | None, name: str) -> str:
    """The header as it stands in the file, once it is the release's."""
    header = first[0].removeprefix("\ufeff").rstrip("\r\n") if first else ""
    missing = [column for column in REQUIRED if column not in _columns(header)]
    if missing:
        raise SourceError(
            f"{name}: the first line has no column {', '.join(missing)}",
            hint="give the release's CSV with its header AGE,DIFFERENTIAL_DIAGNOSIS,SEX,PATHOLOGY,EVIDENCES,…",
        )
    return header


@lru_cache(maxsize=64)
def _columns(header: str) -> tuple[str, ...]:
    try:
        return tuple(column.strip() for column in next(csv.reader([header]), []))
    except csv.Error:  # a file of another kind
        return ()


def _row(payload: str) -> dict[str, str]:
    """The row by column, once it has as many of them as the header."""
    header, _, line = payload.partition("\n")
    columns = _columns(header)
    try:
        values = next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        raise RecordError(f"not a row of CSV ({error})", hint="the file may be cut short: copy it again") from None
    if len(values) != len(columns):
        raise RecordError(
            f"the row has {len(values)} columns instead of {len(columns)}",
            hint="the file may be cut short: copy it again",
        )
    return dict(zip(columns, values, strict=True))


def _age(text: str) -> float:
    try:
        age = float(text)
    except ValueError:
        raise RecordError("AGE: not a number", hint="give the age in years") from None
    if not 0 <= age <= MAX_AGE_YEARS:
        raise RecordError(f"AGE: not between 0 and {MAX_AGE_YEARS:.0f}", hint="give the age in years")
    return age


def _sex(text: str) -> Sex:
    try:
        return _SEX[text.strip()]
    except KeyError:
        raise RecordError("SEX: neither F nor M", hint="correct the sex") from None


def _tokens(text: str) -> list[str]:
    # The column is a Python list of strings. Two expressions read it safely and faster than evaluating it.
    if not _TOKEN_LIST.fullmatch(text.strip()):
        raise RecordError("EVIDENCES: not a list of evidences", hint="the row may be cut short")
    return [quoted[1:-1] for quoted in _TOKEN.findall(text)]
