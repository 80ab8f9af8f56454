"""A drafted mapping as YAML, with a comment behind each entry: how sure it is, and why; in Spanish or English."""

import json
import re
from typing import Any

from hoofbeat.bundle.runtime.lexicon import Language
from hoofbeat.sources.mapping.layout import VERSION
from hoofbeat.sources.mapping.suggest import Drafted
from hoofbeat.sources.mapping.suggestion import UNSURE, Note, Suggestion

#: Longer entries go on below their column, one line a value.
_LONGEST = 110

#: How a hospital says that a column holds amounts and no numbers of anybody.
QUANTITY = "`kind: site_feature, type: number, names_nobody: true`"

#: Reasons, in English and Spanish.
_WHY: dict[str, tuple[str, str]] = {
    "empty": ("empty in every row", "vacía en todas las filas"),
    "repeats": ("repeats {column}: the model would learn the answer", "repite {column}: delataría la respuesta"),
    "free text": ("{count} different texts: dropped", "{count} textos distintos: se descarta"),
    "date": ("a date; only ages are kept", "una fecha; solo se guardan edades"),
    "birth_date": ("becomes the age, then forgotten", "se convierte en edad y se olvida"),
    "visit_date": ("becomes the age, then forgotten", "se convierte en edad y se olvida"),
    "day or month": ("day or month first? see dates above", "¿día o mes primero? véase dates arriba"),
    "ticked": ("ticked or blank: blank says no", "marcada o en blanco: en blanco es no"),
    "yes no": ("yes or no", "sí o no"),
    "finding": ("yes or no; its name is that of {id} ({name})", "sí o no; su nombre es el de {id} ({name})"),
    "near finding": ("yes or no; nearest finding: {id} ({name})", "sí o no; hallazgo más cercano: {id} ({name})"),
    "identifies": ("its values look like {kind}", "sus valores parecen {kind}"),
    "names somebody": ("names somebody: never needed", "identifica a alguien: no hace falta"),
    "pressure": ("systolic/diastolic blood pressure", "presión arterial sistólica/diastólica"),
    "measurement": ("{name} in {unit}, by name and values", "{name} en {unit}, por nombre y valores"),
    "constant": ("the same in every row", "igual en todas las filas"),
    "codes": ("{count} different codes", "{count} códigos distintos"),
    "number": ("numbers", "números"),
    "place": ("where a patient was seen is no symptom", "dónde se atendió no es un síntoma"),
    "finding values": ("{count} of its values name findings", "{count} de sus valores nombran hallazgos"),
    "near value": ("resembles {candidates}; is it the same?", "se parece a {candidates}; ¿es lo mismo?"),
    "category findings": (
        "{count} different values; {named} of them name or resemble findings: {candidates}",
        "{count} valores distintos; {named} de ellos nombran o se parecen a hallazgos: {candidates}",
    ),
    "category": ("{count} different values", "{count} valores distintos"),
    "sex": ("by name and values", "por nombre y valores"),
    "age": ("by its name, in {unit}", "por su nombre, en {unit}"),
    "id": (
        "different in every row: names the case, kept as a pseudonym",
        "distinta en cada fila: nombra el caso, se guarda como seudónimo",
    ),
    "id by numbering": (
        "follows the {of}: names the case, kept as a pseudonym",
        "sigue la numeración «{of}»: nombra el caso, se guarda como seudónimo",
    ),
    "id by values": (
        f"different in every row: taken to name the case, kept as a pseudonym; if it is an amount: {QUANTITY}",
        f"distinta en cada fila: se toma por el id del caso, como seudónimo; si es una cantidad: {QUANTITY}",
    ),
    "group": (
        "names a family, kept as a pseudonym; its rows never part between training and test",
        "nombra una familia, se guarda como seudónimo; sus filas van siempre juntas",
    ),
    "national ids": ("follows the {of}: names somebody", "sigue la numeración «{of}»: identifica a alguien"),
    "id by name": (
        "by its name and values the number of somebody; `patient` or `id` keep it as a pseudonym",
        "por nombre y valores, el número de alguien; `patient` o `id` lo guardan como seudónimo",
    ),
    "long numbers": (
        f"too long for amounts: numbers of somebody? `patient` or `id` keep them as pseudonyms; if amounts: {QUANTITY}",
        f"demasiado largos para cantidades: ¿números de alguien? `patient` o `id` los guardan como seudónimo; "
        f"si son cantidades: {QUANTITY}",
    ),
    "running numbers": (
        f"run on from row to row: numbers of records? `patient` or `id` keep pseudonyms; if amounts: {QUANTITY}",
        f"correlativos: ¿números de registro? `patient` o `id` guardan seudónimos; si son cantidades: {QUANTITY}",
    ),
    "groups of one person": (
        f"the rows of one value are of one person: `patient` keeps it as a pseudonym; if an amount: {QUANTITY}",
        f"las filas de un mismo valor son de una misma persona: `patient` lo guarda como seudónimo; "
        f"si es una cantidad: {QUANTITY}",
    ),
    "a key": (
        f"comes back like a key and no amount: of somebody? `patient` keeps it as a pseudonym; else {QUANTITY}",
        f"se repite como una clave, no como una cantidad: ¿de alguien? `patient` lo guarda como seudónimo; "
        f"si no: {QUANTITY}",
    ),
    "different": (
        f"different in nearly every row: numbers of somebody, or amounts? if amounts: {QUANTITY}",
        f"distintos en casi todas las filas: ¿números de alguien, o cantidades? si son cantidades: {QUANTITY}",
    ),
    "patient by numbering": (
        "follows the {of} and comes back: names the patient, kept as a pseudonym",
        "sigue la numeración «{of}» y se repite: nombra al paciente, se guarda como seudónimo",
    ),
    "patient by rows": (
        f"the rows of one value are of one person: names the patient, kept as a pseudonym; if an amount: {QUANTITY}",
        f"las filas de un mismo valor son de una misma persona: nombra al paciente, como seudónimo; "
        f"si es una cantidad: {QUANTITY}",
    ),
    "patient in rows": (
        "comes back in several rows: names the patient, kept as a pseudonym; each row becomes a case of its own",
        "se repite en varias filas: nombra al paciente, se guarda como seudónimo; cada fila será un caso propio",
    ),
    "second id": ("different in every row, like the id", "distinta en cada fila, como el id"),
    "patient": ("names the patient, kept as a pseudonym", "nombra al paciente, se guarda como seudónimo"),
    "other diagnosis": ("another diagnosis: it would tell the answer", "otro diagnóstico: delataría la respuesta"),
    "diagnosis": ("{labels} labels, {listed} of them in the catalogue", "{labels} etiquetas, {listed} en el catálogo"),
    "diagnosis open": (
        "{labels} labels, {listed} in the catalogue; {open} marked below; candidates: {candidates}",
        "{labels} etiquetas, {listed} en el catálogo; {open} marcadas abajo; candidatas: {candidates}",
    ),
    "diagnosis code": ("code of {column}: it would tell the answer", "código de {column}: delataría la respuesta"),
    "by code": ("by its code: {candidates}", "por su código: {candidates}"),
    "code differs": (
        "name and code say different things; taken is the first of {candidates}",
        "nombre y código no dicen lo mismo; se toma la primera de {candidates}",
    ),
    "code is narrower": (
        "the code says more than the name; taken is the first of {candidates}",
        "el código dice más que el nombre; se toma la primera de {candidates}",
    ),
    "code of several": (
        "its code also stands beside other diseases; or is it {candidates}?",
        "su código acompaña también a otras enfermedades; ¿o es {candidates}?",
    ),
    "doubtful": (
        "suspected, ruled out or past: no diagnosis; it would be {candidates}",
        "sospechada, descartada o pasada: no es diagnóstico; sería {candidates}",
    ),
    "abbreviation": ("an abbreviation; here {candidates}", "una abreviatura; aquí {candidates}"),
    "stands near": (
        "the catalogue's nearest entry is {candidates}",
        "la entrada más cercana del catálogo es {candidates}",
    ),
    "several": ("may be any of {candidates}; or the site's own", "puede ser {candidates}; o una enfermedad propia"),
    "resembles": ("resembles {candidates}; is it the same?", "se parece a {candidates}; ¿es la misma?"),
    "diagnosis ids": ("holds disease ids", "contiene ids de enfermedades"),
    "twice": ("would have the id of another column", "tendría el id de otra columna"),
}

