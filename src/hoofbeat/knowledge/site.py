"""What a hospital's own tables call things that no public vocabulary names: site features and site diseases.

Their ids are made from the text itself (``SITE:q37``, ``SITE:cough.dry``, ``SITE:road-traffic``), so that a record can
be read again years later, alone, and gives the same ids.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import InputError, KnowledgeError
from hoofbeat.domain.languages import FALLBACK, Wording
from hoofbeat.knowledge.catalogue import Catalogue

#: Ids start with it: a feature, a value of a feature, a number, a disease.
PREFIX = "SITE:"

#: Where a run keeps the vocabulary, beside the knowledge it was built into.
SITE_FILE = "site.json"

#: Longest id after the prefix (see ``domain.case.FINDING_ID_PATTERN``), and longest one of its two parts.
_LONGEST, _LONGEST_PART = 80, 39

#: Signs that make the difference between two labels ("<5" and ">5") must not be lost in an id.
_SPOKEN = {"<": " lt ", ">": " gt ", "≤": " le ", "≥": " ge ", "+": " plus ", "%": " pct ", "=": " eq ", "&": " and "}
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_NOT_WORD = re.compile(r"[^a-z0-9_.]+")


def slug(text: str, longest: int = _LONGEST) -> str:
    """The text as part of an id: lower case, ASCII, words joined by hyphens; cut texts end in a short digest.

    Example:
        >>> slug("Road Traffic")
        'road-traffic'
        >>> slug("Duración < 5 días")
        'duracion-lt-5-dias'
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    for sign, word in _SPOKEN.items():
        bare = bare.replace(sign, word)
    bare = _DECIMAL.sub(".", bare)
    made = _NOT_WORD.sub("-", bare).strip("-._")
    if made and len(made) <= longest and bare.isascii():
        return made
    # Cut off, or written in letters that an id cannot hold: the digest keeps two of them apart.
    digest = hashlib.sha256(text.casefold().encode()).hexdigest()[:8]
    return f"{made[: longest - 9].rstrip('-._')}-{digest}".lstrip("-")


def site_id(name: str, value: str | None = None) -> str:
    """Id of a site feature or site disease; with ``value``, of one value of a feature with several.

    Example:
        >>> site_id("a1_01_07"), site_id("Breath sounds", "Wheeze")
        ('SITE:a1_01_07', 'SITE:breath-sounds.wheeze')
    """
    if value is None:
        return PREFIX + slug(name)
    return f"{PREFIX}{slug(name, _LONGEST_PART)}.{slug(value, _LONGEST_PART)}"


@dataclass(frozen=True, slots=True)
class SiteFeature:
    """A finding of a hospital's own table, or the code of a number.

    ``names_nobody``: the hospital says of numbers that look like ids that they are quantities.
    """

    id: str
    names: Wording
    number: bool = False
    names_nobody: bool = False


@dataclass(frozen=True, slots=True)
class SiteDisease:
    """A diagnosis of a hospital's own table that the catalogue does not list; common unless it says ``orphan``."""

    id: str
    names: Wording
    orphan: bool = False


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def names(self) -> Wording: ...


_Entry = TypeVar("_Entry", bound=_Named)


@dataclass(frozen=True)
class SiteVocabulary:
    """Site features and site diseases, each sorted by id and each id once."""

    features: tuple[SiteFeature, ...] = ()
    diseases: tuple[SiteDisease, ...] = ()

    @classmethod
    def of(cls, features: Iterable[SiteFeature], diseases: Iterable[SiteDisease]) -> "SiteVocabulary":
        """Collect what tables speak of.

        Raises:
            InputError: one id stands for two names.
        """
        return cls(_unambiguous(features), _unambiguous(diseases))

    def __bool__(self) -> bool:
        return bool(self.features or self.diseases)

    @property
    def names_nobody(self) -> tuple[str, ...]:
        """Ids of the features whose values look like ids, and of which the hospital says that they are none."""
        return tuple(feature.id for feature in self.features if feature.names_nobody)

    @property
    def version_parts(self) -> tuple[str, ...]:
        """What it adds to the version of the knowledge: a digest over all ids, nothing if there are none.

        The version changes with what there is, not with what it is called.
        """
        ids = [feature.id for feature in self.features] + [disease.id for disease in self.diseases]
        return (f"site-{hashlib.sha256(chr(10).join(ids).encode()).hexdigest()[:8]}",) if ids else ()

    def listed_in(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue with the site diseases behind its own."""
        new = [Disease(id=d.id, names=d.names, orphan=d.orphan) for d in self.diseases]
        return Catalogue((*catalogue.diseases, *(disease for disease in new if catalogue.find(disease.id) is None)))

    def merged(self, other: "SiteVocabulary") -> "SiteVocabulary":
        """This vocabulary with what ``other`` adds; where both name one id, ``other`` is the newer and counts."""
        features = {entry.id: entry for entry in (*self.features, *other.features)}
        diseases = {entry.id: entry for entry in (*self.diseases, *other.diseases)}
        return SiteVocabulary(
            tuple(features[key] for key in sorted(features)), tuple(diseases[key] for key in sorted(diseases))
        )

    def save(self, file: Path) -> None:
        """Write the vocabulary as JSON."""
        content = {"features": [_written(e) for e in self.features], "diseases": [_written(e) for e in self.diseases]}
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(file)

    @classmethod
    def load(cls, file: Path) -> "SiteVocabulary":
        """Read what :meth:`save` wrote; an empty vocabulary where there is no file.

        Raises:
            KnowledgeError: the file is damaged.
        """
        if not file.is_file():
            return cls()
        try:
            content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return cls(
                tuple(SiteFeature(**_read(entry)) for entry in content["features"]),
                tuple(SiteDisease(**_read(entry)) for entry in content["diseases"]),
            )
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise KnowledgeError(
                f"{file} is damaged ({type(error).__name__})", hint="remove it and ingest the tables again"
            ) from error


def _written(entry: SiteFeature | SiteDisease) -> dict[str, Any]:
    """An entry as JSON has it, under the names that a mapping gives: ``name`` and ``name_es``."""
    fields = {name: value for name, value in asdict(entry).items() if name not in ("id", "names")}
    return {"id": entry.id, "name": entry.names[FALLBACK], "name_es": entry.names.get("es"), **fields}


def _read(written: dict[str, Any]) -> dict[str, Any]:
    """The fields of an entry out of what :func:`_written` made."""
    fields = dict(written)
    return {"names": Wording(en=fields.pop("name"), es=fields.pop("name_es", None)), **fields}


#: What there is where no table is.
NO_SITE = SiteVocabulary()


def _unambiguous(entries: Iterable[_Entry]) -> tuple[_Entry, ...]:
    known: dict[str, _Entry] = {}
    for entry in entries:
        earlier = known.setdefault(entry.id, entry)
        if slug(earlier.names[FALLBACK]) != slug(entry.names[FALLBACK]):
            raise InputError(
                f"{entry.id} would stand for two different things",
                hint="give one of the two mappings a `prefix:`, or the values distinct names",
            )
    return tuple(known[key] for key in sorted(known))
