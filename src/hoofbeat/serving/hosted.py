"""The application for hosts that import one and call it themselves: Lambda, Azure Functions, Google's functions."""

import atexit
import logging
import os
import threading
from collections.abc import Mapping

from fastapi import FastAPI

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.monitoring.telemetry import Telemetry
from hoofbeat.monitoring.windows.book import WindowBook
from hoofbeat.serving.access.doors import Doors, require_door
from hoofbeat.serving.app import create_app
from hoofbeat.serving.cases.access import cases_kept
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Engine
from hoofbeat.serving.keeper import Keeper
from hoofbeat.serving.logs import configure
from hoofbeat.serving.settings import ServingSettings

logger = logging.getLogger("hoofbeat.serving")


def create(environment: Mapping[str, str] = os.environ, *, wait: bool = False) -> FastAPI:
    """The application as the environment describes it; its bundle begins to load at once.

    It needs no start-up event of the host. A bundle that cannot be had leaves it up but not ready, with the reason
    under ``/readyz``.

    Args:
        environment: the settings (``hoofbeat config show`` lists them).
        wait: whether to return only when the bundle answers, or cannot be had.

    Raises:
        ConfigError: a setting cannot be used, or none says who may ask.
        CaseStoreError: cases shall be kept, and their database cannot be used.
    """
    # Of requests, Uvicorn's own log tells the whole address, and what is searched is a patient's.
    logging.getLogger("uvicorn.access").disabled = True
    config = ServiceConfig.of(environment)
    if config.log_format == "json":  # else the host's own handlers write lines of text
        configure("json")
    require_door(config)
    doors, cases = Doors.of(config), cases_kept(config.cases)
    windows = None if config.windows is None else WindowBook(config.windows)
    metrics, engine = ServingMetrics(windows), Engine()
    telemetry = Telemetry.of(environment, metrics.exposition)
    atexit.register(telemetry.end)  # such a host tells nobody else that it ends
    keeper = Keeper.of(config, engine, metrics, environment)
    loading = threading.Thread(target=_first_then_watch, args=(keeper, engine), name="bundle-first", daemon=True)
    loading.start()
    app = create_app(engine, ServingSettings.of(config), metrics, cases, doors, telemetry.tracing)
    if wait:
        loading.join()
    return app


def _first_then_watch(keeper: Keeper, engine: Engine) -> None:
    try:
        keeper.first()
    except HoofbeatError as error:
        logger.error("no bundle: %s", error)
    except Exception as error:  # one that nobody foresaw must be told, too
        # Its message is a library's, and may quote a credential.
        engine.fail(f"a defect: {type(error).__name__}")
        logger.error("no bundle: a defect: %s", type(error).__name__)
    keeper.watch()
