"""Names and codes of what is exported, as the bundle that answers knows them."""

import re
from collections.abc import Iterable
from typing import Any

from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.domain.case import Measurement
from hoofbeat.domain.disease import Disease
from hoofbeat.serving.engine import Diagnoser
from hoofbeat.standards.analytes import analyte
from hoofbeat.standards.units import convert_or_none

_PREFIX = r"(?:Y|Z|E|P|T|G|M|k|h|da|d|c|m|u|n|p|f)?"
_ATOM = (
    rf"(?:{_PREFIX}(?:g|L|l|mol|m|s|Pa|U|kat|eq|osm|Cel|bar|\[iU\]|\[IU\]|m\[Hg\]|m\[H2O\]|cal|J|K)"
    r"|min|h|d|wk|mo|a|%|1|10\*-?\d{1,2}|\[(?:degF|pH|lb_av|oz_av|in_i|ft_i|ppm|pptr|ppb|HPF)\])"
)
_PART = rf"{_ATOM}-?\d?(?:\{{[^{{}}]{{1,20}}\}})?|\{{[^{{}}]{{1,20}}\}}"
_UCUM = re.compile(rf"/?(?:{_PART})(?:[./](?:{_PART}))*", re.ASCII)


class ExportNames:
    """Names of findings, diseases and measurements, in English as their vocabularies have them.

    Args:
        bundle: the bundle that answers.
        diseases: ids that will be asked for; the catalogue is gone through once.
    """

    def __init__(self, bundle: Diagnoser, diseases: Iterable[str]) -> None:
        self._lexicon = bundle.lexicon
        self._diseases = _entries(bundle, set(diseases))

    def finding(self, finding_id: str) -> str:
        """The name of a finding; an unknown id is its own name."""
        entry = self._lexicon.get(finding_id)
        return finding_id if entry is None else entry.name

    def disease(self, any_id: str) -> str:
        """The name of a disease; an unknown id is its own name."""
        entry = self._diseases.get(any_id)
        return any_id if entry is None else entry.name

    def same(self, one: str, other: str) -> bool:
        """Whether two ids are of one disease."""
        return not set(self.ids(one)).isdisjoint(self.ids(other))

    def icd10(self, any_id: str) -> tuple[str, ...]:
        """The code of ICD-10, where there is one alone: of several none says the same as the disease."""
        entry = self._diseases.get(any_id)
        return entry.icd10 if entry is not None and len(entry.icd10) == 1 else ()

    def ids(self, any_id: str) -> tuple[str, ...]:
        """All ids of a disease, the one asked for first."""
        entry = self._diseases.get(any_id)
        others = () if entry is None else (entry.id, *entry.equivalent_ids)
        return tuple(dict.fromkeys((any_id, *others)))


def measured(measurement: Measurement) -> tuple[str, float, str, bool]:
    """Name, value and unit of a measurement, and whether the unit is UCUM.

    What a physician typed stays as it is; a spelling that UCUM has not is converted to the analyte's own unit.
    """
    known = analyte(measurement.code)
    name = measurement.code if known is None else known.name
    if _UCUM.fullmatch(measurement.unit):
        return name, measurement.value, measurement.unit, True
    value = None if known is None else convert_or_none(measurement.value, measurement.unit, known.unit, known.code)
    if known is None or value is None:
        return name, measurement.value, measurement.unit, False
    return name, float(f"{value:.10g}"), known.unit, True


def release_of(bundle: Diagnoser, publisher: str) -> str:
    """The date of the release that the bundle's knowledge was built from; ``unknown`` if it does not say."""
    stated: Any = getattr(bundle.manifest, "knowledge_version", "")
    match = re.search(rf"{publisher}-(\d{{4}}-\d\d-\d\d)", str(stated))
    return match[1] if match else "unknown"


def _entries(bundle: Diagnoser, wanted: set[str]) -> dict[str, Disease]:
    """The entries of these ids, their own or equivalent ones; of a loaded bundle only they are made."""
    listed = bundle.diseases
    if not wanted:
        return {}
    rows: Iterable[tuple[str, Iterable[str]]]
    if isinstance(listed, LateRows):
        rows = zip(listed.column("id"), listed.column("equivalent_ids", ()), strict=True)
    else:
        rows = ((disease.id, disease.equivalent_ids) for disease in listed)
    found: dict[str, Disease] = {}
    for place, (own, others) in enumerate(rows):
        for any_id in wanted.intersection((own, *others)):
            found[any_id] = listed[place]
    return found
