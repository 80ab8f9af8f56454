"""The case store: register a case and, later, its confirmed diagnosis; list, open, correct, withdraw, erase."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import ValidationError
from sqlalchemy import delete

from hoofbeat.cases.database import Database
from hoofbeat.cases.reading import CaseReader, utc_now
from hoofbeat.cases.records import ERASED, CaseStatement, KeptCase, Reason, reviewer_of, withdrawn_by_patient
from hoofbeat.cases.rows import append, earlier_of, events_of, note, others_of, patient_of
from hoofbeat.cases.schema import require_current, upgrade
from hoofbeat.cases.tables import cases, events
from hoofbeat.domain.errors import CaseConflictError, InputError
from hoofbeat.domain.events import (
    CaseCorrected,
    CaseEvent,
    CaseRegistered,
    CaseWithdrawn,
    ConfirmedDiagnosis,
    DiagnosisConfirmed,
)

_KINDS: dict[type[Any], str] = {
    CaseRegistered: "registered",
    DiagnosisConfirmed: "diagnosis-confirmed",
    CaseCorrected: "corrected",
    CaseWithdrawn: "withdrawn",
}


class CaseStore(CaseReader):
    """Cases in a database; thread-safe. Every call says ``who`` acts: the id of a key, ``loopback`` or ``cli``.

    A change states the revision that it was made on, and is refused where the case has changed since. All raise
    ``CaseStoreError`` where the database does not answer, and their messages hold nothing of a patient.
    """

    @classmethod
    def open(cls, address: str | None = None, *, clock: Callable[[], datetime] = utc_now) -> Self:
        """Open the store at an address, and bring its schema up to date.

        Args:
            address: ``local``, or an address of SQLite or PostgreSQL; ``local`` if not given.
            clock: function that tells the time, with its zone.

        Raises:
            ConfigError: the address cannot be used.
            CaseStoreError: the database does not answer, or was made by a newer Hoofbeat.
        """
        return cls._if(upgrade, Database.at(address), clock)

    @classmethod
    def existing(cls, address: str | None = None) -> Self:
        """Open a store that is there, for one look: a service that runs beside it may be older than this version.

        Raises:
            ConfigError: the address cannot be used.
            CaseStoreError: no cases are kept there, or their schema is not this version's.
        """
        return cls._if(require_current, Database.at(address, existing=True), utc_now)

    @classmethod
    def _if(cls, sound: Callable[[Database], object], database: Database, clock: Callable[[], datetime]) -> Self:
        try:
            sound(database)
        except BaseException:
            database.close()
            raise
        return cls(database, clock)

    def close(self) -> None:
        """Give back the connections."""
        self.database.close()

    def register(
        self,
        statement: CaseStatement,
        *,
        who: str,
        same_patient_as: str | None = None,
        prediction_id: str | None = None,
    ) -> KeptCase:
        """Take in a new case, under an id that nobody can guess.

        Args:
            statement: what is stated of it.
            who: who acts.
            same_patient_as: id of another case of the same patient, so that the two never part in training.
            prediction_id: id of the answer that was looked at.

        Raises:
            CaseUnknownError: there is no such other case.
            CaseConflictError: its patient withdrew the consent.
        """
        with self.database.transaction(writing=True) as connection:
            patient = patient_of(connection, same_patient_as) if same_patient_as else secrets.token_hex(16)
            named = {"case_id": secrets.token_hex(16), "revision": 1, "patient_id": patient}
            event = self._event(CaseRegistered, **named, **dict(statement), prediction_id=prediction_id)
            append(connection, event, patient, who)
        return KeptCase((event,))

    def confirm(self, case_id: str, revision: int, diagnosis: ConfirmedDiagnosis, *, who: str) -> KeptCase:
        """Say which diagnosis was confirmed, and by what; a later one takes the place of an earlier one.

        Raises:
            CaseUnknownError: there is no such case.
            CaseConflictError: it has changed since this revision, or is withdrawn.
        """
        with self.database.transaction(writing=True) as connection:
            earlier, patient = earlier_of(connection, case_id, revision), patient_of(connection, case_id)
            if isinstance(earlier[-1], CaseWithdrawn):
                raise CaseConflictError("The case is withdrawn", hint="correct it first, which brings it back")
            stated = {name: getattr(earlier[-1], name) for name in CaseStatement.model_fields}
            event = self._next(
                DiagnosisConfirmed,
                earlier,
                patient_id=patient,
                **stated,
                diagnosis=diagnosis,
                reviewer=reviewer_of(who),
            )
            append(connection, event, patient, who)
        return KeptCase((*earlier, event))

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
        """State the whole case as it should be; one withdrawn by mistake comes back.

        Args:
            case_id: id of the case.
            revision: revision that the correction was made on.
            statement: what is stated of it.
            diagnosis: confirmed diagnosis, repeated where it still holds; ``None``: none is confirmed.
            who: who acts.
            same_patient_as: id of another case of the same patient; the patient stays the same if not given.

        Raises:
            CaseUnknownError: there is no such case, or other case.
            CaseConflictError: it has changed since this revision, or a consent was withdrawn.
        """
        with self.database.transaction(writing=True) as connection:
            earlier = earlier_of(connection, case_id, revision)
            patient = patient_of(connection, same_patient_as or case_id)
            event = self._next(
                CaseCorrected,
                earlier,
                patient_id=patient,
                **dict(statement),
                diagnosis=diagnosis,
                reviewer=diagnosis and reviewer_of(who),
            )
            append(connection, event, patient, who)
        return KeptCase((*earlier, event))

    def withdraw(self, case_id: str, revision: int, reason: Reason, *, who: str) -> KeptCase:
        """Take a case back. After ``consent-withdrawn`` nothing can follow, and it reaches every case of the patient.

        Raises:
            CaseUnknownError: there is no such case.
            CaseConflictError: it has changed since this revision, or is withdrawn for this reason.
            InputError: there is no such reason.
        """
        with self.database.transaction(writing=True) as connection:
            earlier, patient = earlier_of(connection, case_id, revision), patient_of(connection, case_id)
            if isinstance(earlier[-1], CaseWithdrawn) and earlier[-1].reason == reason:
                raise CaseConflictError("The case is withdrawn already", hint="nothing is left to do")
            event = self._next(CaseWithdrawn, earlier, reason=reason)
            append(connection, event, patient, who)
            if withdrawn_by_patient(event):
                for other in others_of(connection, case_id, patient):
                    standing = events_of(connection, other)
                    if not withdrawn_by_patient(standing[-1]):
                        append(connection, self._next(CaseWithdrawn, standing, reason=reason), patient, who)
        return KeptCase((*earlier, event))

    def erase(self, case_id: str, *, who: str) -> None:
        """Delete all that was ever said of a case, as law may demand; only the audit trail still names its id.

        Raises:
            CaseUnknownError: there is no such case.
        """
        with self.database.transaction(writing=True) as connection:
            events_of(connection, case_id)
            connection.execute(delete(events).where(events.c.case_id == case_id))
            connection.execute(delete(cases).where(cases.c.case_id == case_id))
            note(connection, ERASED, self._clock(), who, case_id)
        self.database.scrub()

    def _next(self, kind: type[Any], earlier: Sequence[CaseEvent], **fields: Any) -> CaseEvent:
        return self._event(kind, case_id=earlier[-1].case_id, revision=earlier[-1].revision + 1, **fields)

    def _event(self, kind: type[Any], **fields: Any) -> CaseEvent:
        try:
            event: CaseEvent = kind(event=_KINDS[kind], recorded_at=self._clock(), **fields)
        except ValidationError as error:
            where = ", ".join(dict.fromkeys(str(problem["loc"][0]) for problem in error.errors(include_input=False)))
            raise InputError(
                f"The event does not keep its contract: {where}", hint="docs/sources/case-store.md lists its fields"
            ) from None
        return event
