"""What a bundle was taught, as digests that tell whether a case is among it and nothing else.

A bundle carries the file, so that whoever judges it years later, on another machine, can still see which cases it has
read: by their pseudonym, by their content (another source may name the same patient otherwise), or by publication, be
it that of a case or one that a profile cites.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import InputError
from hoofbeat.domain.frozen import Frozen
from hoofbeat.standards.standardise import standardise

#: The file of a bundle.
TAUGHT = "taught.json"

#: Hex digits of a digest: of a hundred thousand, two are alike once in fifty thousand times.
_DIGITS = 12

Digests = Annotated[frozenset[str], Field(repr=False)]

#: How a case may be among what was taught.
Way = Literal["case", "content", "publication"]


class Taught(Frozen):
    """Digests of what a bundle was taught.

    Attributes:
        format: of this file.
        cases: of the pseudonyms of its cases.
        contents: of what these cases say.
        groups: of their publications or patients, and of the publications that profiles cite.
    """

    format: Literal[1] = 1
    cases: Digests
    contents: Digests
    groups: Digests

    @classmethod
    def of(cls, cases: Iterable[Case], cited: Iterable[str]) -> "Taught":
        """Of the cases of a cohort, and the references (``PMID:1``, or several separated by ``;``) of the profiles."""
        told = list(cases)
        groups = {case.kept_together for case in told} | {one for text in cited for one in text.split(";")}
        return cls(
            cases=frozenset(_digest(case.case_id) for case in told),
            contents=frozenset(map(content_digest, told)),
            groups=frozenset(_digest(group) for group in groups if group),
        )

    def to_json(self) -> str:
        """The file's text; the same for the same content."""
        sets = {name: sorted(getattr(self, name)) for name in ("cases", "contents", "groups")}
        return json.dumps({"format": self.format} | sets, separators=(",", ":"))

    def and_cases(self, cases: Iterable[Case]) -> "Taught":
        """The same, and more cases: once taught, a case stays known, also as it was before it was corrected."""
        more = Taught.of(cases, ())
        return Taught(
            cases=self.cases | more.cases, contents=self.contents | more.contents, groups=self.groups | more.groups
        )

    def knows(self, case: Case) -> Way | None:
        """How a case is among what was taught; ``None`` if it is not."""
        if _digest(case.case_id) in self.cases:
            return "case"
        if content_digest(case) in self.contents:
            return "content"
        groups = {case.group, case.patient_id} - {None}
        return "publication" if any(_digest(group or "") in self.groups for group in groups) else None


def taught_of(bundle: Path) -> Taught:
    """What a bundle says it was taught.

    Args:
        bundle: a bundle whose files were checked.

    Raises:
        InputError: it does not say.
    """
    try:
        return Taught.model_validate_json((bundle / TAUGHT).read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(
            f"{bundle} does not say which cases it was taught, so none can be trusted to be new to it",
            hint="export it again with this version of hoofbeat",
        ) from error


def content_digest(case: Case) -> str:
    """What a case says, whoever recorded it: age, sex, findings, measurements and diagnosis."""
    told = standardise(case)
    age = None if told.age is None else round(told.age, 2)
    findings = sorted((finding.id, finding.excluded) for finding in told.findings)
    measured = sorted((value.code, round(value.value, 3)) for value in told.measurements)
    return _digest(json.dumps([age, told.sex, findings, measured, told.diagnosis]))


def split_known(cases: Iterable[Case], taught: Mapping[str, Taught]) -> list[tuple[str, Way] | None]:
    """Which bundle (by name) knows each case first, and how; ``None`` for a case that is new to all."""
    return [
        next(((name, way) for name, each in taught.items() if (way := each.knows(case)) is not None), None)
        for case in cases
    ]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
