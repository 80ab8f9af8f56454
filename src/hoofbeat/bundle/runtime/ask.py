"""What a query of the search box means: findings, present or absent, measurements, and guesses marked as such."""

from dataclasses import dataclass, replace

from hoofbeat.bundle.runtime.lexicon import FindingHit, Lexicon
from hoofbeat.bundle.runtime.negation import denies_itself, is_normal, negated
from hoofbeat.bundle.runtime.quantities import TypedMeasurement, typed_measurements
from hoofbeat.bundle.runtime.several import is_sure, parts_of
from hoofbeat.bundle.runtime.words import DENIALS, fold, without_beginning
from hoofbeat.domain.languages import FALLBACK, SearchLanguage, Wording

#: From this score of the search on, what was typed is a name from its first letter on.
_BEGINNING = 0.87
#: From this one on, what was typed is a name.
_NAME = 0.98
#: Of a finding that a value leads to: not typed, but sure.
_CONCLUDED = 0.9

#: What its two values are called together.
_BLOOD_PRESSURE = Wording(en="Blood pressure", es="Presión arterial")


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the search's answer: a finding, present or absent, or what was measured.

    Attributes:
        id: of the finding; the LOINC code of a measurement.
        names: by language.
        matched: the string that matched; of a measurement its name.
        score: in (0, 1].
        weak: a guess, which merely resembles what was typed.
        excluded: the query denies the finding.
        measurements: of a measurement, one or the two of a blood pressure; empty for a finding.
    """

    id: str
    names: Wording
    matched: str
    score: float
    weak: bool = False
    excluded: bool = False
    measurements: tuple[TypedMeasurement, ...] = ()


def ask(lexicon: Lexicon, query: str, *, lang: SearchLanguage = "en", limit: int = 10) -> list[Answer]:
    """Answer a query, best first.

    - A number offers the measurement, and after it the finding that the value leads to in an adult: never another
      one, which might be its opposite.
    - A quantity without a number offers its measurement after a finding of that very name.
    - A denial offers the finding as excluded, unless the denial belongs to a finding's own name.
    - A list of findings offers each of them, present or excluded.

    Args:
        lexicon: the findings.
        query: what a person typed.
        lang: the reader's language.
        limit: the most lines to return.
    """
    if limit < 1:
        return []
    measured = typed_measurements(query)
    if measured and measured[0].value is not None:
        return [_measurement(measured), *_concluded(lexicon, measured, lang)][:limit]
    hits = lexicon.search(query, lang=lang, limit=limit)
    if not is_sure(hits):
        if several := parts_of(lexicon, query, lang):
            return [replace(_finding(part.hit), excluded=part.denied) for part in several][:limit]
        began = without_beginning(query)
        if began is not None and is_sure(earlier := lexicon.search(began, lang=lang, limit=limit)):
            hits = earlier
    if (denied := _denied(lexicon, query, hits, lang, limit)) is not None:
        return denied
    normal = is_normal(query)
    found = [replace(_finding(hit), weak=hit.weak or (normal and not hit.whole)) for hit in hits]
    if measured:
        own = bool(hits) and hits[0].score >= _NAME
        found.insert(int(own), _measurement(measured))
    return found[:limit]


def _denied(
    lexicon: Lexicon, query: str, hits: list[FindingHit], lang: SearchLanguage, limit: int
) -> list[Answer] | None:
    """The excluded findings of a query that denies them; ``None`` where it denies nothing."""
    denial = negated(query)
    if denial is None or (hits and hits[0].whole and not hits[0].weak and denies_itself(hits[0].matched, denial.cue)):
        return None
    rest = lexicon.search(denial.rest, lang=lang, limit=limit)
    if not rest or rest[0].weak:
        return None
    begun = bool(hits) and hits[0].score >= _BEGINNING
    if begun and rest[0].score < _NAME:
        return None
    if rest[0].whole or not denial.bare:
        return [replace(_finding(hit), excluded=True) for hit in rest]
    # What merely holds a word of it: "no mama" is no denial of "mama mal", and never one of what is itself denied.
    guesses = [hit for hit in rest if not DENIALS.intersection(fold(hit.matched).split())]
    return [replace(_finding(hit), excluded=True, weak=True) for hit in guesses]


def _finding(hit: FindingHit) -> Answer:
    return Answer(hit.id, hit.names, hit.matched, hit.score, weak=hit.weak)


def _measurement(measured: tuple[TypedMeasurement, ...]) -> Answer:
    first = measured[0].analyte
    pair = len(measured) > 1
    names = _BLOOD_PRESSURE if pair else first.names
    return Answer(first.code, names, names[FALLBACK], 1.0, measurements=measured)


def _concluded(lexicon: Lexicon, measured: tuple[TypedMeasurement, ...], lang: SearchLanguage) -> list[Answer]:
    entries = (lexicon.get(item.finding) for item in measured if item.finding)
    once = {entry.id: entry for entry in entries if entry is not None}
    return [Answer(e.id, e.names, matched=e.names.best(lang), score=_CONCLUDED) for e in once.values()]
