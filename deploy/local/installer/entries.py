"""What the person clicks: a command, and an icon on the desktop and in the menu."""

import os
import shlex
import sys
from pathlib import Path

import folders

_SHELL = """#!/bin/sh
# Written by the installer of Hoofbeat, which writes it anew.
data={data}
release=$(cat "$data/current") || exit 1
exec "$data/versions/$release/venv/bin/python" -I "$data/app" "$@"
"""

# By variables alone: a batch file cannot hold the accents of a person's name in every code page.
_BATCH = r"""@echo off
rem Written by the installer of Hoofbeat, which writes it anew.
set /p RELEASE=<"%LOCALAPPDATA%\Hoofbeat\current"
"%LOCALAPPDATA%\Hoofbeat\versions\%RELEASE%\venv\Scripts\python.exe" -I "%LOCALAPPDATA%\Hoofbeat\app" %*
if errorlevel 1 pause
"""

_DESKTOP = """[Desktop Entry]
Type=Application
Name=Hoofbeat
Comment=Common and orphan diseases in one ranked differential
Comment[es]=Enfermedades comunes y huérfanas en un solo diagnóstico diferencial
Exec={command}
Icon=applications-science
Terminal=true
Categories=Science;MedicalSoftware;
"""


def command() -> Path:
    """The command that starts Hoofbeat."""
    if sys.platform == "win32":
        return folders.data() / "hoofbeat.cmd"
    return Path.home() / ".local" / "bin" / "hoofbeat-pc"


def all_entries() -> list[Path]:
    """Every file outside of Hoofbeat's own folder that the installer writes."""
    desktop = folders.desktop()
    if sys.platform == "win32":
        on_desktop, menu = (
            "Hoofbeat.cmd",
            Path(os.environ["APPDATA"]) / "Microsoft/Windows/Start Menu/Programs/Hoofbeat.cmd",
        )
    elif sys.platform == "darwin":
        on_desktop, menu = "Hoofbeat.command", None
    else:
        on_desktop, menu = "hoofbeat.desktop", folders.data().parent / "applications" / "hoofbeat.desktop"
    return [path for path in (command(), menu, desktop and desktop / on_desktop) if path]


def write() -> None:
    """Write the command and the icons."""
    batch = sys.platform == "win32"
    for path in all_entries():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _BATCH if batch else _SHELL.format(data=shlex.quote(str(folders.data())))
        if path.suffix == ".desktop":
            text = _DESKTOP.format(command=_quoted(command()))
        path.write_text(text, encoding="utf-8", newline="\r\n" if batch else "\n")
        path.chmod(0o755)


def remove() -> None:
    """Remove them all."""
    for path in all_entries():
        path.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    """A path as the Desktop Entry Specification wants it under Exec."""
    escaped = "".join(f"\\\\{sign}" if sign in '"`$\\' else sign for sign in str(path)).replace("%", "%%")
    return f'"{escaped}"'
