"""``hoofbeat predict``: a differential for every case of a file, one JSON line each."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from pydantic import BaseModel, ConfigDict, Field
from rich.markup import escape

from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.console import console, stage, track
from hoofbeat.domain.case import Altitude
from hoofbeat.domain.circumstances import Circumstances, Region, Setting
from hoofbeat.domain.errors import InputError, SourceError
from hoofbeat.interruptions import held_back, in_turn
from hoofbeat.sources import Format, Record, Source, SourceConfig, open_source

#: What a line says of each disease, in this order; of its group and of why it stands there, if asked; and of the answer
#: as a whole.
_DISEASE = ("rank", "disease_id", "equivalent_ids", "name", "probability", "orphan")
_GROUP = {"subtypes", "group_probability"}
_WHY = {"contributions", "in_set", "expected_missing", "unexplained"}
_BEYOND_RANKING = {
    "warnings", "sufficiency", "sufficient", "conformal_set", "unlisted", "caution", "next_findings", "stop_asking"
}  # fmt: skip

#: Cases in flight at once: enough to keep every core busy, few enough to hold memory flat.
_AT_ONCE = 256


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

    def run(self) -> tuple[int, int]:
        """Answer every case; one that cannot be read becomes a line with ``error``.

        Returns:
            Number of cases answered, and of those that could not be.

        Raises:
            BundleError: the bundle cannot be read.
            SourceError: the file as a whole cannot be read, or holds no case.
            InputError: nothing can be written at ``output``.
        """
        self._require_free_place()
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
        with self._draft() as file:
            for line in track(self._lines(bundle, source, chain([first], records)), "Predicting"):
                failed += "error" in line
                answered += "error" not in line
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
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

    def _lines(self, bundle: Bundle, source: Source, records: Iterator[Record]) -> Iterator[dict[str, Any]]:
        """Answer in the source's order; ONNX Runtime leaves the interpreter, so threads run side by side."""
        with held_back() as check, ThreadPoolExecutor(os.cpu_count()) as pool:
            while batch := list(islice(records, _AT_ONCE)):
                answers = [pool.submit(self._line, bundle, source, record) for record in batch]
                yield from in_turn(answers, check)

    def _line(self, bundle: Bundle, source: Source, record: Record) -> dict[str, Any]:
        try:
            case = source.parse(record)
            if case.withdrawn:
                raise InputError("The case was withdrawn", hint="predict only cases that stand")
            answer = bundle.differential(
                case,
                circumstances=Circumstances(setting=self.setting, region=self.region),
                top=self.top,
                explain=self.explain,
                grouped=self.grouped,
            )
        except InputError as error:
            return {"case_id": record.location, "error": str(error), "bundle": bundle.version}
        asked = (_GROUP if self.grouped else set()) | (_WHY if self.explain else set())
        ranked = [
            {name: getattr(disease, name) for name in _DISEASE} | _stated(disease, asked)
            for disease in answer.differential
        ]
        line = {"case_id": case.case_id, "differential": ranked, "bundle": bundle.version, "setting": answer.setting}
        return line | _stated(answer, _BEYOND_RANKING)


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
