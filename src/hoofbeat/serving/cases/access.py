"""Who may use the cases of this service, where they are kept, and how a refusal of the store is told."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from fastapi import HTTPException, Request

from hoofbeat.cases.records import CaseStatement, KeptCase, ListedCase, Reason, Status
from hoofbeat.domain.errors import CaseConflictError, CaseStoreError, CaseUnknownError, ConfigError, InputError
from hoofbeat.domain.events import ConfirmedDiagnosis

_log = logging.getLogger("hoofbeat.serving")

#: Who acts where nobody shows a key: whoever sits at this machine.
LOOPBACK = "loopback"


class CaseKeeping(Protocol):
    """What serving asks of a case store; ``hoofbeat.cases.store`` is one, and is imported only where cases are kept."""

    def register(
        self,
        statement: CaseStatement,
        *,
        who: str,
        same_patient_as: str | None = None,
        prediction_id: str | None = None,
    ) -> KeptCase:
        """Take in a new case."""
        ...

    def confirm(self, case_id: str, revision: int, diagnosis: ConfirmedDiagnosis, *, who: str) -> KeptCase:
        """Say which diagnosis was confirmed."""
        ...

    def correct(
        self,
        case_id: str,
        revision: int,
        statement: CaseStatement,
        diagnosis: ConfirmedDiagnosis | None,
        *,
        who: str,
        same_patient_as: str | None = None,
    ) -> KeptCase:
        """State the whole case as it should be."""
        ...

    def withdraw(self, case_id: str, revision: int, reason: Reason, *, who: str) -> KeptCase:
        """Take a case back."""
        ...

    def get(self, case_id: str, *, who: str) -> KeptCase:
        """Open a case."""
        ...

    def listed(
        self, *, who: str, limit: int = 50, before: int | None = None, status: Status | None = None
    ) -> tuple[ListedCase, ...]:
        """List cases, the last registered first."""
        ...

    def close(self) -> None:
        """Give back the connections."""
        ...


def cases_kept(address: str) -> CaseKeeping | None:
    """The store at an address, its schema up to date; ``None`` without one. What a database needs is imported here.

    Raises:
        ConfigError: the address cannot be used, or the packages of the extra ``cases`` are not installed.
        CaseStoreError: the database does not answer, or was made by a newer Hoofbeat.
    """
    if not address:
        return None
    try:
        from hoofbeat.cases.store import CaseStore
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("hoofbeat"):
            raise
        raise ConfigError(
            f"Cases shall be kept, which needs {error.name}",
            hint="pip install 'hoofbeat[cases]', or unset HOOFBEAT_CASES",
        ) from None
    return CaseStore.open(address)


def case_keeping(request: Request) -> CaseKeeping:
    """The store of this service; 404 where it keeps no cases, for that will not pass by waiting."""
    store: CaseKeeping | None = getattr(request.app.state, "cases", None)
    if store is None:
        raise HTTPException(
            404, "This service keeps no cases → start it with HOOFBEAT_CASES=local, or the address of a database."
        )
    return store


def who_acts(request: Request) -> str:
    """The id of the key or token that the gate found good (``request.state.key_id``), else ``loopback``.

    Whether it is this machine is what the gate found (``request.state.local``). An open service shows cases to nobody
    else without a key: what was done to a case, and by whom, is told in one breath.
    """
    key_id: str | None = getattr(request.state, "key_id", None)
    if key_id is not None:
        return key_id
    if not getattr(request.state, "local", False):
        raise HTTPException(
            401,
            "Without a key, cases are shown on the machine of the service alone → send a key as Authorization: Bearer "
            "hfb_…, or open it there as http://127.0.0.1.",
            headers={"WWW-Authenticate": 'Bearer realm="hoofbeat"'},
        )
    return LOOPBACK


@contextmanager
def told() -> Iterator[None]:
    """Tell a refusal of the store by its status; the place of the database is not the caller's to know."""
    try:
        yield
    except CaseUnknownError as error:
        raise HTTPException(404, str(error)) from None
    except CaseConflictError as error:
        raise HTTPException(409, str(error)) from None
    except CaseStoreError as error:
        _log.error("cases: %s", error)
        raise HTTPException(503, "The database of cases does not answer → try again; the log says more.") from None
    except InputError as error:
        raise HTTPException(422, str(error)) from None
