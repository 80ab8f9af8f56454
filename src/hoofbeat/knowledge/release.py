"""One dated release of everything the house knows: ontology, catalogue, annotations."""

import json
import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from hoofbeat.domain.disease import Disease
from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.domain.languages import FALLBACK
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.annotations import BROADER, COLUMNS, read_hpoa, version_of
from hoofbeat.knowledge.catalogue import Catalogue, build_catalogue
from hoofbeat.knowledge.embedded import embedded_release
from hoofbeat.knowledge.genes import GENE_COLUMNS, gene_table
from hoofbeat.knowledge.inputs import ReleaseFiles, tables_digest, version_parts
from hoofbeat.knowledge.ontology import Ontology, Term, read_obo
from hoofbeat.knowledge.orphadata.products import read_orphadata
from hoofbeat.knowledge.site import SiteVocabulary
from hoofbeat.knowledge.statements import (
    broader_findings,
    common_statements,
    orphanet_findings,
    orphanet_history,
)
from hoofbeat.knowledge.vocabulary.translations import Spanish, read_spanish

#: In the order they are written.
_BUILT = ("ontology.json", "catalogue.json", "annotations.parquet", "genes.parquet", "spanish.json", "version.json")

#: What ``Knowledge.counts`` calls the statements that Orphanet marks as diagnostic.
DIAGNOSTIC_SIGNS = "diagnostic signs"


@dataclass(frozen=True)
class Knowledge:
    """Ontology, catalogue and annotations of one release.

    Attributes:
        version: names the release of every publisher, the content of its files where it is not the embedded one,
            and the content of our own tables.
        annotations: one row per statement (see ``annotations.COLUMNS``): what is published of each disease, and, as
            ``BROADER``, what is published of the broader entry that it is a part of.
        genes: which gene is related to which disease (see ``genes.GENE_COLUMNS``).
        spanish: Spanish name and synonyms of findings, where the user's release holds the HPO translations.
    """

    version: str
    ontology: Ontology
    catalogue: Catalogue
    annotations: pd.DataFrame
    genes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(GENE_COLUMNS), dtype="str"))
    spanish: Spanish = field(default_factory=dict)

    @property
    def published(self) -> pd.DataFrame:
        """The statements without those of broader entries."""
        return self.annotations[self.annotations["evidence"] != BROADER]

    @property
    def counts(self) -> dict[str, int]:
        """How much there is: what the report and the command line print."""
        diseases, published = self.catalogue.diseases, self.published
        return {
            "findings": len(self.ontology.terms),
            "profiles": int(published.loc[published["aspect"] == "P", "disease_id"].nunique()),
            "catalogue entries": len(diseases),
            "orphan": sum(disease.orphan for disease in diseases),
            "common": sum(not disease.orphan for disease in diseases),
            "annotations": len(published),
            DIAGNOSTIC_SIGNS: int((published["diagnostic"] != "").sum()),
        }

    def with_site(self, site: SiteVocabulary) -> "Knowledge":
        """This knowledge and what a hospital's tables bring along: no publisher speaks of any of it.

        Args:
            site: features become findings without parents, diseases entries of the catalogue.
        """
        features = [
            Term(id=feature.id, name=feature.names[FALLBACK]) for feature in site.features if not feature.number
        ]
        return replace(
            self,
            version="+".join([self.version, *site.version_parts]),
            ontology=replace(self.ontology, terms=(*self.ontology.terms, *features)),
            catalogue=site.listed_in(self.catalogue),
        )

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
        diseases = [disease.model_dump(mode="json", round_trip=True) for disease in self.catalogue.diseases]
        (folder / "catalogue.json").write_text(json.dumps(diseases, ensure_ascii=False), encoding="utf-8")
        self.annotations.to_parquet(folder / "annotations.parquet", index=False)
        self.genes.to_parquet(folder / "genes.parquet", index=False)
        (folder / "spanish.json").write_text(json.dumps(self.spanish, ensure_ascii=False), encoding="utf-8")
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
            annotations=pd.read_parquet(folder / "annotations.parquet")[list(COLUMNS)],
            genes=pd.read_parquet(folder / "genes.parquet"),
            spanish={finding: (name, tuple(others)) for finding, (name, others) in read("spanish.json").items()},
        )


def copy_built(form: Path, folder: Path) -> None:
    """Copy a built form that ``Knowledge.save`` wrote; as there, the version goes first and comes last.

    Raises:
        OSError: one of the folders cannot be used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _BUILT[-1]).unlink(missing_ok=True)
    for name in _BUILT:
        shutil.copyfile(form / name, folder / name)


def build_knowledge(release: Path | None = None) -> Knowledge:
    """Build the knowledge from the files of a release and our own tables.

    Args:
        release: folder with ``hp.obo`` and ``phenotype.hpoa``, and what else of ``inputs.PARTS`` is at hand; the
            embedded release if ``None``.

    Raises:
        KnowledgeError: a file is missing or malformed.
    """
    embedded = release is None
    files = ReleaseFiles.of(release or embedded_release())
    extra = [Term(id=item.id, name=item.name) for item in tables.history()]
    ontology = read_obo(files.parts["ontology"], extra=extra)
    published, names = read_hpoa(files.parts["annotations"], ontology.resolve)
    dates = {"hpo": ontology.version, "hpoa": version_of(files.parts["annotations"])}
    orphadata = read_orphadata(files.orphadata)
    if files.orphadata:
        dates["orphadata"] = orphadata.date
    statements = orphanet_findings(orphadata, ontology.resolve)
    stated = set(statements["disease_id"])
    published = published[~published["disease_id"].isin(stated)]
    names |= {any_id: name for any_id, name in orphadata.names.items() if any_id in names or any_id in stated}
    catalogue = build_catalogue(names, orphadata)
    annotations = pd.concat(
        [published, statements, orphanet_history(orphadata, catalogue), common_statements()], ignore_index=True
    )
    return Knowledge(
        version="+".join([*version_parts(dates, "" if embedded else files.digest), f"tables-{tables_digest()}"]),
        ontology=ontology,
        catalogue=catalogue,
        annotations=pd.concat([annotations, broader_findings(annotations, catalogue)], ignore_index=True),
        genes=gene_table(files.parts.get("genes"), orphadata.genes),
        spanish=read_spanish(files.parts.get("spanish_names"), files.parts.get("spanish_synonyms"), ontology.index),
    )
