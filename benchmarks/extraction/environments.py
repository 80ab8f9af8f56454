"""Environments of their own for the annotators of others: made once, kept, with what is installed pinned."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


class NotHere(Exception):  # noqa: N818 - no error: a peer that this machine cannot run, and why
    """An annotator cannot be run; the message says why, for the report."""


def environment(folder: Path, peer: str, python: str = sys.executable, *, source: str = "") -> Path:
    """The Python of an environment that holds what ``peers/PEER.txt`` pins.

    Args:
        folder: where environments are kept.
        peer: name of the list.
        python: that makes it.
        source: comma-separated packages that exist as source alone; all others come as wheels.

    Raises:
        NotHere: they cannot be installed.
    """
    pins = Path(__file__).parent / "peers" / f"{peer}.txt"
    digest = hashlib.sha256(pins.read_bytes() + python.encode()).hexdigest()[:8]
    place = folder / f"{peer}-{digest}"
    inner = place / "bin" / "python"
    if (place / "complete").exists():
        return inner
    shutil.rmtree(place, ignore_errors=True)
    print(f"installing {peer}", file=sys.stderr)
    wheels = ["--only-binary", ":all:", *(("--no-binary", source) if source else ())]
    try:
        _run([python, "-m", "venv", str(place)])
        _run([str(inner), *_PIP, "--no-deps", *wheels, "-r", str(pins)])
    except subprocess.TimeoutExpired as error:
        raise NotHere(
            f"did not finish: its installation took more than {_LONGEST_INSTALLATION // 60} minutes"
        ) from error
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotHere(f"{peer} cannot be installed with {python}: {error}") from error
    (place / "complete").touch()
    return inner


#: Seconds that one step of an installation may take.
_LONGEST_INSTALLATION = 900
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=sys.stderr, timeout=_LONGEST_INSTALLATION)


def older_python(*versions: str) -> str:
    """A Python of one of these versions, on the path or among those of pyenv.

    Raises:
        NotHere: there is none.
    """
    for version in versions:
        places = [
            shutil.which(f"python{version}"),
            *sorted(map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))),
        ]
        for place in filter(None, places):
            told = subprocess.run(
                [place, "-c", "import sys; print(*sys.version_info[:2], sep='.')"], capture_output=True, text=True
            )
            if told.stdout.strip() == version:
                return place
    raise NotHere(f"needs Python {' or '.join(versions)}, which this machine does not have")
