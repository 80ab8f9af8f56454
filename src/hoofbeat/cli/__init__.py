"""The ``hoofbeat`` command: whatever goes wrong on purpose ends in one readable message."""

import errno
import gc
import os
import signal
import sys
from typing import NoReturn

from rich.markup import escape

from hoofbeat.console import console
from hoofbeat.domain.errors import HoofbeatError

#: Records and terms are objects by the million and hardly any cycles: Python's own 700 cost a quarter of an ingest.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000

#: Columns of a help text that goes into a file or a pipe.
_HELP_WIDTH = "140"

#: Packages of the extra `cases`; whatever else is missing is the pipeline's.
_OF_CASES = {"alembic", "sqlalchemy"}

#: What the machine refuses, wherever in a run: no room, no permission, a file where a folder should be.
_OF_THE_MACHINE = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE,
    errno.EEXIST, errno.EISDIR, errno.ENOTDIR,
}  # fmt: skip


def main() -> None:
    """Run the command; an error of ours ends in one readable message and status 1."""
    # A polite end (``kill``, ``docker stop``) unwinds like Ctrl+C, so that no draft is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    if not sys.stdout.isatty():
        # Typer writes help for a window of 80 columns where there is none, and cuts what is wider.
        os.environ.setdefault("TERMINAL_WIDTH", _HELP_WIDTH)
    try:
        # Here, because what other packages add is loaded with the commands, and may be broken.
        from hoofbeat.cli.commands import app

        app()
    except HoofbeatError as error:
        _fail(str(error))
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            raise
        _fail(f"{error.filename or 'This machine'}: {error.strerror} → make room or allow it, or choose another place")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("hoofbeat"):
            raise
        extra = "cases" if error.name in _OF_CASES else "pipeline"
        _fail(
            f"This command needs {error.name or 'a package'}, which the serving install lacks → "
            f"pip install 'hoofbeat[{extra}]'"
        )


def _fail(message: str) -> NoReturn:
    console.print(f"[bold red]✗[/] {escape(message)}", soft_wrap=True)
    sys.exit(1)
