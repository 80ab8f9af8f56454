"""Whom diseases cannot befall, by what is stated of them."""

from hoofbeat.knowledge.common.facts import common_facts
from hoofbeat.knowledge.demographics import female_share, stated_terms
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.common.person import onset_span
from hoofbeat.watching.teaching.guard import Persons


def persons_of(knowledge: Knowledge) -> Persons:
    """Sex and least age of onset by canonical id, for the diseases of which either is stated."""
    catalogue = knowledge.catalogue
    counted = {catalogue.canonical(id_): facts.female for id_, facts in common_facts().items()}
    female = female_share(catalogue, knowledge.annotations)
    female |= {id_: share for id_, share in counted.items() if id_ is not None and share is not None}
    spans = {id_: onset_span(terms) for id_, terms in stated_terms(catalogue, knowledge.annotations, "C").items()}
    return Persons(female, {id_: span[0] for id_, span in spans.items() if span})
