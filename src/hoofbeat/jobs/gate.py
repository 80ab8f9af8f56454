"""``hoofbeat gate``: may a challenger take the champion's place?"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import console, stage
from hoofbeat.domain.errors import BundleError
from hoofbeat.lifecycle.gate.judge import judge_bundles, refused_unread
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.gate.page import render_gate
from hoofbeat.lifecycle.gate.result import GateResult
from hoofbeat.lifecycle.gate.sets import judged_cases
from hoofbeat.lifecycle.gate.taught import taught_of
from hoofbeat.lifecycle.trying import digest_if_any
from hoofbeat.whole import write_whole
from hoofbeat.workspace import Workspace, code_version


class GateJob(BaseModel):
    """Judge a challenger beside its champion and write ``gate.json`` and ``gate.html`` under ``output``.

    Attributes:
        champion: folder of the bundle that is served.
        challenger: folder of the bundle that asks to replace it.
        frozen: the frozen set, from ``hoofbeat gate freeze``.
        recent: the latest confirmed cases, in the same form or as plain cases.
        output: where the result is written.
        margins: what the challenger may lose.
        seed: of the bootstrap.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    champion: Path
    challenger: Path
    frozen: Path
    recent: Path | None = None
    output: Path
    margins: Margins = Field(default_factory=Margins)
    seed: int = Field(default=0, ge=0)

    def run(self) -> GateResult:
        """Ask both, apply every rule, write; a challenger that cannot be read is refused before anything is asked.

        Raises:
            BundleError: the champion cannot be read.
            SourceError: a file of cases cannot be read.
            InputError: no case of the frozen set is new to both, a bundle does not say what it was taught, or nothing
                can be written at ``output``.
        """
        Workspace(self.output).require_writable()
        with stage("Loading the bundles"):
            champion = Bundle.load(self.champion)
            try:
                challenger = Bundle.load(self.challenger)
            except BundleError as error:
                return self._written(refused_unread(champion.version, error, self.margins, code_version(), self.seed))
        folders = {"champion": self.champion, "challenger": self.challenger}
        cases = judged_cases(self.frozen, self.recent, {who: taught_of(folder) for who, folder in folders.items()})
        return self._written(
            judge_bundles(
                (champion, challenger),
                (self.champion, self.challenger),
                cases,
                self.margins,
                code=code_version(),
                seed=self.seed,
            )
        )

    def _written(self, judged: GateResult) -> GateResult:
        digests = {"champion_digest": digest_if_any(self.champion), "challenger_digest": digest_if_any(self.challenger)}
        result = judged.model_copy(update=digests)
        page = self.output / "gate.html"
        write_whole(page, render_gate(result))
        result.save(self.output / "gate.json")
        console.print(f"  gate: [bold]{escape(str(page))}[/]", soft_wrap=True)
        return result
