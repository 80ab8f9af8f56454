"""Where FHIR resources stand: Bundles, Bulk Data NDJSON and files of one resource, in files, folders and zips.

A *delivery* is what refers to each other: one Bundle, or all NDJSON files and single resources of one folder (or zip).
"""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from hoofbeat.console import console
from hoofbeat.domain.errors import SourceError
from hoofbeat.sources.damage import DAMAGE
from hoofbeat.sources.fhir.documents import MAX_CHARACTERS, NESTING, UnreadableBundleError, entries, kind_of, within
from hoofbeat.sources.packed import PackedFile

#: What is read; all other resources (claims, procedures, practitioners …) are passed over.
KINDS = ("Patient", "Encounter", "Condition", "Observation")
#: What is opened: besides, what dates a patient's summary, and what says which release of FHIR a server speaks.
OPENED = (*KINDS, "Composition", "CapabilityStatement", "Conformance")

_NDJSON = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")
_BUNDLE = (".json", ".json.gz")
#: A resource type in the name of a bulk file: ``Patient.ndjson``, ``Patient.000.ndjson``, ``1.Patient.ndjson``.
_TYPE_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?:[A-Z][a-z]+)*(?![A-Za-z])")


class Found(NamedTuple):
    """One resource, or what stands where one should.

    Attributes:
        entry: text of the Bundle entry that holds it, unchanged.
        resource: resource of the entry; ``None`` if it is defective.
        full_url: the entry's ``fullUrl``, if it has one.
        location: place in its file.
        defect: why it is none, else ``None``.
    """

    entry: str
    resource: dict[str, Any] | None
    full_url: str | None
    location: str
    defect: str | None = None


@dataclass(frozen=True)
class Delivery:
    """Resources that refer to each other.

    Attributes:
        location: location of the Bundle, or of the folder of the NDJSON files.
        files: one Bundle, or NDJSON files and files of one resource.
        bundle: which of the two.
    """

    location: str
    files: tuple[PackedFile, ...]
    bundle: bool

    def resources(self) -> Iterator[Found]:
        """Yield the resources in the order of the files.

        Raises:
            UnreadableBundleError: the Bundle cannot be read to its end, so nothing of it may be used. A damaged
                NDJSON file is one defective resource instead: its other lines stand for themselves.
        """
        if self.bundle:
            yield from _of_bundle(self.files[0])
            return
        for file in self.files:
            try:
                yield from _of_lines(file) if file.name.lower().endswith(_NDJSON) else _of_one(file)
            except DAMAGE as error:
                yield Found("", None, None, file.location, f"the file cannot be read on ({type(error).__name__})")

    def text(self) -> str:
        """The whole text of a Bundle that cannot be read, as far as it can be salvaged and is not too large."""
        try:
            with self.files[0].open() as stream:
                content = stream.read(MAX_CHARACTERS + 1)
        except DAMAGE:
            return ""
        return content.decode("utf-8", errors="backslashreplace") if len(content) <= MAX_CHARACTERS else ""


def deliveries(path: Path) -> Iterator[Delivery]:
    """Find what there is at a path: a file, a folder with its subfolders (sorted), or a zip.

    Raises:
        SourceError: nothing there, or nothing that could hold FHIR.
    """
    if path.is_dir():
        files = (file for file in sorted(path.rglob("*")) if file.is_file())
        yield from _grouped(
            path, (PackedFile(f"{path.name}/{file.relative_to(path).as_posix()}", file) for file in files)
        )
    elif not path.exists():
        raise SourceError(f"{path} does not exist", hint="give a Bundle, a folder or a zip of Bundles or NDJSON files")
    elif path.name.lower().endswith((*_BUNDLE, *_NDJSON)):
        yield from _grouped(path, [PackedFile(path.name, path)])
    else:
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise SourceError(
                f"{path.name} is neither .json, .ndjson nor a readable zip ({type(error).__name__})",
                hint="copy or download it again; it may be cut short",
            ) from error
        with archive:
            names = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
            yield from _grouped(path, (PackedFile(f"{path.name}!{name}", path, archive, name) for name in names))


def _grouped(path: Path, files: Iterable[PackedFile]) -> Iterator[Delivery]:
    bundles, bulk = [], []
    others: Counter[str] = Counter()
    for file in files:
        name = file.name.lower()
        if name.endswith(_NDJSON):
            bulk.append(file)
        elif name.endswith(_BUNDLE):
            bundles.append(file)
        elif name and not name.startswith("."):
            others["FHIR in XML" if name.endswith(".xml") else "other files"] += 1
    if not bundles and not bulk:
        what = "only FHIR in XML, which is not read" if others["FHIR in XML"] else "no .json and no .ndjson file"
        raise SourceError(f"{path.name} holds {what}", hint="give FHIR R4 Bundles or bulk files, in JSON")
    if others:
        counts = ", ".join(f"{count:,} {what}" for what, count in sorted(others.items()))
        console.print(f"  passed over, as neither .json nor .ndjson: {counts}")
    folders: dict[str, list[PackedFile]] = {}
    for file in bulk:
        types = _TYPE_NAME.findall(file.name)
        if not types or any(kind in OPENED for kind in types):
            folders.setdefault(_folder(file), []).append(file)
    singles = _singles(bundles)
    for file in bundles:
        if file.location in singles:
            folders.setdefault(_folder(file), []).append(file)
        else:
            yield Delivery(file.location, (file,), bundle=True)
    for folder, members in folders.items():
        yield Delivery(folder, tuple(members), bundle=False)


