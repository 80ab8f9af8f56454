"""One note while it is read, sentence by sentence: headings, phrases, cues, relatives, and what they amount to."""

from collections.abc import Sequence

from hoofbeat.domain.languages import SearchLanguage
from hoofbeat.extraction.measured.worded import RESULTS, worded_results
from hoofbeat.extraction.model import Proposal, Status
from hoofbeat.extraction.naming.coordination import JOINING, Lists
from hoofbeat.extraction.naming.details import details, told_of
from hoofbeat.extraction.naming.dictionary import Dictionary
from hoofbeat.extraction.naming.filed import Hit
from hoofbeat.extraction.naming.matching import matches
from hoofbeat.extraction.naming.vocabulary import Worth
from hoofbeat.extraction.status.behind import look_back
from hoofbeat.extraction.status.chronic import is_chronic
from hoofbeat.extraction.status.cues import find_cues
from hoofbeat.extraction.status.headings import Section, heading_of
from hoofbeat.extraction.status.kinship import relatives
from hoofbeat.extraction.status.relatives import of_relatives
from hoofbeat.extraction.status.scope import Said, statuses
from hoofbeat.extraction.status.spoken import patient_named
from hoofbeat.extraction.text.language import language_of
from hoofbeat.extraction.text.note import Sentence, Stretch
from hoofbeat.extraction.text.tables import word_list

#: Words that tell of an examination.
_EXAMINING = word_list("examining")
#: Words at the beginning of a sentence that show of whom it speaks, in a line that began with a heading.
_FIRST = 4
_ANEW = word_list("of the patient")
#: Words of a condition that stays, whatever its finding is called; and of one that is an event all the same.
_STAYING, _EVENTS = "epilep", frozenset({"status", "estado", "estatus", "crisis", "fit", "fits"})


#: By names of this module: looking a member up in its enumeration costs more than most that is done with it.
_PRESENT, _ABSENT, _UNCERTAIN = Status.PRESENT, Status.ABSENT, Status.UNCERTAIN
_OVER, _RELATIVES = Status.PAST, Status.FAMILY
_NONE, _FAMILY, _PAST, _EXAM = Section.NONE, Section.FAMILY, Section.PAST, Section.EXAM
_PLANNED = (Section.PLAN, Section.TREATMENT)


