"""Where Hoofbeat's files live on this machine, unless told otherwise: by each system's custom."""

from pathlib import Path

from platformdirs import PlatformDirs

_OURS = PlatformDirs("hoofbeat", appauthor=False)


def data_home() -> Path:
    """The folder for data of the user (on Linux ``~/.local/share/hoofbeat``; ``XDG_DATA_HOME`` moves it)."""
    return _OURS.user_data_path


def cache_home() -> Path:
    """The folder for what can be made again (on Linux ``~/.cache/hoofbeat``; ``XDG_CACHE_HOME`` moves it)."""
    return _OURS.user_cache_path
