"""Profiles as explanations and questions read them: of common diseases too."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.common import statements
from hoofbeat.knowledge.ontology import Ontology
from hoofbeat.knowledge.profiles import Profiles


def with_common(profiles: Profiles, ontology: Ontology, catalogue: Catalogue) -> Profiles:
    """Add what is stated of the common diseases to the profiles of a catalogue.

    The ranking keeps both apart, because they are scored apart; a reader wants to see all that is known. Where several
    statements speak of one finding of a disease, the largest share counts.
    """
    stated = [
        (disease, ontology.index[finding], row.frequency)
        for rows in statements().values()
        for row in rows
        if (disease := catalogue.find(row.disease)) is not None and (finding := ontology.resolve(row.finding))
    ]
    if not stated:
        return profiles
    table = np.array(stated)
    # Sorted by share, so that the largest of several comes last, and stays.
    order = np.argsort(table[:, 2], kind="stable")
    places = {(int(disease), int(finding)): share for disease, finding, share in table[order]}
    rows, columns = np.array(list(places), dtype=np.int64).T
    added = sparse.csr_array((list(places.values()), (rows, columns)), shape=profiles.frequency.shape)
    return replace(profiles, frequency=sparse.csr_array(profiles.frequency.maximum(added)))
