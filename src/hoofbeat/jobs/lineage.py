"""``hoofbeat lake lineage``: from a case of gold back to the record and the file it came from."""

from dataclasses import dataclass
from datetime import datetime

from hoofbeat.domain.errors import LakeError
from hoofbeat.jobs.lake import LakeJob
from hoofbeat.lake.asof import parse_as_of
from hoofbeat.lake.vault import Vault


@dataclass(frozen=True, slots=True)
class Ancestor:
    """One record of bronze that a case came from.

    Attributes:
        revision: revision of the case that the record makes.
        in_gold: whether gold shows this one.
        source: source that gave it.
        position: position in that source, counted from 1.
        content_hash: ties silver and gold to bronze.
        batch: the run that brought it.
        ingested_at: time of that ingest.
        location: file and position, if it was asked for. It may name the patient.
        payload: the record's text, if it was asked for. It may name the patient.
    """

    revision: int
    in_gold: bool
    source: str
    position: int
    content_hash: str
    batch: str
    ingested_at: datetime
    location: str | None = None
    payload: str | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a case came from.

    Attributes:
        case_id: pseudonym of the case.
        gold_version: version of gold that was looked at.
        disease_id: id of its diagnosis in the catalogue.
        diagnosis: diagnosis as the record named it.
        records: the newest revision first.
    """

    case_id: str
    gold_version: int
    disease_id: str | None
    diagnosis: str | None
    records: tuple[Ancestor, ...]


class LineageJob(LakeJob):
    """Follow a case of gold back to bronze.

    Attributes:
        case_id: pseudonym, as gold names the case.
        as_of: version of gold or moment; now if not given.
        location: unseal where each record stood; needs the lake's key.
        payload: unseal what each record says; needs the lake's key.
    """

    case_id: str
    as_of: str | None = None
    location: bool = False
    payload: bool = False

    def run(self) -> Lineage:
        """Look the case up in gold, silver and bronze.

        Raises:
            LakeError: gold has no such case, the lake is not whole, or the key is not the lake's.
        """
        lake = self.open()
        version = lake.gold.content_version(parse_as_of(self.as_of) if self.as_of else None)
        shown = lake.gold.find("case_id", self.case_id, version) if version is not None else []
        if version is None or not shown:
            raise LakeError(
                f"gold has no case {self.case_id}", hint="`hoofbeat lake show gold` shows how cases are named"
            )
        vault = Vault(lake.key(self.output)) if self.location or self.payload else None
        records = []
        for row in sorted(lake.silver.find("case_id", self.case_id), key=lambda row: -row["revision"]) or shown:
            bronze = lake.bronze.find("content_hash", row["content_hash"])
            if not bronze:
                raise LakeError(
                    f"bronze lacks record {row['ordinal'] + 1} of {row['source']}", hint="restore bronze from a copy"
                )
            location, payload = vault.open(bronze[0]["sealed"]) if vault else (None, None)
            records.append(
                Ancestor(
                    revision=row["revision"],
                    in_gold=row["content_hash"] in {one["content_hash"] for one in shown},
                    source=bronze[0]["source"],
                    position=bronze[0]["ordinal"] + 1,
                    content_hash=row["content_hash"],
                    batch=bronze[0]["batch"],
                    ingested_at=bronze[0]["ingested_at"],
                    location=location if self.location else None,
                    payload=payload if self.payload else None,
                )
            )
        return Lineage(self.case_id, version, shown[0]["disease_id"], shown[0]["diagnosis"], tuple(records))
