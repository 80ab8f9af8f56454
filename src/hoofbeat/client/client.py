"""The client: one method for each thing that the API does."""

import json
import ssl
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, cast
from urllib.parse import quote

from hoofbeat.client.answers import (
    GivenFinding,
    GivenMeasurement,
    Setting,
    SexAnswer,
    Standing,
    ToldCase,
    ToldCaseLine,
    ToldDifferential,
    ToldMatch,
    ToldMeasurement,
    ToldModel,
)
from hoofbeat.client.connection import Connection
from hoofbeat.domain.errors import ServiceSilentError

Findings = Sequence[str | GivenFinding]
Measurements = Sequence[tuple[str, float, str] | GivenMeasurement]
Basis = Literal["clinical", "laboratory", "imaging", "pathology", "genetic"]


class Client:
    """Asks one service. Every method raises ``ServiceError`` where the service refuses or does not answer.

    Findings are ids of those present, or ``{"id": …, "excluded": True}``; measurements are (LOINC code, number, UCUM
    unit), or the same as dictionaries. What is left out is not sent: the service's own defaults hold.

    Example:
        ``Client("https://hoofbeat.hospital.example", key=key).differential(["HP:0001166"], age=16, sex="male")``

    Args:
        address: the service.
        key: API key or bearer token; none is needed on the machine of the service.
        timeout: seconds that one answer is waited for.
        context: what https trusts; what this machine trusts if not given.
        plain_http: whether a key may go to another machine in the clear, as within a network of containers.

    Raises:
        ConfigError: the address cannot be used, or the key would go through the network in the clear.
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        key: str = "",
        timeout: float = 60,
        context: ssl.SSLContext | None = None,
        plain_http: bool = False,
    ) -> None:
        self._connection = Connection(address, key=key, timeout=timeout, context=context, plain_http=plain_http)

    def ask(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: Mapping[str, Any] | None = None
    ) -> Any:
        """The JSON that any address of the service answers with, also one that has no method here."""
        content = self._connection.ask(method, path, query=query, body=body)
        try:
            return json.loads(content)
        except ValueError:
            raise ServiceSilentError(
                "What answers is no Hoofbeat: its answer is no JSON", hint="see that the address is the service's"
            ) from None

    def differential(
        self,
        findings: Findings = (),
        measurements: Measurements = (),
        *,
        age: float | None = None,
        sex: SexAnswer = "unknown",
        setting: Setting | None = None,
        region: str | None = None,
        course: str | None = None,
        pregnant: bool | None = None,
        altitude: float | None = None,
        top: int | None = None,
        explain: bool | None = None,
        grouped: bool | None = None,
    ) -> ToldDifferential:
        """Rank common and orphan diseases for one case; ``age`` is in years, ``altitude`` in metres."""
        options = {
            "setting": setting, "region": region, "course": course, "pregnant": pregnant, "altitude": altitude,
            "top": top, "explain": explain, "grouped": grouped,
        }  # fmt: skip
        said = {name: value for name, value in options.items() if value is not None}
        body = _case(findings, measurements, age, sex) | said
        return cast(ToldDifferential, self.ask("POST", "/v1/differential", body=body))

    def find(self, words: str, *, lang: Literal["en", "es"] = "en", limit: int = 10) -> list[ToldMatch]:
        """Findings by name, synonym, everyday word or id, and typed measurements, best first."""
        query = {"q": words, "lang": lang, "limit": limit}
        return cast(list[ToldMatch], self.ask("GET", "/v1/findings", query=query))

    def measurements(self) -> list[ToldMeasurement]:
        """What can be measured."""
        return cast(list[ToldMeasurement], self.ask("GET", "/v1/measurements"))

    def model(self) -> ToldModel:
        """Which model answers."""
        return cast(ToldModel, self.ask("GET", "/v1/model"))

    def model_card(self) -> dict[str, Any]:
        """What the model is for, how well it does for whom, and its limits."""
        return cast(dict[str, Any], self.ask("GET", "/v1/model-card"))

    def model_card_page(self, lang: Literal["en", "es"]) -> str:
        """The same as a page of HTML."""
        return self._connection.ask("GET", "/v1/model-card", query={"lang": lang}).decode()

    def register(
        self,
        findings: Findings = (),
        measurements: Measurements = (),
        *,
        age: float | None = None,
        sex: SexAnswer = "unknown",
        same_patient_as: str | None = None,
    ) -> ToldCase:
        """Keep a case, without a diagnosis."""
        body = _case(findings, measurements, age, sex) | {"same_patient_as": same_patient_as}
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
        age: float | None = None,
        sex: SexAnswer = "unknown",
        same_patient_as: str | None = None,
    ) -> ToldCase:
        """State the whole case as it should be; ``diagnosis`` repeats (disease, basis) where it still holds."""
        held = None if diagnosis is None else {"disease": diagnosis[0], "basis": diagnosis[1]}
        stated = {"revision": revision, "diagnosis": held, "same_patient_as": same_patient_as}
        body = _case(findings, measurements, age, sex) | stated
        return cast(ToldCase, self.ask("PUT", _address(case_id), body=body))

    def withdraw(self, case_id: str, revision: int, reason: str) -> ToldCase:
        """Take a case back: ``entered-in-error``, ``duplicate`` or ``consent-withdrawn``."""
        body = {"revision": revision, "reason": reason}
        return cast(ToldCase, self.ask("POST", f"{_address(case_id)}/withdrawal", body=body))


def _case(findings: Findings, measurements: Measurements, age: float | None, sex: SexAnswer) -> dict[str, Any]:
    return {
        "findings": [{"id": each} if isinstance(each, str) else dict(each) for each in findings],
        "measurements": [
            dict(zip(("code", "value", "unit"), each, strict=True)) if isinstance(each, tuple) else dict(each)
            for each in measurements
        ],
        "age": age,
        "sex": sex,
    }


def _address(case_id: str) -> str:
    return f"/v1/cases/{quote(case_id, safe='')}"
