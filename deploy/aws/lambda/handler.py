"""The Lambda function: an event of API Gateway in, an answer of the application out.

The bundle loads while this module is imported, which is Lambda's init phase; Mangum itself would load it at every call.
An environment keeps its bundle for life: between two calls Lambda freezes it, so nothing can look for a newer bundle
meanwhile. A newer bundle is a new version of the function (docs/deploy/aws.md).
"""

import logging
import os
from collections.abc import Mapping
from time import time
from typing import Any

from mangum import Mangum

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.access.doors import Doors, require_door
from hoofbeat.serving.app import create_app
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Engine
from hoofbeat.serving.keeper import Keeper
from hoofbeat.serving.settings import ServingSettings

#: After so many seconds a call of an environment without a bundle tries to load it once more: the store may be back.
RETRY_SECONDS = 30

#: Types that leave as text. Mangum sends every other one as base64, problems among them.
TEXT = [
    "text/",
    "application/json",
    "application/problem+json",
    "application/javascript",
    "application/manifest+json",
    "application/openmetrics-text",
    "image/svg+xml",
]

logger = logging.getLogger("hoofbeat.serving")

# Mangum logs paths, and messages of exceptions, which may quote what was sent. The application logs without them.
logging.getLogger("mangum").setLevel(logging.CRITICAL)


class Service:
    """The application of one environment. It is ``hosted.create`` without the thread that looks for newer bundles.

    Args:
        environment: the settings.

    Raises:
        ConfigError: a setting cannot be used; Lambda then reports that the function cannot start.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        config = ServiceConfig.of(environment)
        require_door(config)
        metrics, self._engine = ServingMetrics(), Engine()
        self._keeper = Keeper.of(config, self._engine, metrics, environment)
        app = create_app(self._engine, ServingSettings.of(config), metrics, doors=Doors.of(config))
        self._answer = Mangum(app, lifespan="off", text_mime_types=TEXT)
        self._ready, self._tried = False, 0.0

    def load(self) -> None:
        """Load the bundle where there is none and the last attempt was a while ago; a failure shows in ``/readyz``."""
        if self._ready or time() - self._tried < RETRY_SECONDS:
            return
        self._tried = time()
        try:
            self._keeper.first()
        except HoofbeatError as error:  # of the bundle, never of a request
            logger.error("no bundle: %s", error)
        except Exception as error:  # raised on import, it would end the environment; its message may quote a credential
            self._engine.fail(f"a defect: {type(error).__name__}")
            logger.error("no bundle: a defect: %s", type(error).__name__)
        else:
            self._ready = True

    def status(self) -> dict[str, str]:
        """The body of ``/readyz``, for those who call the function without a gateway."""
        failure = self._engine.check()
        return {"status": "ready"} if failure is None else {"status": "not ready", "reason": failure}

    def answer(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """The application's answer in API Gateway's form."""
        return self._answer(event, context)


# Lambda lets a function write nowhere else.
service = Service({"HOOFBEAT_CACHE": "/tmp/hoofbeat-bundles", **os.environ})  # noqa: S108 - a machine of one function
service.load()


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer one event. Neither the event nor a part of it is ever logged.

    Args:
        event: a request of API Gateway (payload format 2.0), or a warm-up: ``{}`` or a schedule of EventBridge.
        context: what Lambda says of the call.

    Raises:
        ValueError: the event is neither; the message does not repeat it.
    """
    service.load()
    if _is_warm_up(event):
        return service.status()
    if not _is_request(event):
        raise ValueError("this is no event of an API Gateway HTTP API (payload format 2.0)")
    try:
        return service.answer(event, context)
    except Exception as error:  # a message of the adapter may quote the request, and Lambda logs messages
        raise ValueError(f"this request could not be read ({type(error).__name__})") from None


def _is_warm_up(event: Any) -> bool:
    return not event or (isinstance(event, dict) and event.get("source") in ("aws.events", "aws.scheduler"))


def _is_request(event: Any) -> bool:
    if not isinstance(event, dict) or event.get("version") != "2.0":
        return False
    context = event.get("requestContext")
    return isinstance(context, dict) and isinstance(context.get("http"), dict)
