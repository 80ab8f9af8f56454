"""The small world with eight patients: who is held out, who is listed and who is cited can be told by eye."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from hoofbeat.evaluation.benchmark.contenders import Contender
from hoofbeat.evaluation.benchmark.examiner import Examiner, Settings
from hoofbeat.evaluation.benchmark.parts import Parts
from hoofbeat.evaluation.benchmark.world import World
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.teaching import Ranker, Teaching
from small_world import CATALOGUE, ONTOLOGY, A, C, E, H, case, statements

#: Disease, findings, publication, source. The first patient's publication is all that is known of his disease;
#: of OMIM:4, which the knowledge does not list, there is but one patient; OMIM:5 is not listed either, but two show it.
PATIENTS = (
    ("OMIM:1", (C,), "PMID:1", "phenopackets"),
    ("OMIM:2", (E,), "PMID:20", "phenopackets"),
    ("ORPHA:2", (E,), "PMID:21", "phenopackets"),
    ("OMIM:4", (A,), "PMID:40", "phenopackets"),
    ("OMIM:5", (A, C, E), "PMID:50", "phenopackets"),
    ("OMIM:5", (A, C, E), "PMID:51", "phenopackets"),
    ("DDXPLUS:Third", (H,), None, "ddxplus"),
    ("DDXPLUS:Third", (H, A), None, "ddxplus"),
)
PUBLISHED = statements(
    {"disease_id": "OMIM:1", "finding_id": C, "reference": "PMID:1", "observed": 5.0, "examined": 5.0},
    {"disease_id": "OMIM:2", "finding_id": E, "reference": "PMID:2", "observed": 5.0, "examined": 5.0},
    {"disease_id": "HBD:0000003", "finding_id": H, "reference": "DDXPLUS", "observed": 9.0, "examined": 10.0},
)

#: The second patient from outside has a disease that nothing lists, the third comes from a publication of a patient at
#: hand, and the publication of the fourth is all that is known of his disease.
OUTSIDE = (
    ("OMIM:2", (E,), "PMID:90"),
    ("OMIM:777", (E,), "PMID:91"),
    ("ORPHA:2", (E,), "PMID:21"),
    ("OMIM:1", (C,), "PMID:1"),
)


def cohort(*patients: tuple[str, tuple[str, ...], str | None, str], prefix: str = "c") -> Cohort:
    cases = tuple(
        case(*findings, case_id=f"{prefix}{row}", diagnosis=disease, group=group)
        for row, (disease, findings, group, _) in enumerate(patients)
    )
    return Cohort(cases, (None,) * len(cases), tuple(source for *_, source in patients), version=0)


def world(*, outside: bool = False, annotations: pd.DataFrame = PUBLISHED) -> World:
    differentials = (*(frozenset[str]() for _ in PATIENTS[:6]), frozenset({"Third"}), frozenset({"Third"}))
    external = [(*patient, "external") for patient in OUTSIDE] if outside else []
    return World.of(
        Knowledge("2026", ONTOLOGY, CATALOGUE, annotations), cohort(*PATIENTS), differentials,
        cohort(*external, prefix="x"),
    )  # fmt: skip


def examiner(folder: Path, *, outside: bool = False, folds: int = len(PATIENTS)) -> Examiner:
    """The examiner of that world, in a quick look."""
    made = Examiner(world(outside=outside), Settings(folds=folds, quick=True), Parts(folder, {}, "", {}))
    return Examiner(
        made.world, made.settings, Parts(folder, {"folds": folds}, "", dict.fromkeys(made.contenders, "v1"))
    )


def examined(made: Examiner) -> Examiner:
    for unit in made.units():
        made.answer(unit)
    return made


def contender(fit: Callable[[Teaching], Ranker], *, thorough: bool = False) -> Contender:
    return Contender("tried", lambda teaching, _: fit(teaching), thorough=thorough)
