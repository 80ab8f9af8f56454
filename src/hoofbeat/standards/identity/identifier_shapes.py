"""What direct identifiers other than names and national numbers look like in a text, in Spanish and English."""

import re
from ipaddress import ip_address

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|ene(?:ro)?|febrero|marzo|abr(?:il)?|mayo|junio|julio|ago(?:sto)?|septiembre|"
    r"set(?:iembre)?|octubre|noviembre|dic(?:iembre)?)\.?"
)
_YEAR = r"(?:18|19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
#: Nothing that would make it part of a longer number or word touches it.
_FREE, _END = r"(?<![\w.,+-])(?<!\d/)", r"(?!\w)(?![.,/-]\d)"

DATE = re.compile(
    rf"(?<![\w.]){_YEAR}([-/.]){_MONTH}\1{_DAY}(?!\d)"  # 2021-03-12, also before T10:00
    rf"|{_FREE}{_DAY}([-/.]){_MONTH}\2(?:{_YEAR}|\d\d){_END}"  # 12/03/2021, 12.3.21
    rf"|{_FREE}{_MONTH}([-/.]){_DAY}\3(?:{_YEAR}|\d\d){_END}"  # 03/12/2021, 3-12-21
    rf"|{_FREE}{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{{4}}|\d{{6}})?(?!\w)"  # 20210312, HL7 with time
    rf"|(?<!\w){_DAY}(?:st|nd|rd|th|º)?[\s\-/.]*(?:de\s+|of\s+)?{_MONTHS}[\s\-/,.]*(?:del?\s+)?(?:{_YEAR}|'?\d\d)(?!\w)"
    rf"|(?<!\w){_MONTHS}[\s\-/.]*(?:{_DAY}(?:st|nd|rd|th)?,?\s+|del?\s+)?{_YEAR}(?!\w)"  # March 12, 2021; marzo de 2021
    rf"|{_FREE}{_MONTH}/{_YEAR}{_END}",  # 03/2021
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
URL = re.compile(r"\b(?:https?|ftp|file|s3|az|gs)://\S+|\bwww\.[\w-]+\.\w+", re.IGNORECASE)
RECORD_NUMBER = re.compile(
    r"(?<!\w)(?:MRN|NHC|N\.H\.C\.|H\.?C\.?|HCU|historia(?: cl[íi]nica)?|expediente|prontu[áa]rio|folio|medical record|"
    r"record|chart|episodio|episode|admission|ingreso|n[ºo°]\.? de (?:historia|paciente)|patient(?: id)?|paciente)"
    r"\s*(?:n(?:o|º|°|úm|um)?\.?|number|id|#)?\s*[:#=\-]?\s*[A-Z]{0,4}-?\d[\d\-/]{3,}(?!\w)"
    r"|(?<!\w)(?:MRN|NHC|HC|HCU)[-_:# ]*[A-Z]{0,4}\d{3,}(?!\w)",
    re.IGNORECASE,
)
#: Seven digits and more are no clinical number in its usual unit, but a key to somebody.
LONG_NUMBER = re.compile(rf"{_FREE}(\d{{7,18}})(?:[-/]\d{{1,3}})?{_END}")
PHONE = re.compile(
    r"(?<![\w.,])\+\d[\d\s().\-]{6,18}\d(?!\w)"  # +34 600 123 456
    r"|(?<![\w.,-])\(\d{2,4}\)\s?\d{2,4}[\s.\-]?\d{2,4}[\s.\-]?\d{0,4}(?![\w-])"  # (55) 1234-5678
    r"|(?<![\w.,-])(?:0?\d{2,3}[\s.\-])?\d{3}[\s.\-]\d{4}(?![\w-])"  # 555-123-4567, 555-0123
    r"|(?<![\w.,-])\d{1,2}[\s\-]\d{4}[\s\-]\d{4}(?![\w-])"  # 11 4321-8765
    r"|(?<![\w.,-])[6789]\d{2}([\s.\-]?)\d{3}\1\d{3}(?![\w.,-])"  # 600 123 456
    r"|(?<![\w.,-])[6789]\d{2}(?:[\s.\-]\d{2}){3}(?![\w-])"  # 600 12 34 56
    r"|(?<!\w)(?:tel(?:[ée]fono|f|ephone)?|phone|m[óo]vil|mobile|cel(?:ular|l)?|whatsapp|fax)\.?\s*(?:n[ºo°])?\s*[:=]?"
    r"\s*\+?\(?\d[\d\s().\-]{5,}\d",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"(?:(?<!\w)[Cc]/\s?(?=(?:del?\s|la\s|l[ao]s\s)*[A-ZÁÉÍÓÚÑ])"
    r"|(?<!\w)(?i:calle|cll?\.|avda\.?|avenida|av\.|paseo|p\.º|pº|plaza|pza\.?|carrera|cra\.?|kra\.?|jir[óo]n|jr\.|"
    r"camino|pasaje|psje\.?|traves[íi]a|rua|calzada|boulevard|blvd\.?|carretera|ctra\.?)(?!\w))"
    r"\s*(?:[\wÁÉÍÓÚÑáéíóúñ.']+\s+){0,6}?(?:[\wÁÉÍÓÚÑáéíóúñ.']+,\s*)?(?:n[ºo°]\.?|núm\.?|no\.?|#|s/)?\s*\d+"
    r"|(?<![\w-])\d{1,5}[A-Za-z]?,?\s+(?:[NSEW]\.?\s+)?(?:[A-Z][\w'.]+\s+){1,3}"
    r"(?:(?i:street|avenue|road|lane|drive|boulevard|court|terrace|square|highway)|St|Ave|Rd|Ln|Dr|Blvd|Ct)(?:\.|\b)"
    r"|(?<!\w)C\.?P\.?\s*:?\s*\d{5}(?!\d)|(?i:p\.?\s?o\.?\s?box)\s+\d+",
)
_IPV4 = re.compile(r"(?<![\w.])(?<!EC )(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d|\w)")
_IPV6 = re.compile(r"(?<![\w:])[0-9A-Fa-f:]{6,39}(?![\w:])")


def holds_computer_address(text: str) -> bool:
    """Whether an IP address stands in a text.

    Example:
        >>> holds_computer_address("from 192.0.2.7"), holds_computer_address("protocol 1.2.3")
        (True, False)
    """
    candidates = [match[0] for match in _IPV4.finditer(text)]
    if text.count(":") > 1:
        candidates += [match[0] for match in _IPV6.finditer(text)]
    return any(map(_is_ip, candidates))


def holds_long_number(text: str) -> bool:
    """Whether a whole number of seven digits or more stands in a text; SNOMED CT concept ids do not count.

    Example:
        >>> holds_long_number("sample 12345678"), holds_long_number("platelets 150000")
        (True, False)
    """
    return any(not is_snomed_concept(match[1]) for match in LONG_NUMBER.finditer(text))


def is_snomed_concept(digits: str) -> bool:
    """Whether digits are a SNOMED CT concept id: its partition (00 or 10) and Verhoeff check digit are right.

    One plain number in 500 is too, by chance. Source: SNOMED International, Release File Specification, 6 (SCTID).

    Example:
        >>> is_snomed_concept("386661006"), is_snomed_concept("386661007")  # fever, and a slip
        (True, False)
    """
    return digits[-3:-1] in ("00", "10") and _verhoeff(digits) == 0


_TIMES = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
          "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip
_PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def _verhoeff(digits: str) -> int:
    state = 0
    for place, digit in enumerate(reversed(digits)):
        state = int(_TIMES[state][int(_PERMUTED[place % 8][int(digit)])])
    return state


def _is_ip(text: str) -> bool:
    try:
        return not ip_address(text).is_unspecified
    except ValueError:
        return False
