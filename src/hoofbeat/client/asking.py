"""Asking one service, and writing a case as it wants it."""

import json
import ssl
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from hoofbeat.client.answers import Basis, GivenFinding, GivenMeasurement, Setting, SexAnswer
from hoofbeat.client.connection import Connection
from hoofbeat.domain.errors import ServiceSilentError

Findings = Sequence[str | GivenFinding]
Measurements = Sequence[tuple[str, float, str] | GivenMeasurement]


class PersonOptions(TypedDict, total=False):
    """Of whom one asks; ``age`` is in years."""

    age: float | None
    sex: SexAnswer


class CaseOptions(PersonOptions, total=False):
    """Where one asks, and of whom; ``altitude`` is in metres."""

    setting: Setting
    region: str | None
    course: str | None
    pregnant: bool | None
    altitude: float | None


class RankingOptions(CaseOptions, total=False):
    """What the answer shall hold."""

    top: int
    explain: bool
    grouped: bool


class ExportOptions(PersonOptions, total=False):
    """What a record shall say besides: ``diseases`` are suspected, ``diagnosis`` (disease, basis) is confirmed."""

    diseases: Sequence[str]
    diagnosis: tuple[str, Basis] | None


class Asking:
    """One service; what the parts of :class:`hoofbeat.client.Client` share."""

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


def case_of(findings: Findings, measurements: Measurements) -> dict[str, Any]:
    """The fields of a request that state a case."""
    return {
        "findings": [{"id": each} if isinstance(each, str) else dict(each) for each in findings],
        "measurements": given(measurements),
    }


def given(measurements: Measurements) -> list[dict[str, Any]]:
    """Measurements as a request has them."""
    return [
        dict(zip(("code", "value", "unit"), each, strict=True)) if isinstance(each, tuple) else dict(each)
        for each in measurements
    ]


def held(diagnosis: tuple[str, Basis] | None) -> dict[str, str] | None:
    """A confirmed diagnosis as a request has it."""
    return None if diagnosis is None else {"disease": diagnosis[0], "basis": diagnosis[1]}
