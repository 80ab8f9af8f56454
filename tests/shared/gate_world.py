"""Sixty invented diseases, bundles that know some of them, and patients who have them."""

from collections.abc import Container, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse

from hoofbeat.bundle.export.writer import Provenance, write_bundle
from hoofbeat.domain.case import Case, Finding, Sex
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import PHENOTYPIC_ABNORMALITY, Ontology, Term
from hoofbeat.knowledge.profiles import Profiles
from hoofbeat.lifecycle.gate.cases import GateCase
from hoofbeat.lifecycle.gate.taught import TAUGHT, Taught
from hoofbeat.models.hybrid import HybridParameters, HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel

#: The first are orphan diseases.
DISEASES, ORPHAN = 60, 40

#: Findings of each disease, and how many of them a patient has.
_SIGNS, _SHOWN = 5, 3

ALL = range(DISEASES)
RARE, COMMON = range(ORPHAN), range(ORPHAN, DISEASES)


def disease_id(number: int) -> str:
    """Of the disease of this number."""
    return f"OMIM:{number + 1}"


def known_bundle(
    folder: Path, known: Container[int], *, taught: Sequence[Case] = (), cited: Sequence[str] = ()
) -> Path:
    """A bundle with the right profile of the known diseases and a wrong one of the others."""
    terms = (Term(PHENOTYPIC_ABNORMALITY, "Phenotypic abnormality"), *(
        Term(_sign(number), f"Sign {number}", (PHENOTYPIC_ABNORMALITY,)) for number in range(_SIGNS * DISEASES)
    ))  # fmt: skip
    ontology = Ontology("2026-01-01", terms, {"HP:0900000": _sign(0)})
    diseases = (Disease(id=disease_id(n), names=Wording(en=f"Invented {n}"), orphan=n < ORPHAN) for n in ALL)
    shown = np.zeros((DISEASES, len(terms)))
    for number in ALL:
        # A wrong profile is that of the disease half a catalogue further: of as many findings, and none of the right.
        whose = number if number in known else (number + DISEASES // 2) % DISEASES
        for place in range(_SIGNS):
            shown[number, ontology.index[_sign(_SIGNS * whose + place)]] = 0.8
    profiles = Profiles(sparse.csr_array(shown), sparse.csr_array(shown.shape), np.full(DISEASES, 20.0))
    ranker = HybridRanker(KnowledgeModel(ontology, Catalogue(tuple(diseases)), profiles), None, HybridParameters(0.6))
    right = sum(number in known for number in ALL)
    provenance = Provenance(
        code_version="0.0.0", knowledge_version="invented", data_version="gold@1", simulated=True, seed=right, model={},
        metrics={}, counts={},
    )  # fmt: skip
    write_bundle(
        folder,
        ranker,
        provenance,
        [patient(0, 0).case],
        documents=lambda _: {TAUGHT: Taught.of(taught, cited).to_json()},
    )
    return folder


def patient(number: int, which: int) -> GateCase:
    """One of the patients of a disease: three of its five findings, another age and sex each."""
    random = np.random.default_rng([number, which])
    signs = random.permutation(_SIGNS)[:_SHOWN]
    case = Case(
        case_id=f"patient {number} {which}",
        age=float(np.round(random.uniform(0, 80), 2)),
        sex=(Sex.FEMALE, Sex.MALE)[which % 2],
        findings=tuple(Finding(id=_sign(_SIGNS * number + int(sign))) for sign in signs),
        diagnosis=disease_id(number),
        group=f"PMID:{number}{which:02}",
    )
    return GateCase(case=case, accepted=(disease_id(number),))


def patients(of: Sequence[int] = ALL, each: int = 8, since: int = 0) -> list[GateCase]:
    """Patients of diseases, so many of each, beginning with this one."""
    return [patient(number, which) for number in of for which in range(since, since + each)]


def _sign(number: int) -> str:
    return f"HP:{200_001 + number:07}"
