"""Cells that list HPO ids: alone, with names in brackets or beside a dash, with signs and words that negate them."""

import re
from typing import NamedTuple

from hoofbeat.sources.folding import key_of

_ID = re.compile(r"(?<![A-Za-z0-9])HPO?\s?[:_ ]?\s?(\d{7})(?!\d)", re.IGNORECASE | re.ASCII)
#: Ids whose prefix was left away, in a cell that holds nothing else.
_BARE = re.compile(r"\s*\d{7}(?:[\s;,|]+\d{7})*\s*", re.ASCII)
_SPLIT = re.compile(r"[;|\n\r\t]+")

_SIGNS = frozenset("!-^~¬–")
_NOT = frozenset(
    {
        "not",
        "no",
        "neg",
        "negative",
        "negado",
        "negada",
        "negated",
        "absent",
        "ausente",
        "ausencia",
        "excluded",
        "excluido",
    }
    | {"excluida", "sin", "niega", "denies", "without", "descartado", "descartada", "0", "false", "falso", "ruled out"}
    | {"not present", "no presenta", "no refiere", "not observed", "no observado"}
)
#: Behind an id: nobody looked.
_UNSAID = frozenset({"na", "n/a", "nd", "unknown", "desconocido", "?", "not assessed", "no evaluado", "unk"})
_LEADING_NOT = re.compile(r"(?:not|no|sin|niega|denies|without|excluded|negated|no presenta|no refiere)\s+\S")
_COLON_NOT = re.compile(r"(?:absent|ausentes?|excluded|negados?|negativos?|not|no|sin)\s*:")
#: The one term whose own label begins with such a word (No social interaction).
_NAMED_NO = frozenset({"HP:0008763"})
#: At the end of what stands behind an id: ``HP:0001250-``, ``HP:0001250 (-)``.
_MINUS = re.compile(r"(?:[-–−]|[(\[]\s*[-–−]\s*[)\]])\s*$")
_PIECES = re.compile(r"[()\[\]{}:=]|\s[-–]\s")


class ListedId(NamedTuple):
    """One id of a list, and whether it is said to be absent."""

    id: str
    absent: bool


def holds_ids(text: str) -> bool:
    """Whether a cell lists HPO ids.

    Example:
        >>> holds_ids("Seizure (HP:0001250)"), holds_ids("hp_0001250|HP_0001252"), holds_ids("fever")
        (True, True, False)
    """
    return _ID.search(text) is not None


def listed(text: str) -> tuple[list[ListedId], list[str]]:
    """The ids of a cell in their order, and the parts between separators that hold none.

    Example:
        >>> listed("HP:0001250 (Seizure); NOT HP:0001252")[0]
        [ListedId(id='HP:0001250', absent=False), ListedId(id='HP:0001252', absent=True)]
    """
    if _BARE.fullmatch(text):
        text = re.sub(r"(\d{7})", r"HP:\1", text)
    found: list[ListedId] = []
    rest: list[str] = []
    for part in _SPLIT.split(text):
        matches = list(_ID.finditer(part))
        if not matches:
            rest += [part.strip()] if part.strip() else []
            continue
        lead = part[: matches[0].start()]
        for place, match in enumerate(matches):
            following = matches[place + 1].start() if place + 1 < len(matches) else len(part)
            behind, lead_of_next = _between(part[match.end() : following], last=place + 1 == len(matches))
            id_ = f"HP:{match[1]}"
            said = {key_of(piece).strip(" .,-") for piece in _PIECES.split(behind)}
            if not said & _UNSAID:
                found.append(ListedId(id_, bool(said & _NOT or _MINUS.search(behind)) or _negates(lead, id_)))
            lead = lead_of_next
    return found, rest


def _negates(lead: str, id_: str) -> bool:
    bare = lead.strip(" ,")
    if bare and set(bare) <= _SIGNS:
        # A dash that stands apart is the bullet of a list.
        return bare not in ("-", "–") or lead.endswith(bare)
    key = key_of(bare.lstrip("".join(_SIGNS))).strip(" ([{:=")
    if key in _NOT or _COLON_NOT.match(key_of(bare)):
        return True
    return id_ not in _NAMED_NO and (_LEADING_NOT.match(key) is not None or bare[:1] in ("!", "¬"))


def _between(text: str, *, last: bool) -> tuple[str, str]:
    """What stands between two ids: what belongs to the first, and what to the second."""
    if last:
        return text, ""
    depth = 0
    for place, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if char == "," and depth <= 0:
            return text[:place], text[place + 1 :]
    label = re.match(r"\s*[)\]]|\s*[(\[][^)\]]*[)\]]|[-–−+](?=\s)", text)
    end = label.end() if label else 0
    return text[:end], text[end:]
