"""One spelling for units that only look different: what forms, analysers and exports print, before it is parsed.

Nothing is decided here about what a unit measures; :mod:`hoofbeat.standards.ucum` reads what comes out. Annotations in
braces mean nothing, by UCUM: one that stands where a unit is asked for is the unit 1.
"""

import re
from functools import cache

from hoofbeat.standards.tables import read_table

_SUPERSCRIPT = re.compile(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
#: An annotation in the place of a unit, and any other; one that is multiplied by goes with its dot.
_LONE_ANNOTATION = re.compile(r"(?:(?<=[/(])|^)\{[^{}]*\}")
_ANNOTATION = re.compile(r"\.?\{[^{}]*\}")
#: ``mcg``, ``mcL``: the micro of those who have no µ.
_MICRO = re.compile(r"(?<![A-Za-z])mc(?=(?:gr?|l|mol|m|iu|ui|u|kat|eq)(?![A-Za-z]))", re.IGNORECASE)
#: ``mg per dL``, ``latidos por minuto``, ``lat x min``.
_PER = re.compile(r"(?<=\w)\s+(?:per|por|x(?=\s*(?:min|')))\s*(?=[\w'])", re.IGNORECASE)
#: ``mmol mol-1``: a blank that multiplies; and the times sign in front of a number.
_PRODUCT = re.compile(r"(?<=[A-Za-z])\s+(?=[A-Za-z]+\^?-[1-9])")
_TIMES = re.compile(r"^\s*[x×]\s*(?=\d)", re.IGNORECASE)
#: Body surface, which filtration rates are given for; the canonical unit has it as an annotation.
_AREA = r"1[.,]73(?:[_*x]?(?:m\^?\*?2|sq\.?m\.?|m))?"
_SURFACE = re.compile(rf"[/.*x]?(?:\({_AREA}\)|{_AREA})(?=\)|$)", re.IGNORECASE)
#: A dot that abbreviates, and does not multiply: ``seg.``, ``mill./mm3``.
_ABBREVIATION = re.compile(r"(?<=[A-Za-z])\.(?=[/)]|$)")
_FEU = re.compile(r"(?<=.)\(?FEU\)?$")
#: ``x10(3)``, ``10 x 3``, ``10exp3``, ``10e3``, ``10**3``: powers of ten in one form, ``10*3``.
_POWER = re.compile(r"(?<![\d.])10(?:\^?\((-?\d{1,2})\)|(?:\*\*|[*^x×]|e(?:xp)?)\+?(-?\d{1,2}))", re.IGNORECASE)


def plain(unit: str) -> str:
    """A unit without what only makes it look different: micro signs, superscripts, blanks, annotations, dots.

    Example:
        >>> [plain(unit) for unit in ("10³/µL", "mg per dL", "mmol/mol{Hb}", "latidos por minuto")]
        ['10*3/uL', 'mg/dL', 'mmol/mol', 'latidos/minuto']
    """
    text = _SUPERSCRIPT.sub(lambda match: "^" + match[0].translate(_DIGITS), unit.strip())
    text = text.replace("µ", "u").replace("μ", "u").replace("·", ".").replace("⋅", ".")
    text = _PER.sub("/", _PRODUCT.sub(".", _TIMES.sub("", text)))
    text = _ANNOTATION.sub("", _LONE_ANNOTATION.sub("1", text))
    text = _MICRO.sub("u", re.sub(r"\s+", "", text))
    text = _SURFACE.sub("", text)
    text = _POWER.sub(lambda match: f"10*{match[1] or match[2]}", text)
    text = text.replace("mm^3", "mm3").replace("m^2", "m2")
    return _FEU.sub("", _ABBREVIATION.sub("", text)).rstrip("/")


@cache
def spellings(kind: str) -> dict[str, str]:
    """What each spelling of one kind means, by ``data/units.tsv``.

    Kinds other than ``metric`` and ``plain`` are looked up in small letters; ``folded`` gives the exact spelling.

    Example:
        >>> spellings("8867-4")["lpm"], "lpm" in spellings("718-7")  # beats a minute, of a pulse alone
        ('/min', False)
    """
    rows = [(of, texts.split(";"), means) for of, texts, means in read_table("units", ("kind", "spellings", "means"))]
    if kind in _EXACT:
        return {text: means for of, texts, means in rows if of == kind for text in texts}
    if kind == "folded":
        exact = [text for of, texts, _ in rows if of in _EXACT for text in texts if len(text) > 1]
        listed = [text for of, texts, _ in rows if of == kind for text in texts]
        return {text.lower(): text for text in (*exact, *listed)}
    return {text.lower(): means for of, texts, means in rows if kind in of.split(";") for text in texts}


def whole(text: str, code: str) -> str:
    """The UCUM unit that a plain text stands for as a whole, in capitals or small letters; else the text itself.

    Args:
        text: plain.
        code: canonical LOINC code; some spellings mean something of their own for one quantity alone (``ppm``).

    Example:
        >>> whole("LPM", ""), whole("mg/dL", "")
        ('/min', 'mg/dL')
    """
    small = text.lower()
    return spellings(code).get(small) or spellings("whole").get(small) or text


_EXACT = ("metric", "plain")
