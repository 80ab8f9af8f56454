"""Invented patients of many rare diseases, drawn from the profiles that the knowledge has of them, with noise."""

import numpy as np

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.ontology import PHENOTYPIC_ABNORMALITY, Ontology, Term
from hoofbeat.models.teaching import Teaching
from small_world import statements

FINDINGS, DISEASES = 150, 60


def ontology() -> Ontology:
    groups = [Term(f"HP:{10 + n:07}", f"group {n}", (PHENOTYPIC_ABNORMALITY,)) for n in range(10)]
    leaves = [Term(f"HP:{1000 + n:07}", f"finding {n}", (f"HP:{10 + n % 10:07}",)) for n in range(FINDINGS)]
    return Ontology("test", (Term(PHENOTYPIC_ABNORMALITY, "root"), *groups, *leaves))


def teaching(cases: int = 900, seed: int = 0) -> Teaching:
    """Diseases with eight findings each, and patients who show most of them and some that are not theirs."""
    random = np.random.default_rng(seed)
    profile = [random.choice(FINDINGS, 8, replace=False) for _ in range(DISEASES)]
    published = statements(
        *(
            {
                "disease_id": f"OMIM:{disease}",
                "finding_id": f"HP:{1000 + finding:07}",
                "observed": float(random.integers(2, 9)),
                "examined": 10.0,
                "reference": f"PMID:{disease}",
            }
            for disease, findings in enumerate(profile)
            for finding in findings
        )
    )
    catalogue = Catalogue(
        tuple(
            Disease(id=f"OMIM:{number}", names=Wording(en=f"Disease {number}"), orphan=True)
            for number in range(DISEASES)
        )
    )
    truth = random.integers(DISEASES, size=cases)
    return Teaching(ontology(), catalogue, DISEASES, published, _cohort(truth, profile, random))


def _cohort(truth: np.ndarray, profile: list[np.ndarray], random: np.random.Generator) -> Cohort:
    drawn = []
    for number, disease in enumerate(truth.tolist()):
        own = random.choice(profile[disease], random.integers(2, 6), replace=False)
        noise = random.choice(FINDINGS, random.integers(1, 4), replace=False)
        asked = random.choice(profile[disease], 2, replace=False)
        observed = dict.fromkeys([*own.tolist(), *noise.tolist()])
        excluded = [finding for finding in asked.tolist() if finding not in observed]
        findings = [Finding(id=f"HP:{1000 + finding:07}") for finding in observed]
        findings += [Finding(id=f"HP:{1000 + finding:07}", excluded=True) for finding in excluded]
        drawn.append(
            Case(
                case_id=f"case-{number}",
                findings=tuple(findings),
                diagnosis=f"OMIM:{disease}",
                group=f"PMID:{10_000 + number // 3}",
            )
        )
    return Cohort(tuple(drawn), tuple(case.diagnosis for case in drawn), ("ward",) * len(drawn), version=0)
