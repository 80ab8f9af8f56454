"""How to mend a request that cannot be used: by the field and by what is wrong with it, never by what was sent."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from hoofbeat.serving.http.case_remedies import CASE_ERRORS, CASE_REMEDIES
from hoofbeat.serving.http.hook_remedies import HOOK_REMEDIES
from hoofbeat.serving.http.note_remedies import NOTE_ERRORS, NOTE_NAMES, NOTE_REMEDIES

#: What others call the fields. The words are ours: only one that stands here is ever answered.
_OTHER_NAMES = {
    "": {
        "gender": "sex", "sexo": "sex", "age_years": "age", "edad": "age", "years": "age", "phenotypes": "findings",
        "phenotypicfeatures": "findings", "features": "findings", "symptoms": "findings", "hallazgos": "findings",
        "hpo": "findings", "terms": "findings", "observations": "measurements", "labs": "measurements",
        "limit": "top", "n": "top", "k": "top", "group": "grouped", "explanation": "explain",
        "elevation": "altitude", "altitud": "altitude", "metres": "altitude", "place": "setting", "ward": "setting",
        "department": "setting", "country": "region", "travel": "region", "onset": "course", "duration": "course",
        "time_course": "course", "pregnancy": "pregnant", "gravid": "pregnant", "embarazo": "pregnant",
        "embarazada": "pregnant", **NOTE_NAMES,
    },
    "findings": {
        "hpo_id": "id", "hpo": "id", "code": "id", "term": "id", "type": "id", "absent": "excluded",
        "negated": "excluded",
    },
    "measurements": {"loinc": "code", "id": "code", "quantity": "value", "result": "value", "units": "unit"},
}  # fmt: skip

_FINDING = 'write it as {"id": "HP:0001250"}, or {"id": "HP:0001250", "excluded": true} if it is absent'
_MEASUREMENT = 'write it as {"code": "8310-5", "value": 38.5, "unit": "Cel"}'
_UNIT = "write the unit in UCUM, such as mg/dL, mmol/L or Cel; /v1/measurements names each code's own"
_WORD = "write at least one letter of a finding, in English or Spanish, or its id: ?q=fever"
_OBJECT = 'send a JSON object, such as {"findings": [{"id": "HP:0001250"}]}'
_BOOLEAN = "send true or false, without quotes"

#: The last name of the field's path → its remedy, whatever is wrong with it.
_BY_FIELD = {
    "age": "send a number of years, without quotes and with a point: 2.5 is two and a half, six months are 0.5; leave "
    "it out if unknown",
    "sex": "use one of the values named, or leave it out",
    "setting": "use one of the values named; left out, it is genetics",
    "region": "use one of the values named; leave it out, or send null, if where the patient has been shall not count",
    "course": "use one of the values named; leave it out, or send null, if unknown",
    "pregnant": f"{_BOOLEAN}; leave it out, or send null, if unknown",
    "altitude": "send a number of metres above sea level, without quotes; leave it out if it does not matter",
    "top": "send a whole number, without quotes or decimals",
    "value": "send a number, without quotes and with a decimal point: 38.5",
    "unit": _UNIT,
    "code": "write a measurement as its LOINC code, such as 8310-5; /v1/measurements lists them",
    "id": "write a finding as HP:0001250, HB:0000079 or SITE:…; /v1/findings?q=… finds it by name",
    "excluded": f"{_BOOLEAN}: true is looked for and absent",
    "explain": _BOOLEAN,
    "grouped": _BOOLEAN,
    "q": _WORD,
    "lang": "use en or es",
    "limit": "send a whole number, such as limit=10",
    "body": _OBJECT,
    "findings": f"send a list, and each finding in it as an object: {_FINDING}",
    "measurements": f"send a list, and each measurement in it as an object: {_MEASUREMENT}",
    **CASE_REMEDIES,
    **NOTE_REMEDIES,
    **HOOK_REMEDIES,
}

#: Where the remedy depends on what is wrong: (field, pydantic's type of error), or the type alone.
_BY_ERROR: Mapping[str | tuple[str, str], str] = {
    ("findings", "too_short"): "give at least one finding, or a measurement; /v1/findings and /v1/measurements "
    "list them",
    ("findings", "value_error"): "keep one of the two",
    ("pregnant", "pregnant_man"): "correct sex, or leave out pregnant",
    ("age", "greater_than_equal"): "use a value within the limits, in years: six months are 0.5",
    ("age", "less_than_equal"): "use a value within the limits, in years: six months are 0.5",
    ("q", "string_too_long"): "search fewer words at once: at most 200 characters",
    **CASE_ERRORS,
    **NOTE_ERRORS,
    "greater_than_equal": "use a value within the limits",
    "less_than_equal": "use a value within the limits",
    "too_long": "give fewer: those that matter most",
    "extra_forbidden": "remove the field, or correct its name: /docs lists the fields",
}

#: Letters of a name that is looked at: a field is called by fewer.
_LONGEST_NAME = 40

_ITEMS = {"findings": _FINDING, "measurements": _MEASUREMENT, "diseases": NOTE_REMEDIES["disease_id"]}


def hint(kind: str, where: Sequence[str | int]) -> str:
    """The remedy for an error of pydantic's type ``kind`` at this place (without ``body`` or ``query``)."""
    last = where[-1] if where else "body"
    if isinstance(last, int):
        return _ITEMS.get(str(where[-2]) if len(where) > 1 else "", _OBJECT)
    for key in ((last, kind), kind):
        if key in _BY_ERROR:
            return _BY_ERROR[key]
    if kind == "missing" and last not in ("q", "body"):
        return f"add this field: {_BY_FIELD.get(last, 'see /docs')}"
    return _BY_FIELD.get(last, "see /docs for the expected form")


def is_other_name(name: str, where: Sequence[str | int]) -> bool:
    """Whether this is how others call a field at this place (the path to its object)."""
    return name in _OTHER_NAMES.get(_object(where), {})


def meant(name: str, where: Sequence[str | int], known: Mapping[str, Sequence[str]]) -> str | None:
    """The field that a name unknown at this place seems to stand for, if any, among those ``known`` by their place."""
    if len(name) > _LONGEST_NAME:
        return None
    plain, place = name.lower().replace("-", "_"), _object(where)
    fields = known.get(place, ())
    if (other := _OTHER_NAMES.get(place, {}).get(plain)) in fields:
        return other
    close = get_close_matches(plain, fields, n=1, cutoff=0.7)
    return close[0] if close else None


def _object(where: Sequence[str | int]) -> str:
    return str(where[0]) if where else ""
