"""Facts of each disease that the re-ranker reads: how much is known of it, and from which publishers.

The numbers of known patients and cases are left out on purpose. They would tell the re-ranker which disease was held
out: a well-known disease without a case. Age, sex, onset and inheritance were tried as columns; the held-out errors did
not fall.
"""

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.knowledge.annotations import BROADER
from hoofbeat.knowledge.profiles import Profiles
from hoofbeat.knowledge.stated import Stated
from hoofbeat.models.teaching import Teaching

#: Columns, in order.
FACTS = (
    "findings stated, log",
    "findings expected, log",
    "statements with counts, log",
    "statements of Orphanet, log",
    "statements of OMIM, log",
    "statements of studies, log",
    "statements of textbooks, log",
    "statements of a broader entry, log",
    "rank of prevalence",
)


def facts_of(teaching: Teaching, profiles: Profiles) -> NDArray[np.float32]:
    """Facts of every disease of the catalogue, float32 [D, len(FACTS)].

    Args:
        teaching: knowledge that may be read, and cases that are taught.
        profiles: profiles made from the teaching.
    """
    catalogue = teaching.catalogue
    findings = Stated.of(teaching.ontology, catalogue, teaching.annotations).without(teaching.without)
    disease = findings["disease"].to_numpy()
    evidence, vocabulary = findings["evidence"], findings["vocabulary"]
    own = (evidence != BROADER).to_numpy()

    def count(which: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(disease[which & (disease >= 0)], minlength=len(catalogue)).astype(np.float64)

    rank = {member: float(position) for position, member in enumerate(PrevalenceClass)}
    counts = [
        np.diff(profiles.frequency.indptr),
        np.asarray(profiles.frequency.sum(axis=1)).ravel(),
        count(findings["examined"].notna().to_numpy()),
        count(own & (vocabulary == "ORPHA").to_numpy()),
        count(own & (vocabulary == "OMIM").to_numpy()),
        count((evidence == "PCS").to_numpy()),
        count((evidence == "TAS").to_numpy()),
        count(~own),
    ]
    prevalence = [rank[disease.prevalence] for disease in catalogue.diseases]
    return np.column_stack([np.log1p(counts).T, prevalence]).astype(np.float32)
