"""From the text of a note to an extraction."""

from itertools import chain

from hoofbeat.bundle.runtime.lexicon import Lexicon
from hoofbeat.domain.errors import InputError
from hoofbeat.domain.languages import FALLBACK, SearchLanguage
from hoofbeat.extraction.measured.values import measurements_of
from hoofbeat.extraction.model import Extraction
from hoofbeat.extraction.naming.dictionary import Dictionary
from hoofbeat.extraction.person.age import age_of, may_tell
from hoofbeat.extraction.person.sex import sex_of
from hoofbeat.extraction.reading import NoteReader
from hoofbeat.extraction.text.language import language_of
from hoofbeat.extraction.text.note import Stretch, sentences

#: Characters of a note; longer is a file of notes.
LONGEST_NOTE = 100_000


class Extractor:
    """Reads notes; made once, used by any number of threads, and the same after each note as before.

    Args:
        lexicon: the findings that are looked for, with their names in both languages.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._dictionary = Dictionary(lexicon)

    def extract(self, text: str, lang: SearchLanguage | None = None) -> Extraction:
        """Read a note.

        Args:
            text: the note.
            lang: its language; recognised if not given. Names of findings are looked for in both, and a sentence that
                shows another language is read by the cues of that one.

        Raises:
            InputError: the note is longer than 100,000 characters.
        """
        if len(text) > LONGEST_NOTE:
            raise InputError(
                f"a note of {len(text)} characters is too long: {LONGEST_NOTE} are read at once",
                hint="hand in one note at a time",
            )
        parts = list(sentences(text))
        spoken = lang or language_of(chain.from_iterable(part.words for part in parts))
        reading = NoteReader(self._dictionary, text, spoken)
        for part in parts:
            reading.read(part)
        age = age_of(text, (Stretch(part.start, part.end) for part in parts if may_tell(part.words)), reading.theirs)
        taken = () if age is None else (Stretch(age.start, age.end),)
        return Extraction(
            language=spoken or FALLBACK,
            findings=tuple(sorted(reading.findings, key=lambda one: (one.start, one.end, one.id))),
            measurements=tuple(
                one for part in reading.measured for one in measurements_of(text, part, taken, reading.theirs)
            ),
            age=age,
            sex=sex_of(text, parts, reading.theirs),
        )
