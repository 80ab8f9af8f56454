"""Start the version in use on this computer's own address, and open its page."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import folders
import keeping
from installing import quiet_environment
from turns import Turn
from words import Refused, say

#: Ports tried in turn where the settings name none.
_PORTS = range(8000, 8010)
#: Asked directly: a proxy that this computer is set to knows nothing of it.
_ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def start(browser: bool) -> int:
    """Serve until the window is closed; where it runs already, only open the page.

    Args:
        browser: open the page.

    Returns:
        Exit status.
    """
    version = keeping.in_use()
    if version is None:
        raise Refused("Nothing is installed: run the installer.", "No hay nada instalado: ejecute el instalador.")
    for name in ("SIGHUP", "SIGTERM", "SIGINT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    service = None
    try:
        with Turn() as turn:
            if address := running():
                say(f"Hoofbeat answers already at {address}", f"Hoofbeat ya responde en {address}")
                _open(address, browser)
                return 0
            own = settings()
            port = _free_port(own.get("HOOFBEAT_PORT"))
            service = _serve(version, {**own, "HOOFBEAT_PORT": str(port)})
            address = f"http://127.0.0.1:{port}"
            _wait(service, address, turn)
            _state().write_text(json.dumps({"address": address, "pid": service.pid}), encoding="utf-8")
        say(f"Open {address} – close this window to end.", f"Abra {address}; cierre esta ventana para terminar.")
        _open(address, browser)
        return service.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        if service:
            _end(service)


def running() -> str | None:
    """Where Hoofbeat answers on this computer, if it does."""
    try:
        address = str(_noted()["address"])
        with _ask(f"{address}/openapi.json", timeout=5) as answer:
            return address if json.load(answer)["info"]["title"] == "Hoofbeat" else None
    except (OSError, ValueError, KeyError):
        return None


def stop() -> None:
    """End a service whose window is gone; requests in flight are still answered."""
    if not running():
        raise Refused("Hoofbeat is not running.", "Hoofbeat no está abierto.")
    os.kill(int(_noted()["pid"]), signal.SIGTERM)
    _state().unlink(missing_ok=True)
    say("Hoofbeat is stopping.", "Hoofbeat se está cerrando.")


def settings() -> dict[str, str]:
    """What the person has set in the file of settings."""
    try:
        lines = folders.settings().read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def _serve(version: Path, own: dict[str, str]) -> "subprocess.Popen[bytes]":
    environment = quiet_environment() | {
        "HOOFBEAT_HOST": "127.0.0.1",
        "HOOFBEAT_BUNDLE": str(version / "bundle"),
        "HOOFBEAT_TRUSTED_KEYS": str(version / "trusted.pub"),
        "HOOFBEAT_CASES": "local",
        **own,
    }
    # A session of its own: a window that closes says SIGHUP, which the service takes for “look for a new bundle”.
    return subprocess.Popen(  # noqa: S603 (our own words)
        [str(folders.python_of(version)), "-I", "-m", "hoofbeat", "serve"],
        env=environment, start_new_session=True,
    )  # fmt: skip


def _wait(service: "subprocess.Popen[bytes]", address: str, turn: Turn) -> None:
    for _ in range(600):
        turn.alive()
        if service.poll() is not None:
            raise Refused(
                "Hoofbeat could not start; the reason is above.", "Hoofbeat no pudo iniciar; arriba está el motivo."
            )
        try:
            with _ask(f"{address}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise Refused("Hoofbeat was not ready within two minutes.", "Hoofbeat no estuvo listo en dos minutos.")


def _end(service: "subprocess.Popen[bytes]") -> None:
    """End the service, and forget where it answers, unless another one does by now."""
    with suppress(OSError, ValueError, KeyError):
        if _noted()["pid"] == service.pid:
            _state().unlink()
    service.terminate()
    service.wait()


def _free_port(named: str | None) -> int:
    ports = range(int(named), int(named) + 1) if named else _PORTS
    for port in ports:
        with socket.socket() as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Refused(
        f"Ports {ports.start} to {ports.stop - 1} are all taken: set HOOFBEAT_PORT in {folders.settings()}",
        f"Los puertos {ports.start} a {ports.stop - 1} están ocupados: ponga HOOFBEAT_PORT en {folders.settings()}",
    )


def _open(address: str, browser: bool) -> None:
    # Without a screen, Python would open a browser of letters in this very window.
    screen = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if browser and screen:
        webbrowser.open(address)


def _noted() -> dict[str, Any]:
    noted: dict[str, Any] = json.loads(_state().read_text(encoding="utf-8"))
    return noted


def _state() -> Path:
    return folders.data() / "running.json"


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
