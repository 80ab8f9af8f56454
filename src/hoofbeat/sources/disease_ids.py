"""A recorded disease id in the one spelling that cases keep, whatever registry or hospital wrote it."""

import re

from hoofbeat.terminology.spellings import id_meaning, parted

_ID = re.compile(r"[A-Za-z][\w.\-]*:[\w.\-]+", re.ASCII)
#: Ids of our own, which no public vocabulary has.
_OURS = ("DDXPLUS:", "SITE:")


def recorded_disease(text: str) -> tuple[str | None, str | None]:
    """The id to keep, and what a note should say of it.

    Args:
        text: text as recorded.

    Returns:
        The id as the catalogue spells it (``Orphanet:558`` is ``ORPHA:558``), or as recorded where nobody here knows
        its vocabulary or code; ``None`` where it has not the form of an id. Then why nothing can be learned from it,
        in words that do not quote it, or ``None``.

    Example:
        >>> recorded_disease("mim:154700"), recorded_disease("CIE-10 Q87.4")
        (('OMIM:154700', None), ('OMIM:154700', None))
    """
    text = text.strip()
    if disease := id_meaning(text).disease:
        return disease, None
    if known := parted(text):
        return ":".join(known), f"a code of {known[0]} that means no disease of the catalogue: kept as recorded"
    if not _ID.fullmatch(text):
        return None, "no id of the form OMIM:154700: read as unknown"
    return text, None if text.startswith(_OURS) else "of a vocabulary that is not read: kept as recorded"
