"""Invented numbers of persons and records, as hospitals keep them; no number is anybody's but by chance."""

import random

from hoofbeat.standards.identity.check_digits import ecuador

_DRAW = random.Random(20)


def _cedulas(count: int) -> list[str]:
    found: set[str] = set()
    while len(found) < count:
        number = f"{_DRAW.randint(10, 24)}{_DRAW.randint(0, 5)}{_DRAW.randint(0, 9_999_999):07}"
        if ecuador(number):
            found.add(number)
    return sorted(found, key=lambda number: number[::-1])


#: Cédulas of Ecuador with right check digits, in no order.
ECUADOR = _cedulas(400)
