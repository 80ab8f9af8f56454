"""Tables with several rows for a patient: REDCap's events and repeating instruments, and what one row says for all."""

from dataclasses import replace

from hoofbeat.sources.mapping.profile import TableProfile
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion, free_columns
from hoofbeat.sources.mapping.words import MISSING_WORDS, NUMBERING, VISITS, name_words
from hoofbeat.standards.identity.column_names import naming

#: REDCap's own columns: event, repeating instrument, number of the repetition, access group.
_REDCAP = ("redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")
_REDCAP_LABELS = ("event name", "repeat instrument", "repeat instance")
_NO_MATTER = ("redcap_data_access_group", "redcap_survey_identifier", "data access group", "survey identifier")
#: How sure a column is that is filled from other rows.
_FILLED = 0.65

_RECORD = ("record id", "study id", "participant id", "patient id", "subject id")

#: Columns that one row of a patient may state for all of them.
_ONCE = frozenset({"sex", "birth_date", "diagnosis", "diagnosis_status", "age", "age_unit", "group"})


def find_visits(table: TableProfile, found: Roles) -> None:
    """Take REDCap's columns of events and instances, and the record's id as the patient where rows repeat it."""
    visits = []
    for column in table.columns:
        name = " ".join(name_words(column.name))
        if column.name.casefold() in _NO_MATTER or name in _NO_MATTER or (name.startswith("redcap survey")):
            found.taken[column.name] = Suggestion("ignore", 0.9, "redcap")
        elif column.name.casefold() in _REDCAP or name in _REDCAP_LABELS:
            visits.append(column)
    if not visits:
        return
    named = (column for column in table.columns if " ".join(name_words(column.name)) in _RECORD)
    first = next(named, table.columns[0])
    said = naming(first.name)
    repeated = (
        said is not None
        and said.kind in ("person", "record")
        and not first.unique
        and first.filled == table.rows
        and first not in visits
    )
    for column in visits:
        entry = "visit" if repeated and column.filled else "ignore"
        found.taken[column.name] = Suggestion(entry, 0.65 if repeated else 0.9, "visit" if repeated else "redcap")
    if repeated:
        found.taken[first.name] = Suggestion("patient", 0.65, "repeated patient")


def fill_visits(table: TableProfile, found: Roles) -> None:
    """Take the number of a patient's visit, and ask for what other rows of the patient state and some leave blank."""
    patients_named = [name for name, one in found.taken.items() if one.entry == "patient"]
    if not patients_named:
        return
    patient, *others = patients_named
    for name in others:
        found.taken[name] = Suggestion("ignore", 0.6, "second patient")
    patients = table.sampled(patient)
    for column, words in free_columns(table, found):
        named = bool(words & VISITS) and words <= VISITS | NUMBERING
        pairs = list(zip(patients, table.sampled(column.name), strict=True))
        if named and len(set(pairs)) == len(pairs) and all(" " not in text or len(text) < 30 for text in column.texts):
            found.taken[column.name] = Suggestion("visit", 0.65, "visit")
    filling = []
    for name, one in found.taken.items():
        kind = one.entry["kind"] if isinstance(one.entry, dict) else one.entry
        if kind in _ONCE and _stated_once(patients, table.sampled(name)):
            filling.append(name)
    if filling:
        found.settings["fill_from_patient"] = filling
        for name in filling:
            one = found.taken[name]
            if one.confidence > _FILLED:  # a doubt that it has already says more
                found.taken[name] = replace(one, confidence=_FILLED, why="filled", details={"column": patient})


def _stated_once(patients: list[str], cells: list[str]) -> bool:
    """Whether rows leave blank what another row of their patient states."""
    stated = {patient for patient, cell in zip(patients, cells, strict=True) if cell not in MISSING_WORDS}
    return any(cell in MISSING_WORDS and patient in stated for patient, cell in zip(patients, cells, strict=True))
