"""Facts of each disease that the re-ranker reads: how much is known of it, and from which publishers.

The numbers of known patients and cases are left out on purpose. They would tell the re-ranker which disease was held
out: a well-known disease without a case. Age, sex, onset and inheritance were tried as columns; the held-out errors did
not fall.
"""

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.knowledge.annotations import BROADER
from hoofbeat.knowledge.profiles import Profiles, positions_of, readable
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

#: Publishers that a prefix of ids names.
_PUBLISHERS = {"ORPHA": 0, "OMIM": 1}


def facts_of(teaching: Teaching, profiles: Profiles) -> NDArray[np.float32]:
    """Facts of every disease of the catalogue, float32 [D, len(FACTS)].

    Args:
        teaching: knowledge that may be read, and cases that are taught.
        profiles: profiles made from the teaching.
    """
    catalogue = teaching.catalogue
    stated = readable(teaching.annotations, teaching.without)
    findings = stated[(stated["aspect"] == "P") & ~stated["negated"]]
    disease = positions_of(findings["disease_id"], catalogue.find)
    publisher = positions_of(findings["disease_id"], lambda any_id: _PUBLISHERS.get(any_id.split(":", 1)[0]))
    evidence = findings["evidence"].to_numpy()
    own = evidence != BROADER

    def count(which: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(disease[which & (disease >= 0)], minlength=len(catalogue)).astype(np.float64)

    rank = {member: float(position) for position, member in enumerate(PrevalenceClass)}
    counts = [
        np.diff(profiles.frequency.indptr),
        np.asarray(profiles.frequency.sum(axis=1)).ravel(),
        count(findings["examined"].notna().to_numpy()),
        count(own & (publisher == _PUBLISHERS["ORPHA"])),
        count(own & (publisher == _PUBLISHERS["OMIM"])),
        count(evidence == "PCS"),
        count(evidence == "TAS"),
        count(~own),
    ]
    prevalence = [rank[disease.prevalence] for disease in catalogue.diseases]
    return np.column_stack([np.log1p(counts).T, prevalence]).astype(np.float32)
