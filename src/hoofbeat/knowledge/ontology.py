"""The Human Phenotype Ontology, read from ``hp.obo``, with our history items beside its terms.

Format: OBO flat file 1.2. Source of the terms: Gargano et al., Nucleic Acids Research 2024 (HPO).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.errors import KnowledgeError

#: The root of everything a patient can have; "Mode of inheritance", "Clinical course" … are no findings.
PHENOTYPIC_ABNORMALITY = "HP:0000118"

_SYNONYM = re.compile(r'^"((?:[^"\\]|\\.)*)" (EXACT|BROAD|NARROW|RELATED)')
#: A RELATED or BROAD synonym may name something else ("Epilepsy" for Seizure): it would mislead a search.
_SEARCHABLE_SCOPES = {"EXACT", "NARROW"}


@dataclass(frozen=True)
class Term:
    """One finding: an HPO term, or a history item (no parents)."""

    id: str
    name: str
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    alt_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ontology:
    """Findings and their is-a hierarchy below "Phenotypic abnormality", parents before children.

    Attributes:
        version: data version of the release (``2026-06-06``).
        terms: every finding in topological order, ties by id; history items last.
        replaced: alternative or obsolete id → current id.
    """

    version: str
    terms: tuple[Term, ...]
    replaced: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Finding ids in the order of ``terms``."""
        return tuple(term.id for term in self.terms)

    @cached_property
    def index(self) -> dict[str, int]:
        """Finding id → position in ``terms``."""
        return {term.id: position for position, term in enumerate(self.terms)}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """English labels in the order of ``terms``."""
        return tuple(term.name for term in self.terms)

    @cached_property
    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        """English synonyms in the order of ``terms``."""
        return tuple(term.synonyms for term in self.terms)

    @cached_property
    def parents(self) -> tuple[tuple[int, ...], ...]:
        """Positions of the parents of each term (empty for roots)."""
        return tuple(tuple(self.index[parent] for parent in term.parents) for term in self.terms)

    @cached_property
    def _ancestors(self) -> tuple[NDArray[np.int32], ...]:
        closures: list[NDArray[np.int32]] = []
        for position, parents in enumerate(self.parents):
            above: set[int] = {position}
            for parent in parents:
                above.update(closures[parent].tolist())
            closures.append(np.array(sorted(above), dtype=np.int32))
        return tuple(closures)

    def ancestors(self, position: int) -> NDArray[np.int32]:
        """Positions of a term and all its ancestors, ascending (so ancestors stand first)."""
        return self._ancestors[position]

    def resolve(self, finding_id: str) -> str | None:
        """The current id for ``finding_id``, following alternative and replaced ids; ``None`` if there is none.

        A term may have been replaced by one that was itself replaced later: the chain is followed to its end, and a
        chain that runs in a circle leads nowhere.
        """
        current, passed = finding_id, set[str]()
        while current not in self.index:
            passed.add(current)
            following = self.replaced.get(current)
            if following is None or following in passed:
                return None
            current = following
        return current


def read_obo(path: Path, extra: Iterable[Term] = ()) -> Ontology:
    """Read ``hp.obo`` and append ``extra`` findings (history items).

    Raises:
        KnowledgeError: the file is missing, is no HPO release, or holds a term that cannot be read.
    """
    if not path.is_file():
        raise KnowledgeError(f"No ontology at {path}", hint="give the hp.obo of an HPO release")
    try:
        version, stanzas = "", list(_stanzas(path))
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path} is no text in UTF-8", hint="download it again") from error
    for key, value in stanzas[0]:
        if key == "data-version":
            version = value.rsplit("/", 1)[-1]
    by_id: dict[str, Term] = {}
    replaced: dict[str, str] = {}
    for number, stanza in enumerate(stanzas[1:], start=1):
        try:
            _read_term(stanza, by_id, replaced)
        except KeyError as error:
            raise KnowledgeError(
                f"{path}, term {number}: no {error.args[0]}", hint="the file may be cut short: download it again"
            ) from error
    if PHENOTYPIC_ABNORMALITY not in by_id:
        raise KnowledgeError(f"{path} holds no {PHENOTYPIC_ABNORMALITY}", hint="give the hp.obo of an HPO release")
    ordered = _topological(by_id)
    for term in ordered:
        replaced.update(dict.fromkeys(term.alt_ids, term.id))
    return Ontology(version, (*ordered, *extra), replaced)


def _stanzas(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the header, then each ``[Term]`` stanza, as (key, value) pairs."""
    lines: list[tuple[str, str]] = []
    with path.open(encoding="utf-8") as file:
        keep = True
        for raw in file:
            line = raw.rstrip("\n")
            if line.startswith("["):
                if keep:
                    yield lines
                lines, keep = [], line == "[Term]"
            elif ": " in line:
                key, value = line.split(": ", 1)
                lines.append((key, value))
        if keep:
            yield lines


def _read_term(stanza: list[tuple[str, str]], by_id: dict[str, Term], replaced: dict[str, str]) -> None:
    values: dict[str, list[str]] = {}
    for key, value in stanza:
        values.setdefault(key, []).append(value)
    term_id = values["id"][0]
    if "is_obsolete" in values:
        if "replaced_by" in values:
            replaced[term_id] = values["replaced_by"][0]
        return
    synonyms = []
    for text in values.get("synonym", []):
        match = _SYNONYM.match(text)
        if match and match[2] in _SEARCHABLE_SCOPES:
            synonyms.append(match[1].replace('\\"', '"'))
    by_id[term_id] = Term(
        id=term_id,
        name=values["name"][0],
        parents=tuple(parent.split(" ", 1)[0] for parent in values.get("is_a", [])),
        synonyms=tuple(dict.fromkeys(synonyms)),
        alt_ids=tuple(values.get("alt_id", [])),
    )


def _topological(by_id: dict[str, Term]) -> list[Term]:
    """Terms at or below "Phenotypic abnormality", parents first, ties by id; parents outside are dropped."""
    children: dict[str, list[str]] = {}
    for term in by_id.values():
        for parent in term.parents:
            children.setdefault(parent, []).append(term.id)
    inside = {PHENOTYPIC_ABNORMALITY}
    stack = [PHENOTYPIC_ABNORMALITY]
    while stack:
        for child in children.get(stack.pop(), []):
            if child not in inside:
                inside.add(child)
                stack.append(child)
    depth: dict[str, int] = {}

    def longest_path(term_id: str, below: frozenset[str] = frozenset()) -> int:
        if term_id in below:
            raise KnowledgeError(f"{term_id} is its own ancestor", hint="the ontology is damaged: download it again")
        if term_id not in depth:
            path = below | {term_id}
            above = [longest_path(parent, path) for parent in by_id[term_id].parents if parent in inside]
            depth[term_id] = 1 + max(above, default=-1)
        return depth[term_id]

    kept = sorted(inside, key=lambda term_id: (longest_path(term_id), term_id))
    return [
        Term(t.id, t.name, tuple(p for p in t.parents if p in inside), t.synonyms, t.alt_ids)
        for t in (by_id[term_id] for term_id in kept)
    ]
