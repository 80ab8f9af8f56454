"""What the records of hospitals show of the common diseases (``data/common/records``; ``scripts/build_records.py``)."""

from functools import cache
from typing import NamedTuple

from hoofbeat.knowledge.tables import read_table

#: Rotmensch et al. 2017: weights of a noisy-or, of notes of 273,174 emergency visits.
ROTMENSCH = "doi:10.1038/s41598-017-05778-z"
#: Wang et al. 2008: symptoms of a disease in order of strength, from discharge summaries.
WANG = "AMIA Annu Symp Proc 2008:783-787"


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
        source: ``rotmensch`` or ``wang``.
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
        frequency: share of the disease's patients; of Wang's an estimate from its place.
        source: who states it.
        stated: a ``number``, or an ``order``.
        written: disease and symptom in the source's words, with the weight or the place.
    """

    disease: str
    finding: str
    frequency: float
    source: str
    stated: str
    written: str


@cache
def disease_names() -> tuple[DiseaseName, ...]:
    """The diseases of both sources, as reviewed."""
    return tuple(DiseaseName(*cells) for cells in read_table("common/records/diseases", DiseaseName._fields))


@cache
def symptom_names() -> tuple[SymptomName, ...]:
    """The symptoms of both sources, as reviewed."""
    return tuple(SymptomName(*cells) for cells in read_table("common/records/symptoms", SymptomName._fields))


@cache
def record_rows() -> tuple[RecordRow, ...]:
    """The derived profiles: one row for each disease and finding."""
    rows = read_table("common/records/profiles", RecordRow._fields)
    return tuple(RecordRow(d, f, float(share), *rest) for d, f, share, *rest in rows)
