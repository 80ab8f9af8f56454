"""The column of the sex: ``M`` is male or mujer by the company it keeps, numbers are what the name says or a guess."""

import re
from collections import Counter
from collections.abc import Mapping

from hoofbeat.sources.folding import key_of
from hoofbeat.sources.mapping.drafting.questions import ColumnQuestion, readings
from hoofbeat.sources.mapping.profile import ColumnProfile, TableProfile
from hoofbeat.sources.mapping.shapes import is_yes_no
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion, free_columns
from hoofbeat.sources.mapping.words import MISSING_WORDS, SEX, SEX_FILLERS, name_words
from hoofbeat.sources.table.cells import NO, YES
from hoofbeat.sources.table.readers.labels import SEX as SEX_WORDS

#: Letters by what stands beside them: the first set of which two stand in the column counts.
_LETTERS: tuple[Mapping[str, str], ...] = (
    {"m": "male", "f": "female"},
    {"h": "male", "m": "female"},  # hombre, mujer
    {"v": "male", "m": "female"},  # varón, mujer
    {"v": "male", "d": "female"},  # varón, dama
    {"v": "male", "f": "female"},
    {"h": "male", "f": "female"},  # homme, femme; hombre, femenino
    {"m": "male", "w": "female"},
    {"c": "male", "d": "female"},  # caballero, dama
    {"v": "male", "h": "female"},  # varón, hembra
    {"l": "male", "p": "female"},  # Indonesian
)
#: Of these another reading is nearly as likely (M/H may be macho, hembra only beside V).
_DOUBTFUL_PAIRS = ({"v", "h"}, {"l", "p"}, {"c", "d"})

#: Usual codes: ISO/IEC 5218 (0 not known, 1 male, 2 female, 9 not applicable), which many forms follow in part.
_CODES = {"1": "male", "2": "female", "01": "male", "02": "female", "1.0": "male", "2.0": "female"}
_ZERO_ONE = {"0": "female", "1": "male"}

#: A column named after one sex, answered yes or no.
_ONE_SEX = {
    "male": frozenset(
        {"male", "masculino", "varon", "hombre", "is male", "es varon", "es hombre", "sexo masculino", "sex male"}
    ),
    "female": frozenset({"female", "femenino", "mujer", "is female", "es mujer", "sexo femenino", "sex female"}),
}
_MOST = 12

#: Letters that are a sex whatever the column is called, if no other column is one.
_BARE = ({"m", "f"}, {"h", "m"})


def find_sex(table: TableProfile, found: Roles) -> None:
    """Take the column of the sex; further ones (gender beside sex) are left out."""
    ranked = []
    for column, _ in free_columns(table, found):
        for asked in readings(column.name):
            if not asked.of_others and (made := _made(column, asked)) is not None:
                ranked.append((made[0], column, made[1]))
                break
    for place, (_, column, suggestion) in enumerate(sorted(ranked, key=lambda one: one[0])):
        found.taken[column.name] = suggestion if place == 0 else Suggestion("ignore", 0.6, "second sex")


def _made(column: ColumnProfile, asked: ColumnQuestion) -> tuple[int, Suggestion] | None:
    """What a column of the sex means, and its rank: the sex, the gender, what is only spelt like one."""
    name = " ".join(name_words(asked.name))
    words = set(name.split())
    named = name in SEX or (bool(words & {"sexo", "sex", "genero", "gender"}) and not words - SEX_FILLERS)
    one = next((sex for sex, names in _ONE_SEX.items() if name in names), None)
    if one and is_yes_no(column.keys):
        return 1, _by_answer(column, one)
    if not named and set(column.keys) in _BARE:
        return 3, _suggestion(column, {}).at_most(0.6)
    spelt = all(len(key) > 3 and key in SEX_WORDS for key in column.keys)
    spelt = spelt and {SEX_WORDS[key].value for key in column.keys} >= {"male", "female"}
    if (named or spelt) and len(column.keys) <= _MOST:
        gender = bool(words & {"genero", "gender"})
        return (2 if not named else 1 if gender else 0), _suggestion(column, asked.legend)
    return None


def _by_answer(column: ColumnProfile, sex: str) -> Suggestion:
    other = "male" if sex == "female" else "female"
    values = {text: sex if key_of(text) in YES else other for text in column.texts if key_of(text) in YES | NO}
    return Suggestion({"kind": "sex", "values": values}, 0.8, "sex")


