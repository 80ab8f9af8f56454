"""National identity numbers in a text, by their shape and, where they have one, their check digit.

Forms and check digits as the issuing states define them: Spain DNI/NIE (letter, modulo 23), Chile RUT (modulo 11),
Brazil CPF (two digits, modulo 11), Mexico CURP and RFC (shape), Uruguay CI (modulo 10), United Kingdom NHS number
(modulo 11), El Salvador DUI (modulo 10), Guatemala CUI and Argentina CUIL (modulo 11), Dominican Republic (Luhn),
United States SSN, Honduras, Nicaragua, Panama, Costa Rica, Bolivia, Venezuela, Italy, Quebec, Catalonia and Andalusia
(shape). The plain numbers of Argentina, Colombia, Peru, Ecuador and Venezuela are known by their dots or by the word
before them, and in a column by its whole: :mod:`hoofbeat.standards.identity.numbered_ids`.
"""

import re
from collections.abc import Callable

from hoofbeat.standards.identity import check_digits as check

_DNI = re.compile(r"(?<!\w)([XYZ]|\d)[-.\s]?(\d{1,2})\.?(\d{3})\.?(\d{2,3})[-\s]?([A-HJ-NP-TV-Z])(?!\w)", re.IGNORECASE)
_CURP = re.compile(r"(?<!\w)[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d(?!\w)", re.IGNORECASE)
_RFC = re.compile(r"(?<!\w)[A-ZÑ&]{4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[0-9A-Z]{2}[0-9A](?!\w)")
_RUT = re.compile(r"(?<![\w.])(\d{1,2})\.?(\d{3})\.?(\d{3})-([\dkK])(?!\w)")
_CPF = re.compile(r"(?<![\w.])(\d{3})\.?(\d{3})\.?(\d{3})-?(\d{2})(?![\w-])")
_CI = re.compile(r"(?<![\w.])(\d)\.(\d{3})\.(\d{3})-?(\d)(?!\w)")
_NHS = re.compile(r"(?<![\w-])(\d{3})[ -](\d{3})[ -](\d{4})(?![\w-])")
_DUI = re.compile(r"(?<![\w-])(\d{8})-(\d)(?![\w-])")
_CUI = re.compile(r"(?<![\w-])(\d{4})[ -](\d{5})[ -](\d{4})(?![\w-])")
_CUIL = re.compile(r"(?<![\w-])(2[034567])-(\d{8})-(\d)(?![\w-])")
_DOMINICAN = re.compile(r"(?<![\w-])(\d{3})-(\d{7})-(\d)(?![\w-])")
_SSN = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")
#: 30.123.456 (Argentina, Peru), 1.020.345.678 (Colombia).
_DOTTED = re.compile(r"(?<![\w.,+-])(?:[1-9]\d?\.\d{3}\.\d{3}|1\.\d{3}\.\d{3}\.\d{3})(?![\w])(?![.,/-]\d)")
#: Of states that write more than digits, by their form alone.
_FORMED = re.compile(
    r"(?<![\w-])(?:[VE]-?\d{1,2}\.?\d{3}\.?\d{3}"  # Venezuela: V-12345678
    r"|(?:0[1-9]|1[0-8])\d\d-(?:19|20)\d\d-\d{5}"  # Honduras: 0801-1990-12345
    r"|\d{3}-(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d-\d{4}[A-Z]"  # Nicaragua: 001-210185-0012A
    r"|(?:1[0-3]|[1-9]|PE|N|E|[1-9]-?AV)-\d{2,4}-\d{4,6}"  # Panama: 8-123-4567
    r"|[1-9]-0\d{3}-0\d{3}"  # Costa Rica: 1-0234-0567
    r"|\d{6,8}(?:-\d[A-Z])?\s?(?:LP|CB|SC|OR|PT|CH|TJ|BE|PD)"  # Bolivia: 4567890 LP
    r"|[A-Z]{4}[01]\d{9}|AN\d{10}"  # CIP of Catalonia, NUHSA of Andalusia
    r"|[A-Z]{4}[ -]?\d{4}[ -]?\d{4}"  # Quebec: ABCD 1234 5678
    r"|[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z])(?![\w-])",  # codice fiscale of Italy
)
_NAMED = re.compile(
    r"(?<!\w)(?:DNI|D\.N\.I\.|NIE|NIF|RUT|RUN|CURP|RFC|CPF|RG|CUI[LT]|C\.?[CIE]\.?|T\.I\.|c[ée]dula|pasaporte|passport|"
    r"SSN|NSS|NHS|social security|seguridad social|documento(?: de identidad)?|CNS)"
    r"\s*(?:n(?:o|º|°|úm|um)?\.?|number|#)?\s*[:#=]?\s*[A-Z]{0,3}-?\d[\d.\-\s]{4,}",
    re.IGNORECASE,
)


def _dni(head: str, *rest: str) -> bool:
    number = {"X": "0", "Y": "1", "Z": "2"}.get(head.upper(), head) + "".join(rest[:-1])
    return check.dni(number, rest[-1])


def _rut(*groups: str) -> bool:
    return check.rut("".join(groups[:-1]), groups[-1])


def _joined(fits: Callable[[str], bool]) -> Callable[..., bool]:
    return lambda *groups: fits("".join(groups))


_CHECKED: tuple[tuple[re.Pattern[str], Callable[..., bool]], ...] = (
    (_DNI, _dni),
    (_RUT, _rut),
    (_CPF, _joined(check.cpf)),
    (_CI, _joined(check.uruguay)),
    (_NHS, _joined(check.nhs)),
    (_DUI, _joined(check.dui)),
    (_CUI, _joined(check.cui)),
    (_CUIL, _joined(check.cuit)),
    (_DOMINICAN, _joined(check.luhn)),
)
_SHAPES = (_CURP, _RFC, _SSN, _NAMED, _DOTTED, _FORMED)


def holds_national_id(text: str) -> bool:
    """Whether a national identity number stands anywhere in a text.

    Example:
        >>> holds_national_id("12345678-Z"), holds_national_id("12345678-A")
        (True, False)
    """
    for pattern, fits in _CHECKED:
        if any(fits(*match.groups()) for match in pattern.finditer(text)):
            return True
    return any(shape.search(text) for shape in _SHAPES)
