"""Identity numbers that consist of digits alone, as a spreadsheet keeps them: told by their check digits.

One number of the right length passes a check digit by chance, a column of them does not: ``chance`` says how often a
number of that length that is none passes. Numbers without a check digit (DNI of Argentina and Peru, cédulas of
Colombia, Venezuela, Paraguay, Costa Rica and Bolivia, SSN) can only be told by their length and their company; see
:mod:`hoofbeat.standards.identity.number_columns`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import log

from hoofbeat.standards.identity import check_digits as check

#: Nats that a column must speak against chance: one column in ten thousand of other numbers would be taken for ids.
_SURE = 9.2
#: And this share of its numbers must fit.
_MOST = 0.5


@dataclass(frozen=True)
class Scheme:
    """A national numbering.

    Attributes:
        name: what it is called, and where.
        lengths: digits it has; one fewer where a leading zero is lost, if ``zero``.
        fits: whether digits of full length are one.
        chance: share of other numbers of that length that fit too.
        zero: whether it may begin with a zero, which a spreadsheet drops.
    """

    name: str
    lengths: tuple[int, ...]
    fits: Callable[[str], bool]
    chance: float
    zero: bool = False

    def holds(self, digits: str) -> bool:
        """Whether digits are such a number, leading zeros lost or not."""
        if len(digits) in self.lengths and self.fits(digits):
            return True
        full = self.lengths[0]
        return self.zero and full - 2 <= len(digits) < full and self.fits(digits.zfill(full))


def _birth(digits: str, months: range = range(1, 13)) -> bool:
    """Whether digits begin with year, month and day of a birth."""
    return int(digits[2:4]) in months and 1 <= int(digits[4:6]) <= 31


def _honduras(digits: str) -> bool:
    return 1 <= int(digits[:2]) <= 18 and 1 <= int(digits[2:4]) <= 28 and 1900 <= int(digits[4:8]) <= 2035


#: In the order in which a column is asked; those that chance passes least come first.
SCHEMES: tuple[Scheme, ...] = (
    Scheme("DNI of Honduras", (13,), _honduras, 0.001, zero=True),
    Scheme("CUI of Guatemala", (13,), check.cui, 0.008),
    Scheme("RUC of Ecuador", (13,), lambda d: d.endswith("001") and check.ecuador(d[:10]), 0.001, zero=True),
    Scheme("CPF of Brazil", (11,), check.cpf, 0.01, zero=True),
    Scheme("CNS of Brazil", (15,), check.cns, 0.05),
    Scheme("social security number of Spain", (12,), check.nass, 0.01, zero=True),
    Scheme(
        "CUIL of Argentina", (11,), lambda d: d[:2] in ("20", "23", "24", "25", "26", "27") and check.cuit(d), 0.007
    ),
    Scheme("RUC of Peru", (11,), lambda d: d[:2] in ("10", "15", "17", "20") and check.ruc_peru(d), 0.004),
    Scheme("cédula of Ecuador", (10,), check.ecuador, 0.018, zero=True),
    Scheme("CI of Cuba", (11,), _birth, 0.04),
    Scheme("NIF of Portugal", (9,), check.nif_portugal, 0.035),
    Scheme("cédula of the Dominican Republic or NSS of Mexico", (11,), check.luhn, 0.1, zero=True),
    Scheme("NHS number of the United Kingdom", (10,), check.nhs, 0.09),
    Scheme("DUI of El Salvador", (9,), check.dui, 0.1, zero=True),
    Scheme("RUT of Chile", (8, 9), lambda d: check.rut(d[:-1], d[-1]), 0.09),
    Scheme("RUC of Paraguay", (7, 8, 9), check.ruc_paraguay, 0.1),
    Scheme("health number of Canada", (9, 10), check.luhn, 0.1),
    Scheme("cédula of Uruguay", (8, 7), check.uruguay, 0.1),
)  # fmt: skip


def numbering(numbers: Iterable[str]) -> Scheme | None:
    """The national numbering that a column of different numbers follows; ``None`` for one of other numbers.

    A numbering is taken where half of the numbers fit and chance would give as many in one column of ten thousand at
    most (the Chernoff bound of the binomial tail): two numbers suffice for a CPF, four for a single check digit.

    Args:
        numbers: texts of digits, each once.

    Example:
        >>> numbering(["12345678909", "98765432100"]).name
        'CPF of Brazil'
        >>> numbering(["150000", "231000", "98000"]) is None
        True
    """
    different = list(numbers)
    return next((scheme for scheme in SCHEMES if _follows(scheme, different)), None)


def _follows(scheme: Scheme, numbers: list[str]) -> bool:
    fitting, whole = sum(map(scheme.holds, numbers)), len(numbers)
    share = fitting / max(whole, 1)
    if not fitting or share < max(_MOST, scheme.chance):
        return False
    told = share * log(share / scheme.chance)
    if share < 1:
        told += (1 - share) * log((1 - share) / (1 - scheme.chance))
    return whole * told >= _SURE
