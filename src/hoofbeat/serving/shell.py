"""The files of the page with their digests: what a browser keeps, so that the page opens without the service."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from fastapi.responses import JSONResponse, Response

#: Where the list stands.
SHELL = "/shell.json"

#: What the service worker fetches by itself, and what is no part of the physician's page.
_LEFT_OUT = frozenset({"sw.js", "docs.html", "reference/docs.js", "styles/docs.css"})


def shell(folder: Path) -> dict[str, object]:
    """The files of a page, and one version for all of them: another content is another version.

    Args:
        folder: folder of the page.

    Returns:
        ``version``, and ``files``: path from the folder → its digest, as ``integrity`` takes it.
    """
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    files = {name: _digest(path.read_bytes()) for name, path in paths.items() if name not in _LEFT_OUT}
    version = sha256("\n".join(f"{name} {digest}" for name, digest in files.items()).encode()).hexdigest()[:16]
    return {"version": version, "files": files}


def shell_answer(folder: Path) -> Response:
    """The list as the service answers it; made when asked, for the files of a program under way may be replaced."""
    return JSONResponse(shell(folder))


def _digest(content: bytes) -> str:
    return f"sha256-{b64encode(sha256(content).digest()).decode()}"
