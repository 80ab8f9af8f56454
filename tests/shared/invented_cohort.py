"""An ontology of a dozen terms and patients drawn from it: small, seeded, no real data."""

import numpy as np

from hoofbeat.domain.case import Case, Finding, Sex
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.ontology import Ontology, Term


def term_id(number: int) -> str:
    return f"HP:{number:07}"


def make_ontology(branches: int = 4, leaves: int = 5) -> Ontology:
    """A root, ``branches`` below it, ``leaves`` below each, and one history item."""
    root = Term(term_id(118), "Phenotypic abnormality")
    middle = [Term(term_id(1000 + b), f"branch {b}", (root.id,)) for b in range(branches)]
    below = [
        Term(term_id(2000 + leaves * b + leaf), f"leaf {b}.{leaf}", (middle[b].id,))
        for b in range(branches)
        for leaf in range(leaves)
    ]
    return Ontology("2026-01-01", (root, *middle, *below, Term("HB:0000001", "Smoking")), {term_id(9): term_id(2000)})


def make_cohort(
    ontology: Ontology, *, diseases: int = 4, publications: int = 4, patients: int = 4, seed: int = 0
) -> Cohort:
    """Each disease has three findings of its own that its patients mostly show; ages are partly unknown.

    Beside them: two patients of one rare disease, and one whose disease the catalogue lacks.
    """
    rng = np.random.default_rng(seed)
    leaves = [finding for finding in ontology.ids if finding.startswith("HP:0002")]
    typical = [rng.choice(leaves, 3, replace=False) for _ in range(diseases)]
    cases: list[Case] = []
    labels: list[str | None] = []

    def add(disease: str | None, findings: list[str], group: str | None) -> None:
        number = len(cases)
        cases.append(
            Case(
                case_id=f"case-{number}",
                age=None if number % 3 == 0 else float(rng.integers(0, 80)),
                sex=(Sex.FEMALE, Sex.MALE, Sex.UNKNOWN)[number % 3],
                findings=tuple(Finding(id=finding) for finding in dict.fromkeys(findings)),
                diagnosis=disease,
                group=group,
            )
        )
        labels.append(disease)

    for number in range(diseases):
        for publication in range(publications):
            for _ in range(patients):
                own = [str(finding) for finding in typical[number] if rng.random() < 0.9]
                add(f"OMIM:{100 + number}", [*own, str(rng.choice(leaves))], f"PMID:{number}{publication}")
    add("OMIM:999", leaves[:2], "PMID:999")
    add("OMIM:999", leaves[:1], None)
    add(None, leaves[:3], None)
    return Cohort(tuple(cases), tuple(labels), ("invented",) * len(cases), version=7)
