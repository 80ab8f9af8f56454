"""From what a record says to a case: the rules every source shares."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from hoofbeat.domain.case import FINDING_ID_PATTERN, Case, Finding
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.base import Record

#: Takes a finding id to the current one (``alt_id``, ``replaced_by``), or to ``None`` where the ontology lacks it.
Resolve = Callable[[str], str | None]

FINDING_ID = re.compile(FINDING_ID_PATTERN)

_FIELD_NAME = re.compile(r"[a-z_][a-z0-9_]{0,40}", re.ASCII)

#: How many ids a message lists before it only counts the rest.
_LISTED = 10


@lru_cache(maxsize=1 << 16)
def stated(finding_id: str, excluded: bool = False, onset_years: float | None = None) -> Finding:
    """Make a finding, or lend the equal one made before: findings are frozen, and a few thousand recur without end.

    Raises:
        ValidationError: not the form of a finding id, or an onset beyond any human's age.
    """
    return Finding(id=finding_id, excluded=excluded, onset_years=onset_years)


def require_readable(record: Record) -> None:
    """Refuse a record whose text could not be read.

    Raises:
        RecordError: the record's defect.
    """
    if record.defect is not None:
        raise RecordError(record.defect, hint="restore this record from its origin and read it again")


def settle_findings(
    findings: Iterable[Finding], resolve: Resolve | None, *, needed: bool = True
) -> tuple[tuple[Finding, ...], list[str]]:
    """Bring finding ids up to date and state each at most once.

    An id that is both observed and excluded counts as observed: the records that do this describe several
    encounters, and a finding once seen was there. The first mention gives the place and the onset.

    Args:
        findings: findings, as the record states them.
        resolve: ``None`` keeps every id as it is.
        needed: whether none is an error; where measurements remain, findings may be concluded from them.

    Returns:
        The settled findings in the order of first mention, and notes on what was changed or set aside.

    Raises:
        RecordError: no finding is left, and one is needed.
    """
    settled: dict[str, Finding] = {}
    notes: list[str] = []
    unknown: dict[str, None] = {}
    for finding in findings:
        current = finding.id if resolve is None else resolve(finding.id)
        if current is None:
            unknown[finding.id] = None
            continue
        if current != finding.id:
            notes.append(f"{finding.id} is obsolete: read as {current}")
            finding = finding.model_copy(update={"id": current})
        earlier = settled.setdefault(current, finding)
        if earlier.excluded != finding.excluded:
            notes.append(f"{current} is both observed and excluded: read as observed")
            settled[current] = earlier if finding.excluded else finding
    if not settled and needed:
        raise RecordError(
            f"no usable finding: not in the ontology: {_listing(unknown)}" if unknown else "no finding is stated",
            hint="correct the ids or refresh the knowledge" if unknown else "state at least one finding",
        )
    notes += [f"{finding_id} is not in the ontology: set aside" for finding_id in unknown]
    return tuple(settled.values()), list(dict.fromkeys(notes)) if notes else notes


def make_case(**fields: Any) -> Case:
    """Build a case, naming the fields that do not fit but never their values.

    Raises:
        RecordError: the fields do not make a case.
    """
    try:
        return Case(**fields)
    except ValidationError as error:
        raise RecordError(explain(error), hint="correct the fields named") from None


def explain(error: ValidationError) -> str:
    """Say where and why validation failed, without the values (they may be a patient's)."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(map(_shown, problem['loc'])) or 'record'}: {problem['msg']}" for problem in problems]
    return "; ".join(lines[:_LISTED]) + (f" (and {len(lines) - _LISTED} more)" if len(lines) > _LISTED else "")


def _shown(part: int | str) -> str:
    """A part of a field's path; what does not look like a field's name may be a text that stands as a key."""
    return str(part) if isinstance(part, int) or _FIELD_NAME.fullmatch(part) else "(another key)"


def _listing(ids: Iterable[str]) -> str:
    known = list(ids)
    return ", ".join(known[:_LISTED]) + (f" and {len(known) - _LISTED} more" if len(known) > _LISTED else "")
