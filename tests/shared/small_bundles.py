"""A real bundle of a dozen invented findings, small enough to be copied, signed and spoilt by the dozen."""

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from hoofbeat.bundle.export.writer import Provenance, write_bundle
from hoofbeat.bundle.runtime.manifest import MANIFEST, Manifest
from hoofbeat.bundle.runtime.signature import PRIVATE_KEY, PUBLIC_KEY, make_keys, sign
from hoofbeat.domain.case import Case
from hoofbeat.domain.disease import Disease
from hoofbeat.domain.languages import Wording
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.profiles import Profiles
from hoofbeat.models.hybrid import HybridParameters, HybridRanker
from hoofbeat.models.knowledge_model import KnowledgeModel, KnowledgeParameters
from invented_cohort import make_ontology

#: A finding that it knows, and the words it is found by.
KNOWN, WORDS = "HP:0002000", "leaf"


def small_bundle(folder: Path, number: int = 0) -> Path:
    """Write the bundle to ``folder``; every ``number`` is another version of it."""
    shutil.copytree(_made(), folder)
    if number:
        change_manifest(folder, seed=number)
    return folder


def change_manifest(folder: Path, **changes: Any) -> Manifest:
    """Change what a bundle's manifest says, under the version that it then has."""
    manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    changed = Manifest.model_validate(manifest.model_dump() | changes).named()
    (folder / MANIFEST).write_text(json.dumps(changed.model_dump(mode="json")), encoding="utf-8")
    return changed


def version(folder: Path) -> str:
    """What a bundle calls itself."""
    return str(json.loads((folder / MANIFEST).read_bytes())["version"])


def spoilt(folder: Path, name: str = "lexicon.json") -> Path:
    """Change one byte of a bundle's file; its size stays."""
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    return folder


class Signer:
    """A pair of keys."""

    def __init__(self, folder: Path) -> None:
        self.name = make_keys(folder)
        self.private, self.public = folder / PRIVATE_KEY, folder / PUBLIC_KEY

    def signed(self, bundle: Path) -> Path:
        """The bundle, signed."""
        sign(bundle, self.private)
        return bundle


@cache
def _made() -> Path:
    ontology = make_ontology()
    diseases = [Disease(id=f"ORPHA:{n}", names=Wording(en=f"invented {n}"), orphan=n % 4 > 0) for n in range(16)]
    random = np.random.default_rng(5)
    density = sparse.random_array((len(diseases), len(ontology.terms)), density=0.3, rng=random, format="csr")
    model = KnowledgeModel(
        ontology,
        Catalogue(tuple(diseases)),
        Profiles(density, sparse.csr_array(density.shape), random.integers(0, 50, len(diseases)).astype(np.float64)),
        KnowledgeParameters(),
    )
    provenance = Provenance(
        code_version="0.0.0",
        knowledge_version="hpo-test",
        data_version="gold@7",
        simulated=True,
        seed=0,
        model={"cohort_model": "none"},
        metrics={},
        counts={"cases": 1},
    )
    case = Case.model_validate({"case_id": "x", "findings": [{"id": KNOWN}]})
    folder = Path(tempfile.mkdtemp(prefix="hoofbeat-small-bundle-")) / "bundle"
    write_bundle(folder, HybridRanker(model, None, HybridParameters(0.6)), provenance, [case])
    return folder
