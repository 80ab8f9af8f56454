"""The house's alerting rules over the year: its gauges laid down in a real Prometheus, which evaluates every day."""

import json
import math
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import yaml

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.simulation.house.servers import free_port, running
from hoofbeat.simulation.record.chronicle import Fired, MonthRecord

#: Seconds between two samples of a gauge, as it would be scraped, thinned out; and how far back a value counts.
_STEP = 6 * 3600
_DAY = 86400
#: Longest span of a block of series: a year.
_BLOCK = "8784h"


def available() -> bool:
    """Whether Prometheus and its tool are on this machine."""
    return all(map(shutil.which, ("prometheus", "promtool")))


def evaluated(
    months: Sequence[MonthRecord], rules: Sequence[Mapping[str, Any]], folder: Path
) -> tuple[str, tuple[Fired, ...], tuple[str, ...]]:
    """Evaluate each alerting rule on every day of the year.

    Args:
        months: their gauges.
        rules: alerting rules, as the rules file has them.
        folder: place of the series; emptied.

    Returns:
        The server's version, the alerts that fired, and the rules of which the year has no series.

    Raises:
        HoofbeatError: Prometheus does not do what it is asked for.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    metrics = folder / "year.om"
    days = _written(metrics, months)
    # Without its last word, which its help does not list, promtool reads the file once for every two hours of the year.
    blocks = ("promtool", "tsdb", "create-blocks-from", "openmetrics", f"--max-block-duration={_BLOCK}")
    _run(*blocks, str(metrics), str(folder / "series"))
    (folder / "prometheus.yaml").write_text("global: {}\n", encoding="utf-8")
    port = free_port()
    command = [
        "prometheus", f"--config.file={folder}/prometheus.yaml", f"--storage.tsdb.path={folder}/series",
        "--storage.tsdb.retention.time=100y", f"--query.lookback-delta={_STEP + 60}s",
        f"--web.listen-address=127.0.0.1:{port}",
    ]  # fmt: skip
    known = {name.partition("{")[0] for month in months for values in month.gauges.values() for name in values}
    fired, skipped = [], []
    with running(command, folder / "prometheus.log", f"http://127.0.0.1:{port}/-/ready"):
        version = _asked(port, "status/buildinfo")["version"]
        for rule in rules:
            if not any(name in rule["expr"] for name in known):
                skipped.append(rule["alert"])
                continue
            fired += _fired(port, rule, days)
    return str(version), tuple(fired), tuple(skipped)


def rules_of(path: Path) -> list[dict[str, Any]]:
    """The alerting rules of a file.

    Raises:
        HoofbeatError: it is no file of rules.
    """
    try:
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    except (OSError, yaml.YAMLError, TypeError, KeyError) as error:
        hint = "name deploy/compose/prometheus/model.rules.yaml"
        raise HoofbeatError(f"{path} is no file of rules", hint=hint) from error
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


def _written(path: Path, months: Sequence[MonthRecord]) -> list[date]:
    """The gauges as OpenMetrics with times, several a day; the days."""
    series: dict[str, list[tuple[date, float]]] = {}
    for month in months:
        for day, values in month.gauges.items():
            for name, value in values.items():
                series.setdefault(name, []).append((day, value))
    with path.open("w", encoding="utf-8") as file:
        family = ""
        for name in sorted(series):
            if name.partition("{")[0] != family:
                family = name.partition("{")[0]
                file.write(f"# TYPE {family} gauge\n")
            for day, value in sorted(series[name]):
                for hour in range(0, _DAY, _STEP):
                    file.write(f"{name} {value:.1f} {_seconds(day) + hour}\n")
        file.write("# EOF\n")
    return sorted({day for its in series.values() for day, _ in its})


def _fired(port: int, rule: Mapping[str, Any], days: Sequence[date]) -> list[Fired]:
    """On which days its expression held for as long as it asks; of hours at most, so a day is enough."""
    told = _asked(
        port,
        "query_range",
        query=rule["expr"],
        start=_seconds(days[0]) + _STEP * 3,
        end=_seconds(days[-1]) + _STEP * 3,
        step=_DAY,
    )
    found = []
    for each in told["result"]:
        labels = ", ".join(f"{name}={value}" for name, value in sorted(each["metric"].items()) if name != "__name__")
        values = [at for at, value in each["values"] if not math.isnan(float(value))]
        moments = [datetime.fromtimestamp(at, UTC).date() for at in values]
        if moments:
            found.append(Fired(alert=rule["alert"], labels=labels, days=tuple(moments)))
    return found


def spans(days: Sequence[date]) -> list[tuple[date, date]]:
    """Days that follow each other, as first and last of each stretch."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] <= timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _asked(port: int, what: str, **query: object) -> Any:
    with urlopen(f"http://127.0.0.1:{port}/api/v1/{what}?{urlencode(query)}", timeout=60) as answer:
        told = json.load(answer)
    if told["status"] != "success":
        raise HoofbeatError("Prometheus refuses a query", hint="see its log")
    return told["data"]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise HoofbeatError(f"{' '.join(command[:3])} failed: {done.stderr.strip()[-300:]}", hint="see its message")
