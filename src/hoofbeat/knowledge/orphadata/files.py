"""The entries of an Orphadata product, whatever the publisher wrote it in, in one plain shape.

Orphadata (INSERM, CC BY 4.0) hands the same products out in several layouts, and all of them are read here:

- **XML** (``en_product4.xml``): ``JDBOR`` → ``DisorderList`` or ``HPODisorderSetStatusList`` → one element an entry.
  Streamed: only one entry is in memory at a time.
- **JSON of the download page** (``en_product1.json``, or packed as ``en_product1.json.tar.gz``): the same tree, every
  element a list (``"Name": [{"lang": "en", "label": …}]``), or every text an object (``{"@lang": …, "#text": …}``).
- **JSON of the API** (``api.orphadata.com``): ``data`` → ``results``, lists without their wrapping element and words of
  its own (``ORPHAcode``, ``Preferred term``).
- **CSV** of product 9, one row a statement.

The plain shape: a dictionary by element name; ``XList`` becomes a list under ``X``; an element with a text and nothing
more becomes the text; an element with an id keeps it under ``id``.
"""

import csv
import gzip
import json
import tarfile
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from hoofbeat.domain.errors import KnowledgeError

#: The lists whose children are the entries of a product.
_ENTRY_LISTS = {"DisorderList", "HPODisorderSetStatusList"}

#: Elements that repeat; the API writes them as lists without the ``…List`` around them.
_REPEATED = {
    "AverageAgeOfOnset", "DisorderGeneAssociation", "ExternalReference", "HPODisorderAssociation", "Prevalence",
    "Synonym", "TypeOfInheritance",
}  # fmt: skip

#: What the API calls the elements that the files name otherwise; ``OrphaNumber`` is what files before 2020 had.
_RENAMED = {"ORPHAcode": "OrphaCode", "OrphaNumber": "OrphaCode", "Preferred term": "Name"}

Entry = dict[str, Any]


@dataclass(frozen=True)
class Product:
    """An open product: the publisher's date (``2026-07-01``, "" if the layout has none) and its entries, streaming."""

    date: str
    entries: Iterator[Entry]


@contextmanager
def open_product(path: Path) -> Iterator[Product]:
    """Open one product file, by the ending of its name.

    Raises:
        KnowledgeError: it cannot be read, is cut short, or is no Orphadata product.
    """
    try:
        if path.name.endswith(".xml"):
            with path.open("rb") as stream:
                yield _from_xml(stream, path)
        elif path.name.endswith(".csv"):
            yield Product("", _from_csv(path))
        else:
            yield _from_json(_read_json(path), path)
    except (OSError, EOFError, ValueError, ET.ParseError, tarfile.TarError, zlib.error) as error:
        where = f", line {error.position[0]}" if isinstance(error, ET.ParseError) else ""
        raise KnowledgeError(
            f"{path.name}{where} cannot be read to its end ({type(error).__name__})",
            hint="it may be cut short: download it again from orphadata.com",
        ) from error


def _not_a_product(path: Path) -> KnowledgeError:
    return KnowledgeError(
        f"{path.name} is not an Orphadata product", hint="give the publisher's file, as en_product4.xml"
    )


def _from_xml(stream: IO[bytes], path: Path) -> Product:
    # The publisher's files are data of the user's own choosing, and expat has bounded entity expansion since 2.4.1.
    events = ET.iterparse(stream, events=("start", "end"))  # noqa: S314
    _, root = next(events)
    if root.tag != "JDBOR":
        raise _not_a_product(path)
    return Product(root.get("date", "").split(" ", 1)[0], _xml_entries(events, root, path))


def _xml_entries(events: Iterator[tuple[str, ET.Element]], root: ET.Element, path: Path) -> Iterator[Entry]:
    depth, current, found = 1, root, False
    for event, element in events:
        if event == "start":
            depth += 1
            if depth == 2:
                current = element
                found = found or element.tag in _ENTRY_LISTS
            continue
        depth -= 1
        if depth == 2 and current.tag in _ENTRY_LISTS:
            value = _from_element(element)
            if isinstance(value, dict):
                yield value
            current.clear()
    if not found:
        raise _not_a_product(path)


