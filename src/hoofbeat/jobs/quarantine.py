"""``hoofbeat quarantine list`` and ``show``: what could not become a case, and why."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.domain.errors import InputError
from hoofbeat.lake.lake import Lake
from hoofbeat.lake.vault import Vault
from hoofbeat.workspace import Workspace

#: Hex digits of the content hash that name a record: two of a million share theirs with one chance in 500.
ID_DIGITS = 12

_LISTED = ["content_hash", "source", "ordinal", "stage", "reason", "batch", "ingested_at"]


class Refused(BaseModel):
    """One record of quarantine, without its text.

    Attributes:
        id: the first digits of its content hash.
        source: whose record it is.
        record: number of the record in its source, from 1.
        stage: stage that refused it.
        reason: why, and how to mend it.
        since: time at which it was taken in.
        batch: the run that brought it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    source: str
    record: int
    stage: str
    reason: str
    since: datetime
    batch: str


class Opened(BaseModel):
    """A record of quarantine that was unsealed.

    Attributes:
        refused: facts that are known without the key.
        location: place in its source; secret, for a file may be named after its patient.
        payload: text of the record word for word, ``None`` unless asked for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    refused: Refused
    location: str
    payload: str | None


class ListQuarantineJob(BaseModel):
    """List what waits in quarantine, by source and position.

    Attributes:
        output: run directory.
        lake: address of the lake, if it is not in there.
        source: name of the one source that is listed; all if ``None``.
        reason: text that a listed reason must contain, in any case of its letters; all if ``None``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    lake: str | None = None
    source: str | None = None
    reason: str | None = None

    def run(self) -> tuple[Refused, ...]:
        """The records, by source and position; none where nothing waits.

        Raises:
            LakeError: the lake cannot be read.
        """
        wanted = (self.reason or "").casefold()
        where = None if self.source is None else pc.field("source") == self.source
        lake = Workspace(self.output, self.lake).open_lake()
        refused = [
            _refused(row) for batch in lake.quarantine.batches(_LISTED, where=where) for row in batch.to_pylist()
        ]
        chosen = [record for record in refused if wanted in record.reason.casefold()]
        return tuple(sorted(chosen, key=lambda record: (record.source, record.since, record.record, record.id)))


class ShowQuarantinedJob(BaseModel):
    """Unseal one record of quarantine; needs the lake's key.

    Attributes:
        output: run directory.
        lake: address of the lake, if it is not in there.
        id: first digits of the record's content hash, as listed.
        payload: whether to give its text, too: it speaks of a patient.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    lake: str | None = None
    id: str = Field(min_length=1)
    payload: bool = False

    def run(self) -> Opened:
        """The record.

        Raises:
            InputError: no record, or more than one, has an id that begins so.
            LakeError: the lake cannot be read, or was sealed with another key.
        """
        lake = Workspace(self.output, self.lake).open_lake()
        (row,) = find(lake, [self.id])
        location, payload = Vault(lake.key(self.output)).open(row["sealed"])
        return Opened(refused=_refused(row), location=location, payload=payload if self.payload else None)


def find(lake: Lake, ids: list[str]) -> list[dict[str, Any]]:
    """Find the quarantined record that each id means, once each.

    Raises:
        InputError: no record, or more than one, has an id that begins so.
    """
    rows: dict[str, dict[str, Any]] = {}
    for id_ in ids:
        matching = _matching(lake, id_.strip().lower())
        if len(matching) != 1:
            found = "no record" if not matching else f"{len(matching)} records"
            raise InputError(
                f"{found} in quarantine with an id that begins with {id_}",
                hint="see the ids with `hoofbeat quarantine list`" if not matching else "give more digits",
            )
        rows[matching[0]["content_hash"]] = matching[0]
    return list(rows.values())


def _matching(lake: Lake, start: str) -> list[dict[str, Any]]:
    if not start or not set(start) <= set("0123456789abcdef"):
        return []
    where = pc.starts_with(pc.field("content_hash"), start)
    return [row for batch in lake.quarantine.batches(where=where) for row in batch.to_pylist()]


def _refused(row: dict[str, Any]) -> Refused:
    return Refused(
        id=row["content_hash"][:ID_DIGITS],
        source=row["source"],
        record=row["ordinal"] + 1,
        stage=row["stage"],
        reason=row["reason"],
        since=row["ingested_at"],
        batch=row["batch"],
    )
