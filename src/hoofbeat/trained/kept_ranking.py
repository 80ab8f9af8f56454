"""The parts of an exported ranking that one more case does not change, kept so that a fold need not make them again.

Re-ranker and pool hold nothing of the knowledge (``models.ranker.reread``), the common diseases nothing of the cases.
"""

import gzip
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.errors import InputError
from hoofbeat.models.common.model import CommonModel
from hoofbeat.models.hybrid import CohortRanker, HybridParameters, HybridRanker
from hoofbeat.models.reranker import Reranker
from hoofbeat.models.teaching import Teaching

_FILE = "ranking.pickle.gz"


@dataclass(frozen=True)
class KeptRanking:
    """The lasting parts of an exported ranking.

    Attributes:
        bundle: version of the bundle that was exported with them.
        data_version: Delta version of the cohort they were fitted on.
        knowledge_version: release of the knowledge they were fitted on.
        parameters: parameters of the pool.
        reranker: re-ranker; ``None`` where none helped.
        cohort: fitted cohort model; ``None`` where no disease has enough cases.
        common: the common diseases, field by field, without the ontology; ``None`` where the catalogue has none.
    """

    bundle: str
    data_version: int
    knowledge_version: str
    parameters: HybridParameters
    reranker: Reranker | None
    cohort: CohortRanker | None
    common: Mapping[str, Any] | None

    @classmethod
    def of(cls, ranker: HybridRanker, bundle: str, data_version: int, knowledge_version: str) -> "KeptRanking":
        """Take the parts of a ranking that was exported."""
        common: dict[str, Any] | None = None
        if ranker.common:
            names = [field.name for field in fields(ranker.common) if field.name != "ontology"]
            common = {name: getattr(ranker.common, name) for name in names}
        return cls(bundle, data_version, knowledge_version, ranker.parameters, ranker.reranker, ranker.cohort, common)

    def common_of(self, teaching: Teaching, profiled: NDArray[np.bool_]) -> CommonModel | None:
        """The common diseases beside an orphan ranking that counts more cases.

        Args:
            teaching: knowledge of the same release, and cases.
            profiled: diseases that the knowledge model speaks of, [D].
        """
        if self.common is None:
            return None
        kept = CommonModel(ontology=teaching.ontology, **self.common)
        if kept.orphan_person.shape[1] == len(teaching.catalogue):
            return replace(kept, profiled=profiled)
        return kept.reread(teaching, profiled)

    def save(self, training: Path) -> None:
        """Write into the folder of the training, in one step."""
        draft = training / f"{_FILE}.part"
        with gzip.open(draft, "wb", compresslevel=3) as file:
            pickle.dump(self, file, protocol=pickle.HIGHEST_PROTOCOL)
        draft.replace(training / _FILE)

    @classmethod
    def load(cls, training: Path) -> "KeptRanking":
        """Read back what ``save`` wrote; the file is trusted as our own.

        Raises:
            InputError: nothing was exported there, or what was left is damaged.
        """
        path = training / _FILE
        try:
            with gzip.open(path, "rb") as file:
                kept = pickle.load(file)  # noqa: S301
            if not isinstance(kept, cls):
                raise TypeError("another object")
        except FileNotFoundError as error:
            raise InputError(
                f"{training} keeps no ranking of an export", hint="run `hoofbeat export` with this version of hoofbeat"
            ) from error
        except Exception as error:  # whatever pickle says of a damaged file, or of another version's
            raise InputError(
                f"{path} cannot be read ({type(error).__name__})", hint="run `hoofbeat export` again"
            ) from error
        return kept
