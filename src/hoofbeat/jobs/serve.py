"""Serve a bundle: the API and the physician's page, on this machine unless told otherwise."""

import logging
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Mapping
from functools import partial

from pydantic import BaseModel, ConfigDict

from hoofbeat.console import console
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.monitoring.exposition import Exposition
from hoofbeat.monitoring.telemetry import Telemetry
from hoofbeat.serving.access.doors import require_door
from hoofbeat.serving.config import ServiceConfig
from hoofbeat.serving.listening import address_of, bound
from hoofbeat.serving.logs import configure
from hoofbeat.serving.process import answer

_log = logging.getLogger("hoofbeat.serving")


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
            HoofbeatError: the address cannot be bound, or a worker ended before it could answer.
        """
        require_door(self.config, self.config.host)
        try:
            if self.config.workers > 1:
                self._several()
            else:
                self._alone()
        except KeyboardInterrupt:
            console.print("Stopped.")

    def _alone(self) -> None:
        listeners: list[socket.socket] = []

        def bind() -> socket.socket:
            listeners.append(bound(self.config.host, self.config.port))
            self._told(listeners[0])
            return listeners[0]

        try:
            answer(self.config, bind, Telemetry.of, lambda: None)
        finally:
            for listener in listeners:
                listener.close()

    def _several(self) -> None:
        from hoofbeat.serving.cases.access import cases_kept
        from hoofbeat.serving.several import Several, counted_together

        if (cases := cases_kept(self.config.cases)) is not None:
            cases.close()  # the tables are made by one, before many use them
        configure(self.config.log_format)
        with counted_together() as folder, bound(self.config.host, self.config.port, listening=False) as listener:
            telemetry = Telemetry.of(os.environ, Exposition(None, folder), traces=False)
            try:
                work = partial(_work, self.config)
                several = Several(work, self.config.workers, listener, folder, self.config.drain_seconds)
                several.run(lambda: self._told(listener))
            finally:
                telemetry.end()

    def _told(self, listener: socket.socket) -> None:
        """Say where it answers, and open the page if asked to."""
        url = address_of(self.config.host, listener)
        if self.config.log_format == "json":
            _log.info("answering at %s", url)
        else:
            console.print(
                f"[bold]Hoofbeat[/] answers at {url}  [dim](API: {url}/docs · Ctrl+C ends)[/]", soft_wrap=True
            )
            if self.config.open:
                console.print("[yellow]HOOFBEAT_OPEN: whoever reaches this machine over the network reaches it too.[/]")
        if self.open_browser:
            # The socket already listens: the browser's first request waits for the server.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _work(config: ServiceConfig, listener: socket.socket, ready: Callable[[], None]) -> None:
    """What one worker of several does."""
    configure(config.log_format)

    def spans_alone(environment: Mapping[str, str], _: Exposition) -> Telemetry:
        return Telemetry.of(environment)  # metrics are sent by the one that looks after the workers

    try:
        answer(config, lambda: listener, spans_alone, ready)
    except HoofbeatError as error:
        _log.error("a worker cannot begin: %s", error)
        sys.exit(1)
