"""The hierarchy as a matrix."""

import numpy as np

from hoofbeat.knowledge.closures import closure_matrix
from small_world import ONTOLOGY, D


def test_the_closure_marks_a_term_and_all_above_it() -> None:
    matrix = closure_matrix(ONTOLOGY).toarray()
    assert np.flatnonzero(matrix[ONTOLOGY.index[D]]).tolist() == ONTOLOGY.ancestors(ONTOLOGY.index[D]).tolist()
    assert matrix.max() == 1


def test_it_is_made_once_for_an_ontology() -> None:
    assert closure_matrix(ONTOLOGY) is closure_matrix(ONTOLOGY)
