"""The small world with one common disease, its third: smoking is asked about, and shown by most of its patients."""

import numpy as np

from hoofbeat.bundle.runtime.circumstances import SIZE
from hoofbeat.knowledge.common import Statement, StatementSource
from hoofbeat.models.common.evidence import build_evidence
from hoofbeat.models.common.model import CommonModel
from small_world import CATALOGUE, ONTOLOGY, H

COMMON = "HBD:0000003"


def common_model() -> CommonModel:
    """Nobody's age, sex, course or place says anything; each setting has its own level alone."""
    stated = {StatementSource.CURATED: [Statement(COMMON, H, 0.9, "PMID:1")]}
    return CommonModel(
        ONTOLOGY,
        np.array([2]),
        build_evidence(ONTOLOGY, stated, {COMMON: 0}),
        np.zeros((SIZE, 1), dtype=np.float32),
        np.zeros((SIZE, len(CATALOGUE)), dtype=np.float32),
        np.array([True, True, True]),
    )
