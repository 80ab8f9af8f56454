"""Profiles derived from publications by reviewed tables of the names these use.

``data/common/records`` holds what records of hospitals show (``scripts/build_records.py``), ``data/common/literature``
what PubMed mentions together (``scripts/build_literature.py``).
"""

from functools import cache
from typing import NamedTuple

from hoofbeat.knowledge.tables import read_table

#: Rotmensch et al. 2017: weights of a noisy-or, of notes of 273,174 emergency visits.
ROTMENSCH = "doi:10.1038/s41598-017-05778-z"
#: Wang et al. 2008: symptoms of a disease in order of strength, from discharge summaries.
WANG = "AMIA Annu Symp Proc 2008:783-787"
#: Zhou et al. 2014: symptoms that PubMed mentions with a disease beyond chance.
ZHOU = "doi:10.1038/ncomms5212"


class DiseaseName(NamedTuple):
    """A disease as a source writes it; one row for each entry it stands for, or one without an id and a note why."""

    source: str
    name: str
    id: str
    label: str
    note: str


class SymptomName(NamedTuple):
    """A symptom as a source writes it.

    Attributes:
        source: ``rotmensch``, ``wang`` or ``zhou``.
        name: as written.
        id: HPO term or history item, "" where none fits or the name is no finding.
        label: what the id says.
        fit: ``same`` as the id says, or ``narrower``.
        note: why there is no id, or why this one.
    """

    source: str
    name: str
    id: str
    label: str
    fit: str
    note: str


class RecordRow(NamedTuple):
    """A finding of a disease.

    Attributes:
        disease: ``HBD:…``.
        finding: HPO term or history item.
        frequency: share of the disease's patients; an estimate where the source gives none.
        source: who states it.
        stated: a ``number``, an ``order``, or a ``pair`` alone.
        written: disease and symptom in the source's words, with the weight or the place if any.
    """

    disease: str
    finding: str
    frequency: float
    source: str
    stated: str
    written: str


@cache
def disease_names(kind: str = "records") -> tuple[DiseaseName, ...]:
    """The reviewed diseases of ``records`` or ``literature``."""
    return tuple(DiseaseName(*cells) for cells in read_table(f"common/{kind}/diseases", DiseaseName._fields))


@cache
def symptom_names(kind: str = "records") -> tuple[SymptomName, ...]:
    """The reviewed symptoms of ``records`` or ``literature``."""
    return tuple(SymptomName(*cells) for cells in read_table(f"common/{kind}/symptoms", SymptomName._fields))


@cache
def record_rows(kind: str = "records") -> tuple[RecordRow, ...]:
    """The derived profiles: one row for each disease and finding."""
    rows = read_table(f"common/{kind}/profiles", RecordRow._fields)
    return tuple(RecordRow(d, f, float(share), *rest) for d, f, share, *rest in rows)
