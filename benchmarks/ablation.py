"""What the re-ranker's parts are worth, and what limits it on diseases that no case has shown.

    python benchmarks/ablation.py --run runs/first

Needs a run with published patients (`hoofbeat ingest`). Questions are asked once, of knowledge models that have not
read their publication (a sample of patients) or any case of their disease (all that the disease-held-out protocol
asks); each variant then fits a re-ranker on the other folds' questions and is judged on the fold's. A short cut:
`hoofbeat benchmark accuracy` fits everything anew inside each fold, and pools the cohort model. Compare lines with each
other.
"""

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hoofbeat.console import stage, track
from hoofbeat.features.splits import disease_folds
from hoofbeat.jobs.workspace import Workspace
from hoofbeat.knowledge.annotations import BROADER
from hoofbeat.models.facts import FACTS
from hoofbeat.models.inner_folds import RankerSettings, held_out
from hoofbeat.models.pairs import COLUMNS, PAIRS
from hoofbeat.models.reranker import Questions, Reranker
from hoofbeat.models.teaching import Teaching

FOLDS, TOP = 5, (1, 3, 10)

EXCLUDED = np.array([name.startswith("excluded") for name in COLUMNS])

Folds = NDArray[np.int64]
Mask = Callable[[str], bool]

#: What each variant takes away, by the names of columns.
WITHOUT: Mapping[str, Mask] = {
    "all columns": lambda _: False,
    "without excluded findings": lambda name: name.startswith("excluded"),
    "without ancestors once and breadth": lambda name: name in ("evidence, ancestors once", "breadth"),
    "without the profile's way": lambda name: name.startswith(("profile shown", "expected but")),
    "without findings stated themselves": lambda name: name.startswith(("findings stated", "own ")),
    "without patients and cases known": lambda name: name in ("patients known, log", "cases taught, log", "prior"),
    "without facts of the disease": lambda name: name in FACTS,
    "the score's columns alone": lambda name: name not in PAIRS[:3],
}


def main() -> None:
    """Ask, fit, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="run directory with a lake and its knowledge")
    parser.add_argument("--seen", type=int, default=2500, help="patients held out by publication (default: 2500)")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    work = Workspace(options.run)
    teaching = Teaching.of(work.knowledge, work.cohort)
    published = replace(teaching, annotations=teaching.annotations[teaching.annotations["evidence"] != BROADER])
    table = {"knowledge model alone, no broader entries": _judged(_asked(published, 0)[1][0], None)}
    seen, unseen = _asked(teaching, options.seen)
    table["knowledge model alone, findings one by one"] = _judged(unseen[0], _one_by_one(unseen[0]))
    table["knowledge model alone"] = _judged(unseen[0], None)
    for name, gone in track(list(WITHOUT.items()), "Fitting re-rankers"):
        table[name] = _judged(unseen[0], _refined(seen, unseen, [gone(column) for column in COLUMNS]))
    bare = _observed_alone(unseen[0], 1.0), unseen[1]
    table["all columns, nothing excluded in what is asked"] = _judged(bare[0], _refined(seen, unseen, [], bare[0]))
    for name, figures in table.items():
        print(f"{name:48}" + "   ".join(f"{kind} {values}" for kind, values in figures.items()))
    if options.json:
        options.json.write_text(json.dumps(table, indent=1), encoding="utf-8")


def _asked(teaching: Teaching, seen: int) -> tuple[tuple[Questions, Folds], tuple[Questions, Folds]]:
    """Questions held out by publication (of ``seen`` patients) and by disease, each with its fold by disease."""
    cohort = teaching.cohort
    by_disease = disease_folds([disease or "" for disease in cohort.diseases], folds=FOLDS, seed=0)
    published = np.array([(case.group or "").startswith("PMID:") for case in cohort.cases])
    with stage("Asking models that have not read the cases"):
        settings = RankerSettings(folds=FOLDS, most_seen=seen, most_unseen=len(cohort), observed_alone=0)
        by_publication, unseen = held_out(teaching, None, settings)
    of_publications = np.flatnonzero(published[unseen.rows])
    return (
        (by_publication.questions, by_disease[by_publication.rows]),
        (unseen.questions.take(of_publications), by_disease[unseen.rows[of_publications]]),
    )


def _one_by_one(questions: Questions) -> NDArray[np.float32]:
    """Scores [n, K] if each finding told by itself all it can, and breadth were no matter."""
    return questions.columns[..., COLUMNS.index("evidence, sum")] + questions.columns[..., COLUMNS.index("prior")]


def _observed_alone(questions: Questions, share: float) -> Questions:
    """The same, a ``share`` of the cases as if nothing had been excluded: only these columns tell of it."""
    alone = np.random.default_rng(0).random(len(questions)) < share
    columns = np.where(alone[:, None, None] & EXCLUDED, np.float32(0), questions.columns)
    return replace(questions, columns=columns)


def _refined(
    seen: tuple[Questions, Folds],
    unseen: tuple[Questions, Folds],
    gone: list[bool],
    asked: Questions | None = None,
) -> NDArray[np.float32]:
    """Tree sums [n, K] of the questions held out by disease, by re-rankers that no case of the disease has taught.

    Args:
        seen: questions that teach, with their folds.
        unseen: questions that teach and are asked, with theirs.
        gone: columns to do without.
        asked: what is asked in the place of ``unseen``.
    """

    def kept(questions: Questions) -> Questions:
        return replace(questions, columns=np.where(gone or [False], np.float32(0), questions.columns))

    share = RankerSettings().observed_alone
    asked = kept(asked or unseen[0])
    taught = [(kept(_observed_alone(questions, share)), fold) for questions, fold in (seen, unseen)]
    gains = np.zeros(asked.columns.shape[:2], dtype=np.float32)
    for number in range(FOLDS):
        others = [questions.take(np.flatnonzero(fold != number)) for questions, fold in taught]
        reranker = Reranker.fit(Questions.joined(others))
        if reranker is None:
            raise SystemExit("Too few published patients in this run to fit a re-ranker.")
        rows = np.flatnonzero(unseen[1] == number)
        gains[rows] = reranker.gains(asked.columns[rows])
    return gains


def _judged(questions: Questions, gains: NDArray[np.float32] | None) -> dict[str, list[float]]:
    """Shares among the first 1, 3, 10 (and 200): of patients, of them without the largest disease, over diseases."""
    found, ranks = questions.right >= 0, questions.right + 1
    if gains is not None:
        ranks = (gains >= gains[np.arange(len(gains)), questions.right][:, None]).sum(axis=1)
    within = np.column_stack([*(found & (ranks <= k) for k in TOP), found])
    diseases, member, sizes = np.unique(questions.truth, return_inverse=True, return_counts=True)
    rest = member != sizes.argmax()
    by_disease = np.array([within[member == one].mean(axis=0) for one in range(len(diseases))])
    means = {"patients": within.mean(axis=0), "without the largest": within[rest].mean(axis=0)}
    means["diseases"] = by_disease.mean(axis=0)
    return {kind: [round(float(value), 3) for value in values] for kind, values in means.items()}


if __name__ == "__main__":
    main()
