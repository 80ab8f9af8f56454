"""The names and synonyms of a lexicon, and the phrases of this package, filed so that a note is read in one pass.

A phrase is filed by the stems of its words that mean something, by their meanings ("pain", "duele" and "painful" are
one), and, where dropping the small words would leave but one, as it is written ("on edge"). The order of words does not
matter, unless the phrase denies something: "absence seizure" is no "absence of seizures".
"""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.words import DENIALS
from hoofbeat.extraction.phrases import Saying, all_phrases, stopped
from hoofbeat.extraction.vocabulary import FILLERS, Vocabulary

#: A name with more words that mean something is found by none of them.
LONGEST = 8
#: Histories of how a pain is: the values of DDXPlus' E_54, its strength and its onset.
_QUALITIES = ("HB:1054", "HB:1057", "HB:0000056", "HB:0000059")
_Key = TypeVar("_Key", int, str)
#: A denial must stand where the name has it; what is merely absent or lacking may be said anywhere.
_ORDERED = (DENIALS | {"cannot"}) - {"absent", "ausente", "lack", "lacks"}

#: In front of a phrase these belong to the sentence: "está con tos" is "tos", and "with" may end what a cue governs.
_LEADING = frozenset({"con", "with"})
#: "Absence seizures" are no "absence of seizures": small words count beside these.
_AS_WRITTEN = frozenset({"absence", "absences", "ausencia", "ausencias"})


class Filed(NamedTuple):
    """What a window of words stands for.

    Attributes:
        id: of the finding, empty where a phrase is none.
        rank: the lower, the surer: phrases of this package, then preferred names, then synonyms.
        size: words that mean something.
        order: numbers of the stems in their order where it matters, else empty.
        absent: the phrase says that the finding is absent ("afebrile").
        written: as it must be written in the note, for abbreviations that are also words; else empty.
        quality: it tells how a pain is, beside which its place may stand.
    """

    id: str
    rank: int
    size: int
    order: tuple[int, ...] = ()
    absent: bool = False
    written: str = ""
    quality: bool = False


class Dictionary:
    """Every phrase that is looked for, made once from a lexicon.

    Attributes:
        vocabulary: the words of the phrases.
        exact: sum of the numbers of the stems → entry.
        meant: sum of the numbers of the meanings → entry; what several findings share is left out.
        whole: sum of the numbers of all words as they are written, small ones among them → entry.
        begins: numbers of the words that such a phrase begins with.
        single: words that are a phrase by themselves.
        stopped: words that are no finding when they stand alone.
        ids: of all findings that may be proposed.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.vocabulary = Vocabulary()
        self.ids = frozenset(entry.id for entry in lexicon.entries)
        self.stopped = frozenset(words[0] for words in stopped() if len(words) == 1)
        self.exact: dict[int, Filed] = {}
        self.whole: dict[int, Filed] = {}
        self.begins: set[int] = set()
        self.single: set[str] = set()
        meant: dict[int, dict[str, Filed]] = {}
        for phrase in all_phrases(lexicon):
            content = tuple(word for word in phrase.words if word not in FILLERS)
            if len(content) > 1 and content[0] in _LEADING:
                content = content[1:]
            if len(content) > LONGEST:
                continue
            if not _AS_WRITTEN.isdisjoint(content) or len(content) < min(len(phrase.words), 2):
                self._file_as_written(phrase)
                continue
            worths = [self.vocabulary.add(word) for word in content]
            self.vocabulary.reaches(worths, len(content))
            stems = [worth.exact or 0 for worth in worths]
            order = tuple(stems) if _ORDERED.intersection(content) else ()
            quality = phrase.id.startswith(_QUALITIES)
            entry = Filed(phrase.id, phrase.rank, len(content), order, phrase.absent, phrase.written, quality)
            _keep_surer(self.exact, sum(stems), entry)
            if len(content) == 1:
                self.single.add(content[0])
            elif not order and phrase.id:
                _keep_surer(meant.setdefault(sum(worth.meant or 0 for worth in worths), {}), phrase.id, entry)
        self.meant = dict(_unshared(meant))
        self.vocabulary.close()

    def _file_as_written(self, phrase: Saying) -> None:
        numbers = [self.vocabulary.add_written(word) for word in phrase.words]
        self.begins.add(numbers[0])
        _keep_surer(
            self.whole, sum(numbers), Filed(phrase.id, phrase.rank, len(numbers), (), phrase.absent, phrase.written)
        )


def _keep_surer(entries: dict[_Key, Filed], key: _Key, entry: Filed) -> None:
    known = entries.get(key)
    if known is None or _sureness(entry) < _sureness(known):
        entries[key] = entry


def _sureness(entry: Filed) -> tuple[int, bool, str]:
    """The less, the surer: a term of the ontology comes before an item of a history."""
    return entry.rank, entry.id.startswith("HB:"), entry.id


def _unshared(meant: dict[int, dict[str, Filed]]) -> Iterator[tuple[int, Filed]]:
    """The meanings that one finding has more surely than any other."""
    for key, by_id in meant.items():
        best = min(entry.rank for entry in by_id.values())
        surest = [entry for entry in by_id.values() if entry.rank == best]
        if len(surest) == 1:
            yield key, surest[0]
