"""Where data of the user lives on this machine, unless told otherwise."""

import os
import sys
from pathlib import Path


def data_home() -> Path:
    """The folder for Hoofbeat's data, by each system's custom (on Linux the XDG base directories)."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "hoofbeat"
