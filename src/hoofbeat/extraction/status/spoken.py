"""Whose note it is that begins "My son, 4, has been coughing": the relative who is spoken of is the patient."""

import re

from hoofbeat.extraction.text.words import word_of

#: One who is brought or written about by his own, at the beginning of a text.
_CHILD = "son|daughter|boy|girl|baby|child|toddler|grandson|granddaughter|kid"
_GROWN = "husband|wife|mother|father|mum|mom|dad|brother|sister|partner|grandmother|grandfather|gran|nan|grandad"
_CHILD_ES = "hijo|hija|nieto|nieta|niño|niña|bebé|chico|chica|sobrino|sobrina"
_GROWN_ES = "marido|mujer|esposo|esposa|madre|padre|hermano|hermana|abuelo|abuela|pareja|mamá|papá"
_WITH_AGE = r"(?:(?:[\w-]+\s){0,3})"
_MINE = re.compile(
    rf"\s*(?:(?:hello|hi|hola|doctor|please)[,.!]?\s+)?"
    rf"(?:(?:i think |a )?my\s+{_WITH_AGE}(?P<en>{_CHILD}|{_GROWN})\b|mi\s+(?P<es>{_CHILD_ES}|{_GROWN_ES})\b)"
    r"(?!['’]s\b|\s+(?:had|died|tuvo|murió|padeció|falleció)\b)",
    re.IGNORECASE,
)


def patient_named(text: str) -> str:
    """The word for a relative by which a note calls its patient, folded; empty where it does not.

    Example:
        >>> patient_named("My 4 year old son has been coughing."), patient_named("Mi marido no respira bien.")
        ('son', 'marido')
        >>> patient_named("Her son has asthma."), patient_named("My son's teacher has mumps.")
        ('', '')
    """
    found = _MINE.match(text)
    return "" if found is None else word_of(found["en"] or found["es"])
