"""What is computed once is kept: one small file a unit, under a name that says what it was computed from."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

import hoofbeat
from hoofbeat.evaluation.benchmark.asking import Reply
from hoofbeat.evaluation.benchmark.contenders import Contender
from hoofbeat.evaluation.benchmark.lessons import EXTERNAL

#: What every figure depends on, whoever competes: packages, and modules of other packages.
_COMMON = (
    "domain", "standards", "knowledge", "features", "sources", "models/teaching.py",
    "evaluation/held_out.py", "evaluation/ranking.py",
    *(f"evaluation/benchmark/{module}.py" for module in (
        "asking", "contenders", "differential", "examiner", "lessons", "questions", "reading", "world",
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """The smallest piece of work: one contender in one fold of one protocol."""

    protocol: str
    contender: str
    fold: int


@dataclass(frozen=True)
class Parts:
    """The answers of each unit, in a folder.

    Attributes:
        folder: made when the first unit is kept.
        basis: everything that all units were computed from (digests of the data, settings).
        outside: digest of the cases from outside, which decide nothing but the answers to themselves.
        code: contender → digest of the code that its figures come from.
    """

    folder: Path
    basis: Mapping[str, str | int | bool]
    outside: str
    code: Mapping[str, str]

    def file(self, unit: Unit) -> Path:
        """Where the answers of a unit lie: other data, code or settings, another file."""
        made_from: dict[str, object] = {
            "basis": dict(self.basis),
            "code": self.code[unit.contender],
            "unit": asdict(unit),
        }
        if unit.protocol == EXTERNAL:
            made_from["outside"] = self.outside
        digest = hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:16]
        name = re.sub(r"[^a-z0-9]+", "-", f"{unit.protocol} {unit.contender} {unit.fold}".lower())
        return self.folder / f"{name}-{digest}.npz"

    def load(self, unit: Unit) -> dict[str, Reply] | None:
        """What was kept of a unit; ``None`` if nothing was, or only something damaged."""
        try:
            # NumPy leaves a file open that it cannot read.
            with self.file(unit).open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
                names = arrays["names"].tolist()
                return {
                    name: Reply(*(arrays[f"{number}.{column}"] for column in Reply.__dataclass_fields__))
                    for number, name in enumerate(names)
                }
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def save(self, unit: Unit, answers: Mapping[str, Reply]) -> None:
        """Keep the answers of a unit; an interrupted write leaves nothing that could be taken for them."""
        columns = {
            f"{number}.{column}": values
            for number, answer in enumerate(answers.values())
            for column, values in vars(answer).items()
        }
        file = self.file(unit)
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".part")
        with draft.open("wb") as stream:
            np.savez_compressed(stream, names=np.array(list(answers), dtype=np.str_), **columns)
        draft.replace(file)


def code_digests(contenders: Iterable[Contender]) -> dict[str, str]:
    """For each contender, a digest of the source files that can change its figures."""
    package = Path(hoofbeat.__file__).parent
    return {contender.name: _digest(package, _sources(contender)) for contender in contenders}


def _sources(contender: Contender) -> tuple[str, ...]:
    if not contender.modules:
        return (*_COMMON, "models", "evaluation/benchmark/hybrid.py")
    # Every baseline climbs the ontology as the knowledge model does.
    return (*_COMMON, *(f"models/{module}" for module in {*contender.modules, "knowledge_model.py"}))


def _digest(package: Path, sources: Iterable[str]) -> str:
    digest = hashlib.sha256()
    files = {file for source in sources for file in _files(package / source)}
    for file in sorted(files):
        digest.update(f"{file.relative_to(package)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    return path.rglob("*.py") if path.is_dir() else (path,)
