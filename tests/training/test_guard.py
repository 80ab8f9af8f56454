"""Macro-F1 decides, unless orphan diseases pay for it."""

from hoofbeat.training.guard import MARGIN, choose, passes


def figures(f1: float, recall: float | None = None) -> dict[str, float]:
    return {"macro_f1": f1} | ({} if recall is None else {"orphan_macro_recall": recall})


def test_the_best_macro_f1_wins_within_the_margin() -> None:
    verdict = choose({"a": figures(0.40, 0.35), "b": figures(0.41, 0.35 - MARGIN + 0.001)})
    assert (verdict.winner, verdict.guarded, verdict.reason) == ("b", (), "")


def test_a_candidate_that_gives_orphan_diseases_away_cannot_win() -> None:
    metrics = {"a": figures(0.40, 0.35), "b": figures(0.45, 0.30), "c": figures(0.46, 0.31), "d": figures(0.39, 0.355)}
    verdict = choose(metrics)
    assert verdict.winner == "a"
    assert verdict.guarded == ("c", "b")
    assert "a wins though macro-F1 is higher for c (0.310), b (0.300)" in verdict.reason
    assert "below the 0.355 of d" in verdict.reason


def test_the_guard_cannot_leave_nobody() -> None:
    assert choose({"a": figures(0.1, 0.9), "b": figures(0.9, 0.1)}).winner == "a"


def test_of_equals_the_first_wins() -> None:
    assert choose({"a": figures(0.4, 0.3), "b": figures(0.4, 0.3)}).winner == "a"


def test_without_orphan_diseases_macro_f1_decides_alone() -> None:
    assert choose({"a": figures(0.4), "b": figures(0.5)}).winner == "b"
    assert passes("a", {"a": figures(0.4), "b": figures(0.5)})
