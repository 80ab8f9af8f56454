"""Where everything of a run lies, and how the stages hand it on."""

import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile

from hoofbeat import __version__
from hoofbeat.domain.errors import InputError
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.release import Knowledge, build_knowledge
from hoofbeat.lake.gold import read_cohort


@dataclass(frozen=True)
class Workspace:
    """The output directory of a run.

    ``lake/`` cases · ``knowledge/`` built form · ``training/`` selection and fitted model · ``report/`` evaluation ·
    ``bundle/`` what is served · ``data-docs/`` quality · ``mlflow.db`` and ``mlartifacts/`` every run.
    """

    output: Path

    @property
    def lake(self) -> Path:
        """Delta tables."""
        return self.output / "lake"

    @property
    def training(self) -> Path:
        """What training leaves for evaluation and export."""
        return self.output / "training"

    @property
    def report(self) -> Path:
        """The report and its figures."""
        return self.output / "report"

    @property
    def bundle(self) -> Path:
        """The exported bundle."""
        return self.output / "bundle"

    def require_writable(self) -> None:
        """Make the output directory and try a file in it, before a stage works for minutes in vain.

        Raises:
            InputError: nothing can be written there.
        """
        try:
            self.output.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self.output):
                pass
        except OSError as error:
            raise InputError(
                f"{self.output} cannot be written ({error.strerror})", hint="choose another place with --output"
            ) from error

    def build_knowledge(self, release: Path | None = None) -> Knowledge:
        """Build the knowledge and keep its built form."""
        knowledge = build_knowledge(release)
        knowledge.save(self.output / "knowledge")
        return knowledge

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge that the lake was read with."""
        return Knowledge.load(self._ingested("knowledge"))

    @cached_property
    def cohort(self) -> Cohort:
        """The newest gold cohort."""
        return read_cohort(self._ingested("lake"))

    @property
    def tags(self) -> dict[str, str]:
        """What every MLflow run of this directory is made from."""
        return {
            "data_version": f"gold@{self.cohort.version}",
            "knowledge_version": self.knowledge.version,
            "code_version": code_version(),
        }

    def _ingested(self, name: str) -> Path:
        folder = self.output / name
        if not folder.is_dir():
            raise InputError(
                f"No {name} in {self.output}", hint=f"run `hoofbeat ingest --output {self.output}` with your sources"
            )
        return folder


def code_version() -> str:
    """Version of Hoofbeat, with the commit where it runs from a checkout (``0.1.0+ab12cd3``, ``…-dirty``)."""
    folder = Path(__file__).parent
    command = ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"]
    try:
        described = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return __version__
    return f"{__version__}+{described.stdout.strip()}"
