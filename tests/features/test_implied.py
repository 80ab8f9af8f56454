"""What cases have or imply, as rows of a matrix."""

import numpy as np

from hoofbeat.domain.case import Case, Finding
from hoofbeat.features.implied import implied, marked
from hoofbeat.knowledge.ontology import Ontology, Term
from small_world import ONTOLOGY, ROOT, A, B, D, E, H


def case(*observed: str, excluded: tuple[str, ...] = ()) -> Case:
    findings = [Finding(id=finding) for finding in observed] + [Finding(id=f, excluded=True) for f in excluded]
    return Case(case_id="x", findings=tuple(findings))


def of(cases: list[Case], ontology: Ontology = ONTOLOGY) -> list[set[str]]:
    has = implied(cases, ontology)
    assert has.dtype == np.uint8
    assert set(has.data) <= {1}
    assert has.has_sorted_indices
    rows = np.split(has.indices, has.indptr[1:-1])
    assert all(len(set(row.tolist())) == len(row) for row in rows)
    return [{ontology.ids[position] for position in row} for row in rows]


def test_a_case_implies_all_above_what_it_has_and_nothing_else() -> None:
    first, second, third, fourth = of([case(D), case(E, H), case(), case(A, excluded=(D,))])
    assert first == {ONTOLOGY.ids[at] for at in ONTOLOGY.ancestors(ONTOLOGY.index[D])}
    assert second == {E, B, ROOT, H}
    assert third == set()
    assert fourth == {A, ROOT}


def test_what_the_ontology_does_not_know_implies_nothing() -> None:
    assert of([case("HP:9999999"), case("HP:9999999", A)]) == [set(), {A, ROOT}]


def test_an_ancestor_of_as_many_findings_as_a_byte_counts_is_still_implied() -> None:
    leaves = [f"HP:{number:07}" for number in range(1000, 1256)]
    terms = (Term("HP:0000118", "root"), *(Term(leaf, leaf, ("HP:0000118",)) for leaf in leaves))
    assert len(leaves) == 2**8
    assert of([case(*leaves)], Ontology("test", terms)) == [{"HP:0000118", *leaves}]


def test_rows_may_be_empty() -> None:
    np.testing.assert_array_equal(marked([[1], [], [0, 2]], 3).toarray(), [[0, 1, 0], [0, 0, 0], [1, 0, 1]])
    assert marked([], 3).shape == (0, 3)
