"""The id of an answer: which bundle gave it, when, and a random part; nothing of whom it was about."""

import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import NamedTuple

from hoofbeat.domain.errors import InputError

#: How an id is written, for who reads one from others.
PREDICTION_ID = r"^[0-9a-f]{12}-\d{8}T\d{6}Z-[0-9a-f]{10}$"
_PATTERN = re.compile(PREDICTION_ID)
_SHORT = re.compile(r"[0-9a-f]{12}")
_MOMENT = "%Y%m%dT%H%M%SZ"


class Prediction(NamedTuple):
    """What an id says.

    Attributes:
        short: the twelve digits that end the version of the bundle.
        moment: when it was answered, UTC, to the second.
    """

    short: str
    moment: datetime


def short_of(version: str) -> str:
    """Twelve digits that tell a bundle from others: the end of its version, which is a digest of all it holds.

    Example:
        >>> short_of("2026.11.29-56cb77968446")
        '56cb77968446'
    """
    end = version.rpartition("-")[2]
    return end if _SHORT.fullmatch(end) else hashlib.sha256(version.encode()).hexdigest()[:12]


def new_prediction_id(version: str, moment: datetime | None = None) -> str:
    """An id for an answer of this bundle; no two are alike.

    Args:
        version: version of the bundle.
        moment: when it answers, with its zone; now if not given.

    Example:
        >>> new_prediction_id("2026.11.29-56cb77968446", datetime(2026, 11, 30, 8, 15, tzinfo=UTC))[:29]
        '56cb77968446-20261130T081500Z'
    """
    at = (moment or datetime.now(UTC)).astimezone(UTC)
    return f"{short_of(version)}-{at:{_MOMENT}}-{secrets.token_hex(5)}"


def read_prediction_id(text: str) -> Prediction:
    """What an id says.

    Raises:
        InputError: it is none.

    Example:
        >>> read_prediction_id("56cb77968446-20261130T081500Z-0123456789").short
        '56cb77968446'
    """
    try:
        if not _PATTERN.fullmatch(text):
            raise ValueError
        short, moment, _ = text.split("-")
        return Prediction(short, datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC))
    except ValueError:
        raise InputError("That is no id of a prediction", hint="copy prediction_id of an answer") from None
