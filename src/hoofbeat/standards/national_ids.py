"""National identity numbers in a text, by their shape and, where they have one, their check digit.

Forms and check digits as the issuing states define them: Spain DNI/NIE (letter, modulo 23), Chile RUT (modulo 11),
Brazil CPF (two digits, modulo 11), Mexico CURP and RFC (shape), Uruguay CI (modulo 10), United Kingdom NHS number
(modulo 11), United States SSN (shape). The plain numbers of Argentina, Colombia, Peru, Ecuador and Venezuela are known
by their dots or by the word before them.
"""

import re
from collections.abc import Callable

_DNI = re.compile(r"(?<!\w)([XYZ]|\d)[-.\s]?(\d{1,2})\.?(\d{3})\.?(\d{2,3})[-\s]?([A-HJ-NP-TV-Z])(?!\w)", re.IGNORECASE)
_CURP = re.compile(r"(?<!\w)[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d(?!\w)", re.IGNORECASE)
_RFC = re.compile(r"(?<!\w)[A-ZÑ&]{4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[0-9A-Z]{2}[0-9A](?!\w)")
_RUT = re.compile(r"(?<![\w.])(\d{1,2})\.?(\d{3})\.?(\d{3})-([\dkK])(?!\w)")
_CPF = re.compile(r"(?<![\w.])(\d{3})\.?(\d{3})\.?(\d{3})-?(\d{2})(?![\w-])")
_CI = re.compile(r"(?<![\w.])(\d)\.(\d{3})\.(\d{3})-?(\d)(?!\w)")
_NHS = re.compile(r"(?<![\w-])(\d{3})[ -](\d{3})[ -](\d{4})(?![\w-])")
_SSN = re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")
#: 30.123.456 (Argentina, Peru), 1.020.345.678 (Colombia).
_DOTTED = re.compile(r"(?<![\w.,+-])(?:[1-9]\d?\.\d{3}\.\d{3}|1\.\d{3}\.\d{3}\.\d{3})(?![\w])(?![.,/-]\d)")
_NAMED = re.compile(
    r"(?<!\w)(?:DNI|D\.N\.I\.|NIE|NIF|RUT|RUN|CURP|RFC|CPF|RG|CUI[LT]|C\.?[CIE]\.?|T\.I\.|c[ée]dula|pasaporte|passport|"
    r"SSN|NSS|NHS|social security|seguridad social|documento(?: de identidad)?|CNS)"
    r"\s*(?:n(?:o|º|°|úm|um)?\.?|number|#)?\s*[:#=]?\s*[A-Z]{0,3}-?\d[\d.\-\s]{4,}",
    re.IGNORECASE,
)


def _dni(head: str, *rest: str) -> bool:
    number = {"X": "0", "Y": "1", "Z": "2"}.get(head.upper(), head) + "".join(rest[:-1])
    return len(number) == 8 and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == rest[-1].upper()


def _rut(*groups: str) -> bool:
    digits = reversed("".join(groups[:-1]))
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(digits))
    return "0123456789K0"[11 - total % 11] == groups[-1].upper()


def _cpf(*groups: str) -> bool:
    digits = [int(digit) for digit in "".join(groups)]

    def checked(length: int) -> bool:
        total = sum(digit * (length + 1 - place) for place, digit in enumerate(digits[:length]))
        return total * 10 % 11 % 10 == digits[length]

    return len(set(digits)) > 1 and checked(9) and checked(10)


def _ci(*groups: str) -> bool:
    weighted = zip("".join(groups[:-1]), (2, 9, 8, 7, 6, 3, 4), strict=True)
    return -sum(int(digit) * weight for digit, weight in weighted) % 10 == int(groups[-1])


def _nhs(*groups: str) -> bool:
    digits = [int(digit) for digit in "".join(groups)]
    total = sum(digit * (10 - place) for place, digit in enumerate(digits[:9]))
    return -total % 11 == digits[9]


_CHECKED: tuple[tuple[re.Pattern[str], Callable[..., bool]], ...] = (
    (_DNI, _dni),
    (_RUT, _rut),
    (_CPF, _cpf),
    (_CI, _ci),
    (_NHS, _nhs),
)
_SHAPES = (_CURP, _RFC, _SSN, _NAMED, _DOTTED)


def holds_national_id(text: str) -> bool:
    """Whether a national identity number stands anywhere in a text."""
    for pattern, check in _CHECKED:
        if any(check(*match.groups()) for match in pattern.finditer(text)):
            return True
    return any(shape.search(text) for shape in _SHAPES)
