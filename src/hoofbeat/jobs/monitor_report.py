"""``hoofbeat monitor report``: what the dashboards show, as one page without Grafana or Prometheus."""

from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import urlopen

from pydantic import BaseModel, ValidationError

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import console, stage
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.registry import HistoryJob, RegistryJob
from hoofbeat.loopback import is_loopback
from hoofbeat.monitoring.windows.folder import read_windows
from hoofbeat.monitoring.windows.reference import WindowReference
from hoofbeat.monitoring.windows.sketch import merged
from hoofbeat.watching.drift.verdict import DriftVerdict
from hoofbeat.watching.outcomes.report import OutcomeReport
from hoofbeat.watching.page.page import Promoted, Watched, render_watched
from hoofbeat.watching.page.scrape import Scrape, read_scrape
from hoofbeat.whole import write_whole

#: Bytes of an exposition, and seconds to wait for it.
_MOST, _PATIENCE = 16 << 20, 10

_Kept = TypeVar("_Kept", bound=BaseModel)


class MonitorReportJob(RegistryJob):
    """Draw what is at hand of a service, and say what is not.

    Attributes:
        bundle: folder of the bundle that answers.
        windows: folder that the service writes its windows to.
        drift: verdict, from ``hoofbeat monitor drift --output``.
        outcomes: report, from ``hoofbeat monitor outcomes --output``.
        scrape: file with what ``/metrics`` answered, or address of ``/metrics`` on this machine.
        page: the page that is written.
    """

    bundle: Path
    windows: Path | None = None
    drift: Path | None = None
    outcomes: Path | None = None
    scrape: str | None = None
    page: Path

    def run(self) -> Watched:
        """Read, draw, write.

        Raises:
            InputError: a file is not what it should be, or the address is not of this machine.
            BundleError: the bundle cannot be read.
            RegistryError: the registry does not answer.
        """
        with stage("Reading"):
            bundle = Bundle.load(self.bundle)
            watched = Watched(
                bundle=bundle.version,
                created=datetime.now(UTC),
                drift=_kept(self.drift, DriftVerdict),
                outcomes=_kept(self.outcomes, OutcomeReport),
                scrape=self._scraped(),
                promotions=self._promotions(),
            )
            if self.windows is not None:
                if bundle.reference is None:
                    raise InputError(
                        f"The bundle {bundle.version} has no reference.json",
                        hint="export it with this version of hoofbeat",
                    )
                layout = WindowReference.from_json(bundle.reference).layout
                found = read_windows(self.windows, layout)
                for name, reason in found.refused.items():
                    console.print(f"  [yellow]{name}: {reason}: not counted[/]", soft_wrap=True)
                days = {day: merged(its.values(), layout) for day, its in found.days.items()}
                watched = watched._replace(layout=layout, days=days)
        with stage("Drawing"):
            text = render_watched(watched)
        write_whole(self.page, text)
        return watched

    def _scraped(self) -> Scrape | None:
        if self.scrape is None:
            return None
        parts = urlsplit(self.scrape)
        try:
            if parts.scheme not in ("http", "https"):
                return read_scrape(Path(self.scrape).read_text(encoding="utf-8"))
            if not is_loopback(parts.hostname or ""):
                raise InputError(
                    "--scrape asks this machine alone", hint="of another machine save what /metrics answers in a file"
                )
            with urlopen(self.scrape, timeout=_PATIENCE) as answer:  # noqa: S310 - http(s), of this machine
                return read_scrape(answer.read(_MOST).decode())
        except (OSError, HTTPException, UnicodeDecodeError) as error:
            raise InputError(
                f"--scrape cannot be read ({type(error).__name__})",
                hint="name a file with what /metrics answered, or http://127.0.0.1:8000/metrics",
            ) from error

    def _promotions(self) -> list[Promoted] | None:
        if not self.environment.get("MLFLOW_TRACKING_URI"):
            return None
        return [
            Promoted(
                when=said.decided_at,
                what=f"{said.kind}: {said.alias} {said.replaced or '–'} → {said.afterwards or '–'} ({said.bundle})",
                who=said.who,
                reason=f"{said.reason}; against the verdict: {said.override}" if said.override else said.reason,
                verdict=said.verdict,
                state=state,
            )
            for _, state, said in HistoryJob(registry=self.registry, model=self.model).run()
        ]


def _kept(path: Path | None, kind: type[_Kept]) -> _Kept | None:
    if path is None:
        return None
    try:
        return kind.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(
            f"{path} is not what `hoofbeat monitor` writes",
            hint="name the file that `hoofbeat monitor drift --output` or `hoofbeat monitor outcomes --output` wrote",
        ) from error
