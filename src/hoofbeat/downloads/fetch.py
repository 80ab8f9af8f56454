"""One file over HTTP: resumed where it broke off, never half there, not fetched again while unchanged.

While it arrives, a file is ``.NAME.part`` with its validators in ``.NAME.part.json``. The rest is asked for with
``Range`` and ``If-Range`` (RFC 9110, sections 13.1.5 and 14.2): if the publisher's file has changed meanwhile, the
answer is the whole new file and the old part is thrown away. Only when length and checksum are right is the part
renamed into place.
"""

import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.progress import Progress, TaskID

from hoofbeat.domain.errors import SourceError
from hoofbeat.downloads.record import FileRecord
from hoofbeat.downloads.registry import PublicFile
from hoofbeat.knowledge.inputs import sha256_of

#: Answers that a later attempt may mend.
_PASSING = {408, 425, 429, 500, 502, 503, 504}

#: However often a server cuts the connection with progress in between, some end there must be.
_MOST_ATTEMPTS = 50

_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)", re.ASCII)


class _PassingError(Exception):
    """This attempt failed, the next may not; ``wait`` is what the server asked for, in seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True)
class Fetcher:
    """Fetches files, patiently.

    Attributes:
        client: follows redirects; its timeouts are per read, not per file.
        progress: display of the bytes.
        attempts: fruitless attempts in a row before giving up.
        pause: seconds before the second attempt; doubled with each further one.
        renewed: accept content that differs from a known checksum.
    """

    client: httpx.Client
    progress: Progress
    attempts: int = 4
    pause: float = 1.0
    renewed: bool = False

    def fetch(self, file: PublicFile, folder: Path, known: FileRecord | None) -> FileRecord:
        """Bring one file into ``folder``.

        Args:
            file: which.
            folder: folder of the download; must exist.
            known: record of the last download, ``None`` at first; returned where the publisher's file is unchanged.

        Raises:
            SourceError: it cannot be had, or is not what was expected; what has arrived is kept for the next time,
                unless it is wrong.
        """
        transfer = _Transfer(self, file, folder, known)
        task = self.progress.add_task(file.name, total=None)
        try:
            return self._patiently(transfer, task)
        finally:
            self.progress.stop_task(task)

    def _patiently(self, transfer: "_Transfer", task: TaskID) -> FileRecord:
        fruitless = 0
        for _ in range(_MOST_ATTEMPTS):
            before = transfer.arrived
            try:
                return transfer.attempt(task)
            except (_PassingError, httpx.TransportError) as error:
                reason = str(error) if isinstance(error, _PassingError) else type(error).__name__
                fruitless = 1 if transfer.arrived > before else fruitless + 1
                if fruitless >= self.attempts:
                    break
                wait = error.wait if isinstance(error, _PassingError) else 0.0
                time.sleep(max(wait, self.pause * 2 ** (fruitless - 1)))
        raise SourceError(f"{transfer.file.url} cannot be fetched ({reason})", hint=by_hand(transfer.file))


def by_hand(file: PublicFile) -> str:
    """What a person without a connection does."""
    return (
        f"run it again later to go on; or fetch that address on another machine, keep it as {file.name}, "
        "and give its folder with --from"
    )


class _Transfer:
    """One file on its way."""

    def __init__(self, fetcher: Fetcher, file: PublicFile, folder: Path, known: FileRecord | None) -> None:
        self.fetcher, self.file = fetcher, file
        self.target = folder / file.name
        self.part = folder / f".{file.name}.part"
        self.validators = folder / f".{file.name}.part.json"
        self.known = known if known is not None and known.describes(self.target) else None

    @property
    def arrived(self) -> int:
        """Bytes of the part."""
        return self.part.stat().st_size if self.part.is_file() else 0

    def attempt(self, task: TaskID) -> FileRecord:
        if self.known is not None and self.file.sha256 and self.known.sha256 == self.file.sha256:
            return self.known  # nothing can have changed: the address names this content
        offset, headers = self._question()
        with self.fetcher.client.stream("GET", self.file.url, headers=headers) as response:
            status = response.status_code
            if status == 304 and self.known is not None:
                self.fetcher.progress.update(task, total=self.known.size, completed=self.known.size)
                return self.known
            if status == 416 and self._is_complete(response):
                return self._finish(self._kept())
            self._require_file(response, offset)
            resumed = offset if status == 206 else 0
            kept = _validators_of(response, self.file.url)
            self.validators.write_text(json.dumps(kept), encoding="utf-8")
            total = self._receive(response, resumed, task)
        if total is not None and self.arrived != total:
            raise _PassingError(f"it broke off after {self.arrived:,} of {total:,} bytes")
        return self._finish(kept, resumed=resumed > 0)

    def _question(self) -> tuple[int, dict[str, str]]:
        """Bytes that are here already, and the headers that ask for the rest, or for what changed."""
        headers = {"Accept-Encoding": "identity"}  # a range is one of the bytes as they are, not of a compression
        kept = self._kept()
        # A weak ETag does not promise the same bytes, so a range may not be asked for with it.
        validator = kept["etag"] if kept["etag"] and not kept["etag"].startswith("W/") else kept["last_modified"]
        if self.arrived and validator and kept["url"] == self.file.url:
            return self.arrived, headers | {"Range": f"bytes={self.arrived}-", "If-Range": validator}
        self._drop()
        if self.known is not None and self.known.etag:
            headers["If-None-Match"] = self.known.etag
        elif self.known is not None and self.known.last_modified:
            headers["If-Modified-Since"] = self.known.last_modified
        return 0, headers

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self.validators.read_text(encoding="utf-8"))
            return {name: str(kept[name]) for name in ("url", "etag", "last_modified")}
        except (OSError, ValueError, TypeError, KeyError):
            return {"url": "", "etag": "", "last_modified": ""}

    def _drop(self) -> None:
        self.part.unlink(missing_ok=True)
        self.validators.unlink(missing_ok=True)

    def _is_complete(self, response: httpx.Response) -> bool:
        """Whether "range not satisfiable" only says that nothing is missing; if not, the part is of another file."""
        match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if match and match[2] == str(self.arrived):
            return True
        self._drop()
        raise _PassingError("the part of it that was here fits no longer")

    def _require_file(self, response: httpx.Response, offset: int) -> None:
        status = response.status_code
        if status in _PASSING:
            raise _PassingError(f"status {status}", _retry_after(response))
        if status not in (200, 206):
            raise SourceError(f"{self.file.url} answers with status {status}", hint=by_hand(self.file))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            raise self._web_page()
        if status == 206:
            match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
            if not match or match[1] != str(offset):
                self._drop()
                raise _PassingError("another range than the one asked for")

    def _receive(self, response: httpx.Response, resumed: int, task: TaskID) -> int | None:
        """Write the body; the whole file's length in bytes, if the server says it."""
        encoded = response.headers.get("Content-Encoding", "identity") != "identity"
        length = response.headers.get("Content-Length", "")
        total = resumed + int(length) if length.isdigit() and not encoded else None
        self.fetcher.progress.update(task, total=total, completed=resumed)
        with self.part.open("ab" if resumed else "wb") as stream:
            for chunk in response.iter_bytes() if encoded else response.iter_raw():
                stream.write(chunk)
                self.fetcher.progress.advance(task, len(chunk))
            stream.flush()
            os.fsync(stream.fileno())
        return total

    def _finish(self, kept: dict[str, str], *, resumed: bool = True) -> FileRecord:
        if looks_like_a_web_page(self.part):
            self._drop()
            raise self._web_page()
        if not self.fetcher.renewed and self.file.sha256 and sha256_of(self.part) != self.file.sha256:
            self._drop()
            if resumed:  # the pieces may not have belonged together
                raise _PassingError("its checksum was wrong")
            raise wrong_checksum(self.file)
        self.part.replace(self.target)
        self.validators.unlink(missing_ok=True)
        return FileRecord.of(self.target, self.file.url, "download", kept["etag"], kept["last_modified"])

    def _web_page(self) -> SourceError:
        return SourceError(
            f"{self.file.url} answers with a web page instead of the file (a proxy or a login may stand between)",
            hint=by_hand(self.file),
        )


def wrong_checksum(file: PublicFile) -> SourceError:
    """The content is not the one whose checksum is known."""
    return SourceError(
        f"{file.name} has another checksum than {file.sha256[:12]}…",
        hint="fetch it again; if the publisher has renewed the file, say so with --renewed",
    )


def looks_like_a_web_page(path: Path) -> bool:
    """Whether a file starts as HTML does, or is called a zip and is none."""
    with path.open("rb") as stream:
        start = stream.read(512).lstrip().lower()
    is_zip = path.name.removeprefix(".").removesuffix(".part").endswith(".zip")
    return start.startswith((b"<!doctype html", b"<html")) or (is_zip and not start.startswith(b"pk"))


def _validators_of(response: httpx.Response, url: str) -> dict[str, str]:
    etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    return {"url": url, "etag": etag, "last_modified": modified}


def _retry_after(response: httpx.Response) -> float:
    """Seconds the server asks to wait, at most a minute; a date is not worth reading for that."""
    text = response.headers.get("Retry-After", "")
    return min(float(text), 60.0) if text.isdigit() else 0.0
