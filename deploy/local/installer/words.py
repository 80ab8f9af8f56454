"""What the installer says: in Spanish where the computer speaks it, else in English."""

import locale
import os
import sys


class Refused(Exception):  # noqa: N818 (said, not raised to a programmer)
    """Why the installer stops, in both languages."""

    def __init__(self, english: str, spanish: str) -> None:
        super().__init__(english)
        self.english, self.spanish = english, spanish


def say(english: str, spanish: str) -> None:
    """Tell the person one thing."""
    sys.stdout.write((spanish if in_spanish() else english) + "\n")
    sys.stdout.flush()


def complain(refusal: Refused) -> None:
    """Tell the person why it stops: in both languages, for whoever is called to help may read only one."""
    first, second = refusal.english, refusal.spanish
    if in_spanish():
        first, second = second, first
    sys.stderr.write(f"\n{first}\n\n{second}\n")


def in_spanish() -> bool:
    """Whether the computer speaks Spanish: by variable, else by the system's setting."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    return (named or locale.getlocale()[0] or "").lower().startswith(("es", "spanish"))
