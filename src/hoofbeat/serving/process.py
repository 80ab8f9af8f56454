"""One process that answers from a bundle, alone or beside others of its kind."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext

from hoofbeat.console import stage
from hoofbeat.monitoring.exposition import Exposition
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.monitoring.telemetry import Telemetry
from hoofbeat.monitoring.windows.book import WindowBook
from hoofbeat.serving.access.doors import Doors
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Engine
from hoofbeat.serving.garbage import nothing_thrown_away
from hoofbeat.serving.keeper import Keeper
from hoofbeat.serving.logs import configure
from hoofbeat.serving.rollout.keeping import TrialKeeper
from hoofbeat.serving.rollout.rollout import Rollout
from hoofbeat.serving.settings import ServingSettings


def answer(
    config: ServiceConfig,
    bind: Callable[[], socket.socket],
    telemetry_of: Callable[[Mapping[str, str], Exposition], Telemetry],
    ready: Callable[[], None],
) -> None:
    """Take a bundle, then answer at the socket until told to stop, in this process.

    Args:
        config: settings of the service.
        bind: gives the socket, once the bundle is there.
        telemetry_of: what is sent to a collector.
        ready: called before the first request is taken.

    Raises:
        HoofbeatError: there is no bundle, or no database for cases.
        KeyboardInterrupt: Ctrl+C ended it.
    """
    windows = None if config.windows is None else WindowBook(config.windows)
    metrics, engine = ServingMetrics(windows), Engine()
    keeper = Keeper.of(config, engine, metrics, os.environ)
    rollout = Rollout.of(config, metrics.rollout)
    keepers: list[Keeper | TrialKeeper] = [keeper]
    if rollout is not None:
        keepers.append(TrialKeeper.of(config, rollout, keeper.supply))

    def look() -> None:
        for each in keepers:
            each.look()

    # Windows has no SIGHUP, and a terminal sends it when it is closed: it then ends the service, as anywhere.
    if hasattr(signal, "SIGHUP") and not sys.stdin.isatty():
        signal.signal(signal.SIGHUP, lambda *_: look())
    from hoofbeat.serving.cases.access import cases_kept

    doors, cases = Doors.of(config), cases_kept(config.cases)
    telemetry = telemetry_of(os.environ, metrics.exposition)
    quiet = config.log_format == "json" or config.workers > 1
    with nullcontext() if quiet else stage("Loading the bundle"), nothing_thrown_away():
        keeper.first()
    from hoofbeat.serving.app import create_app
    from hoofbeat.serving.drain import answer_until_stopped

    app = create_app(engine, ServingSettings.of(config), metrics, cases, doors, telemetry.tracing, rollout)
    configure(config.log_format)
    listener = bind()
    for each in keepers:
        each.watch()
    ready()
    try:
        answer_until_stopped(app, listener, config.drain_seconds)
    finally:
        for each in keepers:
            each.end()
        telemetry.end()
        listener.close()
        if windows is not None:
            windows.close()
        if cases is not None:
            cases.close()
