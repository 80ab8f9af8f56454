"""Files that are there as a whole or not at all."""

from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside its place, then put it there in one step: an interrupted write leaves what was there before.

    Args:
        path: the file; its folder is made if missing.
        content: of the file; text is written as UTF-8.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(content.encode() if isinstance(content, str) else content)
    draft.replace(path)
