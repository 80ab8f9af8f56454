"""Serve a bundle: the API and the physician's page, on this machine unless told otherwise."""

import gc
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ConfigDict

from hoofbeat.console import console, stage
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.monitoring.metrics import ServingMetrics
from hoofbeat.serving.access.doors import Doors, require_door
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.engine import Engine
from hoofbeat.serving.keeper import Keeper
from hoofbeat.serving.settings import ServingSettings


class ServeJob(BaseModel):
    """Take a bundle, then answer HTTP until told to stop.

    Attributes:
        config: settings of the service.
        open_browser: open the page in the default browser.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    config: ServiceConfig
    open_browser: bool = False

    def run(self) -> None:
        """Serve until told to stop; requests in flight are answered first.

        Raises:
            ConfigError: a setting cannot be used, or others than this machine would be answered and none says who may
                ask.
            BundleError: no bundle can be had; nothing is bound then.
            CaseStoreError: cases shall be kept, and their database cannot be used; nothing is bound then.
            HoofbeatError: the address cannot be bound.
        """
        config = self.config
        require_door(config, config.host)
        metrics, engine = ServingMetrics(), Engine()
        keeper = Keeper.of(config, engine, metrics, os.environ)
        # Windows has no SIGHUP, and a terminal sends it when it is closed: it then ends the service, as anywhere.
        if hasattr(signal, "SIGHUP") and not sys.stdin.isatty():
            signal.signal(signal.SIGHUP, lambda *_: keeper.look())
        from hoofbeat.serving.cases.access import cases_kept

        doors, cases = Doors.of(config), cases_kept(config.cases)
        with stage("Loading the bundle"), _nothing_thrown_away():
            keeper.first()
        from hoofbeat.serving.app import create_app
        from hoofbeat.serving.drain import answer_until_stopped

        app = create_app(engine, ServingSettings.of(config), metrics, cases, doors)
        listener = self._bind()
        url = f"http://{_in_url(config.host)}:{listener.getsockname()[1]}"
        console.print(f"[bold]Hoofbeat[/] answers at {url}  [dim](API: {url}/docs · Ctrl+C ends)[/]", soft_wrap=True)
        if config.open:
            console.print("[yellow]HOOFBEAT_OPEN: whoever reaches this machine over the network reaches it too.[/]")
        if self.open_browser:
            # The socket already listens: the browser's first request waits for the server below.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        keeper.watch()
        try:
            answer_until_stopped(app, listener, config.drain_seconds)
        except KeyboardInterrupt:
            console.print("Stopped.")
        finally:
            keeper.end()
            listener.close()
            if cases is not None:
                cases.close()

    def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.config.host else socket.AF_INET
        # The protocol is named because asyncio turns Nagle's algorithm off (40 ms an answer) only where it is.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":  # on Windows the option would let two servers share the port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self.config.host, self.config.port))
            listener.listen()
        except OSError as error:
            listener.close()
            why = error.strerror or type(error).__name__
            raise HoofbeatError(
                f"{self.config.host}:{self.config.port}: the address cannot be bound ({why})",
                hint="stop what uses it, or choose another with --port (0 takes a free one) or --host",
            ) from error
        return listener


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """What is loaded now stays for good: to look through it for what may go took a tenth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _in_url(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104  # recognised, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
