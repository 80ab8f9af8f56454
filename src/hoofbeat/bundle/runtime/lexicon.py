"""The names of the findings by language, and the search over them.

A lexicon travels inside a bundle as one JSON file and answers while a person types: strings are folded (case,
accents and punctuation away) and found, best first, as a whole, by their beginning, by the beginnings of their
words in any order, by words that sound or mean the same, anywhere inside, and at last by some of the words alone.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from types import MappingProxyType
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime.indexes import index_of
from hoofbeat.bundle.runtime.rows import LateRows
from hoofbeat.bundle.runtime.textindex import PLURAL, Match, Phrase, TextIndex
from hoofbeat.bundle.runtime.words import fold
from hoofbeat.domain.errors import BundleFormatError
from hoofbeat.domain.languages import FALLBACK, Language, SearchLanguage, Wording

_SEARCHED = get_args(SearchLanguage)
#: What the preferred language and the preferred term add: enough to part ties, too little to change the tier.
_LANGUAGE_BONUS = 0.006
_NAME_BONUS = 0.004
#: What the finding that most diseases show gains over one that none shows: "tall" means stature rather than the chin.
_USUAL_BONUS = 0.04
#: Shares below this differ no more.
_LEAST_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One finding and what people call it.

    Attributes:
        id: of the finding.
        names: the preferred one by language.
        synonyms: other ones by language.
    """

    id: str
    names: Wording
    synonyms: Mapping[Language, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """English."""
        return self.names[FALLBACK]

    def strings(self) -> Iterable[tuple[str, SearchLanguage, bool]]:
        """Yield every string that is searched, with its language and whether it is the preferred term."""
        for language in _SEARCHED:
            if name := self.names.get(language):
                yield name, language, True
            for synonym in self.synonyms.get(language, ()):
                yield synonym, language, False


@dataclass(frozen=True, slots=True)
class FindingHit:
    """One answer of a search.

    Attributes:
        id: of the finding.
        names: the preferred one by language.
        matched: the string that matched.
        score: in (0, 1]; 1 is the preferred name as it is written.
        weak: it merely resembles what was typed: a guess.
        whole: the string says all that was typed, and nothing else.
    """

    id: str
    names: Wording
    matched: str
    score: float
    weak: bool = False
    whole: bool = False


def entry_of(row: Sequence[Any]) -> LexiconEntry:
    """The entry of a row ``[id, names, synonyms]``, names and synonyms by language."""
    id_, names, synonyms = row
    return LexiconEntry(id_, Wording(names), {language: tuple(texts) for language, texts in synonyms.items()})


class Lexicon:
    """The findings a bundle knows, by id and by name.

    Args:
        entries: the findings, each id once.
        aliases: retired or alternative id → the id that stands for it now.
        shown: float [entries], the mean share of patients that show each finding (``ProfileBook.background``): of
            findings that match alike, the usual one comes first.
    """

    def __init__(
        self,
        entries: Iterable[LexiconEntry],
        aliases: Mapping[str, str] | None = None,
        shown: NDArray[np.float32] | None = None,
    ) -> None:
        self.entries: Sequence[LexiconEntry] = entries if isinstance(entries, LateRows) else tuple(entries)
        self.aliases = dict(aliases or {})
        ids = entries.column(0) if isinstance(entries, LateRows) else (entry.id for entry in self.entries)
        self._by_id = {id_: position for position, id_ in enumerate(ids)}
        self._shown = shown
        self._read_from = ""

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, finding_id: object) -> bool:
        return isinstance(finding_id, str) and self.resolve(finding_id) is not None

    def position(self, finding_id: str) -> int:
        """Where the entry of a current id stands among the entries.

        Raises:
            KeyError: it is none.
        """
        return self._by_id[finding_id]

    def resolve(self, finding_id: str) -> str | None:
        """The current id of a finding, following aliases; ``None`` where the lexicon does not know it."""
        current = self.aliases.get(finding_id, finding_id)
        return current if current in self._by_id else None

    def get(self, finding_id: str) -> LexiconEntry | None:
        """The entry of a finding, or ``None``."""
        current = self.resolve(finding_id)
        return None if current is None else self.entries[self._by_id[current]]

    def name(self, finding_id: str) -> str:
        """The English name of a finding; an unknown id is its own name."""
        entry = self.get(finding_id)
        return finding_id if entry is None else entry.name

    def search(self, query: str, *, lang: SearchLanguage = "en", limit: int = 10) -> list[FindingHit]:
        """Find findings by name, synonym or id, best first.

        All languages are always searched; ``lang`` wins ties.

        Args:
            query: what a person typed: words or their beginnings in any order, or an id (``HP:0001250``, ``0001250``).
            lang: the reader's language.
            limit: the most hits to return, each finding once.
        """
        if limit < 1:
            return []
        if (entry := self._by_typed_id(query)) is not None:
            return [FindingHit(entry.id, entry.names, matched=entry.id, score=1.0, whole=True)]
        best: dict[int, tuple[float, Match]] = {}
        index, usual = self._index, self._usual
        for match in index.search(query, limit):
            owner = index.owners[match.row]
            bonus = _LANGUAGE_BONUS * (index.langs[match.row] == lang) + _NAME_BONUS * index.preferred[match.row]
            if match.score < PLURAL:
                bonus += usual[owner]
            score = min(1.0, match.score + bonus)
            if owner not in best or score > best[owner][0]:
                best[owner] = score, match
        ranked = nsmallest(limit, best.items(), key=lambda hit: (-hit[1][0], len(index.texts[hit[1][1].row]), hit[0]))
        return [self._hit(self.entries[owner], score, match, query) for owner, (score, match) in ranked]

    def _hit(self, entry: LexiconEntry, score: float, match: Match, query: str) -> FindingHit:
        whole = self._index.says_all(query, match)
        return FindingHit(entry.id, entry.names, self._index.texts[match.row], score, match.weak, whole)

    def to_json(self) -> str:
        """One compact JSON text: ``{"entries": [[id, names, synonyms], …], "aliases": {…}}``, names by language."""
        rows = [[entry.id, dict(entry.names), dict(entry.synonyms)] for entry in self.entries]
        return json.dumps({"entries": rows, "aliases": self.aliases}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, shown: NDArray[np.float32] | None = None) -> "Lexicon":
        """Read what :meth:`to_json` wrote; ``shown`` as the class takes it.

        Raises:
            BundleFormatError: the text is not such a lexicon.
        """
        try:
            content = json.loads(text)
            if not all(FALLBACK in names and isinstance(synonyms, dict) for _, names, synonyms in content["entries"]):
                raise ValueError("an entry has no English name, or no synonyms by language")
            lexicon = cls(LateRows(content["entries"], entry_of), content["aliases"], shown)
            lexicon._read_from = hashlib.sha256(text.encode()).hexdigest()
            return lexicon
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BundleFormatError(
                f"lexicon: not a lexicon of this version ({type(error).__name__})", hint="export the bundle again"
            ) from error

    def _by_typed_id(self, query: str) -> LexiconEntry | None:
        if (entry := self.get(query.strip())) is not None:  # ids of a site are lower case
            return entry
        typed = query.strip().upper().replace(" ", "")
        if typed[:2] in ("HP", "HB") and typed[2:3].isdigit():
            typed = f"{typed[:2]}:{typed[2:]}"
        return self.get(typed) or (self.get(f"HP:{typed}") if typed.isdigit() else None)

    @property
    def ids(self) -> Iterable[str]:
        """Of the entries, in their order."""
        return self._by_id.keys()

    @cached_property
    def _usual(self) -> Sequence[float]:
        """What each entry gains by being usual, from 0 to :data:`_USUAL_BONUS`, on the scale of logarithms."""
        if self._shown is None or not len(self._shown):
            return [0.0] * len(self)
        told = np.log(np.maximum(self._shown, _LEAST_SHARE) / _LEAST_SHARE)
        gains: list[float] = (_USUAL_BONUS * told / max(float(told.max()), 1.0)).tolist()
        return gains

    @cached_property
    def _index(self) -> TextIndex:
        # Built at the first search: predicting in batch needs the names, not the index.
        return index_of(self._read_from, self._indexed)

    def _indexed(self) -> TextIndex:
        return TextIndex(
            Phrase(fold(text), text, position, lang, preferred)
            for position, entry in enumerate(self.entries)
            for text, lang, preferred in entry.strings()
        )
