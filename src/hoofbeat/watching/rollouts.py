"""Reading what services count of a rollout: from their own ``/metrics``, or from a Prometheus server."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from http.client import HTTPException
from math import inf
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from hoofbeat.domain.errors import InputError

#: Metrics of a rollout, as ``monitoring.rollout`` names them.
PREFIX = "hoofbeat_rollout_"
#: Bytes of an answer, and seconds to wait for it.
_MOST, _PATIENCE = 16 << 20, 10


class Series(NamedTuple):
    """One series of one service.

    Attributes:
        source: which service, or which labels of it Prometheus knows.
        name: of the sample.
        labels: of the sample, by name.
        value: now.
    """

    source: str
    name: str
    labels: Mapping[str, str]
    value: float


def scraped(address: str) -> list[Series]:
    """What a service shows at its ``/metrics``.

    Raises:
        InputError: it does not answer, or answers something else.
    """
    try:
        families = list(text_string_to_metric_families(_asked(address).decode()))
    except ValueError as error:
        raise InputError(
            f"{_named(address)} is no exposition in Prometheus' text format", hint="give the address of /metrics"
        ) from error
    return [
        Series(address, sample.name, sample.labels, sample.value)
        for family in families
        if family.name.startswith(PREFIX)
        for sample in family.samples
        if not sample.name.endswith("_created")
    ]


def queried(prometheus: str) -> list[Series]:
    """What a Prometheus server has of all services.

    Raises:
        InputError: it does not answer, or refuses.
    """
    query = urlencode({"query": f'{{__name__=~"{PREFIX}.*"}}'})
    found = _answered(f"{prometheus.rstrip('/')}/api/v1/query?{query}", prometheus)["result"]
    return [
        Series(
            f"{each['metric'].get('job', '')} {each['metric'].get('instance', '')}",
            each["metric"]["__name__"],
            each["metric"],
            float(each["value"][1]),
        )
        for each in found
    ]


def rollback_alerts(prometheus: str) -> list[Mapping[str, str]]:
    """Labels of the alerts that fire now and ask for a rollback (label ``action: rollback``).

    Raises:
        InputError: the server does not answer, or refuses.
    """
    found = _answered(f"{prometheus.rstrip('/')}/api/v1/alerts", prometheus)["alerts"]
    return [one["labels"] for one in found if one["state"] == "firing" and one["labels"].get("action") == "rollback"]


class Totals:
    """Counters over many looks: one that begins anew, because its service did, goes on where it was."""

    def __init__(self) -> None:
        self._last: dict[tuple[Any, ...], float] = {}
        self._before: dict[tuple[Any, ...], float] = defaultdict(float)

    def add(self, series: Iterable[Series]) -> None:
        """Take over a look."""
        for each in series:
            key = (each.source, each.name, tuple(sorted(each.labels.items())))
            last = self._last.get(key, 0.0)
            if each.value < last:
                self._before[key] += last
            self._last[key] = each.value

    def sums(self, name: str, by: tuple[str, ...], **labels: str) -> dict[tuple[str, ...], float]:
        """Sums over all services of the counters with this name and these labels, by some of their labels."""
        found: dict[tuple[str, ...], float] = defaultdict(float)
        for key, value in self._last.items():
            named = dict(key[2])
            if key[1] == name and labels.items() <= named.items():
                found[tuple(named.get(label, "") for label in by)] += value + self._before[key]
        return found


def bound(text: str) -> float:
    """The upper bound that a bucket's label ``le`` names."""
    return inf if text == "+Inf" else float(text)


def _answered(address: str, server: str) -> Any:
    try:
        told = json.loads(_asked(address))
        if told["status"] != "success":
            raise ValueError(told["status"])
        return told["data"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{_named(server)} answers as no Prometheus does", hint="give the address of its root, as http://host:9090"
        ) from error


def _asked(address: str) -> bytes:
    if urlsplit(address).scheme not in ("http", "https"):
        raise InputError("An address is none of http or https", hint="write http://HOST:PORT/metrics")
    try:
        with urlopen(address, timeout=_PATIENCE) as answer:  # noqa: S310  # http(s), as just seen
            content: bytes = answer.read(_MOST)
    except (OSError, HTTPException, ValueError) as error:
        why = f"status {error.code}" if isinstance(error, HTTPError) else type(error).__name__
        raise InputError(
            f"{_named(address)} does not answer ({why})", hint="check the address, and that it runs"
        ) from error
    return content


def _named(address: str) -> str:
    """An address for a message, without what somebody may have put into it to be let in."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
