"""``hoofbeat benchmark examination``: examination cases put to a bundle, as one JSON file and one table."""

from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from rich.markup import escape

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import console, stage, track
from hoofbeat.domain.circumstances import Setting
from hoofbeat.evaluation.examination.asking import answers
from hoofbeat.evaluation.examination.cases import read_cases
from hoofbeat.evaluation.examination.result import ExaminationResult
from hoofbeat.evaluation.examination.table import markdown
from hoofbeat.workspace import Workspace, code_version


class ExaminationJob(BaseModel):
    """Rank every case through a bundle and write ``examination.json`` and ``examination.md`` under ``output``.

    Attributes:
        bundle: folder of the bundle.
        cases: the coded cases.
        output: where the result is written.
        settings: where to ask.
        compare: earlier results, shown beside this one: a bundle of another format cannot be read any more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bundle: Path
    cases: Path
    output: Path
    settings: tuple[Setting, ...] = tuple(Setting)
    compare: tuple[Path, ...] = ()

    def run(self) -> str:
        """Ask, sum up and write.

        Returns:
            The table that was written.

        Raises:
            BundleError: the bundle cannot be read.
            SourceError: the cases cannot be read.
            InputError: nothing can be written at ``output``, or an earlier result is none.
        """
        Workspace(self.output).require_writable()
        cases = read_cases(self.cases)
        earlier = [ExaminationResult.load(path) for path in self.compare]
        with stage("Loading the bundle"):
            bundle = Bundle.load(self.bundle)
        found = answers(bundle, cases, self.settings)
        told = list(track(found, "Ranking", total=len(cases) * len(self.settings)))
        digest = sha256(self.cases.read_bytes()).hexdigest()
        result = ExaminationResult.of(bundle.version, code_version(), digest, told)
        table = markdown(result, earlier)
        page = self.output / "examination.md"
        result.save(page.with_suffix(".json"))
        page.write_text(table, encoding="utf-8")
        console.print(f"  examination: [bold]{escape(str(page))}[/]", soft_wrap=True)
        return table
