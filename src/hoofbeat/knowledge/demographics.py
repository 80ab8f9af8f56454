"""Whom a disease befalls, where anything says so: its inheritance, its ages of onset, how often patients are female."""

from collections import defaultdict

import pandas as pd

from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import Catalogue

#: Share of females by mode of inheritance. X-linked recessive disease shows in males but for skewed inactivation.
FEMALE_BY_INHERITANCE = {"HP:0001419": 0.05, "HP:0001450": 0.0}  # X-linked recessive, Y-linked


def stated_terms(catalogue: Catalogue, annotations: pd.DataFrame, aspect: str) -> dict[str, frozenset[str]]:
    """HPO terms that any publisher states of a disease under any of its ids, by catalogue id.

    Diseases that nothing is stated of are left out.

    Args:
        catalogue: the diseases.
        annotations: published statements (``Knowledge.annotations``).
        aspect: ``I``, modes of inheritance; ``C``, the clinical course: ages of onset (``HP:0003674`` and what is below
            it), pace and ages at death.
    """
    rows = annotations[(annotations["aspect"] == aspect) & ~annotations["negated"]]
    found: defaultdict[str, set[str]] = defaultdict(set)
    for disease_id, term in zip(rows["disease_id"].tolist(), rows["finding_id"].tolist(), strict=True):
        canonical = catalogue.canonical(disease_id)
        if canonical is not None:
            found[canonical].add(term)
    return {canonical: frozenset(terms) for canonical, terms in found.items()}


def female_share(catalogue: Catalogue, annotations: pd.DataFrame) -> dict[str, float]:
    """Share of female patients by catalogue id: counted for the common diseases, by inheritance for some rare ones.

    Diseases that nothing is known of are left out.
    """
    shares = {
        canonical: share
        for canonical, modes in stated_terms(catalogue, annotations, "I").items()
        for mode, share in FEMALE_BY_INHERITANCE.items()
        if mode in modes
    }
    counted = {catalogue.canonical(disease.id): disease.p_female for disease in tables.common_diseases()}
    return shares | {canonical: share for canonical, share in counted.items() if canonical is not None}
