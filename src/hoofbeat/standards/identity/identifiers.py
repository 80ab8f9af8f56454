"""Direct identifiers where none belongs: in a column, a label, a note.

A detector cannot know every name. It stops what a hospital's export brings along by mistake (an e-mail, a national
number, a column of names or dates); that nothing else passes is the business of the sources, which read only what
they know. It never says what it found, only of which kind and how often.
"""

import re
from collections import Counter
from collections.abc import Iterable

from hoofbeat.standards.identity.identifier_shapes import (
    ADDRESS,
    DATE,
    EMAIL,
    PHONE,
    RECORD_NUMBER,
    URL,
    holds_computer_address,
    holds_long_number,
)
from hoofbeat.standards.identity.names import holds_name, is_single_name, looks_like_name
from hoofbeat.standards.identity.national_ids import holds_national_id

#: Every kind there is, in the order in which a text is asked for them.
KINDS = ("email", "url", "ip-address", "national-id", "date", "record-number", "phone", "address", "name")

#: Ids of public vocabularies and our own pseudonyms, which name nobody.
_HARMLESS = re.compile(
    r"(?<!\w)(?:case-[0-9a-f]{16}|[0-9a-f]{32,64}|(?:HP|HB|HBD|HBM|OMIM|MIM|ORPHA|ORDO|MONDO|DECIPHER|DDXPLUS|PMID|PMC|DOID|UMLS|"
    r"SNOMED|SNOMEDCT|SCTID|LOINC|ICD10|ICD10CM|ICD11|ICD-10|HGNC|NCIT|EC|SITE|DOI)(?::\s*|\s+#?)[\w.\-/]+)"
)
#: A number as it is measured: at most six digits before the decimal mark.
_MEASURED = re.compile(r"[<>]?=?\s*[+-]?\d{1,6}(?:[.,]\d+)?\s*%?")
#: From this share on, one-word names make a column one of names.
_SINGLE_NAMES = 0.5
#: Among the texts of a column that look like names, the share that must be known ones for all of them to count.
_KNOWN_AMONG_ALIKE = 0.05
#: So many different texts before a column is judged as a whole.
_FEWEST = 3


def kind_of(text: str) -> str | None:
    """The kind of direct identifier that stands in a text, one of :data:`KINDS`, else ``None``.

    One given name or surname alone is none: Rosa is a colour too.

    Example:
        >>> [kind_of(text) for text in ("ask somebody@example.org", "2001-02-03", "38.5", "fever")]
        ['email', 'date', None, None]
    """
    if _MEASURED.fullmatch(text):
        return None
    rest = _HARMLESS.sub(" ", text)
    if "@" in rest and EMAIL.search(rest):
        return "email"
    if URL.search(rest):
        return "url"
    if any(character.isdigit() for character in rest):
        kind = _kind_with_digits(rest)
        if kind is not None:
            return kind
    return "name" if holds_name(rest) else None


def is_public_id(text: str) -> bool:
    """Whether a text is an id of a public vocabulary, or one of our own pseudonyms: it names nobody.

    Example:
        >>> is_public_id("HP:0001250"), is_public_id("HC-0001250")
        (True, False)
    """
    return _HARMLESS.fullmatch(text) is not None


def find_identifiers(values: Iterable[str]) -> dict[str, int]:
    """How many values of a column hold a direct identifier, by kind; empty if none does.

    What one text does not show, a column may: where some of the texts are known names, those that merely look alike
    count too, and a column of single names (``Nombre``, ``Apellido``) counts from half of it on.

    Args:
        values: the texts of one column; empty ones are passed over.

    Example:
        >>> find_identifiers(["somebody@example.org", "2001-02-03", "2001-02-04", "fever"])
        {'email': 1, 'date': 2}
    """
    texts = Counter(value.strip() for value in values)
    del texts[""]
    kinds = {text: kind_of(text) for text in texts}
    _judge_names(kinds)
    found: Counter[str] = Counter()
    for text, kind in kinds.items():
        if kind is not None:
            found[kind] += texts[text]
    return dict(found)


def _judge_names(kinds: dict[str, str | None]) -> None:
    """Mark what is only recognised as a name by the company it keeps."""
    if len(kinds) < _FEWEST:
        return
    named = [text for text, kind in kinds.items() if kind == "name"]
    alike = [text for text, kind in kinds.items() if kind is None and looks_like_name(text)]
    if named and len(named) >= max(2, _KNOWN_AMONG_ALIKE * (len(named) + len(alike))):
        kinds.update(dict.fromkeys(alike, "name"))
    single = [text for text, kind in kinds.items() if kind is None and is_single_name(text)]
    if len(single) >= max(_FEWEST, _SINGLE_NAMES * len(kinds)):
        kinds.update(dict.fromkeys(single, "name"))


def _kind_with_digits(text: str) -> str | None:
    if holds_computer_address(text):
        return "ip-address"
    if DATE.search(text):
        return "date"
    if holds_national_id(text):
        return "national-id"
    if RECORD_NUMBER.search(text):
        return "record-number"
    if PHONE.search(text):
        return "phone"
    if holds_long_number(text):
        return "record-number"
    return "address" if ADDRESS.search(text) else None
