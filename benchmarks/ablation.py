"""What the re-ranker's parts are worth, and what limits it on diseases that no case has shown.

    python benchmarks/ablation.py --run runs/first

Needs a run with published patients (`hoofbeat ingest`). The disease-held-out protocol of `hoofbeat evaluate`, without a
cohort model: in each fold, questions are asked of models that have read no case of the fold's diseases, as the ranking
is fitted, and each variant fits a re-ranker on them without some of the columns. About a quarter of an hour.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from lightgbm import LGBMRanker
from numpy.typing import NDArray

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.features.splits import disease_folds
from hoofbeat.knowledge.annotations import BROADER
from hoofbeat.models.facts import FACTS
from hoofbeat.models.inner_folds import RankerSettings, held_out, knowledge_of, teaching_questions, unread_and_listed
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.pairs import COLUMNS, PAIRS, PairWorld
from hoofbeat.models.reranker import Questions, Reranker, compare
from hoofbeat.models.teaching import Teaching
from hoofbeat.workspace import Workspace

FOLDS, TOP = 5, (1, 3, 10)

Mask = Callable[[str], bool]
Gains = NDArray[np.float32]

#: What each variant takes away, by the names of columns.
WITHOUT: Mapping[str, Mask] = {
    "without excluded findings": lambda name: name.startswith("excluded"),
    "without ancestors once and breadth": lambda name: name in ("evidence, ancestors once", "breadth"),
    "without the profile's way": lambda name: name.startswith(("profile shown", "expected but")),
    "without findings stated themselves": lambda name: name.startswith(("findings stated", "own ")),
    "without facts of the disease": lambda name: name in FACTS,
    "the score's columns alone": lambda name: name not in PAIRS[:2],
}

#: The same patients, told less of them.
TOLD_LESS: Mapping[str, Callable[[Case], Case]] = {
    "asked without what was excluded": Case.without_excluded,
    "asked with five findings": partial(Case.with_few_findings, count=5),
}


def main() -> None:
    """Ask, fit, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="run directory with a lake and its knowledge")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    work = Workspace(options.run)
    teaching = Teaching.of(work.knowledge, work.cohort)
    published = replace(teaching, annotations=teaching.annotations[teaching.annotations["evidence"] != BROADER])
    fold = disease_folds([disease or "" for disease in teaching.cohort.diseases], folds=FOLDS, seed=0)
    asked = np.array([(case.group or "").startswith("PMID:") for case in teaching.cohort.cases])
    asked &= unread_and_listed(teaching)
    found: dict[str, list[tuple[Questions, Gains]]] = defaultdict(list)
    for number in track(range(FOLDS), "Holding out diseases"):
        held = np.flatnonzero(fold == number)
        narrow, left = (read.holding_out(held, unread=False) for read in (published, teaching))
        rows = held[asked[held]]
        cases, truth = [teaching.cohort.cases[row] for row in rows], teaching.truth[rows]
        known = knowledge_of(left)
        questions = _questions(known, cases, truth)
        less = {name: _questions(known, [*map(tell, cases)], truth) for name, tell in TOLD_LESS.items()}
        by_score = _scored(_questions(knowledge_of(narrow), cases, truth), questions)
        for name, pair in (by_score | _reranked(left, questions, less)).items():
            found[name].append(pair)
    table = {name: _judged(pairs) for name, pairs in found.items()}
    for name, figures in table.items():
        print(f"{name:48}" + "   ".join(f"{kind} {values}" for kind, values in figures.items()))
    if options.json:
        options.json.write_text(json.dumps(table, indent=1), encoding="utf-8")


def _questions(known: tuple[KnowledgeModel, PairWorld], cases: Sequence[Case], truth: NDArray[np.int64]) -> Questions:
    """Cases whose disease the knowledge lists, asked of what is known without them."""
    model, world = known
    return Questions.ask(world, cases, model.scores(cases), truth)


