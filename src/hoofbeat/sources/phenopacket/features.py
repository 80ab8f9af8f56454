"""The findings of a phenopacket: ``phenotypicFeatures``, observed and excluded."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from hoofbeat.domain.case import Finding
from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.assemble import FINDING_ID
from hoofbeat.sources.phenopacket.denials import is_denied, label_denies, says_absent
from hoofbeat.sources.phenopacket.names import Json
from hoofbeat.sources.phenopacket.structure import flag, listed, objects, section
from hoofbeat.sources.phenopacket.times import day_of, read_time
from hoofbeat.terminology.spellings import id_meaning, parted

_BARE = re.compile(r"\d{7}", re.ASCII)
#: How many features a note names by their place before it only counts the rest.
_NAMED = 5


def findings_of(packet: Json, *, needed: bool = True) -> tuple[list[Finding], list[str]]:
    """Read ``phenotypicFeatures``.

    An onset counts if it is an age, or a date beside ``subject.dateOfBirth``; a class of onsets (``HP:0003577``) is no
    age and is left out. Severity, modifiers and evidence are no findings.

    Args:
        packet: packet of version 2.
        needed: whether a packet without a usable finding is refused.

    Returns:
        The findings as stated, and notes on what was set aside or read in another way than it is written.

    Raises:
        RecordError: the list, a feature or its id is malformed, or none is usable and one is needed.
    """
    birth = day_of(section(packet, "subject").get("dateOfBirth"))
    declared = declared_vocabularies(packet)
    findings: list[Finding] = []
    notes: list[str] = []
    aside: list[str] = []
    onsets: list[str] = []
    resolved: list[str] = []
    denied: list[str] = []
    for path, feature in objects(packet, "phenotypicFeatures"):
        written = _id_of(feature, path)
        excluded = bool(flag(feature, "excluded", path))
        if not excluded and any(map(says_absent, _modifiers(feature))):
            excluded = True
            notes.append(f"{path}.modifiers: one of them says absent: read as excluded")
        if not excluded and is_denied(feature):
            excluded = True
            notes.append(f"{path}: a field that the schema has not says absent: read as excluded")
        if not excluded and label_denies(feature):
            denied.append(f"{path}.type.label")
            continue
        ids = _finding_ids(written, excluded=excluded, declared=declared)
        if not ids:
            aside.append(f"{path}.type.id")
            continue
        if (parted(written) or ("HP",))[0] != "HP":
            notes.append(f"{path}.type.id is no HPO id: read as {', '.join(ids)}")
        onset_years = _onset(feature, path, birth, onsets)
        if feature.get("resolution") and not excluded:
            resolved.append(path)
        findings += [Finding(id=id_, excluded=excluded, onset_years=onset_years) for id_ in ids]
    notes += _listing(aside, "is not an HPO id: set aside", "are not HPO ids: set aside")
    notes += _listing(denied, "denies what the id names: set aside", "deny what the ids name: set aside")
    notes += _listing(onsets, "gives no age: left out", "give no age: left out")
    notes += _listing(resolved, "is over by its resolution: read as observed", "are over: read as observed")
    if findings or not needed:
        return findings, notes
    if denied and not aside:
        raise RecordError(f"no usable finding: {denied[0]} denies what the id names", hint="state excluded: true")
    if not aside:
        raise RecordError("no finding is stated: phenotypicFeatures is missing or empty", hint="state at least one")
    raise RecordError(
        f"no usable finding: {aside[0]} is not an HPO id", hint="give the features HPO ids such as HP:0001250"
    )


def declared_vocabularies(packet: Json) -> tuple[str, ...]:
    """The prefixes that ``metaData.resources`` declares: what an id without one may be of."""
    about = packet.get("metaData")
    resources = listed(about, "resources") if isinstance(about, dict) else ()
    prefixes = (one.get("namespacePrefix") or one.get("id") for _, one in resources)
    return tuple(dict.fromkeys(prefix for prefix in prefixes if isinstance(prefix, str)))


def _id_of(feature: Json, path: str) -> str:
    kind = feature.get("type", feature)
    id_ = kind.get("id") if isinstance(kind, dict) else kind
    if not isinstance(id_, str) or not id_.strip():
        raise RecordError(f"{path}.type.id: missing", hint="give the feature an HPO id")
    return id_.strip()


def _finding_ids(written: str, *, excluded: bool, declared: Sequence[str]) -> tuple[str, ...]:
    """The findings that an id means, in whatever spelling or vocabulary of findings; none if it means none."""
    if FINDING_ID.match(written):
        return (written,)
    if _BARE.fullmatch(written) and any((parted(f"{name}:{written}") or " ")[0] == "HP" for name in declared):
        return (f"HP:{written}",)
    known = id_meaning(written)
    if known.disease is not None:
        return ()
    # That there is no A-with-B says neither that there is no A nor that there is no B; and a code of ICD-10 may mean
    # here what a coarser one means, which its absence does not rule out.
    broad = len(known.findings) > 1 or (parted(written) or " ")[0] == "ICD10"
    return () if excluded and broad else known.findings


def _modifiers(feature: Json) -> list[Json]:
    """The modifiers; some programs write the bare id."""
    values = feature.get("modifiers")
    found = [{"id": one} if isinstance(one, str) else one for one in (values if isinstance(values, list) else ())]
    return [one for one in found if isinstance(one, dict)]


def _onset(feature: Json, path: str, birth: date | None, unread: list[str]) -> float | None:
    onset: Any = feature.get("onset")
    if not onset:
        return None
    time = read_time(onset, birth)
    if time.years is None and time.form != "ontologyClass":
        unread.append(f"{path}.onset")
    return time.years


def _listing(paths: list[str], one: str, several: str) -> list[str]:
    if not paths:
        return []
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return [f"{', '.join(paths[:_NAMED])}{more} {one if len(paths) == 1 else several}"]
