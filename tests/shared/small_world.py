"""Six terms, one history item and three diseases: small enough to work every figure out by hand.

Phenotypic abnormality ── A ──┐
                      └── B ──┴─ C ── D        E is a child of B; H (smoking) stands alone.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge.annotations import COLUMNS
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import PHENOTYPIC_ABNORMALITY as ROOT
from hoofbeat.knowledge.ontology import Ontology, Term
from hoofbeat.knowledge.profiles import Profiles

A, B, C, D, E = (f"HP:000000{number}" for number in range(1, 6))
H = "HB:0000001"

ONTOLOGY = Ontology(
    "2026-01-01",
    (
        Term(ROOT, "Phenotypic abnormality"),
        Term(A, "A", (ROOT,)),
        Term(B, "B", (ROOT,), synonyms=("Bee",)),
        Term(C, "C", (A, B)),
        Term(E, "E", (B,)),
        Term(D, "D", (C,)),
        Term(H, "Smoking"),
    ),
    {"HP:0000099": D},
)

CATALOGUE = Catalogue(
    (
        Disease(id="OMIM:1", names=Wording(en="First"), orphan=True),
        Disease(id="OMIM:2", equivalent_ids=("ORPHA:2",), names=Wording(en="Second"), orphan=True),
        Disease(id="HBD:0000003", equivalent_ids=("DDXPLUS:Third",), names=Wording(en="Third"), orphan=False),
    )
)


def case(*observed: str, excluded: Sequence[str] = (), case_id: str = "case", **fields: Any) -> Case:
    findings = [Finding(id=finding) for finding in observed]
    findings += [Finding(id=finding, excluded=True) for finding in excluded]
    return Case(case_id=case_id, findings=tuple(findings), **fields)


def statements(*rows: dict[str, Any]) -> pd.DataFrame:
    """An annotation table; each row needs ``disease_id`` and ``finding_id``, the rest has defaults."""
    default = {
        "aspect": "P",
        "negated": False,
        "observed": np.nan,
        "examined": np.nan,
        "frequency_class": "",
        "diagnostic": "",
        "sex": "",
        "onset": "",
        "reference": "PMID:1",
        "evidence": "PCS",
    }
    table = pd.DataFrame([default | row for row in rows], columns=list(COLUMNS))
    return table.astype({"observed": float, "examined": float, "negated": bool})


def profiles(
    frequencies: dict[tuple[int, str], float],
    patients: Sequence[float] = (0, 0, 0),
    never: Sequence[tuple[int, str]] = (),
) -> Profiles:
    """Profiles of the three diseases from (disease, finding) → frequency, and the pairs that nobody had."""
    shown, missed = _matrix(frequencies), _matrix(dict.fromkeys(never, 1.0))
    return Profiles(shown, missed, np.array(patients, dtype=np.float64))


def _matrix(cells: dict[tuple[int, str], float]) -> sparse.csr_array:
    rows = [disease for disease, _ in cells]
    columns = [ONTOLOGY.index[finding] for _, finding in cells]
    shape = (len(CATALOGUE), len(ONTOLOGY.terms))
    return sparse.coo_array((list(cells.values()), (rows, columns)), shape=shape).tocsr()


#: D and C climb to B along two ways, and count there once.
FREQUENCIES = {(0, D): 0.5, (0, C): 0.2, (0, E): 0.1, (1, E): 0.4, (1, B): 0.5, (2, H): 0.9}
