"""A drafted mapping as YAML, with a comment behind each entry: how sure it is, and why; in Spanish or English."""

import json
import re
from typing import Any

from hoofbeat.domain.languages import ProseLanguage, Wording
from hoofbeat.sources.mapping.layout import VERSION
from hoofbeat.sources.mapping.reasons import WHY
from hoofbeat.sources.mapping.suggest import Drafted
from hoofbeat.sources.mapping.suggestion import UNSURE, Note, Suggestion

#: Longer entries go on below their column, one line a value.
_LONGEST = 110

_HEAD = Wording(
    en=(
        "# Drafted by `hoofbeat mapping suggest` from {rows:,} rows; see docs/sources/tables.md.\n"
        "# Each comment says how sure the draft is (0 to 1) and why. Look at the lines marked CHECK, then try it:\n"
        "#   hoofbeat mapping check FILE --mapping THIS\n"
        "# This file holds labels of your table: keep it where the table is kept.\n"
    ),
    es=(
        "# Borrador de `hoofbeat mapping suggest` a partir de {rows:,} filas; véase docs/sources/tables.md.\n"
        "# Cada comentario dice cuán seguro es (0 a 1) y por qué. Revise las líneas con CHECK y pruébelo:\n"
        "#   hoofbeat mapping check ARCHIVO --mapping ESTE\n"
        "# Este archivo contiene etiquetas de su tabla: guárdelo donde guarde la tabla.\n"
    ),
)

_NO_ID = Wording(
    en="# CHECK no column differs in every row: without an id, equal rows count once.",
    es="# CHECK ninguna columna es distinta en cada fila: sin id, las filas iguales cuentan una vez.",
)

_UNITS_ES = {"years": "años", "months": "meses", "weeks": "semanas", "days": "días", "hours": "horas"}

_PLAIN_KEY = re.compile(r"[A-Za-zÀ-ÿ_][\wÀ-ÿ.]*(?: [\wÀ-ÿ.]+)*")


def render(drafted: Drafted, rows: int, lang: ProseLanguage) -> str:
    """Write a drafted mapping as YAML with comments."""
    lines = [_HEAD.best(lang).format(rows=rows) + f"version: {VERSION}"]
    for key, value in drafted.settings.items():
        said = f"  {comment(_layout(value), lang)}" if key == "table" else ""
        lines.append(f"{key}: {_flow(value)}{said}")
    if not any(suggestion.entry in ("id", "visit") for suggestion in drafted.columns.values()):
        lines.append(_NO_ID.best(lang))
    lines.append("columns:")
    for name, suggestion in drafted.columns.items():
        lines += _entry(name, suggestion, lang)
    return "\n".join(lines) + "\n"


def comment(suggestion: Suggestion | Note, lang: ProseLanguage) -> str:
    """How sure a suggestion, or the meaning of one text, is, and why."""
    details = suggestion.details
    if lang == "es":
        details = {
            key: _UNITS_ES.get(value, value) if isinstance(value, str) else value for key, value in details.items()
        }
    why = WHY[suggestion.why][lang == "es"].format(**details)
    mark = "CHECK " if suggestion.confidence < UNSURE else ""
    return f"# {mark}{suggestion.confidence:.2f} {' '.join(why.split())}"


def _layout(table: dict[str, str]) -> Suggestion:
    """Where the table was found to begin; another sheet may be meant."""
    return Suggestion(table, 0.6, "sheet") if "sheet" in table else Suggestion(table, 0.8, "layout")


def _entry(name: str, suggestion: Suggestion, lang: ProseLanguage) -> list[str]:
    key, said = _key(name), comment(suggestion, lang)
    flow = _flow(suggestion.entry)
    notes = {text: f"  {comment(note, lang)}" for text, note in suggestion.notes.items()}
    if isinstance(suggestion.entry, str) or (len(flow) <= _LONGEST and not notes):
        return [f"  {key}: {flow}  {said}"]
    lines = [f"  {key}:  {said}"]
    for field, value in suggestion.entry.items():
        if len(_flow(value)) <= _LONGEST and not (notes and field == "values"):
            lines.append(f"    {field}: {_flow(value)}")
            continue
        lines.append(f"    {field}:")
        if isinstance(value, dict):
            lines += [f"      {_key(text)}: {_flow(meaning)}{notes.get(text, '')}" for text, meaning in value.items()]
        else:
            lines += [f"      - {_flow(text)}" for text in value]
    return lines


def _flow(value: Any) -> str:
    """A value in one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(f"{_key(key)}: {_flow(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_flow(item) for item in value) + "]"
        case _:
            return _key(str(value))


def _key(text: str) -> str:
    """A text as YAML, plain where that is safe: what is between double quotes is written as in JSON."""
    if _PLAIN_KEY.fullmatch(text) or re.fullmatch(r"[A-Z]+:\w[\w.\-]*|\d+-\d", text):
        return text
    return json.dumps(text, ensure_ascii=False)
