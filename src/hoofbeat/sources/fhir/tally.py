"""What was delivered and not read, counted aloud."""

import re
from collections import Counter

from hoofbeat.sources.fhir.files import OPENED

_TYPE = re.compile(r"[A-Z][A-Za-z]{2,40}", re.ASCII)
#: How many types a line names.
_NAMED = 8


class FhirTally:
    """Counts of one run over a source.

    Attributes:
        records: yielded.
        left_out: resources that name no encounter and fall on the days of none.
    """

    def __init__(self) -> None:
        self.records = 0
        self.left_out = 0
        self._passed_over: Counter[str] = Counter()

    def count(self, kind: str) -> None:
        """Count a resource of a type that no case is made of."""
        if kind not in OPENED:
            self._passed_over[kind if _TYPE.fullmatch(kind) else "other"] += 1

    def lines(self) -> list[str]:
        """What to tell whoever reads the source."""
        lines = []
        if self.left_out:
            lines.append(f"{self.left_out:,} resources name no encounter and fall on none's days: left out")
        if self._passed_over:
            common = self._passed_over.most_common(_NAMED)
            named = ", ".join(f"{count:,} {kind}" for kind, count in common)
            more = " …" if len(self._passed_over) > _NAMED else ""
            lines.append(f"no case is made of these resources, passed over: {named}{more}")
        return lines
