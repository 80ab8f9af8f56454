"""What is wrong with, or weak in, the rows on common diseases: sources that say nothing, thin profiles."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from hoofbeat.knowledge.common.catalogue import CommonEntry, common_entries
from hoofbeat.knowledge.common.facts import FactRow, fact_rows
from hoofbeat.knowledge.common.profiles import CuratedRow, Statement, curated_rows, statements
from hoofbeat.knowledge.common.rows import lines_of

#: Forms of a source that a reader can follow: a publication, or an address.
_FOLLOWED = re.compile(r"(?:PMID:\d+|PMC\d+|doi:10\.\d+/\S+|https?://[^\s/.]+\.\S+)", re.IGNORECASE)

#: Hosts whose pages nobody answers for: replies of language models, notes and cards that students share, copies of what
#: others wrote, shops. What they state should be read elsewhere; until then a row of theirs is better than none.
WEAK_HOSTS = frozenset(lines_of("weak_hosts"))

#: A profile with fewer findings that speak for the disease, whoever states them, tells it from few others.
FEWEST_FINDINGS = 6


@dataclass(frozen=True)
class Sourced:
    """A row of ``curated`` or ``facts`` as a reader finds it again."""

    table: str
    disease: str
    name: str
    states: str
    source: str


@dataclass(frozen=True)
class ThinProfile:
    """A common disease, and how many findings speak for it."""

    disease: str
    name: str
    findings: int


@dataclass(frozen=True)
class RowFaults:
    """What a check found.

    Attributes:
        without_source: rows whose source is empty.
        not_followed: rows whose source is neither an address nor a PMID, PMC id or DOI.
        weak: rows whose source lies on one of ``WEAK_HOSTS``.
        thin: diseases with fewer than ``FEWEST_FINDINGS`` findings, the thinnest first.
    """

    without_source: tuple[Sourced, ...]
    not_followed: tuple[Sourced, ...]
    weak: tuple[Sourced, ...]
    thin: tuple[ThinProfile, ...]

    @property
    def fails(self) -> bool:
        """Whether a row enters that must not: one that no source states."""
        return bool(self.without_source or self.not_followed)


def check_rows(
    curated: Sequence[CuratedRow] | None = None,
    facts: Sequence[FactRow] | None = None,
) -> RowFaults:
    """Check the sources of rows, the shipped ones where none are given; and the shipped profiles."""
    curated = curated_rows() if curated is None else curated
    facts = fact_rows() if facts is None else facts
    rows = [
        *(Sourced("curated", row.disease, row.name, f"{row.finding} {row.label}", row.source) for row in curated),
        *(Sourced("facts", row.disease, row.name, f"{row.kind} {row.value}", row.source) for row in facts),
    ]
    stated = [row for row in rows if row.source]
    return RowFaults(
        without_source=tuple(row for row in rows if not row.source),
        not_followed=tuple(row for row in stated if not _FOLLOWED.fullmatch(row.source)),
        weak=tuple(row for row in stated if is_weak(row.source)),
        thin=thin_profiles(common_entries(), (row for rows in statements().values() for row in rows)),
    )


def is_weak(source: str) -> bool:
    """Whether a source is a page of ``WEAK_HOSTS`` or of a host below one of them.

    Example:
        >>> is_weak("https://de.scribd.com/document/1"), is_weak("https://www.nice.org.uk/guidance/ng1")
        (True, False)
    """
    host = urlsplit(source).hostname or ""
    return any(host == weak or host.endswith(f".{weak}") for weak in WEAK_HOSTS)


def thin_profiles(entries: Iterable[CommonEntry], stated: Iterable[Statement]) -> tuple[ThinProfile, ...]:
    """Entries of which fewer than ``FEWEST_FINDINGS`` findings are stated that any patient has, the thinnest first."""
    shown: dict[str, set[str]] = defaultdict(set)
    for row in stated:
        if row.frequency > 0:
            shown[row.disease].add(row.finding)
    found = [ThinProfile(entry.id, entry.name, len(shown[entry.id])) for entry in entries]
    return tuple(sorted((thin for thin in found if thin.findings < FEWEST_FINDINGS), key=lambda thin: thin.findings))
