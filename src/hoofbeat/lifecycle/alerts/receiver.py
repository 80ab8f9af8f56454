"""The webhook over HTTP: who shows the token may tell alerts, and is told what was done."""

import logging
from collections.abc import Callable
from secrets import compare_digest
from threading import Lock

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.routing import Route

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.lifecycle.alerts.acting import Deed
from hoofbeat.lifecycle.alerts.webhook import Alert, Notification
from hoofbeat.serving.http.problems import problem

logger = logging.getLogger("hoofbeat.alerts")

#: Bytes of the largest notification that is read: Alertmanager's own, of a thousand alerts, have less.
_MOST = 1 << 20
PATH = "/alerts"


def receiver(act: Callable[[Alert], Deed], token: str) -> Starlette:
    """The application.

    Args:
        act: does what an alert asks for; called one alert at a time.
        token: what a caller shows as bearer.
    """
    lock = Lock()

    def act_upon(notification: Notification) -> list[Deed]:
        with lock:
            deeds = [act(alert) for alert in notification.alerts]
        for deed in deeds:
            logger.info("%s: %s (%s)", deed.alert, deed.done, deed.why)
        return deeds

    async def told(request: Request) -> Response:
        shown = request.headers.get("Authorization", "").encode()
        if not compare_digest(shown, f"Bearer {token}".encode()):
            return problem(
                401,
                "The token is missing, or another one → write it into http_config.authorization of Alertmanager's "
                "webhook.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        content = b""
        async for chunk in request.stream():
            content += chunk
            if len(content) > _MOST:
                return problem(413, f"The notification has more than {_MOST >> 10} KB → group fewer alerts.")
        try:
            notification = Notification.model_validate_json(content)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "body"
            return problem(
                422, f"This is no notification of Alertmanager, version 4: {where}: {first['type']} → send its webhook."
            )
        try:
            deeds = await run_in_threadpool(act_upon, notification)
        except HoofbeatError as error:
            logger.error("an alert could not be acted upon: %s", error)
            return problem(503, str(error))  # Alertmanager tells it again
        return JSONResponse({"deeds": [deed._asdict() for deed in deeds]})

    async def healthy(_: Request) -> Response:
        return JSONResponse({"status": "listening"})

    return Starlette(routes=[Route(PATH, told, methods=["POST"]), Route("/healthz", healthy)])
