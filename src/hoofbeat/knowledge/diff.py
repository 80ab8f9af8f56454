"""What changed between two releases of the knowledge: findings, diseases, and the statements that join them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from hoofbeat.domain.disease import Disease
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.release import Knowledge

#: Fields of a catalogue entry that are compared.
_FIELDS = ("id", "name", "name_es", "orphan", "prevalence", "icd10", "equivalent_ids")

Pair = tuple[str, str]


@dataclass(frozen=True)
class FindingChanges:
    """Findings by what became of them; pairs are (id, name), or (id, what it was, what it is).

    Attributes:
        added: new terms.
        renamed: another English name.
        moved: other parents.
        merged: terms that another one stands for now (id, name, heir).
        obsolete: terms that nothing stands for now.
    """

    added: tuple[Pair, ...]
    renamed: tuple[tuple[str, str, str], ...]
    moved: tuple[Pair, ...]
    merged: tuple[tuple[str, str, str], ...]
    obsolete: tuple[Pair, ...]


@dataclass(frozen=True)
class DiseaseChanges:
    """Catalogue entries by what became of them.

    Attributes:
        added: entries none of whose ids was known (id, name).
        retired: entries none of whose ids is known now (id, name).
        merged: new id → the several ids it was known by.
        split: old id → the several entries it became.
        changed: id → field → (before, after).
    """

    added: tuple[Pair, ...]
    retired: tuple[Pair, ...]
    merged: Mapping[str, tuple[str, ...]]
    split: Mapping[str, tuple[str, ...]]
    changed: Mapping[str, Mapping[str, tuple[Any, Any]]]


@dataclass(frozen=True)
class StatementChanges:
    """How many statements on one disease were added, changed in frequency, or removed."""

    disease_id: str
    name: str
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True)
class KnowledgeDiff:
    """Everything that differs between two releases."""

    old: str
    new: str
    findings: FindingChanges
    diseases: DiseaseChanges
    statements: tuple[StatementChanges, ...] = field(default=())

    @property
    def summary(self) -> dict[str, dict[str, int]]:
        """Findings, diseases and annotations → added, changed, retired."""
        found, listed = self.findings, self.diseases
        return {
            "findings": {
                "added": len(found.added),
                "changed": len({entry[0] for entry in (*found.renamed, *found.moved)}),
                "retired": len(found.merged) + len(found.obsolete),
            },
            "diseases": {
                "added": len(listed.added),
                "changed": len(listed.changed) + len(listed.merged) + len(listed.split),
                "retired": len(listed.retired),
            },
            "annotations": {
                "added": sum(entry.added for entry in self.statements),
                "changed": sum(entry.changed for entry in self.statements),
                "retired": sum(entry.removed for entry in self.statements),
            },
        }

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not any(count for counts in self.summary.values() for count in counts.values())

    def to_dict(self, limit: int | None = None) -> dict[str, Any]:
        """Everything as plain values; with ``limit``, at most so many entries of each list."""
        findings = {name: list(entries)[:limit] for name, entries in asdict(self.findings).items()}
        diseases: dict[str, Any] = {}
        for name in ("added", "retired"):
            diseases[name] = list(getattr(self.diseases, name))[:limit]
        for name in ("merged", "split", "changed"):
            diseases[name] = dict(list(getattr(self.diseases, name).items())[:limit])
        return {
            "old": self.old,
            "new": self.new,
            "summary": self.summary,
            "findings": findings,
            "diseases": diseases,
            "annotations": [asdict(entry) for entry in self.statements[:limit]],
        }


def compare(old: Knowledge, new: Knowledge) -> KnowledgeDiff:
    """Compare two releases; a finding or disease that only changed its id is the same one."""
    return KnowledgeDiff(
        old.version,
        new.version,
        _findings(old.ontology, new.ontology),
        _diseases(old, new),
        _statements(old, new),
    )


def _findings(old: Ontology, new: Ontology) -> FindingChanges:
    both = [term for term in old.terms if term.id in new.index]
    now = {term.id: new.terms[new.index[term.id]] for term in both}
    gone = [term for term in old.terms if term.id not in new.index]
    heirs = {term.id: new.resolve(term.id) for term in gone}

    def current(parents: Iterable[str]) -> set[str | None]:
        return {new.resolve(parent) for parent in parents}

    return FindingChanges(
        added=tuple((term.id, term.name) for term in new.terms if term.id not in old.index),
        renamed=tuple((t.id, t.name, now[t.id].name) for t in both if t.name != now[t.id].name),
        moved=tuple((t.id, now[t.id].name) for t in both if current(t.parents) != set(now[t.id].parents)),
        merged=tuple((t.id, t.name, heir) for t in gone if (heir := heirs[t.id]) is not None),
        obsolete=tuple((t.id, t.name) for t in gone if heirs[t.id] is None),
    )


def _diseases(old: Knowledge, new: Knowledge) -> DiseaseChanges:
    became = {disease.id: _known_as(disease, new) for disease in old.catalogue.diseases}
    was = {disease.id: _known_as(disease, old) for disease in new.catalogue.diseases}
    changed = {}
    for disease in new.catalogue.diseases:
        before = was[disease.id]
        if len(before) == 1 and len(became[before[0].id]) == 1:
            values = [(name, getattr(before[0], name), getattr(disease, name)) for name in _FIELDS]
            different = {name: (then, now) for name, then, now in values if then != now}
            if different:
                changed[disease.id] = different
    return DiseaseChanges(
        added=tuple((d.id, d.name) for d in new.catalogue.diseases if not was[d.id]),
        retired=tuple((d.id, d.name) for d in old.catalogue.diseases if not became[d.id]),
        merged={any_id: tuple(d.id for d in before) for any_id, before in was.items() if len(before) > 1},
        split={any_id: tuple(d.id for d in after) for any_id, after in became.items() if len(after) > 1},
        changed=changed,
    )


def _known_as(disease: Disease, there: Knowledge) -> list[Disease]:
    """The entries of another catalogue that share an id with a disease, in the order of that catalogue."""
    found = {there.catalogue.find(any_id) for any_id in (disease.id, *disease.equivalent_ids)}
    return [there.catalogue.diseases[position] for position in sorted(p for p in found if p is not None)]


#: A statement: disease, finding, aspect, negated, reference; and what it says.
_Key = tuple[str, str, str, bool, str]
_Statement = tuple[_Key, tuple[str, ...]]


def _statements(old: Knowledge, new: Knowledge) -> tuple[StatementChanges, ...]:
    """Changes by disease, the most changed first.

    A statement is the same if disease, finding (after merges), aspect and reference are; it is changed if its
    frequency, sex, onset, evidence or standing in the diagnosis is not.
    """
    before, after = _rows(old, new.ontology), _rows(new, new.ontology)
    added, removed = after - before, before - after
    altered = Counter(key for key, _ in added.elements()) & Counter(key for key, _ in removed.elements())
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}

    def count(key: _Key, what: str, amount: int) -> None:
        for knowledge in (new, old):
            position = knowledge.catalogue.find(key[0])
            if position is not None:
                disease = knowledge.catalogue.diseases[position]
                names[disease.id] = disease.name
                counts[disease.id][what] += amount
                return

    for key, amount in altered.items():
        count(key, "changed", amount)
    for what, rows in (("added", added), ("removed", removed)):
        for key, amount in Counter(key for key, _ in rows.elements()).items():
            if amount > altered[key]:
                count(key, what, amount - altered[key])
    found = [StatementChanges(any_id, names[any_id], **by_kind) for any_id, by_kind in counts.items()]
    return tuple(sorted(found, key=lambda entry: (-(entry.added + entry.changed + entry.removed), entry.disease_id)))


def _rows(knowledge: Knowledge, current: Ontology) -> Counter[_Statement]:
    table = knowledge.published
    resolved = {finding: current.resolve(finding) or finding for finding in table["finding_id"].unique()}
    keys = zip(
        table["disease_id"], table["finding_id"].map(resolved), table["aspect"], table["negated"], table["reference"],
        strict=True,
    )  # fmt: skip
    counts = [table[name].round(4).astype(str) for name in ("observed", "examined")]
    words = [table[name] for name in ("frequency_class", "diagnostic", "sex", "onset", "evidence")]
    return Counter(zip(keys, zip(*counts, *words, strict=True), strict=True))
