"""The page: self-contained HTML, no network, no script."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup

from hoofbeat.evaluation.report import page_environment
from hoofbeat.monitoring.windows.layout import WindowLayout
from hoofbeat.monitoring.windows.sketch import Sketch
from hoofbeat.watching.drift.verdict import DriftVerdict
from hoofbeat.watching.outcomes.figures import KS
from hoofbeat.watching.outcomes.gauges import GROUP_KINDS
from hoofbeat.watching.outcomes.report import OutcomeReport
from hoofbeat.watching.page.days import daily_cases, daily_shares
from hoofbeat.watching.page.figures import cases_panel, estimates_panel, share_panels, tried_panel
from hoofbeat.watching.page.scrape import Scrape


class Promoted(NamedTuple):
    """A line of the registry's history, as it is told."""

    when: datetime
    what: str
    who: str
    reason: str
    verdict: str
    state: str


class Watched(NamedTuple):
    """Everything that the page shows; what is not at hand is left out and named so.

    Attributes:
        bundle: version of the bundle.
        created: when the page was made (UTC).
        layout: cells of the windows; ``None`` without windows.
        days: counts of each day; empty without windows.
        drift: verdict on drift.
        outcomes: report of outcomes.
        scrape: one scrape of the service.
        promotions: history of the registry, the newest first; ``None`` where none was named.
    """

    bundle: str
    created: datetime
    layout: WindowLayout | None = None
    days: Mapping[date, Sketch] = {}
    drift: DriftVerdict | None = None
    outcomes: OutcomeReport | None = None
    scrape: Scrape | None = None
    promotions: Sequence[Promoted] | None = None


def render_watched(watched: Watched) -> str:
    """The page, as self-contained HTML."""
    return (
        page_environment("hoofbeat.watching.page")
        .get_template("monitor.html.j2")
        .render(
            it=watched,
            ks=KS,
            pictures={name: [Markup(svg) for svg in drawn] for name, drawn in _pictures(watched).items()},  # noqa: S704 - our own SVG
        )
    )


def _pictures(watched: Watched) -> dict[str, list[str]]:
    drawn: dict[str, list[str]] = {"days": [], "groups": [], "tried": []}
    if watched.days and watched.layout is not None:
        days = list(watched.days)
        alarms = [day for day in (watched.drift.alarm_days if watched.drift else ()) if days[0] <= day <= days[-1]]
        drawn["days"] = [
            cases_panel(days, daily_cases(watched.days), alarms),
            *share_panels(days, daily_shares(watched.days, watched.layout)),
        ]
    if watched.scrape is not None and (tried := watched.scrape.tried):
        drawn["tried"].append(tried_panel(tried))
    if watched.outcomes is not None:
        for k in (1, 10):
            groups = {
                f"{name} (n={part.cases})": part.top[k]
                for kind in ("rarity", *GROUP_KINDS)
                for name, part in watched.outcomes.groups.get(kind, {}).items()
            }
            if groups:
                title = f"Confirmed: right among the first {k}, by rarity, age and sex"
                drawn["groups"].append(estimates_panel(groups, title, f"monitor-groups-{k}"))
    return drawn
