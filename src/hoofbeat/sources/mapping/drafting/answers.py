"""Columns that answer yes or no: in words, signs and codes, by degrees, and with the age since which it is so."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.drafting.names import ColumnFinding, asked_finding
from hoofbeat.sources.mapping.drafting.questions import question
from hoofbeat.sources.mapping.meanings import Meanings
from hoofbeat.sources.mapping.profile import ColumnProfile
from hoofbeat.sources.mapping.shapes import coded_yes_no, is_yes_no
from hoofbeat.sources.mapping.suggestion import Suggestion
from hoofbeat.sources.mapping.words import DEGREES
from hoofbeat.sources.table.cells import NO, YES
from hoofbeat.sources.table.durations import Onset, onset_of
from hoofbeat.sources.table.readers.hpo_lists import holds_ids
from hoofbeat.standards.identity.identifiers import find_identifiers

#: From this share of yes and no on, the other answers of a column count as not known; so many are listed.
_MOSTLY, _MOST_VALUES = 0.85, 30

#: Degrees in which something is present, folded.
#: Kinds of a finding that a column tells apart, at most; and what does not say that it is there.
_MOST_KINDS = 10
_HEDGES = re.compile(
    r"(?:no|sin|not|without|neg\w*|ausen\w*|absent|descart\w*|niega|denies|dud\w*|quiza\w*|tal vez|maybe|posible|"
    r"possible|probable|normal|u|i|resuel\w*|resolved|remit\w*|previ\w*|past|pasad\w*|antes|curad\w*|former\w*)(?!\w)|\?"
)
_PLUS = frozenset({"+", "++", "+++", "++++", "(+)"})
_EITHER = frozenset({"+/-", "±", "+-", "-/+", "(+/-)", "?"})
_MINUS = frozenset({"-", "--", "—", "–"})
#: The code of an answer before its word: ``1: Sí``, ``2 - No``.
_NUMBERED = re.compile(r"^[(\[]?\d{1,2}\s*[-–:.=)\]]+\s*(?=[^\W\d])")
_LED = tuple(",;:(.-/")

#: Pairs of letters that say present and absent, where they stand together: presente, ausente; positivo, negativo.
_LETTERS = (("p", "a"), ("p", "n"))
_CHECKS = frozenset({"✓", "✔", "✔️", "✅", "√", "☑", "☑️"})


@dataclass
class ColumnAnswers:
    """What the answers of a column say.

    Attributes:
        entry: ``yes``, ``no``, ``missing``, ``onset`` as the mapping writes them, where the usual words do not do.
        sure: 0–1.
        why: key of the reason; empty where the answers are plain.
        details: what the reason speaks of.
    """

    entry: dict[str, Any] = field(default_factory=dict)
    sure: float = 1.0
    why: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def answered(column: ColumnProfile, meanings: Meanings, *, one_two: bool, plus_minus: bool) -> Suggestion | None:
    """What a column of answers means, ``None`` if it is none.

    Args:
        column: what it holds.
        meanings: looks names up.
        one_two: whether the table means yes and no by 1 and 2.
        plus_minus: whether other columns of the table answer by plus and minus.
    """
    answers = _answers(column, one_two=one_two, plus_minus=plus_minus)
    asked = asked_finding(column.title if holds_ids(column.described) else column.name, meanings)
    if answers is None and asked.hit is not None:
        # What is asked is known: 1 and 2 are more likely yes and no than two kinds of it.
        answers = _with_onsets(column) or _coded(column, one_two=True) or _led(column) or _by_degrees(column)
    answers = answers or _led(column)
    return None if answers is None else _suggestion(column, answers, asked)


def _answers(column: ColumnProfile, *, one_two: bool, plus_minus: bool) -> ColumnAnswers | None:
    keys, minus = column.keys, [text for text in column.missing if key_of(text) in _MINUS]
    legend = question(column.name).legend
    signed = bool(keys.keys() & _PLUS) and bool(minus or keys.keys() & _EITHER)
    if (signed or (minus and plus_minus and not keys)) and keys.keys() <= YES | NO | _EITHER:
        return _signs(column, minus)
    if told := _by_legend(keys, legend):
        return told
    if set(keys) & _CHECKS and set(keys) & {"x", "✗", "✘", "✖", "❌"} and set(keys) <= YES | NO:
        ticks = [text for text in column.texts if key_of(text) in _CHECKS]
        return ColumnAnswers(
            {"yes": ticks, "no": [text for text in column.texts if text not in ticks]}, 0.6, "check or cross"
        )
    if is_yes_no(keys):
        return _plain(column, minus)
    for yes, no in _LETTERS:
        if set(keys) == {yes, no}:
            said = {side: [text for text in column.texts if key_of(text) == side] for side in (yes, no)}
            return ColumnAnswers({"yes": said[yes], "no": said[no]}, 0.6, f"letters {yes}{no}")
    hedged = [text for text in column.texts if key_of(text) not in YES | NO]
    if hedged and set(keys) & YES and set(keys) & NO and all(_HEDGES.match(key_of(text)) for text in hedged):
        return ColumnAnswers({"missing": hedged}, 0.6, "mostly yes no", {"count": len(hedged)})
    return _coded(column, one_two=one_two)


def _signs(column: ColumnProfile, minus: list[str]) -> ColumnAnswers:
    """Plus and minus: where plus stands, the minus says no, though it is a mark for "not known" elsewhere."""
    either = [text for text in column.texts if key_of(text) in _EITHER]
    no = [text for text in column.texts if key_of(text) in NO]
    yes = [text for text in column.texts if text not in either and text not in no]
    entry = (
        {"yes": yes or ["+"]} | ({"no": [*no, *minus]} if no or minus else {}) | ({"missing": either} if either else {})
    )
    if either:
        return ColumnAnswers(entry, 0.65, "mostly yes no", {"count": len(either)})
    return ColumnAnswers(entry, 1.0 if yes else 0.6, "" if yes else "minus alone")


def _plain(column: ColumnProfile, minus: list[str]) -> ColumnAnswers:
    if set(column.keys) <= YES:
        if "" in column.missing:
            # Only ever ticked, else blank: blank says no.
            return ColumnAnswers({"yes": list(column.texts), "no": [""]}, 0.65, "ticked")
        if minus:
            return ColumnAnswers({}, 0.6, "yes or dash")
    return ColumnAnswers()


def _coded(column: ColumnProfile, *, one_two: bool) -> ColumnAnswers | None:
    """Codes: 1, 0 and 9, or 1, 2 and 9 where these mean yes, no and not known."""
    codes = coded_yes_no(column.keys)
    if codes is None or ("2" in column.keys and not one_two):
        return None
    entry = {"yes": codes[0], "no": codes[1]} | ({"missing": codes[2]} if codes[2] else {})
    return ColumnAnswers(entry, 0.6, "coded yes no", {"yes": codes[0][0], "no": codes[1][0]})


def _by_legend(keys: Counter[str], legend: dict[str, str]) -> ColumnAnswers | None:
    """The name itself says what the codes mean: ``Fiebre (1=Sí, 2=No)``."""
    yes = [code for code, word in legend.items() if word in YES]
    no = [code for code, word in legend.items() if word in NO]
    if not yes or not no or not set(keys) <= legend.keys() | YES | NO:
        return None
    rest = [code for code in legend if code not in (*yes, *no)]
    return ColumnAnswers({"yes": yes, "no": no} | ({"missing": rest} if rest else {}), 0.95, "")


def _led(column: ColumnProfile) -> ColumnAnswers | None:
    """Yes and no with something behind it (``Sí, desde ayer``), and a few answers of another kind."""
    said = {text: _first(text) for text in column.texts}
    other = [text for text, answer in said.items() if answer is None]
    if column.share(text for text, answer in said.items() if answer is not None) < _MOSTLY:
        return None
    if len(other) > _MOST_VALUES or find_identifiers(other):
        return None
    entry: dict[str, Any] = {}
    if any(not is_yes_no([key_of(text)]) for text in said if text not in other):
        entry = {
            "yes": [t for t, answer in said.items() if answer],
            "no": [t for t, answer in said.items() if answer is False],
        }
        if sum(map(len, entry.values())) > 2 * _MOST_VALUES or find_identifiers([*entry["yes"], *entry["no"]]):
            return None
        entry = {side: texts for side, texts in entry.items() if texts}
    if other:
        entry["missing"] = other
    return ColumnAnswers(entry, 0.6, "mostly yes no" if other else "led yes no", {"count": len(other)})


def _first(text: str) -> bool | None:
    """Whether a text says yes or no, alone or before a sign."""
    key = _NUMBERED.sub("", key_of(text))
    if not is_yes_no([key]):
        words = key.split(" ", 1)
        word = words[0].rstrip("".join(_LED))
        behind = words[1][:1] if len(words) > 1 else ""
        led = (len(word) > 1 and (words[0] != word or behind in _LED)) or (word.isalpha() and behind in ("(", "["))
        key = word if led else ""
    return True if key in YES else False if key in NO else None


def _with_onsets(column: ColumnProfile) -> ColumnAnswers | None:
    """Answers some of which are the age since which the finding is there."""
    onsets: dict[str, Onset] = {}
    for text in column.texts:
        if not is_yes_no([key_of(text)]) and (onset := onset_of(text)) is not None:
            onsets[text] = onset
    plain = [text for text in column.texts if is_yes_no([key_of(text)])]
    if not onsets or column.share([*onsets, *plain]) < _MOSTLY:
        return None
    other = [text for text in column.texts if text not in onsets and text not in plain]
    missing = {"missing": other} if other else {}
    ages = [onset for onset in onsets.values() if onset.explicit and onset.years is not None]
    bare = [onset.years for onset in onsets.values() if not onset.explicit and onset.years is not None]
    if not ages and bare and max(bare) < 1:
        # "3 días" is how long it has lasted, more likely than an age; present it is in both readings.
        yes = [text for text in column.texts if text in onsets or key_of(text) in YES]
        no = [text for text in plain if key_of(text) in NO]
        return ColumnAnswers({"yes": yes} | ({"no": no} if no else {}) | missing, 0.6, "onset or duration")
    return ColumnAnswers(
        {"onset": True} | missing, 0.6 if bare or other else 0.9, "onset or duration" if bare else "onset"
    )


def _by_degrees(column: ColumnProfile) -> ColumnAnswers | None:
    """Degrees and kinds (``leve``, ``productiva``) beside no: all of them say that it is there."""
    plain = {text: key_of(text) in YES for text in column.texts if is_yes_no([key_of(text)])}
    kinds = [text for text in column.texts if text not in plain and not _HEDGES.match(key_of(text))]
    degrees = [text for text in kinds if key_of(text) in DEGREES or key_of(text) in _PLUS]
    minus = [text for text in column.missing if key_of(text) in _MINUS]
    no = [text for text, said in plain.items() if not said] + (minus if degrees else [])
    if not kinds or len(kinds) > _MOST_KINDS or not (no or len(degrees) == len(kinds)) or find_identifiers(kinds):
        return None
    other = [text for text in column.texts if text not in plain and text not in kinds]
    yes = [*kinds, *(text for text, said in plain.items() if said)]
    entry = {"yes": yes} | ({"no": no} if no else {}) | ({"missing": other} if other else {})
    return ColumnAnswers(entry, 0.6, "degrees", {"count": len(kinds)})


def _suggestion(column: ColumnProfile, answers: ColumnAnswers, asked: ColumnFinding) -> Suggestion:
    asked_of = question(column.name)
    if asked.hit is not None:
        details = {"name": asked.hit.names.best("es"), "id": asked.hit.id, **answers.details}
        entry = {"kind": "finding", "id": asked.hit.id, **answers.entry}
        if asked.absent:
            return Suggestion(_turned(column, asked.hit.id, answers), 0.6, "absent by name", details)
        sure = min(answers.sure, 0.95 if asked.sure else 0.65)
        return Suggestion(entry, sure, answers.why or ("finding" if asked.sure else "finding in group"), details)
    onset_free = {key: value for key, value in answers.entry.items() if key != "onset"}
    feature = {"kind": "site_feature", "type": "yes_no", **onset_free}
    if asked_of.code is not None:
        return Suggestion(feature, 0.6, "choice code", {"code": asked_of.code, "group": asked_of.group})
    if asked.near is not None:
        details = {"id": asked.near.id, "name": asked.near.names.best("es"), **answers.details}
        why = "of others" if asked.others else "near finding"
        return Suggestion(feature, min(answers.sure, 0.65), answers.why or why, details)
    return Suggestion(feature, answers.sure, answers.why or "yes no", answers.details)


def _turned(column: ColumnProfile, finding_id: str, answers: ColumnAnswers) -> dict[str, Any]:
    """Yes says that it is absent; no does not yet say that it is there where the column is a box of a list."""
    yes = {key_of(text) for text in answers.entry.get("yes", ())} or YES
    asked = question(column.name)
    present: Any = "ignore" if asked.choice or asked.of_absent else finding_id
    values = {text: {"excluded": finding_id} if key_of(text) in yes else present for text in column.texts}
    return {"kind": "finding", "values": values}
