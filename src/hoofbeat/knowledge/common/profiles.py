"""What a common disease shows and how often, by provenance: each kind of source with a vocabulary of its own."""

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.annotations import HPO_CLASSES
from hoofbeat.knowledge.common.records import record_rows
from hoofbeat.knowledge.common.rows import rows_of


class StatementSource(StrEnum):
    """Where a statement comes from; each is trusted apart (``models.common.evidence``)."""

    CURATED = "curated"
    RECORDS = "records"
    LITERATURE = "literature"
    SIMULATOR = "simulator"


class CuratedRow(NamedTuple):
    """A finding of a disease, its frequency (``23/40``, ``57%`` or an HPO class), and the source that states it."""

    disease: str
    name: str
    finding: str
    label: str
    frequency: str
    source: str
    stated: str

    @property
    def share(self) -> float:
        """The share of patients that the frequency means.

        Raises:
            KnowledgeError: it means none.
        """
        try:
            return share_of(self.frequency)
        except ValueError as error:
            raise KnowledgeError(
                f"curated row {self.disease} {self.finding}: {self.frequency!r} is no frequency",
                hint="write 23/40, 57% or a class of HPO (docs/common-diseases.md)",
            ) from error


class Statement(NamedTuple):
    """A disease (``HBD:…``) shows a finding in this share of its patients; ``source`` says who states it."""

    disease: str
    finding: str
    frequency: float
    source: str


#: A small series says less than its share: half a patient more is taken to have what one in six has.
_PRIOR_PATIENTS, _PRIOR_SHARE = 0.5, 0.17


@cache
def curated_rows() -> tuple[CuratedRow, ...]:
    """The curated rows, chapter by chapter."""
    return tuple(CuratedRow(*cells) for cells in rows_of("curated", CuratedRow._fields))


@cache
def statements() -> dict[StatementSource, tuple[Statement, ...]]:
    """Every statement on common diseases, by provenance."""
    return {
        StatementSource.CURATED: tuple(
            Statement(row.disease, row.finding, row.share, row.source) for row in curated_rows()
        ),
        StatementSource.SIMULATOR: tuple(
            Statement(row.disease_id, row.finding_id, row.frequency, row.reference) for row in tables.common_profiles()
        ),
        **{
            kind: tuple(
                Statement(row.disease, row.finding, row.frequency, row.source) for row in record_rows(kind.value)
            )
            for kind in (StatementSource.RECORDS, StatementSource.LITERATURE)
        },
    }


def share_of(frequency: str) -> float:
    """The share of patients that a frequency means.

    Raises:
        ValueError: it is none of the forms of :class:`CuratedRow`.

    Example:
        >>> share_of("57%"), share_of("Frequent"), round(share_of("23/40"), 3)
        (0.57, 0.545, 0.57)
    """
    if frequency in HPO_CLASSES:
        return HPO_CLASSES[frequency]
    if frequency.endswith("%"):
        return float(frequency[:-1]) / 100
    observed, _, examined = frequency.partition("/")
    return (float(observed) + _PRIOR_PATIENTS * _PRIOR_SHARE) / (float(examined) + _PRIOR_PATIENTS)
