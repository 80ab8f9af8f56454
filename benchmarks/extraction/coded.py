"""Texts with what a person coded in them: invented sentences, and examination cases."""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
EXAMINATION = HERE.parent / "examination" / "cases.jsonl"
STATUSES = ("present", "absent", "uncertain", "family", "past")
LANGUAGES = ("en", "es")
#: What only holds the parts of an examination case together.
_AROUND = {"OSCE_Examination", "Patient_Actor"}
#: What of an examination case is no patient's story: the task, and the answer.
_NOT_TOLD = {"Objective_for_Doctor", "Correct_Diagnosis"}


class Mention(NamedTuple):
    """A finding of a text: its id, what is said of it, and where it stands (-1 where that is not known)."""

    id: str
    status: str
    start: int = -1
    end: int = -1


class Coded(NamedTuple):
    """A text with its coding."""

    text: str
    lang: str
    gold: tuple[Mention, ...]


def sentences(lang: str, half: str) -> list[Coded]:
    """The invented texts of one language and one half (``development`` or ``test``)."""
    with (HERE / f"sentences_{lang}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Coded(row["text"], lang, tuple(_mentions(row["text"], row["findings"])))
        for row in rows
        if half_of(row["text"]) == half
    ]


def half_of(text: str) -> str:
    """The half to which a text belongs, for ever."""
    return "development" if hashlib.sha256(text.encode()).hexdigest()[0] < "8" else "test"


def _mentions(text: str, coding: str) -> Iterator[Mention]:
    for one in coding.split(" ; "):
        if one.strip():
            id_, status, words = one.split("|", 2)
            start = text.index(words)
            yield Mention(id_.strip(), status, start, start + len(words))


def examination_cases(texts: Path, codings: Path = EXAMINATION) -> list[Coded]:
    """The examination cases as notes, each with the findings that were coded, present or absent.

    Args:
        texts: the cases as their publisher has them, one JSON object a line.
        codings: of the same cases, found by the digest of the line.
    """
    notes = notes_of_examination(texts)
    coded = []
    for line in codings.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        gold = (
            Mention(one["id"], "absent" if one.get("excluded") else "present")
            for one in case["findings"]
        )  # fmt: skip
        coded.append(Coded(notes[case["sha256"]], "en", tuple(gold)))
    return coded


def notes_of_examination(texts: Path) -> dict[str, str]:
    """The examination cases as notes, without task and answer, by the digest of their line."""
    lines = (line for line in texts.read_text(encoding="utf-8").splitlines() if line.strip())
    return {_digest(line): _note(json.loads(line)) for line in lines}


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:16]


def _note(content: object, level: int = 0) -> str:
    """A record as the text of a note: each key is a heading, each item of a list a line."""
    if isinstance(content, dict):
        parts = (
            _note(value, level) if key in _AROUND
            else f"{key.replace('_', ' ')}: {_note(value, level + 1)}"
            for key, value in content.items()
            if key not in _NOT_TOLD
        )  # fmt: skip
        return "\n".join(parts)
    if isinstance(content, list):
        return "\n".join(f"- {_note(one, level + 1)}" for one in content)
    return str(content)


def notes_of_words(texts: Iterable[Coded], count: int, words: int = 200) -> list[Coded]:
    """Notes of a given length, put together out of short texts of one language, in turn, again and again."""
    texts = list(texts)
    notes: list[Coded] = []
    place = 0
    while len(notes) < count:
        note: list[str] = []
        while len(note) < words:
            note += texts[place % len(texts)].text.split()
            place += 1
        place += len(notes) % 7  # no two notes begin alike
        notes.append(Coded(" ".join(note[:words]), texts[0].lang, ()))
    return notes
