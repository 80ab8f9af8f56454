"""The recorded diagnosis of a phenopacket: what an interpretation decided, else what ``diseases`` states."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from hoofbeat.sources.disease_ids import recorded_disease
from hoofbeat.sources.doubt import is_unsettled
from hoofbeat.sources.phenopacket.denials import is_denied
from hoofbeat.sources.phenopacket.features import declared_vocabularies
from hoofbeat.sources.phenopacket.names import Json
from hoofbeat.sources.phenopacket.structure import flag, listed, member, objects
from hoofbeat.terminology.equivalence import Entries, equivalents
from hoofbeat.terminology.spellings import id_meaning

_PROGRESS = ("UNKNOWN_PROGRESS", "IN_PROGRESS", "COMPLETED", "SOLVED", "UNSOLVED")
#: Version 1 says UNKNOWN.
_PROGRESS_NAMES = {**{name: name for name in _PROGRESS}, "UNKNOWN": "UNKNOWN_PROGRESS", "": "UNKNOWN_PROGRESS"}
_NO_STATUS = "of no progressStatus of the schema"
#: What was found of a single variant.
_STATUS = ("UNKNOWN_STATUS", "REJECTED", "CANDIDATE", "CONTRIBUTORY", "CAUSATIVE")
_STATUS_NAMES = {name: name for name in _STATUS}

#: A disease's label is a term of a vocabulary; anything longer is no label.
_LONGEST_LABEL = 200
_BARE = re.compile(r"\d{1,7}|[A-Z]\d\d(?:\.\w{1,4})?", re.ASCII)


class _Disease(NamedTuple):
    """A disease as one place states it: there, its id if it has one, its label, and what is wrong with its id."""

    path: str
    id: str | None
    label: str | None
    note: str | None


class _DiagnosisVerdict(NamedTuple):
    """What an interpretation says of its disease: decided or not, and in which words of the schema."""

    disease: _Disease
    decided: bool
    words: str


def diagnosis_of(packet: Json) -> tuple[str | None, str | None, list[str]]:
    """Read the recorded diagnosis.

    A disease that an interpretation decided comes first. ``diseases`` are also the place of candidates and of further
    diseases of the patient: of those the first counts that is neither excluded, nor over, nor what an interpretation
    has left undecided.

    Returns:
        The disease id and its label (``None`` if there is none), and notes on what was not read and why.

    Raises:
        RecordError: a list is none, or an exclusion is neither true nor false.
    """
    notes: list[str] = []
    verdicts = list(_verdicts(packet, notes))
    open_ = [verdict for verdict in verdicts if not verdict.decided]
    excluded, standing = _diseases(packet)
    asked = bool(open_ or notes)
    notes += [f"{one.disease.path} is {one.words}: no diagnosis" for one in open_]
    decided: list[_Disease] = []
    # SOLVED is a definite diagnosis, COMPLETED an end of the work.
    for verdict in sorted((one for one in verdicts if one.decided), key=lambda one: one.words != "SOLVED"):
        ruled_out = next((one for one in excluded if _same(one, verdict.disease)), None)
        if ruled_out is None:
            decided.append(verdict.disease)
        else:
            notes.append(f"{verdict.disease.path} is decided, and {ruled_out.path} excludes it: no diagnosis")
    candidates = decided
    if not any(verdict.decided for verdict in verdicts):
        candidates = []
        for disease, over in standing:
            contested = next((one for one in open_ if _same(one.disease, disease)), None)
            if disease.label and is_unsettled(disease.label):
                notes.append(f"{disease.path} is suspected, denied or past by its label: no diagnosis")
            elif over:
                notes.append(f"{disease.path} is over by its resolution: no diagnosis")
            elif contested is not None:
                notes.append(f"{disease.path} is what {contested.disease.path} left {contested.words}: no diagnosis")
            else:
                candidates.append(disease)
        if asked and candidates and candidates[0].id:
            notes.append(f"{candidates[0].path} is read as the diagnosis, which no interpretation decides")
    return _first(candidates, notes)


def _first(candidates: Sequence[_Disease], notes: list[str]) -> tuple[str | None, str | None, list[str]]:
    named = [one for one in candidates if one.id is not None]
    if len({one.id for one in named}) > 1:
        notes.append(f"{len({one.id for one in named})} diagnoses are stated: the first is read")
    if not named:
        notes += [f"{one.path}: {one.note}" for one in candidates[:1]]
        return None, None, notes
    chosen = named[0]
    if chosen.note:
        notes.append(f"{chosen.path}: {chosen.note}")
    label = chosen.label or next((one.label for one in named if one.id == chosen.id and one.label), None)
    return chosen.id, label, notes


def _verdicts(packet: Json, notes: list[str]) -> Iterator[_DiagnosisVerdict]:
    """What each interpretation says of its disease; one that names none leaves a note."""
    declared = declared_vocabularies(packet)
    for path, one in objects(packet, "interpretations"):
        value = one.get("progressStatus")
        progress = "UNKNOWN_PROGRESS" if value is None else member(value, _PROGRESS_NAMES, _PROGRESS)
        stated = one.get("diagnosis")
        diagnoses = [each for each in (stated if isinstance(stated, list) else [stated]) if isinstance(each, dict)]
        if not any(each.get("disease") for each in diagnoses):
            notes.append(f"{path} is {progress or _NO_STATUS} and names no disease")
        for diagnosis in diagnoses:
            if not diagnosis.get("disease"):
                continue
            disease = _disease(diagnosis["disease"], f"{path}.diagnosis.disease", declared)
            yield _DiagnosisVerdict(disease, *_judged(progress, set(_variants(diagnosis))))


def _judged(progress: str | None, variants: set[str]) -> tuple[bool, str]:
    if progress not in ("SOLVED", "COMPLETED"):
        return False, progress or _NO_STATUS
    if variants == {"REJECTED"}:
        return False, f"{progress} and all its variants REJECTED"
    if progress == "COMPLETED" and variants and variants <= {"REJECTED", "CANDIDATE"}:
        return False, f"{progress} with a CANDIDATE only"
    return True, progress


def _variants(diagnosis: Json) -> Iterator[str]:
    for _, one in listed(diagnosis, "genomicInterpretations"):
        status = one.get("interpretationStatus", one.get("status"))
        yield member(status, _STATUS_NAMES, _STATUS) or "UNKNOWN_STATUS"


def _diseases(packet: Json) -> tuple[list[_Disease], list[tuple[_Disease, bool]]]:
    """The excluded diseases, and the others with whether they are over."""
    declared = declared_vocabularies(packet)
    excluded, standing = [], []
    for path, one in objects(packet, "diseases"):
        disease = _disease(one.get("term", one), f"{path}.term", declared)
        if flag(one, "excluded", path) or is_denied(one):
            excluded.append(disease)
        else:
            standing.append((disease, bool(one.get("resolution"))))
    return excluded, standing


def _disease(term: Any, path: str, declared: Sequence[str]) -> _Disease:
    if isinstance(term, dict) and isinstance(term.get("term"), dict):  # version 1 has a whole Disease here
        term = term["term"]
    written, label = (term.get("id"), term.get("label")) if isinstance(term, dict) else (term, None)
    label = label.strip()[:_LONGEST_LABEL] or None if isinstance(label, str) else None
    if not isinstance(written, str):
        return _Disease(path, None, label, "no id: read as unknown")
    return _Disease(path, *_completed(written.strip(), label, declared))


def _completed(written: str, label: str | None, declared: Sequence[str]) -> tuple[str | None, str | None, str | None]:
    """The id, label and note of a written id; one without a prefix takes the only declared one that gives a disease."""
    if _BARE.fullmatch(written):
        meant = {disease for name in declared if (disease := id_meaning(f"{name}:{written}").disease)}
        if len(meant) == 1:
            return meant.pop(), label, None
    id_, note = recorded_disease(written)
    return id_, label, note


def _same(one: _Disease, other: _Disease) -> bool:
    """Whether two places speak of one disease, by equivalent ids or by the same label."""
    if one.id and other.id:
        entries = _entries()
        if one.id == other.id or entries.find(one.id) == entries.find(other.id):
            return True
    return bool(one.label and other.label and one.label.casefold() == other.label.casefold())


@cache
def _entries() -> Entries:
    entries = Entries()
    for pair in equivalents():
        entries.join(pair.left, pair.right)
    return entries
