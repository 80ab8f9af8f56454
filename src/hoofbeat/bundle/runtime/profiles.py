"""What each disease of the catalogue usually shows: the side of the profiles that explanations and questions read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

#: No profile is certain: a finding stated of every patient still has this chance to be absent (as in the ranking).
CERTAINTY = 0.98

#: A finding of more diseases than this is a body system, and nobody can answer for a body system.
TOO_GENERAL = 0.2

Floats = NDArray[np.float32]
Positions = NDArray[np.int64]


class Climbed(NamedTuple):
    """What some diseases show of some findings, one after the other: finding by finding, and disease by disease.

    Attributes:
        finding: number of each pair's finding among those asked for, [pairs].
        disease: number of its disease among those asked for.
        share: share of the disease's patients with the finding or a descendant of it, float32.
    """

    finding: Positions
    disease: Positions
    share: Floats


@dataclass(frozen=True)
class ProfileBook:
    """Profiles and the hierarchy of the findings, both as compressed sparse rows of T findings and D diseases.

    Attributes:
        starts: int64 [D + 1], where each disease's statements begin.
        findings: positions of the findings that the profiles state.
        frequencies: float32, share of the disease's patients with each of them.
        background: float32 [T], mean over all diseases of the share that shows the finding or a descendant.
        closure_starts: int64 [T + 1], where each finding's ancestors begin.
        closure: positions of each finding and its ancestors.
    """

    starts: Positions
    findings: NDArray[np.integer]
    frequencies: Floats
    background: Floats
    closure_starts: Positions
    closure: NDArray[np.integer]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "ProfileBook":
        """Take the arrays by their names; a missing or an unknown one is a ``TypeError``."""
        return cls(**arrays)

    @cached_property
    def specificity(self) -> Floats:
        """Information content (nats) of the most specific stated finding among each finding and its ancestors, [T].

        −log of the background (Resnik, IJCAI 1995); 0 for a finding that no profile states, directly or above.
        """
        told = np.where(self.background > 0, -np.log(np.maximum(self.background, 1e-9)), 0).astype(np.float32)
        return np.asarray(np.maximum.reduceat(told[self.closure], self.closure_starts[:-1]), dtype=np.float32)

    @cached_property
    def too_general(self) -> NDArray[np.bool_]:
        """Whether each finding is of more diseases than ``TOO_GENERAL``, [T]."""
        return self.background > TOO_GENERAL

    @cached_property
    def _askable(self) -> tuple[Positions, NDArray[np.int32]]:
        """The closure without what is too general: two fifths of it, and nobody asks for them."""
        kept = ~self.too_general[self.closure]
        return np.concatenate([[0], np.cumsum(kept)])[self.closure_starts], self.closure[kept].astype(np.int32)

    @cached_property
    def _below(self) -> tuple[Positions, NDArray[np.int32]]:
        """The closure the other way round: where the descendants of each finding begin, it among them, and they."""
        many = len(self.background)
        owner = np.repeat(np.arange(many, dtype=np.int32), np.diff(self.closure_starts))
        starts = np.concatenate([[0], np.cumsum(np.bincount(self.closure, minlength=many))])
        return starts, owner[np.argsort(self.closure, kind="stable")]

    def stated(self, disease: int) -> tuple[Positions, Floats]:
        """Findings that the disease's profile states, and their frequencies."""
        row = slice(int(self.starts[disease]), int(self.starts[disease + 1]))
        return self.findings[row].astype(np.int64), self.frequencies[row]

    def stated_by_any(self, diseases: Positions) -> NDArray[np.bool_]:
        """Of all findings those that the profile of any of the diseases states, [T]."""
        _, places = expand(self.starts, diseases)
        return self._among(self.findings[places])

    def ancestors(self, finding: int) -> Positions:
        """A finding and its ancestors."""
        row = slice(int(self.closure_starts[finding]), int(self.closure_starts[finding + 1]))
        return self.closure[row].astype(np.int64)

    def implied(self, findings: Positions) -> NDArray[np.bool_]:
        """Of all findings those that follow from having these: themselves and their ancestors, [T]."""
        _, places = expand(self.closure_starts, findings)
        return self._among(self.closure[places])

    def ruled_out(self, findings: Positions) -> NDArray[np.bool_]:
        """Of all findings those that follow from lacking these: themselves and their descendants, [T]."""
        if not len(findings):  # mostly; then nobody needs the closure the other way round, which takes 10 ms to make
            return np.zeros(len(self.background), dtype=np.bool_)
        starts, below = self._below
        _, places = expand(starts, findings)
        return self._among(below[places])

    def _among(self, findings: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Of all findings those that are among these, [T]: for few of them quicker to ask than a search."""
        among = np.zeros(len(self.background), dtype=np.bool_)
        among[findings] = True
        return among

    def climbed(self, diseases: Positions, wanted: Positions) -> Climbed:
        """Share of each disease's patients with a wanted finding or a descendant of it.

        ``1 − Π (1 − f)`` over the stated findings at or below it (noisy-or: Pearl, Probabilistic Reasoning in
        Intelligent Systems, 1988), as the ranking has it.

        Args:
            diseases: their positions.
            wanted: positions of findings, none of them too general; the fewer, the quicker.
        """
        of_disease, place = expand(self.starts, diseases)
        starts, closure = self._askable
        statement, above = expand(starts, self.findings[place])
        # What nobody asked for is summed up behind the last finding, and left there: to sort it out takes longer.
        begins = np.full(len(self.background), len(wanted) * len(diseases))
        begins[wanted] = np.arange(len(wanted)) * len(diseases)
        pair = begins[closure[above]] + of_disease[statement]
        log_absent = np.log1p(-np.minimum(self.frequencies[place], CERTAINTY))
        summed = np.bincount(pair, log_absent[statement], minlength=(len(wanted) + 1) * len(diseases))
        shown = np.flatnonzero(summed[: len(wanted) * len(diseases)] < 0)
        share = np.minimum(-np.expm1(summed[shown]), CERTAINTY).astype(np.float32)
        return Climbed(*np.divmod(shown, len(diseases)), share)


def expand(starts: Positions, rows: NDArray[np.integer]) -> tuple[Positions, Positions]:
    """Walk compressed sparse rows: for each stored element, which of ``rows`` [n] it belongs to, and its place."""
    begins = starts[rows]
    lengths = starts[rows + 1] - begins
    owner = np.repeat(np.arange(len(rows)), lengths)
    walked = np.cumsum(lengths) - lengths
    return owner, np.arange(len(owner)) + np.repeat(begins - walked, lengths)