def _suggestion(column: ColumnProfile, legend: Mapping[str, str]) -> Suggestion:
    keys = column.keys
    values: dict[str, str] = {}
    told, told_sure, told_why = _told(legend)
    letters, sure, why = _letters(keys)
    codes, coded_why = ({}, "sex") if told else _numbers(keys)
    single = next(((code, sex) for code, sex in codes.items() if sex != "unknown"), ("", ""))
    for text in column.texts:
        key = key_of(text)
        values[text] = told.get(key) or letters.get(key) or codes.get(key) or _word(key) or "unknown"
    if codes:
        sure, why = 0.55, coded_why
    strange = sum(count for key, count in keys.items() if not _known(key, told, letters, codes))
    if told:
        sure, why = told_sure, told_why
        unclear = {code for code, word in legend.items() if told[code] == "unknown" and not _says_unknown(word)}
        strange += sum(count for key, count in keys.items() if key in unclear)
    if strange > (0 if told else 0.02 * keys.total()) and sure > 0.6:
        sure, why = 0.65, "sex unknown code"
    entry = {"kind": "sex", "values": values}
    return Suggestion(entry, sure, why, {"count": strange, "code": single[0], "sex": single[1]})


def _told(legend: Mapping[str, str]) -> tuple[dict[str, str], float, str]:
    """What a legend says of each of its codes, how sure that is, and why; its letters keep company as those of cells.

    Empty where it says nothing of a sex.
    """
    letters, sure, why = _letters(Counter(legend.values()))
    told = {code: letters.get(word) or _word(word) for code, word in legend.items()}
    if not any(told.values()):
        return {}, 0.0, "sex"
    return (
        {code: sex or "unknown" for code, sex in told.items()},
        min(sure, 0.9),
        "sex by legend" if sure > 0.6 else why,
    )


def _says_unknown(word: str) -> bool:
    return word in MISSING_WORDS or word in SEX_WORDS


def _known(key: str, *meanings: Mapping[str, str]) -> bool:
    return any(key in meaning for meaning in meanings) or _word(key) is not None


def _letters(keys: Counter[str]) -> tuple[dict[str, str], float, str]:
    """What single letters mean here, how sure that is, and the reason."""
    hints = Counter(dict.fromkeys(("male", "female"), 0))
    for key, count in keys.items():
        sex = _word(key)
        if len(key) > 1 and sex in hints:
            hints[str(sex)] += count
    present = {key for key in keys if len(key) == 1 and key.isalpha()}
    fitting = [pair for pair in _LETTERS if set(pair) <= present]
    if {"m", "f"} <= present and present & {"h", "v"}:
        # M beside F is male, M beside H is mujer: the more frequent company counts.
        masculine = keys["h"] + keys["v"] + hints["male"]
        feminine = keys["f"] + hints["female"]
        letters = {"h": "male", "v": "male", "f": "female", "m": "male" if feminine > masculine else "female"}
        return letters, 0.55, "sex mixed"
    if fitting:
        doubtful = any(set(fitting[0]) == pair for pair in _DOUBTFUL_PAIRS)
        return dict(fitting[0]), 0.6 if doubtful else 0.95, "sex letters" if doubtful else "sex"
    if "m" in present:
        # Words beside it decide as letters do: hombre leaves mujer for M, femenino leaves masculino.
        if bool(hints["male"]) != bool(hints["female"]):
            return {"m": "female" if hints["male"] else "male"}, 0.6, "sex m"
        return {"m": "unknown"}, 0.4, "sex m alone"
    alone = {"h": "male", "v": "male", "d": "female", "w": "female"}
    return (alone, 0.6, "sex letters") if present & alone.keys() else ({}, 0.95, "sex")


def _numbers(keys: Counter[str]) -> tuple[dict[str, str], str]:
    codes = {key for key in keys if key.replace(".", "").isdigit()}
    if not codes:
        return {}, "sex"
    iso = bool(codes & {"2", "02", "2.0"}) or not codes & {"0"}
    usual = _CODES if iso else _ZERO_ONE
    read = {code: usual.get(code, "unknown") for code in sorted(codes)}
    sexes = set(read.values()) - {"unknown"}
    if len(sexes) < 2:
        return read, "sex one code" if sexes else "sex strange codes"
    return read, "sex 1 2" if iso else "sex 0 1"


def _word(key: str) -> str | None:
    """The sex that a text says in words: ``1 - Masculino``, ``Femenino (F)``, ``niña``."""
    if key in SEX_WORDS:
        return SEX_WORDS[key].value
    said = {SEX_WORDS[word].value for word in re.findall(r"[^\W\d_]{3,}|[♀♂]", key) if word in SEX_WORDS}
    return said.pop() if len(said) == 1 else None
