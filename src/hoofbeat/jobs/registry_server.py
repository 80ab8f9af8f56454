"""``hoofbeat registry``: an MLflow server on this machine, on SQLite."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from pydantic import BaseModel, ConfigDict

from hoofbeat.console import console
from hoofbeat.domain.errors import HoofbeatError, InputError
from hoofbeat.training.tracking import DATABASE, require_sound, sqlite_url

#: Folder of the bundles that are registered, beside the database.
STORE = "registry"


class RegistryServerJob(BaseModel):
    """Serve the registry of a run directory until told to stop.

    Attributes:
        output: run directory; its ``mlflow.db`` is used, or made.
        port: port on this machine.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    port: int = 5000

    def command(self) -> list[str]:
        """The server's command line."""
        return [
            sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1",
            "--backend-store-uri", sqlite_url(self.output / DATABASE),
            "--artifacts-destination", (self.output / STORE).resolve().as_uri(),
        ]  # fmt: skip

    def run(self) -> None:
        """Start it, and wait until it ends.

        Raises:
            InputError: nothing can be written there.
            TrainingError: the database is damaged.
            HoofbeatError: it ended by itself.
        """
        try:
            self.output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{self.output} cannot be made ({error.strerror})", hint="choose another place") from error
        require_sound(self.output / DATABASE)
        console.print(f"Registry at [bold]http://127.0.0.1:{self.port}[/]  [dim](Ctrl+C ends)[/]", soft_wrap=True)
        quiet = {
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "DO_NOT_TRACK": "true",
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        }
        told: list[int] = []
        begun: list[subprocess.Popen[bytes]] = []

        def stop(number: int, _: FrameType | None) -> None:
            told.append(number)
            for server in begun:
                server.terminate()

        # It raises nothing: a second signal would end this process before the server, which would live on alone. Linux
        # sends several to the children of a process of many threads that is killed.
        signal.signal(signal.SIGTERM, stop)
        process = subprocess.Popen(self.command(), env=os.environ | quiet)  # noqa: S603
        begun.append(process)
        if told:
            process.terminate()
        try:
            status = process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            return
        if told:
            return
        raise HoofbeatError(
            f"The registry ended by itself (status {status})", hint="is the port taken? Choose another with --port"
        )
