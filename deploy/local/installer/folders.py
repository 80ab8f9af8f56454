"""Where Hoofbeat lies on this computer: in the person's own folders, so that no administrator is needed."""

import os
import sys
from pathlib import Path


def data() -> Path:
    """Everything that is installed, and the settings."""
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"]) / "Hoofbeat"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Hoofbeat"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "hoofbeat"


def settings() -> Path:
    """The file a person may change: one ``NAME=value`` a line."""
    if sys.platform in ("win32", "darwin"):
        return data() / "hoofbeat.env"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "hoofbeat" / "hoofbeat.env"


def versions() -> Path:
    """One folder a version."""
    return data() / "versions"


def application() -> Path:
    """The copy of this installer that starts, rolls back and uninstalls."""
    return data() / "app"


def python_of(version: Path) -> Path:
    """The Python of an installed version."""
    return version / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def desktop() -> Path | None:
    """The folder of the desktop, where there is one."""
    if sys.platform == "win32":
        import winreg

        # The desktop may have been moved, often into a folder that is kept in a cloud.
        place = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, place) as key:
                found = Path(os.path.expandvars(winreg.QueryValueEx(key, "Desktop")[0]))
        except OSError:
            found = Path.home() / "Desktop"
    else:
        found = Path.home() / "Desktop"
        chosen = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "user-dirs.dirs"
        if chosen.is_file():
            for line in chosen.read_text(encoding="utf-8").splitlines():
                if line.startswith("XDG_DESKTOP_DIR="):
                    found = Path(line.split("=", 1)[1].strip('"').replace("$HOME", str(Path.home())))
    return found if found.is_dir() else None
