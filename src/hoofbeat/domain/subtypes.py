"""Subtypes that a phenotype alone seldom tells apart, grouped under their parent by name.

The rule: a disease's name in lower case, without what follows a last comma or blank if that is a number (with up to two
letters), a Roman numeral or a single letter, alone or after "type" or "subtype", again and again
("Charcot-Marie-Tooth disease, axonal, type 2A" → "charcot-marie-tooth disease, axonal"). Diseases of one stem are one
group. Only names are read, so a family whose members have names of their own stays apart, and letters that are no
subtype may group what is none.

It stands here because the bundle that answers and the benchmark that judges answers must group alike.
"""

import re
from collections.abc import Iterable

#: Begins with what each of its forms begins with: a search over a catalogue takes less than half of the time.
_TYPE = re.compile(r"[\s,;]+(?:(?:(?:sub)?type[\s,;]+)?(?:\d{1,3}[a-z]{0,2}|[ivx]{1,5}[a-d]?|[a-z])|(?:sub)?type)$")


def stem(name: str) -> str:
    """The name without its type.

    Example:
        >>> stem("Charcot-Marie-Tooth disease, axonal, type 2A")
        'charcot-marie-tooth disease, axonal'
        >>> stem("Usher syndrome, type IIA"), stem("Marfan syndrome")
        ('usher syndrome', 'marfan syndrome')
    """
    stem = name.lower().strip()
    while (shorter := _TYPE.sub("", stem)) != stem and shorter:
        stem = shorter
    return stem


def subtype_groups(names: Iterable[str]) -> list[int]:
    """Group of each of the English names, 0 … G−1 in order of first appearance.

    Example:
        >>> subtype_groups(["Noonan syndrome 1", "Marfan syndrome", "Noonan syndrome 3"])
        [0, 1, 0]
    """
    places: dict[str, int] = {}
    return [places.setdefault(stem(name), len(places)) for name in names]
