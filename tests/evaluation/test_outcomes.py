import numpy as np

from hoofbeat.evaluation.outcomes import worst_diseases
from hoofbeat.evaluation.ranking import Ranking


def made_up(predicted: bool = True) -> Ranking:
    return Ranking(
        name="naive / knowledge",
        protocol="naive",
        model="knowledge",
        ranks=np.array([11, 40, 2, 1, 0, 11, 1]),
        truth_ids=("a", "a", "a", "b", "c", "d", "d"),
        orphan=np.array([True, True, True, False, False, True, True]),
        sources=("phenopackets",) * 7,
        predicted_ids=("x", "x", "y", "b", "y", "a", "d") if predicted else None,
    )


def test_the_most_missed_come_first_and_those_without_a_miss_stay_out() -> None:
    worst = worst_diseases(made_up(), {"a": "Disease A", "x": "Disease X"})
    assert [(d.disease_id, d.missed, d.cases) for d in worst] == [("a", 2, 3), ("c", 1, 1), ("d", 1, 2)]
    a, c, d = worst
    assert (a.name, a.orphan, a.median_rank, a.taken_for, a.taken_for_cases) == (
        "Disease A",
        True,
        11.0,
        "Disease X",
        2,
    )
    assert (c.name, c.orphan, c.median_rank, c.taken_for) == ("c", False, None, "y")
    assert (d.median_rank, d.taken_for) == (6.0, "Disease A")


def test_limit_and_k() -> None:
    assert [d.disease_id for d in worst_diseases(made_up(), {}, limit=1)] == ["a"]
    assert {d.disease_id: d.missed for d in worst_diseases(made_up(), {}, k=1)} == {"a": 3, "c": 1, "d": 1}


def test_without_predictions_nothing_is_said_of_confusions() -> None:
    assert {d.taken_for for d in worst_diseases(made_up(predicted=False), {})} == {None}
