"""Which files of a folder make a knowledge release, and the names and dates they go by."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.terminology.tables import content_of, table_name

#: What a release is made of, and the names under which each part is looked for, the first present. Only ontology and
#: annotations must be there.
PARTS: dict[str, tuple[str, ...]] = {
    "ontology": ("hp.obo",),
    "annotations": ("phenotype.hpoa",),
    "genes": ("genes_to_phenotype.txt",),
    "product1": ("en_product1.xml", "en_product1.json", "en_product1.json.tar.gz"),
    "product1_es": ("es_product1.xml", "es_product1.json", "es_product1.json.tar.gz"),
    "product4": ("en_product4.xml", "en_product4.json", "en_product4.json.tar.gz"),
    "product6": ("en_product6.xml", "en_product6.json", "en_product6.json.tar.gz"),
    "product9_prev": (
        "en_product9_prev.xml", "en_product9_prev.json", "en_product9_prev.json.tar.gz",
        "epidemiology_of_rare_diseases.csv",
    ),
    "product9_ages": (
        "en_product9_ages.xml", "en_product9_ages.json", "en_product9_ages.json.tar.gz",
        "natural_history_of_rare_diseases.csv",
    ),
    "spanish_names": ("hp-es.babelon.tsv",),
    "spanish_synonyms": ("hp-es.synonyms.tsv",),
}  # fmt: skip

REQUIRED = ("ontology", "annotations")


@dataclass(frozen=True)
class ReleaseFiles:
    """The parts of a release that are at hand, part → file."""

    parts: Mapping[str, Path]

    @classmethod
    def of(cls, folder: Path) -> "ReleaseFiles":
        """Find the parts in a folder, or in the folders right below it (as ``hoofbeat data pull`` leaves them).

        Raises:
            KnowledgeError: the folder is not there, or a required part is missing.
        """
        if not folder.is_dir():
            raise KnowledgeError(f"No folder {folder}", hint="give the folder of a release, with hp.obo in it")
        below = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
        found = {}
        for part, names in PARTS.items():
            candidates = (place / name for place in (folder, *below) for name in names)
            path = next((candidate for candidate in candidates if candidate.is_file()), None)
            if path is not None:
                found[part] = path
        for part in REQUIRED:
            if part not in found:
                raise KnowledgeError(
                    f"No {part} at {folder / PARTS[part][0]}", hint=f"give the {PARTS[part][0]} of an HPO release"
                )
        return cls(found)

    @property
    def orphadata(self) -> dict[str, Path]:
        """The products of Orphadata among them."""
        return {part: path for part, path in self.parts.items() if part.startswith("product")}

    @cached_property
    def checksums(self) -> dict[str, str]:
        """File name → SHA-256, sorted by name."""
        return {path.name: sha256_of(path) for path in sorted(self.parts.values(), key=lambda path: path.name)}

    @property
    def digest(self) -> str:
        """First eight hex digits of a SHA-256 over names and contents."""
        text = "".join(f"{checksum}  {name}\n" for name, checksum in self.checksums.items())
        return hashlib.sha256(text.encode()).hexdigest()[:8]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def tables_digest() -> str:
    """First eight hex digits of the SHA-256 over the tables we ship, those of the codes among them, packed or not."""
    digest = hashlib.sha256()
    folders = (files(package).joinpath("data") for package in ("hoofbeat.knowledge", "hoofbeat.terminology"))
    for name, content in sorted(table for folder in folders for table in _tables(folder)):
        digest.update(name.encode())
        digest.update(content)
    return digest.hexdigest()[:8]


def _tables(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    """Name and content of every table in a folder and those below it."""
    for item in folder.iterdir():
        if item.is_dir():
            yield from ((f"{item.name}/{name}", content) for name, content in _tables(item))
        elif name := table_name(item.name):
            yield name, content_of(item)


def version_parts(dates: Mapping[str, str], digest: str) -> Iterator[str]:
    """The parts of a version that name published data: ``hpo-2026-02-03``, ``hpoa-…``, ``orphadata-…``, ``files-…``.

    Args:
        dates: publisher → the date of what was read; a publisher without data is left out.
        digest: digest of the files' content, "" for the embedded release, whose dates name it.
    """
    for publisher, date in dates.items():
        yield f"{publisher}-{date or 'undated'}"
    if digest:
        yield f"files-{digest}"