def _scored(narrow: Questions, asked: Questions) -> dict[str, tuple[Questions, Gains]]:
    """The knowledge model by itself, whole and without what each line names."""

    def column(questions: Questions, name: str) -> Gains:
        return questions.columns[..., COLUMNS.index(name)]

    once = column(asked, "evidence, ancestors once") - column(asked, "breadth") * column(asked, "observed, number")
    one_by_one = column(asked, "score") - once + column(asked, "evidence, sum")
    return {
        "knowledge model, no broader entries": (narrow, column(narrow, "score")),
        "knowledge model, findings one by one": (asked, one_by_one),
        "knowledge model": (asked, column(asked, "score")),
    }


def _reranked(left: Teaching, asked: Questions, less: Mapping[str, Questions]) -> dict[str, tuple[Questions, Gains]]:
    """Re-rankers that are taught by what is left: all of it, as it was recorded, and without some of the columns."""
    parts = held_out(left, None, RankerSettings())
    taught = Questions.joined(teaching_questions(parts))
    as_recorded = Questions.joined([part.questions for part in parts])
    whole = _fit(taught)
    found = {"re-ranker": (asked, whole(asked))}
    found |= {f"the same, {name}": (told, whole(told)) for name, told in less.items()}
    found["taught by cases as recorded alone"] = (asked, _fit(as_recorded)(asked))
    for name, is_gone in WITHOUT.items():
        gone = np.array([is_gone(column) for column in COLUMNS])
        found[name] = (asked, _fit(_blank(taught, gone))(_blank(asked, gone)))
    return found | {"boosted trees over the same columns": (asked, _trees(taught, asked))}


def _fit(taught: Questions) -> Callable[[Questions], Gains]:
    reranker = Reranker.fit([taught])
    if reranker is None:
        raise SystemExit("Too few published patients in this run to fit a re-ranker.")
    return lambda asked: reranker.gains(compare(asked.columns))


def _trees(taught: Questions, asked: Questions) -> Gains:
    """LambdaMART (Burges, Microsoft Research MSR-TR-2010-82) in the committee's place: what it is to be measured by."""
    known = taught.answerable()
    size = known.columns.shape[1]
    settings = {"num_leaves": 8, "min_child_samples": 100, "colsample_bytree": 0.5, "reg_lambda": 10.0}
    trees = LGBMRanker(n_estimators=150, **settings, n_jobs=1, verbose=-1, random_state=0)
    trees.fit(
        known.columns.reshape(-1, len(COLUMNS)),
        (np.arange(size) == known.right[:, None]).ravel().astype(np.int32),
        sample_weight=np.repeat(known.balanced, size),
        group=np.full(len(known), size),
    )
    gains = trees.predict(asked.columns.reshape(-1, len(COLUMNS)))
    return np.asarray(gains, dtype=np.float32).reshape(asked.columns.shape[:2])


def _blank(questions: Questions, gone: NDArray[np.bool_]) -> Questions:
    return replace(questions, columns=np.where(gone, np.float32(0), questions.columns))


def _judged(parts: list[tuple[Questions, Gains]]) -> dict[str, list[float]]:
    """Shares among the first 1, 3, 10 (and 200): of patients, of them without the largest disease, over diseases."""
    right, truth = (np.concatenate([getattr(asked, name) for asked, _ in parts]) for name in ("right", "truth"))
    gains = np.concatenate([gain for _, gain in parts])
    found = right >= 0
    ranks = (gains >= gains[np.arange(len(gains)), right][:, None]).sum(axis=1)
    within = np.column_stack([*(found & (ranks <= k) for k in TOP), found])
    _, member, sizes = np.unique(truth, return_inverse=True, return_counts=True)
    rest = member != sizes.argmax()
    by_disease = np.array([within[member == one].mean(axis=0) for one in range(len(sizes))])
    means = {"patients": within.mean(axis=0), "without the largest": within[rest].mean(axis=0)}
    means["diseases"] = by_disease.mean(axis=0)
    return {kind: [round(float(value), 3) for value in values] for kind, values in means.items()}


if __name__ == "__main__":
    main()