class NoteReader:
    """What has been read of a note so far.

    Args:
        dictionary: what is looked for.
        text: the note.
        lang: of the note, for sentences that do not show theirs; ``None`` where it does not either.

    Attributes:
        findings: in the order of the sentences.
        measured: sentences that hold a number, which may be the patient's.
        theirs: where relatives are spoken of.
    """

    def __init__(self, dictionary: Dictionary, text: str, lang: SearchLanguage | None) -> None:
        self.findings: list[Proposal] = []
        self.measured: list[Sentence] = []
        self.theirs: list[Stretch] = []
        self._dictionary, self._text, self._lang = dictionary, text, lang
        self._unknown: dict[str, Worth] = {}
        self._section = _NONE
        self._own = patient_named(text)

    def read(self, sentence: Sentence) -> None:
        """Read the next sentence."""
        sentence = self._after_headings(sentence)
        words = sentence.words
        if not words:
            return
        if self._section is _FAMILY:
            self.theirs.append(Stretch(sentence.start, sentence.end))
        elif not "".join(words).isalpha():  # a number
            self.measured.append(sentence)
        found, taken = self._phrases(sentence)
        if not found and relatives(None).isdisjoint(words):
            return
        lang = language_of(words) or self._lang
        if not found and relatives(lang).isdisjoint(words):
            return
        cues = find_cues(sentence, taken, lang)
        theirs, places = of_relatives(self._text, sentence, found, cues, lang, self._own)
        self.theirs += [Stretch(sentence.starts[start], sentence.ends[end - 1]) for start, end in places]
        said = statuses(sentence, found, cues)
        look_back(sentence, found, cues, said)
        for number in theirs:
            said[number].family = True
        self._propose(sentence, found, said)

    def _phrases(self, sentence: Sentence) -> tuple[list[Hit], list[bool]]:
        """The phrases of a sentence, with those that a list implies; and for each word whether it belongs to one."""
        words = sentence.words
        worths = self._dictionary.vocabulary.of_all(words, self._unknown)
        whole = matches(self._dictionary, self._text, sentence, worths)
        apart, whole = self._dictionary.apart.found(sentence, worths, whole, lambda: _cued(sentence))
        taken = [False] * len(words)
        for start, end, _, _ in whole:
            taken[start:end] = [True] * (end - start)
        implied: set[Hit] = set()
        if not JOINING.isdisjoint(words):
            implied.update(Lists(self._dictionary, sentence, worths, whole).left_out())
        if not RESULTS.isdisjoint(words):
            implied.update(worded_results(sentence, whole, self._dictionary.ids))
        if not told_of().isdisjoint(words):
            told = {(match.entry.id, match.start) for match in whole}
            implied.update(one for one in details(sentence) if (one.entry.id, one.start) not in told)
        known = {match.entry.id for match in implied} if apart else set()
        for match, own in apart.items():
            if match.entry.id not in known:
                implied.add(match)
                for word in own:
                    taken[word] = True
        return (sorted({*whole, *implied}) if implied else whole), taken

    def _propose(self, sentence: Sentence, found: Sequence[Hit], said: Sequence[Said]) -> None:
        examined = self._section is _EXAM or not _EXAMINING.isdisjoint(sentence.words)
        words, starts, ends, _, _, _ = sentence
        for match, one in zip(found, said, strict=True):
            status = _status(self._section, match, one, words)
            if status is not None:
                start, end = starts[match.start], ends[match.end - 1]
                self.findings.append(Proposal(match.entry.id, start, end, self._text[start:end], status, examined))

    def _after_headings(self, sentence: Sentence) -> Sentence:
        """A sentence without the headings in front of it, which say in what section it stands."""
        headed = False
        while (heading := heading_of(sentence)) is not None:
            self._section, headed = heading.section, True
            sentence = sentence.cut(heading.length, len(sentence.words), begins_line=sentence.begins_line)
        if not headed and not sentence.begins_line and self._section in (_FAMILY, _PAST):
            first = sentence.words[:_FIRST]
            goes_on = _ANEW.isdisjoint(first)
            if self._section is _FAMILY:
                goes_on = not relatives(self._lang).isdisjoint(first)
            self._section = self._section if goes_on else _NONE
        return sentence


def _cued(sentence: Sentence) -> dict[int, int]:
    """The words of the cues of either language, with the first word of theirs, but of those that only state."""
    cues = find_cues(sentence, [False] * len(sentence.words), None).values()
    return {
        word: placed.start
        for placed in cues
        if placed.cue.after or placed.cue.before != "present"
        for word in range(placed.start, placed.end)
    }


def _lasts(words: Sequence[str]) -> bool:
    """Whether the words of a finding name a condition that stays, and no event of it."""
    return any(word.startswith(_STAYING) for word in words) and _EVENTS.isdisjoint(words)


def _status(section: Section, match: Hit, said: Said, words: Sequence[str]) -> Status | None:
    """The status of a finding; ``None`` where the note speaks of no case that has happened."""
    if said.polarity == "unreal":
        return None
    if said.family or section is _FAMILY:
        return None if said.polarity == "absent" else _RELATIVES
    if said.polarity == "absent":
        return _PRESENT if match.entry.absent and said.beside else _ABSENT
    if match.entry.absent:
        return _ABSENT
    if said.polarity == "uncertain":
        return _UNCERTAIN
    if section in _PLANNED:
        return None
    told = said.past or section is _PAST
    stays = told and (is_chronic(match.entry.id) or _lasts(words[match.start : match.end]))
    return _OVER if said.over or (told and not stays) else _PRESENT
