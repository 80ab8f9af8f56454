"""Serve a bundle: the API and the physician's page, on this machine unless told otherwise."""

import os
import socket
import threading
import webbrowser
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import console, stage
from hoofbeat.domain.case import Altitude
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.serving.app import create_app
from hoofbeat.serving.settings import ServingSettings

#: Uvicorn's own access log prints query strings, and what is searched is a patient's: ours stands in its place.
_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "hoofbeat.serving": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}


_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ServeJob(BaseModel):
    """Load a bundle, then answer HTTP until interrupted.

    Attributes:
        bundle: directory of the bundle.
        host: address to bind; ``127.0.0.1`` answers this machine alone.
        port: port to bind; 0 takes a free one.
        open_browser: open the page in the default browser.
        altitude: altitude of the place, metres above sea level, for requests that state none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bundle: Path
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    open_browser: bool = False
    altitude: Altitude | None = None

    def run(self) -> None:
        """Serve until interrupted.

        Raises:
            BundleError: the bundle cannot be read; nothing is bound then.
            HoofbeatError: the address cannot be bound.
        """
        with stage("Loading the bundle"):
            bundle = Bundle.load(self.bundle)
        listener = self._bind()
        url = f"http://{_in_url(self.host)}:{listener.getsockname()[1]}"
        console.print(f"[bold]Hoofbeat[/] answers at {url}  [dim](API: {url}/docs · Ctrl+C ends)[/]", soft_wrap=True)
        if self.host not in _LOOPBACK:
            console.print("[yellow]Whoever reaches this machine over the network reaches it too.[/]")
        if self.open_browser:
            # The socket already listens: the browser's first request waits for the server below.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        config = uvicorn.Config(
            create_app(bundle, ServingSettings(altitude=self.altitude)),
            access_log=False,
            log_config=_LOGGING,
            server_header=False,
            ws="none",
        )
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            console.print("Stopped.")
        finally:
            listener.close()

    def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # The protocol is named because asyncio turns Nagle's algorithm off (40 ms an answer) only where it is.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":  # on Windows the option would let two servers share the port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self.host, self.port))
            listener.listen()
        except OSError as error:
            listener.close()
            raise HoofbeatError(
                f"{self.host}:{self.port}: the address cannot be bound ({error.strerror or type(error).__name__})",
                hint="stop what uses it, or choose another with --port (0 takes a free one) or --host",
            ) from error
        return listener


def _in_url(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104  # recognised, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
