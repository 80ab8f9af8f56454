"""``hoofbeat predict``: a differential for every case of a file, one JSON line each."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import console, stage, track
from hoofbeat.domain.case import Altitude
from hoofbeat.domain.circumstances import Circumstances, Region, Setting
from hoofbeat.domain.errors import InputError, SourceError
from hoofbeat.engines import ready, require_engine, working
from hoofbeat.sources import Format, Record, Source, SourceConfig, open_source
from hoofbeat.workers import spare_cores

#: What a line says of each disease, in this order; of its group and of why it stands there, if asked; and of the answer
#: as a whole.
_DISEASE = ("rank", "disease_id", "equivalent_ids", "name", "probability", "orphan")
_GROUP = {"subtypes", "group_probability"}
_WHY = {"contributions", "in_set", "expected_missing", "unexplained"}
_BEYOND_RANKING = {
    "warnings", "sufficiency", "sufficient", "conformal_set", "unlisted", "caution", "next_findings", "stop_asking"
}  # fmt: skip

#: Cases of one task: its way to a worker is little beside them, and short files still use all cores.
_AT_ONCE = 8


class PredictJob(BaseModel):
    """Rank the catalogue for every case of a file.

    Attributes:
        bundle: folder of the bundle.
        cases: file, folder or zip.
        format: how the cases are written.
        mapping: what the columns mean, for a table.
        altitude: of the place of cases that state none, metres above sea level.
        setting: where all cases of the file were asked about.
        region: where all their patients live or have been; ``None`` if that shall not count.
        top: diseases, or groups, in each differential.
        explain: whether each disease comes with what speaks for and against it, and each line with what to ask next.
        grouped: whether subtypes of one disease share the line of the best-ranked.
        output: JSON lines, in the order of the cases; replaced once all are written.
        engine: who answers: ``local``, ``dask``, or the address of a Dask scheduler.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bundle: Path
    cases: Path
    format: Format
    mapping: Path | None = None
    altitude: Altitude | None = None
    setting: Setting = Setting.GENETICS
    region: Region | None = None
    top: int = Field(default=10, ge=1)
    explain: bool = False
    grouped: bool = False
    output: Path
    engine: str = "local"

    def run(self) -> tuple[int, int]:
        """Answer every case; one that cannot be read becomes a line with ``error``.

        Returns:
            Number of cases answered, and of those that could not be.

        Raises:
            BundleError: the bundle cannot be read.
            SourceError: the file as a whole cannot be read, or holds no case.
            InputError: nothing can be written at ``output``, or there is no such engine.
        """
        self._require_free_place()
        require_engine(self.engine)
        with stage("Loading the bundle"):
            bundle = Bundle.load(self.bundle)
        config = SourceConfig(
            name=self.format, format=self.format, path=self.cases, mapping=self.mapping, altitude=self.altitude
        )
        source = open_source(config, bundle.lexicon.resolve, bundle.lexicon)
        records = source.records()
        first = next(records, None)  # before anything is made at the output
        if first is None:
            raise SourceError(f"{self.cases} holds no case", hint="check that the path names the right file")
        answered = failed = 0
        answering = _Answering(self, bundle, source)
        with (
            self._draft() as file,
            working(self.engine) as engine,
            # ONNX Runtime leaves the interpreter, so threads run side by side.
            engine.crew(ready(answering), threads=spare_cores()) as crew,
            closing(crew.map(_batched(chain([first], records)))) as answers,
        ):
            for lines, unread in track(answers, "Predicting", weight=lambda answer: len(answer[0])):
                failed += unread
                answered += len(lines) - unread
                file.writelines(lines)
        console.print(
            f"  {answered:,} answered, {failed:,} not readable: [bold]{escape(str(self.output))}[/]", soft_wrap=True
        )
        return answered, failed

    def _require_free_place(self) -> None:
        """See that ``output`` is nothing that a file put in its place would destroy."""
        if self.output.exists() and not self.output.is_file():
            raise InputError(f"{self.output} is no regular file", hint="choose another place with --output")
        if self.output.exists() and self.cases.exists() and self.output.samefile(self.cases):
            raise InputError(
                f"{self.output} holds the cases: the answers would replace them",
                hint="choose another place with --output",
            )

    @contextmanager
    def _draft(self) -> Iterator[TextIO]:
        """A file that takes the place of ``output`` if the block succeeds, and vanishes if it fails."""
        output = self.output.resolve()  # a link keeps pointing at what is written
        draft = output.with_name(f".{output.name}.part")
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            # A file name may hold bytes that are no UTF-8; JSON's own escape keeps them readable.
            file = draft.open("w", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise InputError(
                f"{self.output} cannot be written ({error.strerror})", hint="choose another place with --output"
            ) from error
        try:
            with file:
                yield file
            draft.replace(output)
        finally:
            draft.unlink(missing_ok=True)


class _Answering:
    """Answers to a few records, as lines, and how many of them could not be read.

    It takes its bundle along: a worker on another machine sees no folder of this one.
    """

    def __init__(self, job: PredictJob, bundle: Bundle, source: Source) -> None:
        self._job = job
        self._bundle = bundle
        self._source = source

    def __reduce__(self) -> tuple[Callable[..., "_Answering"], tuple[PredictJob, Source, dict[str, bytes]]]:
        files = {path.name: path.read_bytes() for path in self._job.bundle.iterdir() if path.is_file()}
        return _unpacked, (self._job, self._source, files)

    def __call__(self, records: list[Record]) -> tuple[list[str], int]:
        lines = [self._line(record) for record in records]
        texts = [json.dumps(line, ensure_ascii=False) + "\n" for line in lines]
        return texts, sum("error" in line for line in lines)

    def _line(self, record: Record) -> dict[str, Any]:
        job, bundle = self._job, self._bundle
        try:
            case = self._source.parse(record)
            if case.withdrawn:
                raise InputError("The case was withdrawn", hint="predict only cases that stand")
            answer = bundle.differential(
                case,
                circumstances=Circumstances(setting=job.setting, region=job.region),
                top=job.top,
                explain=job.explain,
                grouped=job.grouped,
            )
        except InputError as error:
            return {"case_id": record.location, "error": str(error), "bundle": bundle.version}
        asked = (_GROUP if job.grouped else set()) | (_WHY if job.explain else set())
        ranked = [
            {name: getattr(disease, name) for name in _DISEASE} | _stated(disease, asked)
            for disease in answer.differential
        ]
        line = {"case_id": case.case_id, "differential": ranked, "bundle": bundle.version, "setting": answer.setting}
        return line | _stated(answer, _BEYOND_RANKING)


def _unpacked(job: PredictJob, source: Source, files: dict[str, bytes]) -> _Answering:
    """The same in a worker; the files are read at once and not again."""
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        return _Answering(job, Bundle.load(Path(folder)), source)


def _batched(records: Iterator[Record]) -> Iterator[list[Record]]:
    while batch := list(islice(records, _AT_ONCE)):
        yield batch


def _stated(answer: BaseModel, names: set[str]) -> dict[str, Any]:
    """Those of the fields that hold anything, as JSON has them."""
    stated: dict[str, Any] = _line_form(answer.model_dump(mode="json", include=names, exclude_defaults=True))
    return stated


def _line_form(content: Any) -> Any:
    """What the lines hold of a JSON value: of names and texts those in English and Spanish, each once."""
    match content:
        case dict():
            stated = ((key, value) for key, value in content.items() if key not in ("names", "texts"))
            return {key: _line_form(value) for key, value in stated if value is not None}
        case list():
            return [_line_form(item) for item in content]
        case _:
            return content
