"""``hoofbeat monitor``: whether a model that is served is still what it was made for, and still right."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.history import Model, RegistryUrl
from hoofbeat.cli.options import DEFAULT_OUTPUT, AskedRegion, AskedSetting, BundleFolder, LakeUrl
from hoofbeat.console import results
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.errors import InputError

app = typer.Typer(help="Watch a model that is served: drift, confirmed outcomes, and alarms.", no_args_is_help=True)

MetricsFile = Annotated[
    Path | None,
    typer.Option(help="File for Prometheus (….prom), beside the others in RUN/quality.", dir_okay=False),
]

#: Exit status of an alarm, where ``--fail-on-alarm`` asks for one; 1 is an error, 2 a wrong option.
ALARM = 3


class WatchedCohort(StrEnum):
    """What of the lake can be watched."""

    GOLD = "gold"


@app.command()
def drift(
    bundle: BundleFolder = DEFAULT_OUTPUT / "bundle",
    windows: Annotated[
        Path | None,
        typer.Option(help="Folder that the service writes its windows to (serve --windows).", file_okay=False),
    ] = None,
    cohort: Annotated[
        WatchedCohort | None, typer.Option(help="Look at the cases of the lake's gold instead of windows.")
    ] = None,
    run: Annotated[Path, typer.Option(help="Run directory whose gold that is.", file_okay=False)] = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Judge each day from this one on; the last alone if not given. Of gold: leave out what stood there "
            "then.",
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day that is judged; the newest if not given."),
    ] = None,
    sound_since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Compare with the windows from this day on instead of the training cohort: days that were sound.",
        ),
    ] = None,
    sound_until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last of those days.")] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="Compare with this source of the training cohort alone; may be repeated."),
    ] = None,
    metrics: MetricsFile = None,
    output: Annotated[Path | None, typer.Option(help="Write the verdict as JSON here.", dir_okay=False)] = None,
    fail_on_alarm: Annotated[
        bool, typer.Option("--fail-on-alarm", help="End with status 3 where a detector gives alarm.")
    ] = False,
) -> None:
    """Say what drifted, by how much and since when: findings, measurements, demographics, what is missing, answers.

    Compares the last day, week and four weeks with what the bundle was made from (docs/drift.md). The status is 0; with
    `--fail-on-alarm` it is 3 on an alarm.

    **Example:** `hoofbeat monitor drift --bundle runs/first/bundle --windows /var/lib/hoofbeat/windows`

    **Example:** `hoofbeat monitor drift --bundle runs/first/bundle --cohort gold --run runs/first --since 2026-06-01`
    """
    from hoofbeat.jobs.drift import DriftJob
    from hoofbeat.watching.drift.table import drift_table

    verdict = DriftJob(
        bundle=bundle,
        windows=windows,
        run_directory=run if cohort else None,
        lake=lake,
        since=since.date() if since else None,
        until=until.date() if until else None,
        sound_since=sound_since.date() if sound_since else None,
        sound_until=sound_until.date() if sound_until else None,
        sources=tuple(source or ()),
        metrics=metrics,
        output=output,
    ).run()
    for part in drift_table(verdict):
        results().print(part)
    if fail_on_alarm and verdict.alarm:
        raise typer.Exit(ALARM)


@app.command()
def outcomes(
    bundle: BundleFolder = DEFAULT_OUTPUT / "bundle",
    cases: Annotated[
        str | None, typer.Option(help="Log or address of the case store.", envvar="HOOFBEAT_CASES")
    ] = None,
    cohort: Annotated[
        WatchedCohort | None, typer.Option(help="Judge by the lake, and the times at which it took cases in.")
    ] = None,
    run: Annotated[Path, typer.Option(help="Run directory of the lake.", file_okay=False)] = DEFAULT_OUTPUT,
    lake: LakeUrl = None,
    until: Annotated[str | None, typer.Option(help="Judge by what was known then (2026-11-01T12:00Z).")] = None,
    read_too: Annotated[
        bool, typer.Option("--read-too", help="Count cases confirmed before the bundle was made: it may know them.")
    ] = False,
    setting: AskedSetting = Setting.GENETICS,
    region: AskedRegion = None,
    labels: Annotated[int, typer.Option(min=5, help="Window: so many last labels.")] = 200,
    days: Annotated[int, typer.Option(min=1, help="Window: cases registered in so many last days.")] = 180,
    output: Annotated[Path | None, typer.Option(help="File for the figures, as JSON.", dir_okay=False)] = None,
    metrics: MetricsFile = None,
) -> None:
    """Hold a bundle's answers against the diagnoses that were confirmed since it was made.

    Accuracy, calibration and orphan recall of late, what confidence foretells while labels are missing, how long they
    take, and whether a detector raises an alarm.

    **Example:** `hoofbeat monitor outcomes --bundle runs/first/bundle --cases /srv/hoofbeat/cases --metrics
    runs/first/quality/outcomes.prom`

    **Example:** `hoofbeat monitor outcomes --bundle runs/first/bundle --cohort gold --run runs/first --output out.json`
    """
    from hoofbeat.jobs.outcomes import OutcomesJob
    from hoofbeat.watching.outcomes.report import Windows
    from hoofbeat.watching.outcomes.table import outcome_table

    if cohort is None and cases is None:
        raise InputError("say where the confirmed cases are", hint="give --cases, or --cohort gold")
    job = OutcomesJob(
        bundle=bundle, cases=None if cohort else cases, output=run, lake=lake, until=_moment(until), read_too=read_too,
        setting=setting, region=region, windows=Windows(labels=labels, days=days), report=output, metrics=metrics,
    )  # fmt: skip
    results().print(outcome_table(job.run()))


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError("--until is no moment", hint="write 2026-11-01 or 2026-11-01T12:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@app.command()
def report(
    bundle: BundleFolder = DEFAULT_OUTPUT / "bundle",
    windows: Annotated[
        Path | None, typer.Option(help="Folder of the service's windows (serve --windows).", file_okay=False)
    ] = None,
    drift: Annotated[Path | None, typer.Option(help="What `monitor drift --output` wrote.", dir_okay=False)] = None,
    outcomes: Annotated[
        Path | None, typer.Option(help="What `monitor outcomes --output` wrote.", dir_okay=False)
    ] = None,
    scrape: Annotated[
        str | None, typer.Option(help="What /metrics answers: a file, or its address on this machine.")
    ] = None,
    registry: RegistryUrl = None,
    model: Model = "hoofbeat",
    output: Annotated[Path, typer.Option(help="The page.", dir_okay=False)] = Path("monitoring.html"),
) -> None:
    """Write what the dashboards show as one page, without Grafana and Prometheus; what is not given is named.

    **Example:** `hoofbeat monitor report --bundle runs/first/bundle --windows /var/lib/hoofbeat/windows --drift
    drift.json --outcomes outcomes.json --scrape http://127.0.0.1:8000/metrics --output monitoring.html`
    """
    from hoofbeat.jobs.monitor_report import MonitorReportJob

    MonitorReportJob(
        bundle=bundle, windows=windows, drift=drift, outcomes=outcomes, scrape=scrape, registry=registry, model=model,
        page=output,
    ).run()  # fmt: skip
    results().print(str(output), soft_wrap=True, highlight=False, markup=False)
