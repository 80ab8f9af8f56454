"""Which versions are installed, which one is in use, and which one was before."""

import shutil
from pathlib import Path

import folders
from words import Refused, say


def in_use() -> Path | None:
    """The folder of the version in use."""
    return _named("current")


def before() -> Path | None:
    """The folder of the version that was in use before."""
    return _named("previous")


def use(version: Path) -> None:
    """Let a version be the one in use; remember the one before."""
    now = in_use()
    if now is not None and now != version:
        _write("previous", now.name)
    _write("current", version.name)


def complete() -> list[Path]:
    """Every version that was installed to its end, the oldest first."""
    found = (path for path in folders.versions().glob("*") if (path / "complete").is_file())
    return sorted(found, key=lambda path: (path / "complete").stat().st_mtime)


def roll_back() -> None:
    """Use the version that was in use before; once more takes it back."""
    old, now = before(), in_use()
    if old is None or now is None or old == now:
        raise Refused("There is no earlier version to go back to.", "No hay una versión anterior a la que volver.")
    use(old)
    say(
        f"From the next start on: {old.name} (was {now.name}).",
        f"A partir del próximo inicio: {old.name} (antes {now.name}).",
    )


def clear_away() -> None:
    """Remove versions that are neither in use nor the one before: the disk of a small computer fills up."""
    for version in folders.versions().glob("*"):
        if version not in (in_use(), before()):
            shutil.rmtree(version, ignore_errors=True)


def _named(pointer: str) -> Path | None:
    try:
        name = (folders.data() / pointer).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    version = folders.versions() / name
    return version if name and (version / "complete").is_file() else None


def _write(pointer: str, name: str) -> None:
    fresh = folders.data() / f"{pointer}.new"
    fresh.write_text(f"{name}\n", encoding="utf-8")
    fresh.replace(folders.data() / pointer)
