"""What the re-ranker knows of each disease by itself: how much is known of it, and from whom.

Age, sex, onset and inheritance were tried as columns too, and took nothing off the held-out errors.
"""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.knowledge.annotations import BROADER
from hoofbeat.knowledge.profiles import Profiles, positions_of, readable
from hoofbeat.models.teaching import Teaching

#: Columns, in order.
FACTS = (
    "patients known, log",
    "cases taught, log",
    "findings stated",
    "findings expected",
    "statements with counts",
    "statements of Orphanet",
    "statements of OMIM",
    "statements of studies",
    "statements of textbooks",
    "statements of a broader entry",
    "rank of prevalence",
)

#: Publishers that a prefix of ids names.
_PUBLISHERS = {"ORPHA": 0, "OMIM": 1}


def facts_of(teaching: Teaching, profiles: Profiles) -> NDArray[np.float32]:
    """Facts of every disease of the catalogue, float32 [D, len(FACTS)].

    Args:
        teaching: what may be read, and which cases are taught.
        profiles: made of it.
    """
    catalogue = teaching.catalogue
    stated = readable(teaching.annotations, teaching.without)
    findings = stated[(stated["aspect"] == "P") & ~stated["negated"]]
    disease = positions_of(findings["disease_id"], catalogue.find)
    publisher = positions_of(findings["disease_id"], lambda any_id: _PUBLISHERS.get(any_id.split(":", 1)[0]))
    evidence = findings["evidence"].to_numpy()
    own = evidence != BROADER
    taught = Counter(teaching.truth.tolist())

    def count(which: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(disease[which & (disease >= 0)], minlength=len(catalogue)).astype(np.float64)

    rank = {member: float(position) for position, member in enumerate(PrevalenceClass)}
    return np.column_stack(
        [
            np.log1p(profiles.patients),
            np.log1p([taught[position] for position in range(len(catalogue))]),
            np.diff(profiles.frequency.indptr),
            np.asarray(profiles.frequency.sum(axis=1)).ravel(),
            count(findings["examined"].notna().to_numpy()),
            count(own & (publisher == _PUBLISHERS["ORPHA"])),
            count(own & (publisher == _PUBLISHERS["OMIM"])),
            count(evidence == "PCS"),
            count(evidence == "TAS"),
            count(~own),
            [rank[disease.prevalence] for disease in catalogue.diseases],
        ]
    ).astype(np.float32)
