"""The files of the page with their digests: what a browser keeps, so that the page opens without the service."""

import lzma
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi.responses import JSONResponse, Response, StreamingResponse

from hoofbeat.bundle.runtime.offline.parts import packed
from hoofbeat.serving.http.offered import takes_gzip

#: Where the list stands.
SHELL = "/shell.json"

#: What the service worker fetches by itself, and what is no part of the physician's page.
_LEFT_OUT = frozenset({"sw.js", "docs.html", "reference/docs.js", "styles/docs.css"})

#: The runtime by which a browser ranks: fetched by itself and later, for it is as large as ten such pages. It lies in
#: the package as small as can be, and is packed anew, once, for browsers.
RUNTIME = "vendor/ort-wasm-simd-threaded.wasm"
PACKED = f"{RUNTIME}.xz"
_PIECE = 1 << 18
_WASM = "application/wasm"


def shell(folder: Path) -> dict[str, object]:
    """The files of a page, and one version for all of them: another content is another version.

    Args:
        folder: folder of the page.

    Returns:
        ``version``, and ``files``: path from the folder → its digest, as ``integrity`` takes it. ``runtime``: name and
        SHA-256 (hex) of what ranks in a browser, unpacked; ``None`` where the folder has none.
    """
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    files = {name: _digest(path.read_bytes()) for name, path in paths.items() if name not in {*_LEFT_OUT, PACKED}}
    version = sha256("\n".join(f"{name} {digest}" for name, digest in files.items()).encode()).hexdigest()[:16]
    packed = folder / PACKED
    runtime = {"name": RUNTIME, "sha256": _unpacked(packed)} if packed.is_file() else None
    return {"version": version, "files": files, "runtime": runtime}


def runtime_answer(folder: Path, accepted: str) -> Response:
    """What ranks in a browser, packed by gzip where that is taken (``Accept-Encoding``), as by every browser."""
    headers = {"Vary": "Accept-Encoding"}
    if not takes_gzip(accepted):
        return StreamingResponse(_pieces(folder / PACKED), media_type=_WASM, headers=headers)
    return Response(_packed_anew(folder / PACKED), media_type=_WASM, headers={"Content-Encoding": "gzip", **headers})


@cache
def _packed_anew(path: Path) -> bytes:
    return b"".join(packed(_pieces(path)))


def _pieces(path: Path) -> Iterator[bytes]:
    with lzma.open(path) as file:
        while piece := file.read(_PIECE):
            yield piece


@cache
def _unpacked(path: Path) -> str:
    digest = sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def shell_answer(folder: Path) -> Response:
    """The list as the service answers it; made when asked, for the files of a program under way may be replaced."""
    return JSONResponse(shell(folder))


def _digest(content: bytes) -> str:
    return f"sha256-{b64encode(sha256(content).digest()).decode()}"