def _from_element(element: ET.Element) -> Any:
    if not len(element):
        return (element.text or "").strip()
    plain: Entry = {"id": element.get("id", "")}
    for child in element:
        if child.tag.endswith("List"):
            plain[child.tag.removesuffix("List")] = [_from_element(item) for item in child]
        else:
            plain[_RENAMED.get(child.tag, child.tag)] = _from_element(child)
    return plain


def _read_json(path: Path) -> Any:
    if not path.name.endswith(".tar.gz"):
        return json.loads(path.read_bytes())
    packed: bytes | None = None
    with gzip.open(path) as unpacked:
        with tarfile.open(fileobj=unpacked, mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isfile() and member.name.endswith(".json") else None
                if content is not None and packed is None:
                    packed = content.read()
        while unpacked.read(1 << 20):  # to the end, where gzip keeps its checksum
            pass
    if packed is None:
        raise _not_a_product(path)
    return json.loads(packed)


def _from_json(document: Any, path: Path) -> Product:
    tree = document.get("JDBOR") if isinstance(document, dict) else None
    if tree is not None:
        tree = _one(tree)
        for name in _ENTRY_LISTS & set(tree):
            entries = _listed(_one(tree[name]).get(name.removesuffix("List")))
            date = str(tree.get("date", tree.get("@date", "")))
            return Product(date.split(" ", 1)[0], map(_from_object, entries))
    elif isinstance(document, dict) and isinstance(document.get("data"), dict) and "results" in document["data"]:
        results = _listed(document["data"]["results"])
        dates = [str(result.get("Date", "")) for result in results if isinstance(result, dict)]
        return Product(max(dates, default="").split(" ", 1)[0], map(_from_object, results))
    raise _not_a_product(path)


def _from_object(value: Any) -> Any:
    """One JSON value in the plain shape."""
    if not isinstance(value, dict):
        return "" if value is None else str(value).strip()
    if "#text" in value or "label" in value:
        return str(value.get("#text", value.get("label"))).strip()
    plain: Entry = {}
    for raw_name, item in value.items():
        name = raw_name.removeprefix("@")
        if name.endswith("List"):
            inner = name.removesuffix("List")
            wrapped = _one(item)
            items = wrapped.get(inner) if isinstance(wrapped, dict) else None
            plain[inner] = [_from_object(element) for element in _listed(items)]
        elif name in _REPEATED:
            plain[name] = [_from_object(element) for element in _listed(item)]
        else:
            plain[_RENAMED.get(name, name)] = _from_object(_one(item))
    return plain


def _from_csv(path: Path) -> Iterator[Entry]:
    """Entries of the CSV of product 9: rows of one disorder in a row, several values of a cell separated by ``|``."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        if "orpha_code" not in (rows.fieldnames or ()):
            raise _not_a_product(path)
        entry: Entry = {}
        for row in rows:
            if row["orpha_code"] != entry.get("OrphaCode"):
                if entry:
                    yield entry
                entry = {"OrphaCode": row["orpha_code"], "Name": row.get("name") or "", "Prevalence": []}
                entry["AverageAgeOfOnset"] = _cells(row.get("age_of_onset"))
                entry["TypeOfInheritance"] = _cells(row.get("type_of_inheritance"))
            if "prevalence_class" in row:
                names = ("PrevalenceType", "PrevalenceClass", "PrevalenceGeographic", "PrevalenceValidationStatus")
                columns = (
                    "prevalence_type",
                    "prevalence_class",
                    "prevalence_geographic",
                    "prevalence_validation_status",
                )
                entry["Prevalence"].append({n: row.get(c) or "" for n, c in zip(names, columns, strict=True)})
        if entry:
            yield entry


def _cells(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split("|") if part.strip()]


def _one(value: Any) -> Any:
    """The only element of a list of one, ``None`` for an empty one; anything else as it is."""
    if isinstance(value, list) and len(value) <= 1:
        return value[0] if value else None
    return value


def _listed(value: Any) -> Iterable[Any]:
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]
