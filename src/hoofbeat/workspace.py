"""Where everything of a run lies, and how the stages hand it on."""

import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile

from hoofbeat import __version__
from hoofbeat.domain.errors import InputError
from hoofbeat.features.cohort import Cohort
from hoofbeat.features.reserved import Reserve
from hoofbeat.knowledge.kept import knowledge_into
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.knowledge.site import SiteVocabulary
from hoofbeat.lake.asof import parse_as_of
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lake.lake import Lake
from hoofbeat.locks import locked

#: Within the output directory: site features and site diseases of all tables that were read.
SITE = Path("knowledge") / "site.json"

#: Within the output directory: how many patients are set aside before any training.
RESERVE = Path("reserve.json")

#: Within the output directory: where a round of retraining stands, if it is that of one.
ROUND = Path("state.json")


@dataclass(frozen=True)
class Workspace:
    """The output directory of a run.

    ``lake/`` cases · ``knowledge/`` built form · ``training/`` selection and fitted model · ``report/`` evaluation ·
    ``bundle/`` what is served · ``data-docs/`` quality · ``mlflow.db`` and ``mlartifacts/`` every run.

    Attributes:
        output: the directory.
        lake_url: path or address of the lake if it is not there.
        as_of: version of gold (``12``) or moment (ISO 8601) that the cohort is read at; now if not given.
    """

    output: Path
    lake_url: str | None = None
    as_of: str | None = None

    @property
    def lake(self) -> Path | str:
        """Where the tables are."""
        return self.lake_url or self.output / "lake"

    def open_lake(self) -> Lake:
        """Open the lake; what is not committed yet lies in the output directory.

        Raises:
            LakeError: the address names no store that we know.
        """
        return Lake(self.lake, self.output / ".staging")

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

    def require_ingested(self) -> None:
        """See that there is something to go on from, before a later stage misses what an earlier one leaves.

        Raises:
            InputError: nothing was ingested there.
        """
        self._ingested("knowledge")

    def build_knowledge(self, release: Path | None = None) -> Knowledge:
        """Build the knowledge, with the site's own vocabulary, and keep its built form."""
        return knowledge_into(self.output / "knowledge", release, self.site)

    @property
    def site(self) -> SiteVocabulary:
        """The site vocabulary of this run, as it stands."""
        return SiteVocabulary.load(self.output / SITE)

    def keep_site(self, vocabulary: SiteVocabulary) -> None:
        """Add to the site vocabulary of this run."""
        file = self.output / SITE
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked(file.parent):  # several sources may be read at once
            SiteVocabulary.load(file).merged(vocabulary).save(file)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge that the lake was read with."""
        return Knowledge.load(self._ingested("knowledge"))

    @cached_property
    def cohort(self) -> Cohort:
        """The gold cohort, at the version asked for, without the patients that are set aside."""
        return self.reserve.taught(self.gold)

    @property
    def reserve(self) -> Reserve:
        """How many patients are set aside."""
        return Reserve.load(self.output / RESERVE)

    @cached_property
    def gold(self) -> Cohort:
        """The gold cohort, at the version asked for."""
        if self.lake_url is None:
            self._ingested("lake")
        return read_cohort(self.lake, parse_as_of(self.as_of) if self.as_of else None)

    @property
    def tags(self) -> dict[str, str]:
        """What every MLflow run of this directory is made from; those of a round of retraining name it."""
        return {
            "data_version": f"gold@{self.cohort.version}",
            "knowledge_version": self.knowledge.version,
            "code_version": code_version(),
        } | ({"retraining": self.output.name} if (self.output / ROUND).is_file() else {})

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
