"""All files of a source: fetched from the publisher, or taken from a folder that a person brought."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from hoofbeat import __version__
from hoofbeat.console import console
from hoofbeat.domain.errors import SourceError
from hoofbeat.downloads.fetch import Fetcher, looks_like_a_web_page, wrong_checksum
from hoofbeat.downloads.record import FileRecord, SourceRecord
from hoofbeat.downloads.registry import PublicFile, PublicSource
from hoofbeat.knowledge.inputs import sha256_of

#: Brings one file; gives its record, or ``None`` for an optional file that is not to be had.
_Bring = Callable[[PublicFile, FileRecord | None], FileRecord | None]


@dataclass(frozen=True)
class Pulled:
    """What became of one file: ``new``, ``renewed``, ``unchanged`` or ``absent`` (optional, not to be had)."""

    file: str
    state: str
    record: FileRecord | None


@contextmanager
def fetcher(*, renewed: bool = False) -> Iterator[Fetcher]:
    """A fetcher with its connections and its progress bars (on standard error)."""
    import httpx

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    agent = {"User-Agent": f"hoofbeat/{__version__}"}
    timeout = httpx.Timeout(30.0, connect=15.0)
    with (
        httpx.Client(follow_redirects=True, timeout=timeout, headers=agent) as client,
        Progress(*columns, console=console) as progress,
    ):
        yield Fetcher(client, progress, renewed=renewed)


def pull(source: PublicSource, folder: Path, fetch: Fetcher) -> list[Pulled]:
    """Fetch every file of a source into ``folder``; what is there and unchanged stays.

    Raises:
        SourceError: a file that is not optional cannot be had; what came before it is kept and recorded.
    """

    def bring(file: PublicFile, known: FileRecord | None) -> FileRecord | None:
        try:
            return fetch.fetch(file, folder, known)
        except SourceError as error:
            if not file.optional:
                raise
            console.print(f"  [yellow]![/] {escape(error.what)}", soft_wrap=True)
            return None

    return _take(source, folder, bring)


def copy(source: PublicSource, folder: Path, origin: Path, *, renewed: bool = False) -> list[Pulled]:
    """Take every file of a source from ``origin``, with the checks and the record of a download.

    Raises:
        SourceError: a file is missing there, or is not what was expected.
    """
    missing = [file for file in source.files if not file.optional and not (origin / file.name).is_file()]
    if missing:
        addresses = ", ".join(file.url for file in missing)
        raise SourceError(
            f"{origin} lacks {', '.join(file.name for file in missing)}",
            hint=f"fetch {addresses} (see {source.page}) and keep it under that name",
        )

    def bring(file: PublicFile, known: FileRecord | None) -> FileRecord | None:
        given, target = origin / file.name, folder / file.name
        if not given.is_file():
            return None
        if looks_like_a_web_page(given):
            raise SourceError(f"{given} is a web page, or no zip, instead of the file", hint="fetch it again")
        checksum = sha256_of(given)
        if file.sha256 and checksum != file.sha256 and not renewed:
            raise wrong_checksum(file)
        if known is not None and known.sha256 == checksum and known.describes(target):
            return known
        draft = folder / f".{file.name}.copy"
        shutil.copyfile(given, draft)
        draft.replace(target)
        return FileRecord.of(target, file.url, "folder")

    return _take(source, folder, bring)


def _take(source: PublicSource, folder: Path, bring: _Bring) -> list[Pulled]:
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        record = SourceRecord.load(source, folder)
        pulled = []
        for file in source.files:
            known = record.files.get(file.name)
            brought = bring(file, known)
            if brought is None:
                pulled.append(Pulled(file.name, "absent", known))
                continue
            state = "new" if known is None else "unchanged" if brought.sha256 == known.sha256 else "renewed"
            record.files[file.name] = brought
            record.save(folder)
            pulled.append(Pulled(file.name, state, brought))
        return pulled


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder against a second pull, where the system can: two writing one part would mix it."""
    with (folder / ".lock").open("w") as lock:
        try:
            import fcntl
        except ImportError:  # Windows
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SourceError(
                f"Another process is at work in {folder}", hint="wait for it to end, then run this again"
            ) from error
        yield
