"""How to mend a request about a note, about named diseases or about what comes next: the remedies for their fields."""

#: What others call the fields.
NOTE_NAMES = {
    "note": "text", "texto": "text", "nota": "text", "body_text": "text", "content": "text", "language": "lang",
    "idioma": "lang", "locale": "lang", "disease_ids": "diseases", "enfermedades": "diseases", "ids": "diseases",
    "most": "limit",
}  # fmt: skip

_DISEASES = 'send a list of ids, such as ["OMIM:154700", "ORPHA:558"]; /v1/diseases?q=… finds them by name'

#: The last name of the field's path → its remedy, whatever is wrong with it.
NOTE_REMEDIES = {
    "text": "send the note as one text in quotes, with its line breaks as \\n",
    "diseases": _DISEASES,
    "disease_id": "write an id such as OMIM:154700; /v1/diseases?q=… finds it by name",
}

#: Where the remedy depends on what is wrong: (field, pydantic's type of error).
NOTE_ERRORS: dict[str | tuple[str, str], str] = {
    ("text", "string_too_long"): "send one note at a time: at most 50,000 characters are read at once",
    ("text", "string_too_short"): "write what the patient has, in English or Spanish",
    ("text", "string_unicode"): "send whole characters: a pair such as \\ud83d\\ude00 belongs together",
    ("diseases", "too_long"): "ask for ten diseases at most at once",
    ("diseases", "too_short"): _DISEASES,
}
