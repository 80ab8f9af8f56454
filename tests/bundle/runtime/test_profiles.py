"""The profiles a bundle carries: the same shares as the ranking's, before and after export.

Mirrors: hoofbeat.bundle.export.profiles
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest

from hoofbeat.bundle.export.profiles import SMALLEST, profile_book, profiles_graph
from hoofbeat.bundle.runtime import profiles as profiles_module
from hoofbeat.bundle.runtime.profiles import ProfileBook, expand
from small_world import FREQUENCIES, ONTOLOGY, ROOT, A, B, C, D, E, H, profiles

#: 1 − Π (1 − f) at or below each finding, worked out by hand: C = 1 − 0.5 · 0.8, B = 1 − 0.5 · 0.8 · 0.9 …
CLIMBED = {ROOT: (0.64, 0.7, 0), A: (0.6, 0, 0), B: (0.64, 0.7, 0), C: (0.6, 0, 0), D: (0.5, 0, 0), E: (0.1, 0.4, 0)}
HISTORY = {H: (0, 0, 0.9)}


def at(*finding_ids: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([ONTOLOGY.index[finding_id] for finding_id in finding_ids], dtype=np.int64)


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> ProfileBook:
    monkeypatch.setattr(profiles_module, "TOO_GENERAL", 1.0)  # of three diseases, each finding is of a third at least
    return profile_book(ONTOLOGY, profiles(FREQUENCIES))


def test_shares_climb_each_statement_once(book: ProfileBook) -> None:
    expected = CLIMBED | HISTORY
    told = book.climbed(np.arange(3), at(*expected))
    share = np.zeros((len(expected), 3))
    share[told.finding, told.disease] = told.share
    np.testing.assert_allclose(share, list(expected.values()), atol=0.005)


def test_only_what_is_wanted_is_climbed(book: ProfileBook) -> None:
    told = book.climbed(np.array([1, 2]), at(H, B))
    assert list(zip(told.finding.tolist(), told.disease.tolist(), strict=True)) == [(0, 1), (1, 0)]
    np.testing.assert_allclose(told.share, [HISTORY[H][2], CLIMBED[B][1]], atol=0.005)


def test_the_background_is_the_mean_over_all_diseases(book: ProfileBook) -> None:
    for finding, shares in (CLIMBED | HISTORY).items():
        assert book.background[ONTOLOGY.index[finding]] == pytest.approx(np.mean(shares), abs=0.005)


def test_a_finding_is_as_specific_as_the_best_of_its_ancestors() -> None:
    book = profile_book(ONTOLOGY, profiles({(0, C): 0.6, (1, B): 0.5, (2, H): 0.9}))
    specificity = {finding: book.specificity[ONTOLOGY.index[finding]] for finding in (B, C, D, E)}
    assert specificity[C] == pytest.approx(-np.log(0.6 / 3), abs=0.01)
    assert specificity[D] == specificity[C], "no profile states D: it tells what C does"
    assert specificity[E] == specificity[B] < specificity[C]
    nothing = profile_book(ONTOLOGY, profiles({(2, H): 0.9}))
    assert nothing.specificity[ONTOLOGY.index[D]] == 0


def test_what_follows_from_what(book: ProfileBook) -> None:
    assert set(np.flatnonzero(book.implied(at(C)))) == set(at(C, A, B, ROOT))
    assert not book.implied(at()).any()
    below = set(np.flatnonzero(book.ruled_out(at(B, H))))
    assert below == {position for position in range(len(ONTOLOGY.terms)) if {*at(B, H)} & {*book.ancestors(position)}}
    assert {*at(B, D, E, H)} <= below
    assert not {*at(A, ROOT)} & below
    assert not book.ruled_out(at()).any()


def test_what_hardly_anyone_shows_is_left_out() -> None:
    book = profile_book(ONTOLOGY, profiles({(0, D): SMALLEST / 2, (0, E): SMALLEST * 2}))
    findings, frequencies = book.stated(0)
    assert findings.tolist() == at(E).tolist()
    assert frequencies == pytest.approx([SMALLEST * 2], abs=1 / 255)
    assert book.stated(1)[0].size == 0


def test_the_graph_gives_back_what_was_put_in(book: ProfileBook, tmp_path: Path) -> None:
    path = tmp_path / "profiles.onnx"
    onnx.save(profiles_graph(book), path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    back = ProfileBook.of(dict(zip(names, session.run(names, {}), strict=True)))
    for name, array in vars(book).items():
        np.testing.assert_array_equal(vars(back)[name], array, err_msg=name)


def test_rows_may_be_empty() -> None:
    owner, element = expand(np.array([0, 2, 2, 5]), np.array([2, 1, 0, 2]))
    assert owner.tolist() == [0, 0, 0, 2, 2, 3, 3, 3]
    assert element.tolist() == [2, 3, 4, 0, 1, 2, 3, 4]
    assert [array.size for array in expand(np.array([0, 2]), np.array([], dtype=np.int64))] == [0, 0]
