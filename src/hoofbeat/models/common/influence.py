"""Which curated rows move rankings the most: for a physician to judge first.

    influence(row) = |LLR(f, h)| · share(f | h)

with the evidence of ``models.common.evidence``, all provenances together: how far the finding moves the disease,
weighed by how many of the disease's patients come with it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hoofbeat.knowledge.common import common_entries, statements
from hoofbeat.knowledge.common.profiles import CuratedRow, curated_rows
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.models.common.evidence import build_evidence


class InfluentialRow(NamedTuple):
    """A curated row, what its finding says of its disease (nats), and its influence (nats)."""

    row: CuratedRow
    nats: float
    influence: float


def most_influential(ontology: Ontology, most: int = 200) -> list[InfluentialRow]:
    """The rows of the greatest influence, that first; equal ones by disease and finding.

    Args:
        ontology: the findings; a row whose finding it does not know has no influence.
        most: how many rows.
    """
    columns = {entry.id: column for column, entry in enumerate(common_entries())}
    evidence = build_evidence(ontology, statements(), columns)
    told = []
    for row, place in _placed(curated_rows(), ontology):
        if row.disease in columns:
            nats = float(evidence.observed[evidence.observed_row[place], columns[row.disease]])
            told.append(InfluentialRow(row, nats, float(np.abs(nats)) * row.share))
    return sorted(told, key=lambda judged: (-judged.influence, judged.row))[:most]


def _placed(rows: Sequence[CuratedRow], ontology: Ontology) -> list[tuple[CuratedRow, int]]:
    """Rows with the position of their finding."""
    found = ((row, ontology.resolve(row.finding)) for row in rows)
    return [(row, ontology.index[finding]) for row, finding in found if finding is not None]
