"""Cases that the service keeps."""

from collections.abc import Iterator
from typing import Unpack, cast
from urllib.parse import quote

from hoofbeat.client.answers import Basis, Standing, ToldCase, ToldCaseLine
from hoofbeat.client.asking import Asking, Findings, Measurements, PersonOptions, case_of, held


class CaseCalls(Asking):
    """What becomes of a case."""

    def register(
        self,
        findings: Findings = (),
        measurements: Measurements = (),
        *,
        same_patient_as: str | None = None,
        prediction_id: str | None = None,
        **person: Unpack[PersonOptions],
    ) -> ToldCase:
        """Keep a case, without a diagnosis; ``prediction_id`` is that of the differential that was looked at."""
        tied = {"same_patient_as": same_patient_as, "prediction_id": prediction_id}
        body = case_of(findings, measurements) | person | tied
        return cast(ToldCase, self.ask("POST", "/v1/cases", body=body))

    def cases(self, *, status: Standing | None = None) -> Iterator[ToldCaseLine]:
        """All cases, the last registered first; they are fetched as they are wanted."""
        before: int | None = None
        while True:
            page = self.ask("GET", "/v1/cases", query={"limit": 200, "status": status, "before": before})
            yield from page["cases"]
            before = page["next"]
            if before is None:
                return

    def case(self, case_id: str) -> ToldCase:
        """A case as it stands, and its history."""
        return cast(ToldCase, self.ask("GET", _address(case_id)))

    def confirm(self, case_id: str, revision: int, disease: str, basis: Basis) -> ToldCase:
        """Say which diagnosis was confirmed, and by what; ``revision`` is the one that the case was read with."""
        body = {"revision": revision, "disease": disease, "basis": basis}
        return cast(ToldCase, self.ask("POST", f"{_address(case_id)}/diagnosis", body=body))

    def correct(
        self,
        case_id: str,
        revision: int,
        findings: Findings = (),
        measurements: Measurements = (),
        *,
        diagnosis: tuple[str, Basis] | None,
        same_patient_as: str | None = None,
        **person: Unpack[PersonOptions],
    ) -> ToldCase:
        """State the whole case as it should be; ``diagnosis`` repeats (disease, basis) where it still holds."""
        stated = {"revision": revision, "diagnosis": held(diagnosis), "same_patient_as": same_patient_as}
        body = case_of(findings, measurements) | person | stated
        return cast(ToldCase, self.ask("PUT", _address(case_id), body=body))

    def withdraw(self, case_id: str, revision: int, reason: str) -> ToldCase:
        """Take a case back: ``entered-in-error``, ``duplicate`` or ``consent-withdrawn``."""
        body = {"revision": revision, "reason": reason}
        return cast(ToldCase, self.ask("POST", f"{_address(case_id)}/withdrawal", body=body))


def _address(case_id: str) -> str:
    return f"/v1/cases/{quote(case_id, safe='')}"
