"""What training leaves behind for evaluation and export: the comparison, and the fitted winner."""

import gzip
import json
import pickle
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.errors import InputError
from hoofbeat.models.api import FittedCohortModel
from hoofbeat.models.plan import SHIPPED_PLAN, Plan
from hoofbeat.training.selection import Selection
from hoofbeat.training.tuning import DATABASE

_SUMMARY, _ANSWERS, _MODEL = "selection.json", "out-of-fold.npz", "cohort-model.pickle.gz"


@dataclass(frozen=True)
class TrainingOutcome:
    """The result of ``hoofbeat train``.

    Attributes:
        settings: ``min_cases``, ``folds``, ``seed``, ``size``, ``trials`` and ``balancing`` as given, ``candidates``
            where not all were compared, and ``as_of`` where an older gold was meant.
        metrics: figures of every candidate, by name.
        winner: name of the selected candidate; empty where no disease has enough cases.
        classes: diseases of the comparison, sorted.
        y: class of each compared case, [n].
        probabilities: out-of-fold probabilities of every candidate, float32 [n, C].
        plans: how every candidate was fitted, by name.
        studies: the search each plan comes from (``mlp-6c1f09a2b3d4e5f6, trial 7``), by name; none without a search.
        balancing: what was done for the rare classes in the first fold, by name.
        guard: why the candidate with the best macro-F1 is not the winner; empty where it is.
        model: the winner, fitted on the whole cohort; ``None`` without one.
        data_version: Delta version of the cohort.
        knowledge_version: release of the knowledge that gave labels and ancestors.
    """

    settings: Mapping[str, float | str]
    metrics: Mapping[str, Mapping[str, float]]
    winner: str
    classes: tuple[str, ...]
    y: NDArray[np.int64]
    probabilities: Mapping[str, NDArray[np.float32]]
    plans: Mapping[str, Plan]
    studies: Mapping[str, str]
    balancing: Mapping[str, str]
    guard: str
    model: FittedCohortModel | None
    data_version: int
    knowledge_version: str

    @property
    def plan(self) -> Plan:
        """How the winner was fitted, to fit it again on other cases."""
        return self.plans.get(self.winner, SHIPPED_PLAN)

    @property
    def as_of(self) -> str | None:
        """The gold version that was trained on, where it was meant to be another than the newest; else ``None``."""
        return str(self.data_version) if "as_of" in self.settings else None

    @classmethod
    def of(
        cls,
        selection: Selection,
        model: FittedCohortModel,
        settings: Mapping[str, float | str],
        data_version: int,
        knowledge_version: str,
    ) -> "TrainingOutcome":
        """Put together what a selection and the final fit gave."""
        return cls(
            settings=settings,
            metrics={name: dict(result.metrics) for name, result in selection.results.items()},
            winner=selection.winner,
            classes=selection.classes,
            y=selection.y,
            probabilities={name: result.probabilities for name, result in selection.results.items()},
            plans={name: result.tuned.plan for name, result in selection.results.items()},
            studies={
                name: f"{result.tuned.study}, trial {result.tuned.trial}"
                for name, result in selection.results.items()
                if result.tuned.study
            },
            balancing={name: result.balancing[0] for name, result in selection.results.items()},
            guard=selection.verdict.reason,
            model=model,
            data_version=data_version,
            knowledge_version=knowledge_version,
        )

    @classmethod
    def without_model(
        cls, settings: Mapping[str, float | str], data_version: int, knowledge_version: str
    ) -> "TrainingOutcome":
        """No disease has enough cases: the knowledge answers alone."""
        nobody = np.zeros(0, dtype=np.int64)
        return cls(settings, {}, "", (), nobody, {}, {}, {}, {}, "", None, data_version, knowledge_version)

    def save(self, folder: Path) -> None:
        """Write everything, then put it in the place of ``folder`` at once: what stands there is of one training.

        The studies alone stay: the next training may go on with them.
        """
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as aside:
            new = Path(aside) / "new"
            new.mkdir()
            self._write(new)
            if (folder / DATABASE).is_file():
                shutil.copy2(folder / DATABASE, new)
            if folder.exists():
                folder.rename(Path(aside) / "old")
            new.rename(folder)

    def _write(self, folder: Path) -> None:
        arrays: dict[str, Any] = {"y": self.y} | {f"p_{name}": p for name, p in self.probabilities.items()}
        np.savez_compressed(folder / _ANSWERS, **arrays)
        # Not by joblib: a model refers to objects by the ten thousand, which it writes twenty times slower.
        with gzip.open(folder / _MODEL, "wb", compresslevel=3) as file:
            pickle.dump(self.model, file, protocol=pickle.HIGHEST_PROTOCOL)
        summary = {
            "settings": dict(self.settings),
            "metrics": {name: dict(values) for name, values in self.metrics.items()},
            "winner": self.winner,
            "classes": self.classes,
            "plans": {name: asdict(plan) for name, plan in self.plans.items()},
            "studies": dict(self.studies),
            "balancing": dict(self.balancing),
            "guard": self.guard,
            "data_version": self.data_version,
            "knowledge_version": self.knowledge_version,
        }
        (folder / _SUMMARY).write_text(json.dumps(summary, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "TrainingOutcome":
        """Read back what ``save`` wrote; the model file is trusted as our own.

        Raises:
            InputError: nothing was trained there, or what was left is damaged.
        """
        missing = [name for name in (_SUMMARY, _ANSWERS, _MODEL) if not (folder / name).is_file()]
        if missing:
            raise InputError(f"{folder} lacks {', '.join(missing)}", hint="run `hoofbeat train` first")
        try:
            return cls._read(folder)
        except Exception as error:  # whatever pickle says of a damaged file, or of another version's
            raise InputError(
                f"What training left in {folder} cannot be read ({type(error).__name__})",
                hint="run `hoofbeat train` again",
            ) from error

    @classmethod
    def _read(cls, folder: Path) -> "TrainingOutcome":
        summary = json.loads((folder / _SUMMARY).read_text(encoding="utf-8"))
        with (folder / _ANSWERS).open("rb") as file, np.load(file) as arrays:
            y = arrays["y"]
            probabilities = {name[2:]: arrays[name] for name in arrays.files if name.startswith("p_")}
        with gzip.open(folder / _MODEL, "rb") as model:
            fitted: FittedCohortModel | None = pickle.load(model)  # noqa: S301
        return cls(
            settings=summary["settings"],
            metrics=summary["metrics"],
            winner=summary["winner"],
            classes=tuple(summary["classes"]),
            y=y,
            probabilities=probabilities,
            plans={name: Plan(**plan) for name, plan in summary["plans"].items()},
            studies=summary["studies"],
            balancing=summary["balancing"],
            guard=summary["guard"],
            model=fitted,
            data_version=summary["data_version"],
            knowledge_version=summary["knowledge_version"],
        )
