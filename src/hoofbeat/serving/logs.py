"""The log of a service: lines for people, or JSON for programs; neither holds what a request or an error quotes."""

import json
import logging
import logging.config
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

LogFormat = Literal["text", "json"]

#: How much of a traceback tells where a defect is.
_FRAMES = 6


class Request(NamedTuple):
    """What each line that a request causes is found by.

    Attributes:
        request_id: made here; the answer has it as ``X-Request-Id``.
        trace_id: 32 hexadecimal digits.
        span_id: 16 hexadecimal digits.
        method: one of the words that the service counts.
        route: template of the route.
    """

    request_id: str
    trace_id: str
    span_id: str
    method: str
    route: str


#: The request that is being answered.
current: ContextVar[Request | None] = ContextVar("request", default=None)


def place_of(error: BaseException) -> str:
    """Where an error was raised, by files and lines; its message may quote the input, and is not told."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return ", ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)


class TextFormatter(logging.Formatter):
    """A line for a person."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the name is logging's
        """The type and the place."""
        return f"{ei[0].__name__} at {place_of(ei[1])}"


class JsonFormatter(logging.Formatter):
    """One JSON object a line.

    Always there: ``time`` (RFC 3339, UTC), ``level``, ``logger``, ``message``. Of a request also ``request_id``,
    ``trace_id``, ``span_id``, ``method`` and ``route``; of its end ``status``, ``milliseconds`` and, where a key or
    token was shown, ``who``. Of an error ``error``, its type, and ``place``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (request := current.get()) is not None:
            told |= request._asdict()
        told |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[1] is not None:
            told |= {"error": type(record.exc_info[1]).__name__, "place": place_of(record.exc_info[1])}
        return json.dumps(told, ensure_ascii=False)


def configure(form: LogFormat) -> None:
    """Write the log of the service and of what it stands on to standard error, in this form.

    Uvicorn's own access log prints query strings, and what is searched is a patient's: ours stands in its place.
    """
    formatter = JsonFormatter if form == "json" else TextFormatter
    warnings = {"handlers": ["stderr"], "level": "WARNING", "propagate": False}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": formatter}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "loggers": {
                "uvicorn": warnings,
                "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
                "hoofbeat.bundle": warnings,
                "opentelemetry": warnings,
                "hoofbeat.serving": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
                "hoofbeat.alerts": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            },
        }
    )
