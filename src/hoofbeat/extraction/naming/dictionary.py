"""The names and synonyms of a lexicon, and the phrases of this package, filed so that a note is read in one pass.

A phrase is filed by the stems of its words that mean something, by their meanings ("pain", "duele" and "painful" are
one), and, where dropping the small words would leave but one, as it is written ("on edge"). The order of words does not
matter, unless the phrase denies something: "absence seizure" is no "absence of seizures".
"""

from collections.abc import Iterable
from itertools import combinations, groupby

import numpy as np

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.bundle.runtime.words import DENIALS
from hoofbeat.extraction.naming.apart import Apart
from hoofbeat.extraction.naming.filed import Filed, keep_surer, keep_unshared
from hoofbeat.extraction.naming.phrases import Saying, all_phrases, stopped
from hoofbeat.extraction.naming.vocabulary import FILLERS, Vocabulary
from hoofbeat.extraction.text.stems import inflections

#: A name with more words that mean something is found by none of them.
LONGEST = 8
#: Places of the table of pairs, of which a tenth is taken: two pairs that share one cost a look in vain.
PAIRS = 1 << 20
#: Histories of how a pain is: the values of DDXPlus' E_54, its strength and its onset.
_QUALITIES = ("HB:1054", "HB:1057", "HB:0000056", "HB:0000059")
#: A denial must stand where the name has it; what is merely absent or lacking may be said anywhere.
_ORDERED = (DENIALS | {"cannot"}) - {"absent", "ausente", "lack", "lacks"}

#: In front of a phrase these belong to the sentence: "está con tos" is "tos", and "with" may end what a cue governs.
_LEADING = frozenset({"con", "with"})
#: "Absence seizures" are no "absence of seizures": small words count beside these.
_AS_WRITTEN = frozenset({"absence", "absences", "ausencia", "ausencias"})


class Dictionary:
    """Every phrase that is looked for, made once from a lexicon.

    Attributes:
        vocabulary: the words of the phrases.
        exact: sum of the numbers of the stems → entry.
        meant: sum of the numbers of the meanings → entry; what several findings share is left out.
        whole: sum of the numbers of all words as they are written, small ones among them → entry.
        pairs: at the sum of the numbers of two words, modulo ``PAIRS``, 1 where a phrase has both.
        begins: words that such a phrase begins with.
        apart: findings told by things that other words may part.
        ids: of all findings that may be proposed.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.vocabulary = Vocabulary()
        self.ids = frozenset(lexicon.ids)
        self._stopped = frozenset(words[0] for words in stopped() if len(words) == 1)
        self.exact: dict[int, Filed] = {}
        self.whole: dict[int, Filed] = {}
        self.pairs = bytearray(PAIRS)
        self.begins: set[str] = set()
        self._single: set[str] = set()
        self.meant: dict[int, Filed] = {}
        shared: set[int] = set()
        together: set[tuple[int, ...]] = set()
        for phrase in all_phrases(lexicon):
            content = tuple(word for word in phrase.words if word not in FILLERS)
            if len(content) > 1 and content[0] in _LEADING:
                content = content[1:]
            if len(content) > LONGEST:
                continue
            if not _AS_WRITTEN.isdisjoint(content) or len(content) < min(len(phrase.words), 2):
                self._file_as_written(phrase)
                continue
            stems, meanings = zip(*map(self.vocabulary.add, content), strict=True)
            together.add(stems)
            order = () if _ORDERED.isdisjoint(content) else stems
            quality = phrase.id.startswith(_QUALITIES)
            entry = Filed(phrase.id, phrase.rank, len(content), order, phrase.absent, phrase.written, quality)
            keep_surer(self.exact, sum(stems), entry)
            if len(content) == 1:
                self._single.add(content[0])
            elif not order and phrase.id:
                together.add(meanings)
                keep_unshared(self.meant, shared, sum(meanings), entry)
        for meaning in shared:
            del self.meant[meaning]
        self._know_pairs(together)
        self.apart = Apart(self.ids, self.vocabulary)
        self.vocabulary.close(self._alone)

    def _alone(self, word: str, stem: int) -> Filed | None:
        """The phrase that a word is by itself, where it is more than a word of everyday life."""
        entry = self.exact.get(stem)
        if entry is None or entry.written:
            return entry
        said = word in self._single or not self._single.isdisjoint(inflections(word))
        return entry if said and word not in self._stopped else None

    def _know_pairs(self, together: Iterable[tuple[int, ...]]) -> None:
        """Know which words stand in one phrase, by the numbers of the words of each."""
        known = np.frombuffer(self.pairs, dtype=np.uint8)
        for length, phrases in groupby(sorted(together, key=len), key=len):
            numbers = np.array(list(phrases), dtype=np.int64)
            for one, other in combinations(range(length), 2):
                known[(numbers[:, one] + numbers[:, other]) % PAIRS] = 1

    def _file_as_written(self, phrase: Saying) -> None:
        numbers = [self.vocabulary.add_written(word) for word in phrase.words]
        self.begins.add(phrase.words[0])
        keep_surer(
            self.whole, sum(numbers), Filed(phrase.id, phrase.rank, len(numbers), (), phrase.absent, phrase.written)
        )