_HEAD: dict[Language, str] = {
    "en": (
        "# Drafted by `hoofbeat mapping suggest` from {rows:,} rows; see docs/sources/tables.md.\n"
        "# Each comment says how sure the draft is (0 to 1) and why. Look at the lines marked CHECK, then try it:\n"
        "#   hoofbeat mapping check FILE --mapping THIS\n"
        "# This file holds labels of your table: keep it where the table is kept.\n"
    ),
    "es": (
        "# Borrador de `hoofbeat mapping suggest` a partir de {rows:,} filas; véase docs/sources/tables.md.\n"
        "# Cada comentario dice cuán seguro es (0 a 1) y por qué. Revise las líneas con CHECK y pruébelo:\n"
        "#   hoofbeat mapping check ARCHIVO --mapping ESTE\n"
        "# Este archivo contiene etiquetas de su tabla: guárdelo donde guarde la tabla.\n"
    ),
}

_NO_ID: dict[Language, str] = {
    "en": "# CHECK no column differs in every row: without an id, equal rows count once.",
    "es": "# CHECK ninguna columna es distinta en cada fila: sin id, las filas iguales cuentan una vez.",
}

_PLAIN_KEY = re.compile(r"[A-Za-zÀ-ÿ_][\wÀ-ÿ.]*(?: [\wÀ-ÿ.]+)*")


def render(drafted: Drafted, rows: int, lang: Language) -> str:
    """Write a drafted mapping as YAML with comments."""
    lines = [_HEAD[lang].format(rows=rows) + f"version: {VERSION}"]
    lines += [f"{key}: {_flow(value)}" for key, value in drafted.settings.items()]
    if not any(suggestion.entry == "id" for suggestion in drafted.columns.values()):
        lines.append(_NO_ID[lang])
    lines.append("columns:")
    for name, suggestion in drafted.columns.items():
        lines += _entry(name, suggestion, lang)
    return "\n".join(lines) + "\n"


def comment(suggestion: Suggestion | Note, lang: Language) -> str:
    """How sure a suggestion, or the meaning of one text, is, and why."""
    why = _WHY[suggestion.why][lang == "es"].format(**suggestion.details)
    mark = "CHECK " if suggestion.confidence < UNSURE else ""
    return f"# {mark}{suggestion.confidence:.2f} {' '.join(why.split())}"


def _entry(name: str, suggestion: Suggestion, lang: Language) -> list[str]:
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
