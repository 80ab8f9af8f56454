"""The page of a year: self-contained HTML, no network, no script."""

from pathlib import Path

from markupsafe import Markup

from hoofbeat.evaluation.report import page_environment
from hoofbeat.simulation.noticing.prometheus import spans
from hoofbeat.simulation.page.figures import accuracy_panels, noticed_panel
from hoofbeat.simulation.record.chronicle import YearRecord
from hoofbeat.simulation.record.summary import false_alarms, firsts, totals
from hoofbeat.whole import write_whole


def render_year(year: YearRecord) -> str:
    """The page, as self-contained HTML."""
    return (
        page_environment("hoofbeat.simulation.page")
        .get_template("year.html.j2")
        .render(
            it=year,
            firsts=firsts(year),
            false_alarms=false_alarms(year),
            totals=totals(year),
            spans=spans,
            pictures=[Markup(svg) for svg in (accuracy_panels(year), noticed_panel(year))],  # noqa: S704 - our own SVG
        )
    )


def write_page(year: YearRecord, path: Path) -> None:
    """Write the page, whole or not at all."""
    write_whole(path, render_year(year))
