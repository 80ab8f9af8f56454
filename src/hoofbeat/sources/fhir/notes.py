"""Notes on what was set aside: one line for each reason, with the codes it holds for."""

#: How many codes a line lists before it only counts the rest.
_LISTED = 10


class Notes:
    """Gathers notes in the order of first mention; they name fields and codes, never what somebody wrote."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[str, None]] = {}

    def add(self, reason: str, code: str | None = None) -> None:
        """Note a reason, and the code it holds for this time."""
        codes = self._lines.setdefault(reason, {})
        if code is not None:
            codes[code] = None

    def lines(self) -> list[str]:
        """The notes as a case carries them."""
        return [f"{reason}: {_listing(list(codes))}" if codes else reason for reason, codes in self._lines.items()]


def _listing(codes: list[str]) -> str:
    more = f" and {len(codes) - _LISTED} more" if len(codes) > _LISTED else ""
    return ", ".join(codes[:_LISTED]) + more
