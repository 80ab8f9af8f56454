"""Diagnoses that are not labels: a column that says so of each row, and cells that say so themselves."""

import re
from dataclasses import replace

from hoofbeat.sources.doubt import is_unsettled
from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion, free_columns
from hoofbeat.sources.mapping.words import DIAGNOSIS, STATUS, name_words
from hoofbeat.sources.table.cells import NO, YES
from hoofbeat.sources.table.readers.statuses import STATUS as SAID


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Colombia's registers (RIPS), the only widely used codes: 1 impression, 2 newly confirmed, 3 confirmed before.
_CODES = {
    "1": "unconfirmed",
    "2": "confirmed",
    "3": "confirmed",
    "01": "unconfirmed",
    "02": "confirmed",
    "03": "confirmed",
}
#: Peru's (HIS) and Ecuador's letters: presumptive, definitive, repeated.
_LETTERS = {"p": "unconfirmed", "d": "confirmed", "r": "confirmed", "s": "unconfirmed", "c": "confirmed"}

#: Of a diagnosis, whether it is over: what is over is no label of this visit.
_CLINICAL = dict.fromkeys(_words("activo activa active vigente actual current recurrence relapse"), "confirmed")
_CLINICAL |= dict.fromkeys(
    _words(
        "inactivo inactiva inactive resuelto resuelta resolved remision remission curado curada pasado pasada past "
        "previo previa finalizado cerrado"
    ),
    "unconfirmed",
)
#: Asked by themselves, yes and no say whether the diagnosis is confirmed, or the contrary.
_ASKS = dict.fromkeys(("confirmado", "confirmada", "confirmed", "confirmacion", "conf", "definitivo"), "confirmed")
_ASKS |= dict.fromkeys(
    ("descartado", "descartada", "sospecha", "sospechoso", "presuntivo", "probable", "suspected", "discarded"),
    "unconfirmed",
)
_ASK_FILLERS = frozenset({"es", "is", "se", "de", "del", "el", "fue", "was", "esta", "caso", "case"}) | DIAGNOSIS
#: By what a diagnosis was confirmed, below a name that speaks of it.
_MEANS = _words(
    "laboratorio laboratory clinica clinico clinical nexo epidemiologico pcr biopsia biopsy imagen imagenes imaging "
    "genetica genetico genetic molecular cultivo culture serologia serology histologia anatomia"
)

#: Colombia's surveillance (SIVIGILA): suspected, probable, confirmed by laboratory, by the clinic, by a link.
_CASE_CODES = {str(code): "unconfirmed" if code < 3 else "confirmed" for code in range(1, 6)}
_CASE_CODES |= {f"0{code}": status for code, status in _CASE_CODES.items()}
#: Mexico's surveillance: confirmed by a link, a committee, the laboratory; invalid, not done, suspected, negative.
_FINAL_CODES = {str(code): "confirmed" if code < 4 else "unconfirmed" for code in range(1, 8)}
_CASE_WORDS = frozenset({"tip", "cas", "tipo", "caso", "case", "clasificacion", "classification", "de", "del", "of"})
_CASE_WORDS |= {"final", "inicial", "type", "cod", "codigo", "clas", "clasif"}

#: Share of the cells that must say whether the diagnosis is confirmed; less where one says so and the name does too.
_MOST, _ENOUGH = 0.9, 0.5

_NUMBERED = re.compile(r"\d\s*[.=:)-]\s*(?=[^\W\d])")


def find_status(table: TableProfile, found: Roles) -> None:
    """Take the column that says whether the diagnosis of a row is confirmed."""
    best: tuple[bool, ColumnProfile, dict[str, str], str] | None = None
    for column, words in free_columns(table, found):
        of_diagnosis = bool(words & (DIAGNOSIS | {"caso", "case"})) or {"clinical", "status"} <= words
        of_case = words <= _CASE_WORDS and bool(words & {"caso", "case", "cas", "clasificacion", "classification"})
        named = of_diagnosis or of_case or bool(words & (STATUS | _ASKS.keys()))
        if not named and not _says_only_status(column):
            continue
        of_diagnosis = of_diagnosis or of_case or (bool(words & STATUS) and _behind_diagnosis(table, column))
        read = _case_codes(column) if of_case else None
        read = read or _asked(column, words) or _read(column, of_diagnosis, bool(words & STATUS))
        if read is None:
            if words & STATUS and _hints(column):
                found.taken[column.name] = Suggestion("ignore", 0.5, "status unclear")
            continue
        if best is None or (of_diagnosis and not best[0]):
            best, read_before = (of_diagnosis, column, *read), best
        else:
            read_before = (of_diagnosis, column, *read)
        if read_before is not None:
            found.taken[read_before[1].name] = Suggestion("ignore", 0.6, "second status")
    if best is not None:
        _, column, values, why = best
        entry = {"kind": "diagnosis_status", "values": values}
        found.taken[column.name] = Suggestion(entry, 0.6, why)