def _folder(file: PackedFile) -> str:
    return file.location.rpartition("/")[0] or file.location


def _singles(files: list[PackedFile]) -> set[str]:
    """The locations of JSON files that hold one resource each, in folders where any of them could make a case."""
    kinds = {file.location: _kind(file) for file in files}
    makes_cases = {_folder(file) for file in files if kinds[file.location] in KINDS[1:]}
    return {file.location for file in files if kinds[file.location] and _folder(file) in makes_cases}


def _kind(file: PackedFile) -> str | None:
    """The type of the one resource that a JSON file holds; ``None`` for a Bundle, and for what must be read as one."""
    try:
        with file.open() as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as stream:
            kind = kind_of(stream)
    except (UnicodeDecodeError, *DAMAGE):
        return None
    return kind if kind not in NESTING and _TYPE_NAME.fullmatch(kind or "") else None


def _of_one(file: PackedFile) -> Iterator[Found]:
    """The one resource of a file."""
    with file.open() as stream:
        yield from _line(stream.read(MAX_CHARACTERS + 1), file.location, "the file")


def _of_bundle(file: PackedFile) -> Iterator[Found]:
    try:
        with file.open() as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as stream:
            for position, (text, entry) in enumerate(entries(stream)):
                yield from _entry(text, entry, f"entry[{position}]", file.location)
    except UnicodeDecodeError as error:
        raise UnreadableBundleError(f"byte {error.start} of a block is not UTF-8 text") from None
    except DAMAGE as error:
        raise UnreadableBundleError(f"the file cannot be read ({type(error).__name__})") from None


def _of_lines(file: PackedFile) -> Iterator[Found]:
    with file.open() as stream:
        number = 0
        while raw := stream.readline(MAX_CHARACTERS + 1):
            number += 1
            if raw.strip(b"\xef\xbb\xbf \t\r\n"):
                yield from _line(raw, f"{file.location}:{number}", "the line")
            while len(raw) > MAX_CHARACTERS and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_CHARACTERS + 1)  # the rest of a line too long


def _line(raw: bytes, location: str, what: str) -> Iterator[Found]:
    """The resource of a line or a file, or those of the Bundle that stands there."""
    text = raw.decode("utf-8", errors="backslashreplace").removeprefix("\ufeff").strip()
    found = Found(text, None, None, location)
    if len(raw) > MAX_CHARACTERS:
        yield found._replace(entry="", defect=f"{what} is larger than {MAX_CHARACTERS // 1_000_000} MB")
        return
    try:
        raw.decode("utf-8")
        value = json.loads(text)
    except UnicodeDecodeError as error:
        yield found._replace(defect=f"byte {error.start} of {what} is not UTF-8 text")
    except json.JSONDecodeError as error:
        yield found._replace(defect=f"not JSON: {error.msg} (column {error.colno})")
    except (RecursionError, ValueError):
        yield found._replace(defect="not JSON this version can read: nested too deeply or a number too long")
    else:
        entry = '{"resource":' + text + "}"
        if isinstance(value, dict) and value.get("resourceType") in NESTING:
            yield from _of_nested(entry, found)
        else:
            yield _checked(found._replace(entry=entry), value, what)


def _of_nested(entry: str, found: Found) -> Iterator[Found]:
    """The resources of a Bundle on a line of its own."""
    try:
        read = list(within(entry))
    except UnreadableBundleError as error:
        yield found._replace(defect=f"a Bundle that cannot be read: {error}")
        return
    for position, (text, inner) in enumerate(read):
        yield from _entry(text, inner, f"entry[{position}]", found.location)


def _entry(text: str, entry: Any, where: str, location: str) -> Iterator[Found]:
    """The resource of an entry, where it holds one."""
    if isinstance(entry, UnreadableBundleError):
        yield Found(text, None, None, f"{location}#{where}", f"{where}.resource: a Bundle that cannot be read: {entry}")
    elif not isinstance(entry, dict):
        yield Found(text, None, None, f"{location}#{where}", f"{where}: not an object")
    elif "resource" in entry:
        full_url = entry.get("fullUrl")
        url = full_url if isinstance(full_url, str) else None
        yield _checked(Found(text, None, url, f"{location}#{where}"), entry["resource"], f"{where}.resource")


def _checked(found: Found, resource: object, where: str) -> Found:
    if not isinstance(resource, dict):
        return found._replace(defect=f"{where}: not a resource, but no JSON object")
    if not isinstance(resource.get("resourceType"), str):
        return found._replace(defect=f"{where}.resourceType: missing")
    return found._replace(resource=resource)
