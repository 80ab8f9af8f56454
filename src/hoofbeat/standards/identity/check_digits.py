"""Check digits of identity numbers: the few sums that nearly all states use, written once.

Digits are texts of ASCII digits, the check digit last unless said otherwise.
"""

from collections.abc import Sequence


def luhn(digits: str) -> bool:
    """Whether the Luhn sum is a multiple of ten (ISO/IEC 7812-1, annex B).

    Example:
        >>> luhn("12345674"), luhn("12345675")
        (True, False)
    """
    doubled = "0246813579"
    return sum(int(doubled[int(d)] if place % 2 else d) for place, d in enumerate(reversed(digits))) % 10 == 0


def weighted(digits: str, weights: Sequence[int]) -> int:
    """The sum of the first digits, each times its weight.

    Example:
        >>> weighted("123", (1, 10, 100))
        321
    """
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def rising(digits: str) -> int:
    """The sum of the digits times 2, 3 … 7, 2, 3 … from the last to the first, as RUT and RUC have it.

    Example:
        >>> rising("123")  # 3 · 2 + 2 · 3 + 1 · 4
        16
    """
    return sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits)))


def modulo_11(digits: str, weights: Sequence[int]) -> bool:
    """Whether the last digit completes the weighted sum to a multiple of 11; a remainder of 10 has no digit.

    Example:
        >>> modulo_11("1234567881", range(10, 1, -1)), modulo_11("1234567882", range(10, 1, -1))
        (True, False)
    """
    return -weighted(digits, weights) % 11 == int(digits[-1])


def rut(number: str, check: str) -> bool:
    """Whether ``check`` (a digit or K) is the check character of a Chilean RUT or RUN (modulo 11).

    Example:
        >>> rut("12345678", "5"), rut("12345678", "K")
        (True, False)
    """
    return "0123456789K0"[11 - rising(number) % 11] == check.upper()


def ecuador(digits: str) -> bool:
    """Cédula of Ecuador: province 01–24, 30 or 50 (abroad), a third digit below 7, modulo 10 (Registro Civil).

    Example:
        >>> ecuador("0123456782"), ecuador("9923456789")
        (True, False)
    """
    province = int(digits[:2])
    return (1 <= province <= 24 or province in (30, 50)) and digits[2] < "7" and luhn(digits)


def uruguay(digits: str) -> bool:
    """Cédula of Uruguay, seven or eight digits: weights 2 9 8 7 6 3 4, modulo 10.

    Example:
        >>> uruguay("12345672"), uruguay("12345673")
        (True, False)
    """
    padded = digits.zfill(8)
    return -weighted(padded[:7], (2, 9, 8, 7, 6, 3, 4)) % 10 == int(padded[-1])


def cpf(digits: str) -> bool:
    """CPF of Brazil: two check digits, modulo 11; eleven times the same digit is none.

    Example:
        >>> cpf("12345678909"), cpf("11111111111")
        (True, False)
    """

    def checked(length: int) -> bool:
        return weighted(digits[:length], range(length + 1, 1, -1)) * 10 % 11 % 10 == int(digits[length])

    return len(set(digits)) > 1 and checked(9) and checked(10)


def cuit(digits: str) -> bool:
    """CUIL and CUIT of Argentina: eleven digits, modulo 11; a remainder of 1 gives 9 (AFIP).

    Example:
        >>> cuit("20123456786"), cuit("20123456787")
        (True, False)
    """
    return "09987654321"[_elevenths(digits)] == digits[-1]


def ruc_peru(digits: str) -> bool:
    """RUC of Peru: the sum of the CUIT, remainders 0 and 1 giving 1 and 0 (SUNAT).

    Example:
        >>> ruc_peru("10123456781"), ruc_peru("10123456782")
        (True, False)
    """
    return "10987654321"[_elevenths(digits)] == digits[-1]


def _elevenths(digits: str) -> int:
    return weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11


def ruc_paraguay(digits: str) -> bool:
    """RUC of Paraguay: the number of the cédula and a digit, weights 2, 3 … from the last digit on (SET).

    Example:
        >>> ruc_paraguay("12345679"), ruc_paraguay("12345678")
        (True, False)
    """
    return -weighted(digits[-2::-1], range(2, len(digits) + 1)) % 11 % 10 == int(digits[-1])


def dui(digits: str) -> bool:
    """DUI of El Salvador: nine digits, weights 9 to 2, modulo 10.

    Example:
        >>> dui("123456784"), dui("123456785")
        (True, False)
    """
    return -weighted(digits[:8], range(9, 1, -1)) % 10 == int(digits[-1])


def cui(digits: str) -> bool:
    """CUI (DPI) of Guatemala: eight digits, one check digit modulo 11, department 01–22, municipality from 01 on.

    Example:
        >>> cui("1234567890101"), cui("1234567899901")
        (True, False)
    """
    place = 1 <= int(digits[9:11]) <= 22 and 1 <= int(digits[11:]) <= 35
    return place and weighted(digits[:8], range(2, 10)) % 11 == int(digits[8])


def nhs(digits: str) -> bool:
    """NHS number of the United Kingdom, and CHI of Scotland: ten digits, weights 10 to 2, modulo 11.

    Example:
        >>> nhs("1234567881"), nhs("1234567882")
        (True, False)
    """
    return modulo_11(digits, range(10, 1, -1))


def dni(number: str, letter: str) -> bool:
    """Whether the letter is that of a Spanish DNI or NIE of eight digits (modulo 23).

    Example:
        >>> dni("12345678", "Z"), dni("12345678", "A")
        (True, False)
    """
    return len(number) == 8 and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == letter.upper()


def cns(digits: str) -> bool:
    """CNS (Cartão Nacional de Saúde) of Brazil: fifteen digits, weights 15 to 1, modulo 11.

    Example:
        >>> cns("700000000000005"), cns("700000000000006")
        (True, False)
    """
    return digits[0] in "12789" and weighted(digits, range(15, 0, -1)) % 11 == 0


def nass(digits: str) -> bool:
    """Social security number of Spain: province, seven or eight digits, two check digits modulo 97.

    Example:
        >>> nass("01123456727"), nass("01123456728")
        (True, False)
    """
    province, number = int(digits[:2]), int(digits[2:-2])
    whole = number + province * 10_000_000 if number < 10_000_000 else int(digits[:-2])
    return 1 <= province <= 66 and whole % 97 == int(digits[-2:])


def nif_portugal(digits: str) -> bool:
    """NIF of a person in Portugal: nine digits, weights 9 to 2, modulo 11, remainders 0 and 1 giving 0.

    Example:
        >>> nif_portugal("123456789"), nif_portugal("123456788")
        (True, False)
    """
    rest = weighted(digits[:8], range(9, 1, -1)) % 11
    return digits[0] in "123" and (0 if rest < 2 else 11 - rest) == int(digits[-1])
