"""``hoofbeat gate freeze``: cases that no bundle was taught, kept to judge bundles by."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from rich.markup import escape

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import console, stage, track
from hoofbeat.domain.circumstances import Circumstances, Setting
from hoofbeat.domain.errors import InputError, RecordError
from hoofbeat.evaluation.estimate import Kept
from hoofbeat.evaluation.examination.cases import read_cases
from hoofbeat.lifecycle.gate.cases import GateCase, write_gate_cases
from hoofbeat.lifecycle.gate.sets import new_cases
from hoofbeat.lifecycle.gate.taught import taught_of
from hoofbeat.sources import Format, SourceConfig, open_source
from hoofbeat.workspace import Workspace

CASES, RECORD = "frozen.jsonl", "frozen.json"


class FrozenSet(Kept):
    """What stands beside a frozen set.

    Attributes:
        sha256: of the file of cases, hex.
        cases: how many it has.
        diseases: how many ids are accepted as the first of a case.
        read: cases with a diagnosis that were read.
        unreadable: records that are no case, or have no diagnosis.
        known: cases left out because a bundle was taught them: ``VERSION: publication`` → how many.
        repeated: cases left out because they were there already.
        bundles: versions of the bundles that had not to know them.
    """

    sha256: str
    cases: int
    diseases: int
    read: int
    unreadable: int
    known: dict[str, int]
    repeated: int
    bundles: tuple[str, ...]


class FreezeJob(BaseModel):
    """Write ``frozen.jsonl`` and ``frozen.json`` under ``output``.

    Attributes:
        bundles: bundles that must not know the cases; the first reads their findings.
        output: where the set is written.
        cases: file, folder or zip of diagnosed cases, where there are any.
        format: how they are written.
        setting: where they were asked about.
        examination: coded examination cases, asked as an emergency room would.
        run_directory: run whose set-aside patients are taken.
        lake: where its lake is if not in it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bundles: tuple[Path, ...]
    output: Path
    cases: Path | None = None
    format: Format = "phenopackets"
    setting: Setting = Setting.GENETICS
    examination: Path | None = None
    run_directory: Path | None = None
    lake: str | None = None

    def run(self) -> FrozenSet:
        """Read, leave out what a bundle was taught, write.

        Raises:
            BundleError: a bundle cannot be read.
            SourceError: a file of cases cannot be read.
            InputError: no bundle or no file of cases was named, a bundle does not say what it was taught, no case is
                left, or nothing can be written at ``output``.
        """
        if not self.bundles or (self.cases is None and self.examination is None and self.run_directory is None):
            raise InputError(
                "A frozen set needs cases, and a bundle that they must be new to",
                hint="give --bundle, and --cases, --examination or --run",
            )
        Workspace(self.output).require_writable()
        with stage("Loading the bundles"):
            loaded = [Bundle.load(folder) for folder in self.bundles]
        taught = {one.version: taught_of(folder) for one, folder in zip(loaded, self.bundles, strict=True)}
        read, unreadable = self._read(loaded[0])
        kept, known, repeated = new_cases(read, taught, set())
        if not kept:
            raise InputError(f"None of {len(read)} cases is new to every bundle", hint="give cases of other patients")
        found = FrozenSet(
            sha256=write_gate_cases(self.output / CASES, kept),
            cases=len(kept),
            diseases=len({case.accepted[0] for case in kept}),
            read=len(read),
            unreadable=unreadable,
            known=known,
            repeated=repeated,
            bundles=tuple(taught),
        )
        found.save(self.output / RECORD)
        console.print(
            f"  frozen: [bold]{escape(str(self.output / CASES))}[/] {found.cases:,} of {found.read:,} cases, "
            f"{sum(known.values()):,} known to a bundle, {repeated:,} repeated",
            soft_wrap=True,
        )
        return found

    def _read(self, bundle: Bundle) -> tuple[tuple[GateCase, ...], int]:
        """Cases with a diagnosis, and how many records are none."""
        told = [
            GateCase(case=case.asked(), circumstances=case.circumstances(Setting.EMERGENCY), accepted=case.accepted)
            for case in (read_cases(self.examination) if self.examination else ())
            if case.accepted
        ]
        where = Circumstances(setting=self.setting)
        told += [case.model_copy(update={"circumstances": where}) for case in self._set_aside()]
        if self.cases is None:
            return tuple(told), 0
        config = SourceConfig(name=self.format, format=self.format, path=self.cases)
        source = open_source(config, bundle.lexicon.resolve, bundle.lexicon)
        unreadable = 0
        for record in track(source.records(), "Reading"):
            try:
                case = GateCase.of(source.parse(record))
            except RecordError:
                case = None
            if case is None:
                unreadable += 1
            else:
                told.append(case.model_copy(update={"circumstances": where}))
        return tuple(told), unreadable

    def _set_aside(self) -> Iterator[GateCase]:
        """The diagnosed cases that the run does not teach."""
        if self.run_directory is not None:
            work = Workspace(self.run_directory, self.lake)
            yield from filter(None, map(GateCase.of, work.reserve.held(work.gold).cases))
