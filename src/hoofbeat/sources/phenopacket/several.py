"""Several phenopackets in one text: a list, JSON lines, ``{"phenopackets": […]}``, the documents of a YAML file.

Most files hold one, so this looks before it parses. The text of each is handed on as it stands.
"""

import json
import re
from collections.abc import Iterator

from hoofbeat.domain.errors import RecordError
from hoofbeat.sources.phenopacket.names import FIELDS, folded
from hoofbeat.sources.phenopacket.text import values_of

#: Between two objects that follow each other without a comma; inside of one it only stands in texts.
_NEXT_OBJECT = re.compile(r"\}\s*\{")
_LIST_FIELD = re.compile(r'"pheno_?packets"\s*:\s*\[', re.IGNORECASE)
_YAML_DOCUMENT = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_YAML_LIST = re.compile(r"(?:\s|#[^\n]*\n)*(?:-\s|\[|[\"']?pheno_?packets[\"']?\s*:)", re.IGNORECASE)

_SPACE = re.compile(r"[\s\ufeff]*")


def parts_of_json(text: str) -> list[str] | None:
    """The texts of the phenopackets in a JSON text, ``None`` where it is one record as it stands, sound or not."""
    body = text.lstrip("\ufeff \t\r\n")
    if not (body.startswith("[") or _NEXT_OBJECT.search(body) or _LIST_FIELD.search(body)):
        return None
    try:
        return list(_values(body)) or None
    except (RecursionError, ValueError):  # JSONDecodeError is a ValueError
        return _lines(body)


def parts_of_yaml(text: str) -> list[str] | None:
    """The texts of the phenopackets in a YAML text; the entries of a list come as JSON.

    Raises:
        SourceError: PyYAML is not installed.
    """
    documents = [one for one in _YAML_DOCUMENT.split(text.removeprefix("\ufeff")) if _says_something(one)]
    parts: list[str] = []
    for document in documents:
        parts += _entries_of_yaml(document) or [document]
    return parts if len(parts) > 1 or parts != documents else None


def _says_something(document: str) -> bool:
    lines = (line.strip() for line in document.splitlines())
    return any(line and not line.startswith(("#", "%")) and line != "..." for line in lines)


def _entries_of_yaml(document: str) -> list[str] | None:
    if not _YAML_LIST.match(document):
        return None
    try:
        value = values_of(document, yaml=True)
    except RecordError:  # said when the record is read
        return None
    value = value.get("phenopackets") if isinstance(value, dict) else value
    return [json.dumps(one, ensure_ascii=False) for one in value] if isinstance(value, list) else None


def _values(body: str) -> Iterator[str]:
    """Each value of the text in turn; of a list its entries, of ``{"phenopackets": […]}`` theirs."""
    at = 0
    while at < len(body):
        end = json.JSONDecoder().raw_decode(body, at)[1]
        start = _list_start(body, at)
        if start is None:
            yield body[at:end]
        else:
            yield from _entries(body, start)
        at = _after_space(body, end)


def _entries(body: str, start: int) -> Iterator[str]:
    """The texts of the entries of the list that begins at ``start``; the list is known to be sound."""
    at = _after_space(body, start + 1)
    while body[at] != "]":
        end = json.JSONDecoder().raw_decode(body, at)[1]
        yield body[at:end]
        at = _after_space(body, end)
        if body[at] == ",":
            at = _after_space(body, at + 1)


def _list_start(body: str, at: int) -> int | None:
    """Where the list of phenopackets begins in the value at ``at``, ``None`` if that is a phenopacket by itself."""
    if body[at] == "[":
        return at
    if body[at] != "{" or not _LIST_FIELD.search(body, at):
        return None
    at = _after_space(body, at + 1)
    while body[at] == '"':
        name, end = json.JSONDecoder().raw_decode(body, at)
        value = _after_space(body, _after_space(body, end) + 1)
        if FIELDS.get(folded(name)) == "phenopackets" and body[value] == "[":
            return value
        at = _after_space(body, json.JSONDecoder().raw_decode(body, value)[1])
        if body[at] == ",":
            at = _after_space(body, at + 1)
    return None


def _lines(body: str) -> list[str] | None:
    """JSON lines of which one or more are broken: each is a record of its own."""
    lines = [line for line in body.splitlines() if line.strip()]
    whole = all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines)
    return lines if whole and len(lines) > 1 else None


def _after_space(body: str, at: int) -> int:
    match = _SPACE.match(body, at)
    return match.end() if match else at
