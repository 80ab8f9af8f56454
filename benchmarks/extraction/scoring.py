"""Precision, recall and F1 of findings; a finding counts where id and status agree."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from coded import STATUSES, Coded, Mention

#: Ids of an id's ancestors, itself among them; empty for an unknown one.
Ancestors = Callable[[str], frozenset[str]]
#: What of the ontology alone is judged: the peers know no ids of ours.
_ONTOLOGY = "HP:"


class Tally:
    """Findings that were coded, that were told, and that are both."""

    def __init__(self) -> None:
        self.coded = self.told = self.both = 0

    def add(self, coded: int, told: int, both: int) -> None:
        """Count one text."""
        self.coded += coded
        self.told += told
        self.both += both

    def figures(self) -> dict[str, float | int]:
        """Counts, precision, recall and F1; a share of none is 0."""
        precision = self.both / self.told if self.told else 0.0
        recall = self.both / self.coded if self.coded else 0.0
        f1 = 2 * self.both / (self.told + self.coded) if self.told + self.coded else 0.0
        return {
            "coded": self.coded, "told": self.told, "both": self.both,
            "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4),
        }  # fmt: skip


def score(texts: Sequence[Coded], told: Sequence[Sequence[Mention]], ancestors: Ancestors) -> dict[str, Any]:
    """Every figure of an annotator on some texts.

    Args:
        texts: with their coding.
        told: for each text what the annotator found.
        ancestors: of an id.

    Returns:
        ``all`` (id and status), ``ontology`` (the same, HPO ids alone), ``id`` (whatever the status), ``ontology_id``,
        ``near`` (a finding also counts whose id stands above or below the coded one, each once), one of each status,
        and ``span``, the share of the true ones whose words overlap the coded ones.
    """
    names = ("all", "ontology", "id", "ontology_id", "near", *STATUSES)
    tallies = {name: Tally() for name in names}
    placed = overlapping = 0
    for text, mentions in zip(texts, told, strict=True):
        gold, found = _pairs(text.gold), _pairs(mentions)
        _add(tallies["all"], gold, found)
        _add(tallies["ontology"], _of_ontology(gold), _of_ontology(found))
        _add(tallies["id"], {id_ for id_, _ in gold}, {id_ for id_, _ in found})
        _add(tallies["ontology_id"], *({id_ for id_, _ in _of_ontology(pairs)} for pairs in (gold, found)))
        tallies["near"].add(len(gold), len(found), _near(gold, found, ancestors))
        for status in STATUSES:
            _add(tallies[status], *({pair for pair in pairs if pair[1] == status} for pairs in (gold, found)))
        for one in text.gold:
            if one.start >= 0 and (one.id, one.status) in found:
                placed += 1
                overlapping += any(
                    it.id == one.id and it.status == one.status and it.start < one.end and one.start < it.end
                    for it in mentions
                )
    figures: dict[str, Any] = {name: tally.figures() for name, tally in tallies.items()}
    figures["span"] = round(overlapping / placed, 4) if placed else None
    return figures


def _pairs(mentions: Iterable[Mention]) -> set[tuple[str, str]]:
    return {(one.id, one.status) for one in mentions}


def _of_ontology(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {pair for pair in pairs if pair[0].startswith(_ONTOLOGY)}


def _add(tally: Tally, gold: set[Any], found: set[Any]) -> None:
    tally.add(len(gold), len(found), len(gold & found))


def _near(gold: set[tuple[str, str]], found: set[tuple[str, str]], ancestors: Ancestors) -> int:
    """How many coded findings are told, themselves first, else by one above or below; each told one counts once."""
    both = gold & found
    left = sorted(found - both)
    count = len(both)
    for id_, status in sorted(gold - both):
        for other in left:
            if other[1] == status and (other[0] in ancestors(id_) or id_ in ancestors(other[0])):
                left.remove(other)
                count += 1
                break
    return count


def of_a_case(mentions: Iterable[Mention]) -> list[Mention]:
    """What a whole note says of each finding: present where any mention is, else absent where any is; nothing else."""
    said: dict[str, str] = {}
    for one in mentions:
        if one.status in ("present", "absent") and said.get(one.id) != "present":
            said[one.id] = one.status
    return [Mention(id_, status) for id_, status in said.items()]


def margin(figures: Mapping[str, Mapping[str, Any]], own: str, kind: str) -> tuple[float, str]:
    """By how much our F1 lies above the best peer's, and which peer that is."""
    best = max((name for name in figures if name != own), key=lambda name: figures[name][kind]["f1"], default="")
    peer = figures[best][kind]["f1"] if best else 0.0
    return round(figures[own][kind]["f1"] - peer, 4), best
