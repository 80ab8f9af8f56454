"""Real models on small invented cohorts."""

from typing import Any

import pytest

from explanation_cohorts import ONTOLOGY, learn
from hoofbeat.evaluation.explanation.naming import Words
from hoofbeat.evaluation.explanation.sample import Learned
from hoofbeat.models.candidates import names
from invented_cohort import make_cohort


@pytest.fixture(scope="session", params=names())
def learned(request: Any) -> Learned:
    """Each kind of model, on findings and an age that is partly unknown."""
    return learn(request.param, make_cohort(ONTOLOGY))


@pytest.fixture(scope="session")
def words() -> Words:
    return Words(ONTOLOGY, {})