def _case_codes(column: ColumnProfile) -> tuple[dict[str, str], str] | None:
    """What the codes of a kind of case say of the diagnosis, where they are those of a national surveillance."""
    keys = set(column.keys)
    if keys & {"6", "7"} and len(keys) > 1 and keys <= _FINAL_CODES.keys():
        return {text: _FINAL_CODES[key_of(text)] for text in column.texts}, "status final codes"
    if len(keys) < 2 or not keys <= _CASE_CODES.keys():
        return None
    return {text: _CASE_CODES[key_of(text)] for text in column.texts}, "status case codes"


def _read(column: ColumnProfile, of_diagnosis: bool, of_status: bool) -> tuple[dict[str, str], str] | None:
    """What each text of a column says of the diagnosis, and the reason to give."""
    keys = set(column.keys)
    if keys <= YES | NO and of_diagnosis and of_status and keys != {"1"}:
        return {text: "confirmed" if key_of(text) in YES else "unconfirmed" for text in column.texts}, "status"
    codes = _CODES if keys <= _CODES.keys() else _LETTERS if keys <= _LETTERS.keys() else None
    if keys == {"1"} and of_diagnosis and of_status:
        return dict.fromkeys(column.texts, "confirmed"), "status one code"
    if codes is not None and of_diagnosis and of_status and len(keys) > 1:
        # Beside C, for confirmed, D is discarded.
        meant = codes | ({"d": "unconfirmed"} if codes is _LETTERS and "c" in keys else {})
        return {text: meant[key_of(text)] for text in column.texts}, "status codes"
    said = {text: status for text in column.texts if (status := _status(text)) is not None}
    if of_diagnosis and of_status and set(said.values()) <= {"unconfirmed"}:
        more = {text: status for text in column.texts if (status := _means(text) or _CLINICAL.get(key_of(text)))}
        said = more | said
    enough = _ENOUGH if of_status and "confirmed" in said.values() else _MOST
    if column.share(said) < enough or len(column.texts) > 40:
        return None
    values = {text: said.get(text, "unconfirmed") for text in column.texts}
    return values, "status" if len(said) == len(values) else "status in part"


def _says_only_status(column: ColumnProfile) -> bool:
    """Whether every text says how sure a diagnosis is, and they differ in that: whatever the column is called."""
    said = {_status(text) for text in column.texts}
    return said == {"confirmed", "unconfirmed"}


def _status(text: str) -> str | None:
    key = key_of(text.replace("_", " ")).strip(" .()")
    key = _NUMBERED.sub("", key, count=1) if _NUMBERED.match(key) else key
    known = SAID.get(key) or SAID.get(key.split(" - ")[-1].strip())
    words = re.findall(r"[^\W\d_]+", key)
    if known is None and words:
        told = {SAID[word] for word in words if word in SAID}
        known = SAID.get(words[0]) or (told.pop() if len(told) == 1 and words[0] not in ("no", "sin", "not") else None)
    return known


def _asked(column: ColumnProfile, words: set[str]) -> tuple[dict[str, str], str] | None:
    """Yes and no below "Confirmado" or "Descartado", and nothing else in the name but the diagnosis or the case."""
    asked = {_ASKS[word] for word in words if word in _ASKS}
    if len(asked) != 1 or words - _ASKS.keys() - _ASK_FILLERS or not set(column.keys) <= YES | NO:
        return None
    yes = asked.pop()
    no = "unconfirmed" if yes == "confirmed" else "confirmed"
    return {text: yes if key_of(text) in YES else no for text in column.texts}, "status"


def _means(text: str) -> str | None:
    return "confirmed" if set(re.findall(r"[^\W\d_]+", key_of(text))) & _MEANS else None


def _behind_diagnosis(table: TableProfile, column: ColumnProfile) -> bool:
    """Whether presumptive and definitive (P, D) stand behind a diagnosis: ``Diagnóstico 1``, ``Tipo 1``."""
    names = [one.name for one in table.columns]
    place = names.index(column.name)
    letters = set(column.keys) >= {"p", "d"}
    return letters and place > 0 and bool(set(name_words(names[place - 1])) & DIAGNOSIS)


def _hints(column: ColumnProfile) -> bool:
    """Whether some of its texts speak of how sure something is, or may by their letters."""
    letters = len(column.keys) > 1 and column.keys.keys() <= _LETTERS.keys()
    return letters or (any(_status(text) is not None for text in column.texts) and not set(column.keys) <= YES | NO)


def leave_unsettled(found: Roles) -> None:
    """Take no label from the texts of the diagnosis that say themselves that they are none."""
    drafted = found.taken.get(found.diagnosis or "")
    if drafted is None or not isinstance(drafted.entry, dict) or "values" not in drafted.entry:
        return
    values = drafted.entry["values"]
    # A text that became a disease all the same has the words of doubt in its name.
    doubtful = {text: "ignore" for text, meant in values.items() if meant in ("site", "ignore") and is_unsettled(text)}
    if doubtful:
        entry = drafted.entry | {"values": values | doubtful}
        details = {**drafted.details, "count": len(doubtful)}
        found.taken[found.diagnosis or ""] = replace(
            drafted, entry=entry, confidence=min(drafted.confidence, 0.6), why="unsettled", details=details
        )
