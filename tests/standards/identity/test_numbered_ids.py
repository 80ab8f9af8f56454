"""National numberings without letters: published examples, and columns that only look like them.

Mirrors: hoofbeat.standards.identity.check_digits
"""

import random

import pytest

from hoofbeat.standards.identity import check_digits
from hoofbeat.standards.identity.numbered_ids import SCHEMES, Scheme, numbering

#: One published or invented number of each; the last digit changed, none is one any more.
EXAMPLES = {
    "cédula of Ecuador": "1714307103",
    "RUC of Ecuador": "1714307103001",
    "cédula of Uruguay": "12345672",
    "RUT of Chile": "123456785",
    "CUIL of Argentina": "20267565393",
    "RUC of Peru": "10512333791",
    "CPF of Brazil": "52998224725",
    "CNS of Brazil": "144082627260004",
    "cédula of the Dominican Republic or NSS of Mexico": "00113918205",
    "DUI of El Salvador": "012345678",
    "CUI of Guatemala": "1234567890101",
    "social security number of Spain": "281234567840",
    "NIF of Portugal": "123456789",
    "NHS number of the United Kingdom": "9434765919",
    "health number of Canada": "046454286",
    "RUC of Paraguay": "800000358",
    "DNI of Honduras": "0801199012345",
    "CI of Cuba": "85031254321",
}


def drawn(scheme: Scheme, count: int, seed: int = 1) -> list[str]:
    """Different numbers of a scheme, found by trying."""
    number, length = random.Random(seed), scheme.lengths[0]
    found: set[str] = set()
    start = EXAMPLES[scheme.name][:2]
    while len(found) < count:
        digits = start + "".join(number.choices("0123456789", k=length - 2))
        if scheme.name == "DNI of Honduras":
            digits = digits[:2] + "01" + str(number.randint(1930, 2020)) + digits[8:]
        elif scheme.name == "CUI of Guatemala":
            digits = digits[:9] + "0101"
        elif scheme.name == "RUC of Ecuador":
            digits = digits[:10] + "001"
        if scheme.fits(digits):
            found.add(digits)
    return sorted(found)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_published_number_fits_and_a_column_of_them_is_told(scheme: Scheme) -> None:
    example = EXAMPLES[scheme.name]
    assert scheme.holds(example)
    column = numbering(drawn(scheme, 12))
    assert column is not None
    # Several states share one sum; which of them is said matters less than that one is.
    assert column.holds(drawn(scheme, 1, seed=2)[0])
    if scheme.zero and example[0] == "0":
        assert scheme.holds(example.lstrip("0")), "a spreadsheet drops leading zeros"


@pytest.mark.parametrize("name", [n for n in EXAMPLES if n not in ("DNI of Honduras", "CI of Cuba", "RUC of Ecuador")])
def test_a_wrong_digit_is_noticed(name: str) -> None:
    scheme = next(scheme for scheme in SCHEMES if scheme.name == name)
    example = EXAMPLES[name]
    place = 8 if name == "CUI of Guatemala" else -1
    wrong = list(example)
    wrong[place] = str((int(wrong[place]) + 1) % 10)
    assert not scheme.fits("".join(wrong))


def test_a_rut_may_end_in_k() -> None:
    assert check_digits.rut("10000013", "K")
    assert check_digits.rut("12345678", "5")
    assert not check_digits.rut("12345678", "K")


@pytest.mark.parametrize(("low", "high"), [(1_000_000, 99_999_999), (100_000_000, 9_999_999_999), (10_000, 999_999)])
@pytest.mark.parametrize("seed", range(5))
def test_other_numbers_follow_no_numbering(low: int, high: int, seed: int) -> None:
    draw = random.Random(seed)
    for rows in (4, 30, 300):
        assert numbering({str(draw.randint(low, high)) for _ in range(rows)}) is None


def test_foreigners_among_them_hide_no_numbering() -> None:
    scheme = next(scheme for scheme in SCHEMES if scheme.name == "cédula of Ecuador")
    draw = random.Random(3)
    assert numbering([*drawn(scheme, 14), *(str(draw.randint(10**8, 10**9)) for _ in range(6))]) is scheme
