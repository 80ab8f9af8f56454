"""Read = accepted + quarantined, counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.markup import escape
from rich.table import Table

from hoofbeat.console import console
from hoofbeat.quality.reasons import reason_class

#: Why a record is refused whose case the lake has already, in other words.
SAME_REVISION = (
    "a case of the same id and revision, and of other content, is in the lake already"
    " → give each case its own id, and each correction a higher revision"
)


@dataclass
class Tally:
    """The three numbers of one source in one run, and how much of them is new to the lake.

    Attributes:
        source: name of the source.
        read: records it gave.
        accepted: those that are cases, whether new or in the lake already.
        quarantined: those that are none, whether new or in quarantine already.
        new_records: number of records added to bronze.
        new_cases: number of accepted records added to silver.
        new_quarantined: number of refused records added to quarantine.
        reasons: class of reason → how many were quarantined for it.
        examples: position and reason of the first few quarantined.
    """

    source: str
    read: int = 0
    accepted: int = 0
    quarantined: int = 0
    new_records: int = 0
    new_cases: int = 0
    new_quarantined: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    @property
    def brought_something(self) -> bool:
        """Whether the lake gains anything by it."""
        return bool(self.new_records or self.new_cases or self.new_quarantined)

    def refuse(self, ordinal: int, reason: str, *, new: bool) -> None:
        """Count a record that is no case."""
        self.quarantined += 1
        self.new_quarantined += new
        self.reasons[reason_class(reason)] += 1
        if len(self.examples) < 3:
            self.examples.append(f"{self.source}, record {ordinal + 1}: {reason}")

    def hold(self) -> None:
        """See that every record was either accepted or quarantined; anything else is a defect of ours."""
        if self.read != self.accepted + self.quarantined:
            raise RuntimeError(f"{self.source}: {self.read} read ≠ {self.accepted} + {self.quarantined}")


def show(tallies: Sequence[Tally], versions: Mapping[str, int | None], *, parsed: bool = True) -> None:
    """Print the numbers of every source, the first few reasons, and the versions of the lake's tables."""
    columns = ("read", "accepted", "quarantined", "new cases") if parsed else ("read", "new records")
    table = Table(title="read = accepted + quarantined" if parsed else "kept in bronze", title_justify="left")
    table.add_column("source", overflow="fold")
    for heading in columns:
        table.add_column(heading, justify="right")
    for tally in tallies:
        numbers = (getattr(tally, heading.replace(" ", "_")) for heading in columns)
        table.add_row(tally.source, *(f"{number:,}" for number in numbers))
    console.print(table)
    for tally in tallies:
        for example in tally.examples:
            console.print(f"  [yellow]quarantined[/] {escape(example)}")
    written = ", ".join(f"{name} {version}" for name, version in versions.items() if version is not None)
    console.print(f"  [dim]Delta versions: {written}[/]")
