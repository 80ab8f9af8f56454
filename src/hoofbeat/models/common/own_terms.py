"""The finding that is called as a disease is: who types "Pneumonia" has thought of it, and must not be led elsewhere.

Profiles leave a disease's own term out, for it is no sign of itself. So its term would speak for whatever lists the
disease as a complication, and against the disease. A past illness is typed alike: no more is taken than "frequent".
"""

from collections.abc import Mapping

from hoofbeat.bundle.runtime.words import fold
from hoofbeat.knowledge.annotations import HPO_CLASSES
from hoofbeat.knowledge.common import Statement, StatementSource, common_entries
from hoofbeat.knowledge.ontology import Ontology

Statements = Mapping[StatementSource, tuple[Statement, ...]]


def with_own_terms(statements: Statements, ontology: Ontology) -> Statements:
    """Add, for every entry called as a term or a synonym of one, that it is frequent; a curated row goes before."""
    terms = {fold(synonym): term.id for term in ontology.terms for synonym in term.synonyms}
    terms |= {fold(term.name): term.id for term in ontology.terms}
    curated = statements.get(StatementSource.CURATED, ())
    stated = {(row.disease, row.finding) for row in curated}
    own = [(entry.id, terms[name]) for entry in common_entries() if (name := fold(entry.name)) in terms]
    added = (Statement(*pair, HPO_CLASSES["Frequent"], "its name") for pair in own if pair not in stated)
    return {**statements, StatementSource.CURATED: (*curated, *added)}
