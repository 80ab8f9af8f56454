"""Cases of the comparison, and what the service's own runtime answers to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.bundle.runtime import manifest as layout
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.scorer import SHARES
from hoofbeat.domain.case import Case, Finding, Measurement, Sex
from hoofbeat.domain.circumstances import Circumstances, Course, Region, Setting
from hoofbeat.domain.errors import InputError
from hoofbeat.sources import SourceConfig, open_source

Asked = tuple[Case, Circumstances]

#: What a patient may bring beside findings: temperature, heart rate, haemoglobin.
MEASURED = (("8310-5", "Cel", 38.6), ("8867-4", "/min", 118.0), ("718-7", "g/dL", 9.1))


@dataclass(frozen=True)
class Expected:
    """What one case gives to the graphs, and what comes back.

    Attributes:
        given: inputs of the first graph, and the rows of circumstances, as JSON has them.
        answer: outputs of the last graph by name.
        shares: shares of the score of the ten best diseases by name, [rows, 10].
        best: ids of the ten best diseases.
    """

    given: dict[str, Any]
    answer: dict[str, NDArray[np.float32]]
    shares: dict[str, NDArray[np.float32]]
    best: list[str]


class _Overheard:
    """A session that remembers what it was given."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.inputs: dict[str, NDArray[Any]] = {}
        self.outputs: dict[str, NDArray[np.float32]] = {}

    def get_inputs(self) -> Any:
        return self._session.get_inputs()

    def get_outputs(self) -> Any:
        return self._session.get_outputs()

    def run(self, names: list[str], inputs: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        self.inputs = inputs
        told: list[NDArray[Any]] = self._session.run(names, inputs)
        self.outputs = dict(zip(names, told, strict=True))
        return told


def expected(bundle: Bundle, asked: list[Asked]) -> list[Expected]:
    """Answer each case as the service does, listening to what its graphs are given: no second way to make inputs."""
    scorer = bundle._scorer
    sessions = scorer._sessions
    heard = {name: _Overheard(session) for name, session in sessions.items()}
    scorer._sessions = heard
    try:
        return [_answered(bundle, heard, *one) for one in asked]
    finally:
        scorer._sessions = sessions


def _answered(bundle: Bundle, heard: dict[str, _Overheard], case: Case, circumstances: Circumstances) -> Expected:
    bundle.answer(case, circumstances)
    findings, ranker = heard[layout.FINDINGS_GRAPH], heard[layout.RANKER_GRAPH]
    if "explain" in ranker.inputs:  # once more, for the shares
        ranker.run(list(ranker.outputs), ranker.inputs | {"explain": np.array(True)})
    outputs, places = ranker.outputs, bundle.first(ranker.outputs["score"], 10)
    decided = {"by_common": outputs["by_common"][places]} if "by_common" in outputs else {}
    findings.run(list(findings.outputs), findings.inputs | {"shown": places} | decided)
    of_findings = {name: findings.outputs[name] for name in SHARES}
    given: dict[str, Any] = {name: findings.inputs[name].tolist() for name in ("observed", "excluded")}
    given["numbers"] = [None if np.isnan(value) else float(value) for value in findings.inputs["numbers"]]
    given["circumstances"] = ranker.inputs.get("circumstances", np.array([], dtype=np.int64)).tolist()
    best = [bundle.diseases[place].id for place in places]
    of_all = {name: share[None, places] for name, share in outputs.items() if name.endswith("_share")}
    return Expected(given, outputs, of_all | of_findings, best)


def read(bundle: Bundle, file: Path, form: str, count: int) -> list[Asked]:
    """Cases that the bundle can answer, spread over the whole file: neighbours are often of one disease."""
    source = open_source(SourceConfig(name="cases", format=form, path=file), bundle.lexicon.resolve)
    records = list(source.records())
    apart = max(1, len(records) // count)

    def answerable() -> Iterator[Asked]:
        for record in chain.from_iterable(records[start::apart] for start in range(apart)):
            try:
                case = source.parse(record)
            except InputError:
                continue
            if any(finding.id in bundle.lexicon for finding in case.findings):
                yield case, Circumstances()

    return list(islice(answerable(), count))


def drawn(bundle: Bundle, count: int, seed: int = 0) -> list[Asked]:
    """Invented patients: findings of one disease as often as its profile states them, and one or two of chance.

    Every kind of circumstances, unknown ages, excluded findings and measurements occur among them.
    """
    random = np.random.default_rng(seed)
    book, entries = bundle._explainer.book, bundle.lexicon.entries
    told = [place for place in range(len(bundle.diseases)) if len(book.stated(place)[0]) > 2]
    return [_drawn(random, number, book.stated(int(random.choice(told))), entries) for number in range(count)]


def _drawn(random: np.random.Generator, number: int, profile: Any, entries: Any) -> Asked:
    findings, frequencies = profile
    shown = random.random(len(findings)) < frequencies
    shown[int(random.integers(len(findings)))] = True
    chance = random.integers(len(entries), size=2)
    observed = {entries[int(place)].id for place in (*findings[shown][:12], chance[0])}
    excluded = {entries[int(place)].id for place in (*findings[~shown][:2], chance[1])} - observed
    case = Case(
        case_id=f"drawn-{number}",
        age=None if number % 7 == 0 else float(random.integers(0, 90)),
        sex=(Sex.FEMALE, Sex.MALE, Sex.UNKNOWN)[number % 3],
        findings=tuple(Finding(id=one) for one in sorted(observed))
        + tuple(Finding(id=one, excluded=True) for one in sorted(excluded)),
        measurements=tuple(
            Measurement(code=code, unit=unit, value=value) for code, unit, value in MEASURED[: number % 4]
        ),
    )
    asked_at = Circumstances(
        setting=tuple(Setting)[number % len(Setting)],
        region=(None, *Region)[number % (1 + len(Region))],
        course=(None, *Course)[number % (1 + len(Course))],
    )
    return case, asked_at
