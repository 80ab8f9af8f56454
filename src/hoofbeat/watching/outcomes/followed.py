"""Cases as they were registered, and what was confirmed of them later: what an outcome is judged by.

Everything is read as it stood at a moment: what was recorded later is not known yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import RecordError
from hoofbeat.domain.events import CaseEvent, CaseWithdrawn, ConfirmedDiagnosis, read_event
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.rows import case_of
from hoofbeat.sources.assemble import Resolve
from hoofbeat.sources.base import Record
from hoofbeat.sources.casestore import CaseStoreSource

#: Events that are asked of a database at once.
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Followed:
    """One case and what became of it.

    Attributes:
        case: the case as it was registered, without its diagnosis.
        registered: time of its registration.
        confirmed: time at which the diagnosis that now holds was first recorded; ``None`` while there is none.
        disease: that diagnosis, as recorded.
        basis: what confirmed it, where the record says so.
        source: source of the case.
        reviewer: who confirmed it, as the record names them; empty where it does not.
    """

    case: Case
    registered: datetime
    confirmed: datetime | None = None
    disease: str | None = None
    basis: str = ""
    source: str = "app"
    reviewer: str = ""


class EventSource(CaseStoreSource):
    """Events that were read already, as a source.

    Args:
        texts: events as JSON.
        name: name of the source in the lake.
        resolve: takes a finding id to the current one, or to ``None`` where unknown; without it ids stay as they are.
    """

    def __init__(self, texts: Sequence[str], *, name: str, resolve: Resolve | None = None) -> None:
        super().__init__(Path(), name=name, resolve=resolve)
        self._texts = texts

    def records(self) -> Iterator[Record]:
        """Yield one record for each event."""
        for number, text in enumerate(self._texts, start=1):
            yield Record(self.name, f"event:{number}", text)


def event_texts(place: str) -> Iterator[str]:
    """Events of a case store, one JSON text each: of its log (a file or folder), else of the database at an address.

    Raises:
        SourceError: the log cannot be read.
        CaseStoreError: there is no such database, or it does not answer.
    """
    if Path(place).exists():
        yield from (record.payload for record in CaseStoreSource(Path(place)).records())
        return
    from hoofbeat.cases.store import CaseStore  # needs the extra of cases

    store, number = CaseStore.existing(place), 0
    try:
        while events := store.events_since(number, _AT_ONCE):
            yield from (event.text for event in events)
            number = events[-1].number
    finally:
        store.close()


def followed_events(
    texts: Iterable[str], resolve: Resolve | None = None, until: datetime | None = None
) -> list[Followed]:
    """Cases of a case store, by registration; what is withdrawn, damaged or says nothing readable is left out.

    Args:
        texts: events as JSON, in any order.
        resolve: takes a finding id to the current one, or to ``None`` where unknown.
        until: moment from which on nothing is known; all is known if not given.
    """
    by_case: dict[str, dict[int, tuple[CaseEvent, str]]] = defaultdict(dict)
    for text in texts:
        try:
            event = read_event(text)
        except ValidationError:  # ingest sets it aside, and says why
            continue
        if until is None or event.recorded_at <= until:
            by_case[event.case_id].setdefault(event.revision, (event, text))
    reader = CaseStoreSource(Path(), resolve=resolve)
    found = (_followed([events[revision] for revision in sorted(events)], reader) for events in by_case.values())
    return sorted((one for one in found if one), key=lambda one: (one.registered, one.case.case_id))


def _followed(events: list[tuple[CaseEvent, str]], reader: CaseStoreSource) -> Followed | None:
    newest = events[-1][0]
    first, text = events[0]
    if isinstance(newest, CaseWithdrawn) or isinstance(first, CaseWithdrawn):
        return None
    try:
        case = reader.parse(Record(reader.name, "event", text))
    except RecordError:
        return None
    case = case.model_copy(update={"diagnosis": None, "diagnosis_name": None})
    now = _diagnosis(newest)
    if now is None:
        return Followed(case, first.recorded_at)
    since = next(event for event, _ in events if (its := _diagnosis(event)) and its.disease == now.disease)
    by = getattr(newest, "reviewer", None)
    return Followed(
        case, first.recorded_at, since.recorded_at, now.disease, now.basis, reviewer=f"{by.role}:{by.key}" if by else ""
    )


def _diagnosis(event: CaseEvent) -> ConfirmedDiagnosis | None:
    found: ConfirmedDiagnosis | None = getattr(event, "diagnosis", None)
    return found


def followed_gold(lake: Lake, until: datetime | None = None) -> list[Followed]:
    """Cases of silver with the times at which the lake took them in: first revision, and first with its diagnosis.

    A source that tells a case and its diagnosis at once has no delay; the time of its delivery stands for both.

    Raises:
        LakeError: the lake cannot be read.
    """
    taken = {
        row["content_hash"]: row["ingested_at"].astimezone(UTC)
        for batch in lake.bronze.batches(["content_hash", "ingested_at"])
        for row in batch.to_pylist()
    }
    by_case: dict[str, list[tuple[datetime, str, Case]]] = defaultdict(list)
    for batch in lake.silver.batches():
        for row in batch.to_pylist():
            at = taken[row["content_hash"]]
            if until is None or at <= until:
                by_case[row["case_id"]].append((at, row["source"], case_of(row)))
    found = []
    for revisions in by_case.values():
        revisions.sort(key=lambda one: one[2].revision)
        (registered, source, first), newest = revisions[0], revisions[-1][2]
        if newest.withdrawn or first.withdrawn:
            continue
        case = first.model_copy(update={"diagnosis": None, "diagnosis_name": None})
        since = next((at for at, _, one in revisions if newest.diagnosis and one.diagnosis == newest.diagnosis), None)
        found.append(Followed(case, registered, since, newest.diagnosis, source=source))
    return sorted(found, key=lambda one: (one.registered, one.case.case_id))
