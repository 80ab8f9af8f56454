"""A serving install as a user makes it, in an environment of its own, and a bundle that it trusts."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from pairs import HOUSE

#: What an environment brings before anything is installed into it.
_TOOLS = ("pip", "setuptools", "pkg_resources", "_distutils_hack")


def serving_install(folder: Path) -> Path:
    """The Python of a fresh environment with the serving lock and this build's wheel, nothing else."""
    wheels, python = folder / "wheels", folder / "serving" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _away(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", wheels, HOUSE)
    venv.create(folder / "serving", with_pip=True)
    install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _away(*install, "--require-hashes", "-r", HOUSE / "requirements" / "serving.txt")
    _away(*install, "--no-deps", "--no-index", *wheels.glob("hoofbeat-*.whl"))
    return python


def installed(python: Path) -> dict[str, object]:
    """What the packages take on the disk, compiled files included, and the largest of them."""
    site = Path(_away(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    sizes = {entry.name: size(entry) for entry in site.iterdir() if not entry.name.startswith(_TOOLS)}
    largest = sorted(sizes, key=lambda name: -sizes[name])[:5]
    return {"mb": round(sum(sizes.values()), 1), "largest_mb": {name: round(sizes[name], 1) for name in largest}}


def size(path: Path) -> float:
    """MB of a file, or of all in a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def signed(bundle: Path, folder: Path, python: Path) -> tuple[Path, Path]:
    """A copy of a bundle that a fresh key vouches for, and the key to trust: serving as it is meant checks both."""
    copied = Path(shutil.copytree(bundle, folder / "bundle"))
    _away(python, "-m", "hoofbeat", "bundle", "keys", "--output", folder / "pair")
    _away(python, "-m", "hoofbeat", "bundle", "sign", copied, "--key", folder / "pair" / "hoofbeat.key")
    return copied, folder / "pair" / "hoofbeat.pub"


def _away(*command: object) -> str:
    """Run a command away from the checkout, so that only what is installed is found."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    asked = [str(part) for part in command]
    result = subprocess.run(asked, cwd="/", env=clean, capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"{' '.join(asked)} failed:\n{result.stdout}{result.stderr}")
    return result.stdout
