"""``hoofbeat cases``: what operators do with the database of cases."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.cases.check import CaseCheck, check
from hoofbeat.cases.database import Database
from hoofbeat.cases.log import WrittenLog, write_log
from hoofbeat.cases.records import ListedCase, Status
from hoofbeat.cases.schema import upgrade
from hoofbeat.cases.store import CaseStore

#: Who acts in the audit trail.
_WHO = "cli"


class _CasesJob(BaseModel):
    """A look at one database of cases.

    Attributes:
        cases: address of the database; SQLite in the user's folder for data if not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cases: str | None = None


class ListCasesJob(_CasesJob):
    """List cases, the last registered first.

    Attributes:
        limit: number of cases.
        before: number of the case that the list goes on before.
        status: status of the cases wanted; any if not given.
    """

    limit: int = Field(default=50, ge=1, le=10_000)
    before: int | None = Field(default=None, ge=1, lt=2**31)
    status: Status | None = None

    def run(self) -> tuple[ListedCase, ...]:
        """The cases.

        Raises:
            CaseStoreError: there is no such database, or it does not answer.
        """
        store = CaseStore.existing(self.cases)
        try:
            return store.listed(who=_WHO, limit=self.limit, before=self.before, status=self.status)
        finally:
            store.close()


class ExportLogJob(_CasesJob):
    """Append to the event log what it lacks.

    Attributes:
        folder: folder of the log: what ``hoofbeat ingest`` reads as format ``casestore``.
    """

    folder: Path

    def run(self) -> WrittenLog:
        """What was added.

        Raises:
            CaseStoreError: there is no such database, it does not answer, or the log is not its own.
        """
        store = CaseStore.existing(self.cases)
        try:
            return write_log(store, self.folder, who=_WHO)
        finally:
            store.close()


class EraseCaseJob(_CasesJob):
    """Delete all that was ever said of one case.

    Attributes:
        case_id: id of the case.
    """

    case_id: str

    def run(self) -> None:
        """Erase it.

        Raises:
            CaseUnknownError: there is no such case.
            CaseStoreError: there is no such database, or it does not answer.
        """
        store = CaseStore.existing(self.cases)
        try:
            store.erase(self.case_id, who=_WHO)
        finally:
            store.close()


class MigrateCasesJob(_CasesJob):
    """Make the tables, or bring them up to date."""

    def run(self) -> tuple[str, str | None, str]:
        """The database's place, and its schema before (``None``: there was none) and after.

        Raises:
            CaseStoreError: it does not answer, or is newer than this version.
        """
        database = Database.at(self.cases)
        try:
            return database.place, *upgrade(database)
        finally:
            database.close()


class CheckCasesJob(_CasesJob):
    """Read every event, and hold it against its contract and the list."""

    def run(self) -> CaseCheck:
        """What a sound database holds.

        Raises:
            CaseStoreError: there is no such database, it does not answer, or is damaged.
        """
        database = Database.at(self.cases, existing=True)
        try:
            return check(database)
        finally:
            database.close()
