"""The entries of a FHIR Bundle in JSON, one at a time: memory does not grow with the file."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any, TextIO

#: Characters read at once.
_CHUNK = 1 << 18

#: An entry is a few kilobytes; one far beyond is an attachment or a damaged file, and must not fill the memory.
MAX_CHARACTERS = 20_000_000

#: Kinds of Bundle whose entries are the resources as they stand.
BUNDLES = {
    "collection", "transaction", "batch", "searchset", "document", "message", "batch-response", "transaction-response",
}  # fmt: skip
#: Resources that hold others.
NESTING = ("Bundle", "Parameters")
#: Where a Bundle and a Parameters resource keep them.
_LISTS = ("entry", "parameter")


class UnreadableBundleError(Exception):
    """The file is no Bundle that can be read to its end; the text says why, without the file's content."""


def entries(stream: TextIO) -> Iterator[tuple[str, Any]]:
    """Yield the text of each entry of a Bundle, unchanged, and the entry read from it.

    A ``Parameters`` resource (the answer of an operation) is read like a Bundle, and so is a list of resources. An
    entry that is itself a Bundle gives its entries.

    Raises:
        UnreadableBundleError: not JSON, cut short, too large an entry, or no Bundle of resources as they stand.
    """
    reader = _JsonReader(stream)
    if reader.peek() == "[":
        yield from _resources(reader)
    else:
        yield from _of_object(reader)
    if reader.peek():
        raise UnreadableBundleError(f"not JSON: there is more after the Bundle (character {reader.position})")


def kind_of(stream: TextIO) -> str | None:
    """The ``resourceType`` of a JSON object, as far as it stands before the entries of a Bundle.

    ``None`` stands for a Bundle whose type stands behind its entries, and for what is no such object at all.
    """
    reader = _JsonReader(stream)
    try:
        reader.expect("{")
        while reader.peek() != "}":
            name = reader.value()[1]
            reader.expect(":")
            if name in _LISTS and reader.peek() == "[":
                return None
            value = reader.value()[1]
            if name == "resourceType":
                return value if isinstance(value, str) else None
            reader.expect(",")
    except UnreadableBundleError:
        pass
    return None


def within(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the entries of the Bundle that stands as the resource of an entry.

    Args:
        text: text of the entry.

    Raises:
        UnreadableBundleError: that Bundle is of a kind whose entries are no resources as they stand.
    """
    for name, of_member in _members(_JsonReader(StringIO(text))):
        if name == "resource":
            yield from entries(StringIO(of_member))


def _of_object(reader: "_JsonReader") -> Iterator[tuple[str, Any]]:
    about: dict[str, Any] = {}
    reader.expect("{")
    while reader.peek() != "}":
        if about:
            reader.expect(",")
        name = reader.value()[1]
        if not isinstance(name, str):
            raise UnreadableBundleError(f"not JSON: a name is expected before character {reader.position}")
        reader.expect(":")
        if name in _LISTS and reader.peek() == "[":
            for text, entry in _list(reader):
                yield from _flat(text, entry)
            about[name] = None
        else:
            about[name] = reader.value()[1]
    reader.expect("}")
    if about.get("resourceType") == "Parameters":
        return
    if about.get("resourceType") != "Bundle":
        raise UnreadableBundleError("resourceType: not a Bundle")
    if "entry" in about and about["entry"] is not None:
        raise UnreadableBundleError("entry: not a list")
    kind = about.get("type")
    if not isinstance(kind, str) or kind not in BUNDLES:
        raise UnreadableBundleError(f"type: not one of {', '.join(sorted(BUNDLES))}")


def _flat(text: str, entry: Any) -> Iterator[tuple[str, Any]]:
    """The entry, or those of the Bundle that it holds; of one that cannot be read the reason stands in its place."""
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if isinstance(resource, dict) and resource.get("resourceType") in NESTING:
        try:
            yield from list(within(text))
        except UnreadableBundleError as error:
            yield text, error
    else:
        yield text, entry


def _resources(reader: "_JsonReader") -> Iterator[tuple[str, Any]]:
    """A list of resources, each as the entry that would hold it."""
    found = False
    for text, resource in _list(reader):
        found = True
        yield from _flat('{"resource":' + text + "}", {"resource": resource})
    if not found:
        raise UnreadableBundleError("a Bundle or a list of resources is expected, and the list is empty")


def _list(reader: "_JsonReader") -> Iterator[tuple[str, Any]]:
    reader.expect("[")
    first = True
    while reader.peek() != "]":
        if not first:
            reader.expect(",")
        yield reader.value()
        first = False
    reader.expect("]")


def _members(reader: "_JsonReader") -> Iterator[tuple[Any, str]]:
    """Name of each member of an object, and the text of its value."""
    reader.expect("{")
    first = True
    while reader.peek() != "}":
        if not first:
            reader.expect(",")
        name = reader.value()[1]
        reader.expect(":")
        yield name, reader.value()[0]
        first = False


class _JsonReader:
    """Reads a JSON text value by value and holds no more of it than one value and one chunk."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._decode = json.JSONDecoder(parse_constant=_refuse).raw_decode
        self._text = ""
        self._at = 0
        self._before = 0
        self._ended = False

    @property
    def position(self) -> int:
        """Characters read so far."""
        return self._before + self._at

    def peek(self) -> str:
        """The next character that is no white space, or nothing at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n":
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def expect(self, character: str) -> None:
        """Read this one character."""
        found = self.peek()
        if found != character:
            where = f"at character {self.position}" if found else "before the end: the file is cut short"
            raise UnreadableBundleError(f"not JSON: {character!r} is expected {where}")
        self._at += 1

    def value(self) -> tuple[str, Any]:
        """Read one value: its text and what it says."""
        self.peek()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._fill():
                    continue
                raise UnreadableBundleError(f"not JSON: {error.msg} (character {self._before + error.pos})") from None
            except (RecursionError, ValueError):
                raise UnreadableBundleError("nested too deeply, or a number that JSON does not have") from None
            if end == len(self._text) and self._fill():  # a number may go on in the next chunk
                continue
            text = self._text[self._at : end]
            self._at = end
            return text, value

    def _fill(self) -> bool:
        if self._ended:
            return False
        if len(self._text) - self._at > MAX_CHARACTERS:
            raise UnreadableBundleError(f"an entry is larger than {MAX_CHARACTERS // 1_000_000} MB, or damaged")
        chunk = self._stream.read(_CHUNK)
        self._before += self._at
        self._text = self._text[self._at :] + chunk
        self._at = 0
        self._ended = not chunk
        return bool(chunk)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
