"""``hoofbeat reproduce``: a bundle made again from what it says it was made from, and held against the first."""

import shutil
import tempfile
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hoofbeat.bundle.runtime.manifest import MANIFEST, read_manifest
from hoofbeat.console import console, stage
from hoofbeat.domain.errors import InputError
from hoofbeat.features.reserved import Reserve
from hoofbeat.jobs.evaluate import EvaluateJob
from hoofbeat.jobs.export import ExportJob
from hoofbeat.jobs.train import TrainJob
from hoofbeat.lifecycle.comparison import BundleComparison, compared
from hoofbeat.lifecycle.lineage import LINEAGE, BundleLineage, ancestry, installed, read_lineage
from hoofbeat.workspace import RESERVE, Workspace, code_version


class ReproduceJob(BaseModel):
    """Make a bundle again in a folder of its own.

    Attributes:
        bundle: folder of the bundle.
        output: run directory with its knowledge, and its lake unless ``lake`` says where that is.
        lake: address of the lake.
        keep: run directory for what is made; a temporary one, gone afterwards, if not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bundle: Path
    output: Path
    lake: str | None = None
    keep: Path | None = None

    def run(self) -> BundleComparison:
        """Train, evaluate and export as the bundle says, from the same version of gold; compare.

        Raises:
            InputError: the bundle does not say what it was made from, or that is not at hand.
            BundleError: the bundle is not whole.
            HoofbeatError: a stage failed.
        """
        lineage = self._lineage()
        work = self._origin(lineage)
        if self.keep is not None and self.keep.exists() and any(self.keep.iterdir()):
            raise InputError(f"{self.keep} is not empty", hint="name another folder with --keep")
        with tempfile.TemporaryDirectory(prefix="hoofbeat-reproduced-") as temporary:
            again = self.keep or Path(temporary)
            again.mkdir(parents=True, exist_ok=True)
            shutil.copytree(work.output / "knowledge", again / "knowledge", dirs_exist_ok=True)
            share = work.reserve.share if lineage.reserved is None else lineage.reserved
            Reserve(share=share).save(again / RESERVE)
            lake = self._address(work)
            trained = {name: value for name, value in lineage.training.items() if name != "as_of"}
            as_of = lineage.training.get("as_of") or self._older(work, lineage)
            with stage("1/3 Train"):
                TrainJob.model_validate({"output": again, "lake": lake, "as_of": as_of and str(as_of), **trained}).run()
            with stage("2/3 Evaluate"):
                EvaluateJob.model_validate({"output": again, "lake": lake, **lineage.evaluation}).run()
            with stage("3/3 Export"):
                ExportJob(output=again, lake=lake, parity_cases=lineage.parity_cases).run()
            return compared(self.bundle, again / "bundle")

    def _lineage(self) -> BundleLineage:
        read_manifest(self.bundle)
        path = self.bundle / LINEAGE
        content = path.read_bytes() if path.is_file() else None
        lineage = read_lineage((self.bundle / MANIFEST).read_bytes(), content, str(self.bundle))
        if lineage is None or not lineage.evaluation:
            raise InputError(
                f"{self.bundle} does not say what it was made from",
                hint="evaluate and export it again with this version",
            )
        return lineage

    def _origin(self, lineage: BundleLineage) -> Workspace:
        """The run directory that holds what the bundle was made from.

        Raises:
            InputError: it holds something else.
        """
        work = Workspace(self.output, self.lake)
        if work.knowledge.version != lineage.knowledge_version:
            raise InputError(
                f"The bundle was made with {lineage.knowledge_version}, {self.output} has {work.knowledge.version}",
                hint="name the run directory it was made in, or ingest into a new one with that release (--knowledge)",
            )
        if ancestry(work.open_lake(), lineage.gold_version).cohort != lineage.cohort:
            raise InputError(
                f"Gold version {lineage.gold_version} of this lake holds other records than the bundle was made from",
                hint="name the lake it was made from with --lake",
            )
        for what, then, now in (
            ("code", lineage.code_version, code_version()),
            ("installed packages", lineage.lock[:12], installed()[:12]),
        ):
            if then != now:
                console.print(
                    f"  [yellow]![/] {what}: {then} then, {now} now: figures may differ by it", soft_wrap=True
                )
        return work

    def _older(self, work: Workspace, lineage: BundleLineage) -> int | None:
        newest = work.open_lake().gold.content_version()
        return None if newest == lineage.gold_version else lineage.gold_version

    def _address(self, work: Workspace) -> str:
        return str(work.lake.resolve()) if isinstance(work.lake, Path) else work.lake
