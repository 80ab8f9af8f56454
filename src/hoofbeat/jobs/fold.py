"""``hoofbeat fold``: newly confirmed cases into a bundle's profiles, in seconds and without a training."""

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape

from hoofbeat.bundle.export.writer import Provenance, write_bundle
from hoofbeat.bundle.runtime.manifest import CATALOGUE, COHORT_GRAPH, LEXICON, SYNONYMS, Manifest, read_sealed
from hoofbeat.bundle.runtime.signature import sign
from hoofbeat.console import console, stage
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.ranking import SIMULATED
from hoofbeat.features.cohort import Cohort
from hoofbeat.intake.loose import read_cases
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.site import SiteVocabulary
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lifecycle.gate.taught import TAUGHT, Taught
from hoofbeat.models.teaching import Teaching
from hoofbeat.sources import Source, SourceConfig, open_source
from hoofbeat.trained.folding import FOLDED, PARENT, ROOT, folded_ranker, require_same_training, with_cases
from hoofbeat.trained.kept_ranking import KeptRanking
from hoofbeat.watching.outcomes.followed import EventSource, event_texts
from hoofbeat.watching.teaching.decisions import Decisions
from hoofbeat.workspace import Workspace, code_version


class FoldJob(BaseModel):
    """Make a bundle whose profiles count every confirmed case of gold, and those of one more file.

    Attributes:
        output: run directory of the training: knowledge, lake, and what training and export left.
        bundle: the bundle that is folded into; ``<output>/bundle`` if not given.
        to: place of the new bundle, ``<bundle>-folded`` if not given.
        lake: address of the lake, if it is not in the run directory.
        cases: file or folder with cases that gold may lack, or address of a case store; those that gold has count once.
        format: format of ``cases``.
        source: name of their source in the lake: what makes a case known to gold the same case.
        parity_cases: cases on which graphs and native models are compared; all that are folded in, and others drawn.
        key: private key that signs the new bundle; unsigned if not given.
        seed: seed of the draw of the cases compared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    output: Path
    bundle: Path | None = None
    to: Path | None = None
    lake: str | None = None
    cases: str | None = None
    format: str = "casestore"
    source: str = "app"
    parity_cases: int = Field(default=20, ge=1)
    key: Path | None = None
    seed: int = 0

    def run(self) -> Manifest:
        """Count the cases, write the bundle, and say how long it took.

        Raises:
            InputError: the bundle is of another training, nothing is new, or a record is no case.
            BundleError: the bundle is damaged.
            ParityError: graphs and native models disagree; nothing is written.
        """
        began = perf_counter()
        work = Workspace(self.output, self.lake)
        folder = self.bundle or work.bundle
        parent, files = read_sealed(folder)
        kept = KeptRanking.load(work.training)
        require_same_training(parent, kept, work.knowledge.version)
        with stage("Counting the cases"):
            cohort = self._cohort(work)
            teaching = Teaching.of(work.knowledge, cohort)
            new = self._new(teaching.cohort, work, kept)
        if len(new) < parent.counts.get(FOLDED, 0):
            raise InputError(
                f"The bundle counts {parent.counts[FOLDED]} folded cases, these would be {len(new)}",
                hint="give the whole log, or ingest it and give none; where cases were withdrawn, train again",
            )
        if not new:
            raise InputError("No confirmed case is new since the training", hint="give some with --cases, or ingest")
        with stage("Making the knowledge model"):
            ranker = folded_ranker(teaching, kept)
        to = self.to or folder.with_name(f"{folder.name}-folded")
        manifest = write_bundle(
            to,
            ranker,
            self._provenance(parent, teaching.cohort, len(new)),
            self._compared(teaching.cohort, new),
            SiteVocabulary.load(self.output / "knowledge" / "site.json"),
            work.knowledge.spanish,
            lambda _: _carried(files, new),
            same=_same(parent, files, teaching.catalogue),
        )
        if self.key:
            sign(to, self.key)
        console.print(
            f"  bundle: [bold]{escape(str(to))}[/] version {manifest.version} from {parent.version}, {len(new)} cases "
            f"folded, parity {manifest.parity['largest_difference']:.1e} over {manifest.parity['cases']:.0f} cases, "
            f"{perf_counter() - began:.1f} s",
            soft_wrap=True,
        )
        return manifest

    def _cohort(self, work: Workspace) -> Cohort:
        if self.cases is None:
            return work.cohort
        resolve, decided = work.knowledge.ontology.resolve, Decisions.load(self.output)
        source: Source
        if self.format == "casestore":
            source = EventSource(list(event_texts(self.cases)), name=self.source, resolve=resolve)
        else:
            source = open_source(SourceConfig(name=self.source, format=self.format, path=Path(self.cases)), resolve)
        cases = read_cases(source, work.open_lake().key(self.output))
        may = (one for one in cases if decided.may_teach(self.source, one.case_id, one.revision) or not one.diagnosis)
        return with_cases(work.cohort, may, self.source)

    @staticmethod
    def _new(cohort: Cohort, work: Workspace, kept: KeptRanking) -> list[Case]:
        """The cases that the training has not counted, or counted otherwise."""
        if cohort.version == kept.data_version:
            known = {(case.case_id, case.revision) for case in work.cohort.cases if case.diagnosis}
        else:
            before = read_cohort(work.lake, kept.data_version)
            known = {(case.case_id, case.revision) for case in before.cases if case.diagnosis}
        return [case for case in cohort.cases if (case.case_id, case.revision) not in known]

    def _compared(self, cohort: Cohort, new: list[Case]) -> list[Case]:
        drawn = np.random.default_rng(self.seed).permutation(len(cohort))
        others = [cohort.cases[row] for row in drawn[: self.parity_cases]]
        return [*new[: self.parity_cases], *others][: self.parity_cases]

    @staticmethod
    def _provenance(parent: Manifest, cohort: Cohort, folded: int) -> Provenance:
        return Provenance(
            code_version=code_version(),
            knowledge_version=parent.knowledge_version,
            data_version=f"gold@{cohort.version}",
            simulated=parent.simulated or SIMULATED in cohort.sources,
            seed=parent.seed,
            trust=parent.trust,
            model={**parent.model, PARENT: parent.version, ROOT: parent.model.get(ROOT, parent.version)},
            metrics=parent.metrics,
            counts={**parent.counts, "cases": len(cohort), FOLDED: folded},
        )


def _same(parent: Manifest, files: Mapping[str, bytes], catalogue: Catalogue) -> dict[str, bytes]:
    """Files of the parent that no case changes: cohort model, names of findings, and of diseases unless one is new."""
    listed = parent.labels == tuple(disease.id for disease in catalogue.diseases)
    names = (COHORT_GRAPH, LEXICON, *((CATALOGUE, SYNONYMS) if listed else ()))
    return {name: files[name] for name in names if name in files}


def _carried(files: Mapping[str, bytes], new: list[Case]) -> dict[str, str]:
    """What the parent says of itself: its figures are those of the training that both share; taught are the cases too.

    A parent that does not say what it was taught leaves that unsaid: the new cases alone would be less than the truth.
    """
    ours = {CATALOGUE, LEXICON, SYNONYMS}
    told = {
        name: content.decode()
        for name, content in files.items()
        if name not in ours and name.endswith((".json", ".html", ".md"))
    }
    if TAUGHT in told:
        told[TAUGHT] = Taught.model_validate_json(told[TAUGHT]).and_cases(new).to_json()
    return told
