"""Two bundles: one of a dozen invented findings with a cohort model, one of all the embedded knowledge without."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from hoofbeat.bundle.export.writer import Provenance, write_bundle
from hoofbeat.bundle.runtime.manifest import MANIFEST, FileSeal, Manifest
from hoofbeat.domain.case import Case
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.profiles import Profiles, build_profiles
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.fitting import fit_cohort_model
from hoofbeat.models.hybrid import HybridParameters, HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel, KnowledgeParameters
from invented_cohort import make_cohort, make_ontology


@pytest.fixture(scope="session")
def provenance() -> Provenance:
    return Provenance(
        code_version="0.0.0",
        knowledge_version="hpo-test",
        data_version="gold@7",
        simulated=True,
        seed=0,
        model={"cohort_model": "logistic"},
        metrics={"top_1": 0.5},
        counts={"cases": 64},
    )


@pytest.fixture(scope="session")
def cohort() -> Cohort:
    return make_cohort(make_ontology())


@pytest.fixture(scope="session")
def ranker(cohort: Cohort) -> HybridRanker:
    """Twenty diseases, four of them learned by a cohort model; excluded findings have a weight."""
    ontology = make_ontology()
    learned = [Disease(id=f"OMIM:{100 + n}", names=Wording(en=f"learned {n}"), orphan=True) for n in range(4)]
    others = [
        Disease(id=f"ORPHA:{n}", equivalent_ids=(f"MONDO:{n}",), names=Wording(en=f"other {n}"), orphan=n % 4 > 0)
        for n in range(16)
    ]
    catalogue = Catalogue((*others, *learned))
    random = np.random.default_rng(5)
    density = sparse.random_array((20, len(ontology.terms)), density=0.3, rng=random, format="csr")
    model = KnowledgeModel(
        ontology,
        catalogue,
        Profiles(density, sparse.csr_array(density.shape), random.integers(0, 50, 20).astype(np.float64)),
        KnowledgeParameters(excluded_weight=0.5),
    )
    fitted = fit_cohort_model("logistic", cohort, ontology, size="small")
    return HybridRanker(model, fitted, HybridParameters(0.8, 0.6, 1.5, 0.05))


@pytest.fixture(scope="session")
def export(provenance: Provenance, cohort: Cohort) -> Callable[[Path, HybridRanker], Manifest]:
    """Write a ranker of the invented cohort as a bundle, compared on its cases."""

    def write(folder: Path, ranker: HybridRanker) -> Manifest:
        return write_bundle(folder, ranker, provenance, cohort.cases[:20])

    return write


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory, ranker: HybridRanker, export: Callable[..., Manifest]) -> Path:
    """The invented cohort's bundle; changed by none."""
    folder = tmp_path_factory.mktemp("bundles") / "sound"
    export(folder, ranker)
    return folder


@pytest.fixture
def damaged(sound: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return shutil.copytree(sound, tmp_path / "damaged")


def reseal(folder: Path, **changes: object) -> None:
    """Make a changed bundle's manifest agree with its files again."""
    manifest = Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))
    files = {path.name: FileSeal.of(path) for path in folder.iterdir() if path.name != MANIFEST}
    resealed = manifest.model_copy(update={"files": files} | changes).named()
    (folder / MANIFEST).write_text(resealed.model_dump_json(), encoding="utf-8")


@pytest.fixture(scope="session", name="reseal")
def reseal_fixture() -> Callable[..., None]:
    return reseal


@pytest.fixture(scope="session")
def embedded_bundle(
    tmp_path_factory: pytest.TempPathFactory, embedded_knowledge: Knowledge, provenance: Provenance
) -> Path:
    """A bundle of everything the embedded knowledge says, with no cohort model."""
    knowledge = embedded_knowledge
    built = build_profiles(knowledge.ontology, knowledge.catalogue, knowledge.annotations)
    model = KnowledgeModel(knowledge.ontology, knowledge.catalogue, built)
    folder = tmp_path_factory.mktemp("embedded") / "bundle"
    case = Case.model_validate({"case_id": "x", "findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}]})
    write_bundle(folder, HybridRanker(model, None, HybridParameters(0.6, level=-0.5, slope=0.8)), provenance, [case])
    return folder
