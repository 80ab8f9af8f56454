"""One note while it is read, sentence by sentence: headings, phrases, cues, relatives, and what they amount to."""

from collections.abc import Sequence

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.behind import look_back
from hoofbeat.extraction.chronic import is_chronic
from hoofbeat.extraction.coordination import JOINING, Lists
from hoofbeat.extraction.cues import find_cues
from hoofbeat.extraction.details import details, told_of
from hoofbeat.extraction.dictionary import Dictionary
from hoofbeat.extraction.headings import Section, heading_of
from hoofbeat.extraction.kinship import relatives
from hoofbeat.extraction.language import language_of
from hoofbeat.extraction.matching import Hit, matches
from hoofbeat.extraction.model import Proposal, Status
from hoofbeat.extraction.note import Sentence, Stretch, Token
from hoofbeat.extraction.relatives import of_relatives
from hoofbeat.extraction.scope import Said, statuses
from hoofbeat.extraction.tables import word_list
from hoofbeat.extraction.vocabulary import Worth
from hoofbeat.extraction.worded import RESULTS, worded_results

#: Words that tell of an examination.
_EXAMINING = word_list("examining")
#: Words at the beginning of a sentence that show of whom it speaks, in a line that began with a heading.
_FIRST = 4
_ANEW = word_list("of the patient")
#: Words of a condition that stays, whatever its finding is called; and of one that is an event all the same.
_STAYING, _EVENTS = "epilep", frozenset({"status", "estado", "estatus", "crisis", "fit", "fits"})


class NoteReader:
    """What has been read of a note so far.

    Args:
        dictionary: what is looked for.
        text: the note.
        lang: of the note, for sentences that do not show theirs; ``None`` where it does not either.

    Attributes:
        findings: in the order of the sentences.
        measured: sentences that may hold the patient's measurements.
        theirs: where relatives are spoken of.
    """

    def __init__(self, dictionary: Dictionary, text: str, lang: SearchLanguage | None) -> None:
        self.findings: list[Proposal] = []
        self.measured: list[Sentence] = []
        self.theirs: list[Stretch] = []
        self._dictionary, self._text, self._lang = dictionary, text, lang
        self._worths: dict[str, Worth] = {}
        self._section = Section.NONE

    def read(self, sentence: Sentence) -> None:
        """Read the next sentence."""
        sentence = self._after_headings(sentence)
        tokens = sentence.tokens
        if not tokens:
            return
        if self._section is Section.FAMILY:
            self.theirs.append(Stretch(sentence.start, sentence.end))
        else:
            self.measured.append(sentence)
        whole, found = self._phrases(tokens)
        lang = language_of(token.word for token in tokens) or self._lang
        if not found and relatives(lang).isdisjoint(token.word for token in tokens):
            return
        taken = [False] * len(tokens)
        for match in whole:
            taken[match.start : match.end] = [True] * (match.end - match.start)
        cues = find_cues(tokens, taken, lang)
        theirs, places = of_relatives(self._text, tokens, found, cues, lang)
        self.theirs += [Stretch(tokens[start].start, tokens[end - 1].end) for start, end in places]
        said = statuses(tokens, found, cues)
        look_back(tokens, found, cues, said, sentence.tail)
        for number in theirs:
            said[number].family = True
        self._propose(tokens, found, said)

    def _phrases(self, tokens: Sequence[Token]) -> tuple[list[Hit], list[Hit]]:
        """The phrases that stand in a sentence; and these with those that a list implies."""
        known = self._worths
        worths = [known.get(token.word) or self._worth(token.word) for token in tokens]
        whole = matches(self._dictionary, self._text, tokens, worths)
        said = {token.word for token in tokens}
        implied = (
            set(Lists(self._dictionary, tokens, worths, whole).left_out()) if not JOINING.isdisjoint(said) else set()
        )
        if not RESULTS.keys().isdisjoint(said):
            implied.update(worded_results(tokens, whole, self._dictionary.ids))
        if not told_of().isdisjoint(said):
            told = {(match.entry.id, match.start) for match in whole}
            implied.update(one for one in details(tokens) if (one.entry.id, one.start) not in told)
        if not implied:
            return whole, whole
        return whole, sorted({*whole, *implied})

    def _worth(self, word: str) -> Worth:
        """The worth of a word that the note has for the first time."""
        worth = self._worths[word] = self._dictionary.vocabulary.of(word)
        return worth

    def _propose(self, tokens: Sequence[Token], found: Sequence[Hit], said: Sequence[Said]) -> None:
        examined = self._section is Section.EXAM or not _EXAMINING.isdisjoint([token.word for token in tokens])
        for match, one in zip(found, said, strict=True):
            start, end = tokens[match.start].start, tokens[match.end - 1].end
            stays = is_chronic(match.entry.id) or _lasts([token.word for token in tokens[match.start : match.end]])
            status = _status(self._section, match, one, stays=stays)
            if status is not None:
                self.findings.append(
                    Proposal(
                        id=match.entry.id,
                        start=start,
                        end=end,
                        words=self._text[start:end],
                        status=status,
                        examined=examined,
                    )
                )

    def _after_headings(self, sentence: Sentence) -> Sentence:
        """A sentence without the headings in front of it, which say in what section it stands."""
        headed = False
        while sentence.tokens and (heading := heading_of(sentence)) is not None:
            self._section, headed = heading.section, True
            sentence = sentence._replace(tokens=sentence.tokens[heading.length :])
        if not headed and not sentence.begins_line and self._section in (Section.FAMILY, Section.PAST):
            first = {token.word for token in sentence.tokens[:_FIRST]}
            goes_on = bool(first & relatives(self._lang)) if self._section is Section.FAMILY else not first & _ANEW
            self._section = self._section if goes_on else Section.NONE
        return sentence


def _lasts(words: Sequence[str]) -> bool:
    """Whether the words of a finding name a condition that stays, and no event of it."""
    return any(word.startswith(_STAYING) for word in words) and _EVENTS.isdisjoint(words)


def _status(section: Section, match: Hit, said: Said, *, stays: bool) -> Status | None:
    """The status of a finding; ``None`` where the note speaks of no case that has happened."""
    if said.polarity == "unreal":
        return None
    if said.family or section is Section.FAMILY:
        return None if said.polarity == "absent" else Status.FAMILY
    if said.polarity == "absent":
        return Status.PRESENT if match.entry.absent and said.beside else Status.ABSENT
    if match.entry.absent:
        return Status.ABSENT
    if said.polarity == "uncertain":
        return Status.UNCERTAIN
    if section in (Section.PLAN, Section.TREATMENT):
        return None
    told = said.past or section is Section.PAST
    return Status.PAST if said.over or (told and not stays) else Status.PRESENT
