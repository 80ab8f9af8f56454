"""Columns of disease codes whose vocabulary stands in the name of the column: ``OMIM`` above ``154700``."""

from hoofbeat.sources.mapping.profile import TableProfile
from hoofbeat.sources.mapping.suggestion import Roles, Suggestion, free_columns
from hoofbeat.sources.table.labels import disease_ids

_VOCABULARIES = {
    "omim": "OMIM", "mim": "OMIM", "omimid": "OMIM", "orpha": "ORPHA", "orphacode": "ORPHA", "orphanet": "ORPHA",
    "orphaid": "ORPHA", "mondo": "MONDO", "mondoid": "MONDO",
}  # fmt: skip

_MOST = 500


def find_disease_codes(table: TableProfile, found: Roles) -> None:
    """Take a column of bare codes as the diagnosis: each becomes the id that the name of the column completes."""
    for column, words in free_columns(table, found):
        vocabulary = next((_VOCABULARIES[word] for word in sorted(words) if word in _VOCABULARIES), None)
        if vocabulary is None or len(column.texts) > _MOST or words & {"gene", "gen"}:
            continue
        ids = {text: disease_ids(f"{vocabulary}:{text}", known=True) for text in column.texts}
        if all(text.isdigit() and len(ids[text]) == 1 for text in column.texts):
            values = {text: one[0] for text, one in sorted(ids.items())}
            found.taken[column.name] = Suggestion({"kind": "diagnosis", "values": values}, 0.9, "diagnosis ids")
            found.diagnosis = column.name
            return
