"""How far a cue reaches: along a list, until something new is said."""

from hoofbeat.extraction.naming.coordination import JOINING

#: Words without a finding behind a cue, or behind the last finding it governed.
_BARE_REACH, _REACH = 5, 8
_WITH = frozenset({"with", "con"})
_FOR = frozenset({"por"})
_DENYING = frozenset({"or", "ni", "o", "nor"})
_CLOSES = ")]"
#: A condition governs the whole sentence: "return if fever, rash or pain appear".
CONDITION = "conditional"
#: A history, and one that is said to be over.
PASTS = ("past", "over")


class Reach:
    """What governs the words that are being read; nothing at first, which costs nothing.

    Attributes:
        kind: of the cue; empty where nothing governs.
        bare: the cue is a mere "no" or "without", which belongs to the next words only.
        seen: it has governed a finding.
        idle: words without a finding since.
        listed: a comma stood since the cue.
        inside: the cue stands in brackets.
        joined: its list ends on "or": "no head injury, abdominal pain, or chest pain".
        behind: it stands behind a finding, "red eyes without discharge, cracked lips", and ends with the item.
        each: a list where each item has its own denial, "no fever, no cough, wheeze": it ends with the item.
    """

    kind: str = ""
    bare: bool = False
    seen: bool = False
    idle: int = 0
    listed: bool = False
    inside: bool = False
    each: bool = False
    joined: bool = False
    behind: bool = False

    def begin(self, kind: str, *, bare: bool, inside: bool, joined: bool = False, behind: bool = False) -> None:
        """A cue has been read; ``behind``: right behind a finding, whose own lack it tells."""
        self.joined, self.behind = joined, behind and bare
        listed = self.kind == kind and self.seen and self.listed
        self.each = bare and self.bare and (listed or self.each)
        self.kind, self.bare, self.seen, self.idle, self.listed, self.inside = kind, bare, False, 0, False, inside

    def end(self) -> None:
        """Whatever governed does so no longer."""
        self.kind = ""

    @property
    def just_begun(self) -> bool:
        """Whether the cue was read a moment ago, and its finding is still to come."""
        return bool(self.kind) and not self.seen and not self.listed

    def word(self, word: str) -> None:
        """A word that is neither cue nor finding."""
        if not self.kind or self.kind == CONDITION:
            return
        if word in JOINING:
            if self.bare and not self.seen and word not in _DENYING:
                self.end()
            self.idle = 0
        elif word in _FOR and self.kind == "uncertain" and (self.seen or self.idle):
            self.end()  # "sospecha de meningitis por fiebre"
        elif (
            word in _WITH
            and self.seen
            and (self.bare or self.kind in PASTS or (self.kind == "uncertain" and self.idle))
        ):
            self.end()  # "suspected cardiomyopathy in an athlete with a murmur"
        else:
            self.idle += 1
            if self.idle > (_BARE_REACH if self.bare else _REACH):
                self.end()

    def mark(self, gap: str) -> None:
        """What stands between two words."""
        if not self.kind:
            return
        if gap == ", ":
            self._comma()
            return
        anew = self.seen and ("?" in gap or " - " in gap or "–" in gap or "—" in gap or ":" in gap)
        if ";" in gap or anew or (self.inside and any(mark in gap for mark in _CLOSES)):
            self.end()
        elif "," in gap:
            self._comma()

    def _comma(self) -> None:
        self.listed, self.idle = True, 0
        unseen = self.bare and not self.seen and not self.joined
        if unseen or (self.seen and (self.kind == "uncertain" or self.each or self.behind)):
            self.end()
