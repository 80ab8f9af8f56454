"""What the guard of feedback holds: honest cases by mistake, and wrong ones before they move a rank.

Published patients stand for feedback: of each disease those of one publication, which is not read, as nobody has read
of a hospital's own cases; other publications of the disease are. A wrong case is one of another disease, told of this
one. Ranks are the knowledge model's, which counts each case at once. Reviewers confirm such cases one after the other;
from their thirtieth on, some or all get the disease of another of the reviewer's patients.

Usage: python benchmarks/feedback.py --run RUN --phenopackets phenopacket-store.zip --output FILE.json
"""

import argparse
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hoofbeat.console import track
from hoofbeat.domain.case import Case
from hoofbeat.features.cohort import Cohort
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.models.knowledge_model import KnowledgeModel
from hoofbeat.models.teaching import Teaching
from hoofbeat.sources import SourceConfig, open_source
from hoofbeat.watching.teaching.guard import FeedbackLimits
from hoofbeat.watching.teaching.profile_moves import moves
from hoofbeat.watching.teaching.series import suspect

#: Cases that are told of one disease.
COUNTS = (1, 2, 3, 5, 10)
#: Patients of each disease that are asked about, and never told.
ASKED = 2
#: Reviewers, cases of each, and those before something happens to them.
REVIEWERS, REVIEWED, RIGHT = 300, 60, 30
#: Shares of a reviewer's later cases that are wrong.
SHARES = (0.0, 0.25, 0.5, 1.0)


def patients_of(knowledge: Knowledge, path: Path, seed: int, most: int) -> dict[int, list[Case]]:
    """Patients of one publication each by the position of their disease, in a random order: where there are enough."""
    source = open_source(
        SourceConfig(name="phenopackets", format="phenopackets", path=path), knowledge.ontology.resolve
    )
    found: dict[int, dict[str, list[Case]]] = defaultdict(lambda: defaultdict(list))
    for record in source.records():
        case = source.parse(record)
        place = knowledge.catalogue.find(case.diagnosis or "")
        if place is not None and case.observed and case.group:
            found[place][case.group].append(case)
    random = np.random.default_rng(seed)
    largest = {place: max(found[place].values(), key=len) for place in sorted(found) if len(found[place]) > 1}
    enough = [place for place, cases in largest.items() if len(cases) >= ASKED + 2]
    chosen = random.permutation(enough)[:most].tolist()
    return {place: [largest[place][row] for row in random.permutation(len(largest[place]))] for place in chosen}


def ranks(model: KnowledgeModel, asked: list[tuple[Case, int]]) -> NDArray[np.int64]:
    """Rank of a disease in the answer to a case, ties against it."""
    told = []
    for case, place in asked:
        score = model.scores([case])[0]
        told.append(int((score >= score[place]).sum()))
    return np.array(told)


class Pool:
    """Up to three patients of each disease, and how each disease does in their answers.

    Args:
        model: that answers.
        told: patients by the position of their disease.
    """

    def __init__(self, model: KnowledgeModel, told: dict[int, list[Case]]) -> None:
        places = list(told)
        pool = [(number, case) for number, place in enumerate(places) for case in told[place][:3]]
        scores = np.stack([model.scores([case])[0] for _, case in pool])
        #: Place of each patient's disease among the diseases, [n].
        self.own = np.array([number for number, _ in pool])
        #: Rank of each disease for each patient, as a share of the catalogue, [n, diseases].
        self.rank = np.stack([(scores >= scores[:, [place]]).mean(axis=1) for place in places], axis=1)
        best = scores.max(axis=1, keepdims=True)
        #: Log score beside that of the first disease, and beside that of all, [n, diseases].
        self.beside_first = scores[:, places] - best
        self.probability = self.beside_first - np.log(np.exp(scores - best).sum(axis=1, keepdims=True))


def measures(pool: Pool, limits: FeedbackLimits) -> dict[str, dict[str, float]]:
    """How well each measure tells right cases from wrong ones; the higher the more plausible."""
    right = pool.own[:, None] == np.arange(pool.rank.shape[1])
    others = [np.sort(pool.rank[~right[:, place], place]) for place in range(right.shape[1])]
    above = [np.searchsorted(rest, pool.rank[:, place]) / len(rest) for place, rest in enumerate(others)]
    held = float((pool.rank[right] > limits.rank).mean())
    found = {}
    for name, measure in {
        "rank": -pool.rank,
        "log score beside the first disease's": pool.beside_first,
        "log probability": pool.probability,
        "share of other patients for whom the disease ranks lower": -np.stack(above, axis=1),
    }.items():
        first, second = np.sort(measure[right]), measure[~right]
        lower = np.searchsorted(first, second, side="left")
        upper = np.searchsorted(first, second, side="right")
        found[name] = {
            "area under the ROC curve": float(1 - (lower + upper).mean() / 2 / len(first)),
            "wrong passing, as many right held as by the limit": float((second >= np.quantile(first, held)).mean()),
        }
    return found


def reviewers(pool: Pool, limits: FeedbackLimits, seed: int) -> list[object]:
    """What is held of reviewers' cases, each by itself and with those beside it in the row."""
    random, own, implausible = np.random.default_rng(seed), pool.own, pool.rank > limits.rank
    rows: list[object] = []
    for share in SHARES:
        right, wrong, rising = [], [], []
        for _ in range(REVIEWERS):
            drawn = random.choice(len(own), REVIEWED, replace=False)
            swapped = (random.random(REVIEWED) < share) & (np.arange(REVIEWED) >= RIGHT)
            label = own[drawn].copy()
            label[swapped] = np.roll(label[swapped], 1)
            alone = implausible[drawn, label]
            both = alone | _as_they_come(alone.tolist(), limits)
            is_wrong = label != own[drawn]
            right.append((alone[~is_wrong].mean(), both[~is_wrong].mean()))
            rising.append(bool((both & ~alone).any()))
            if is_wrong.any():
                wrong.append((alone[is_wrong].mean(), both[is_wrong].mean()))
        rows.append(
            {
                "wrong": share,
                "right held": dict(zip(("alone", "in a row"), np.mean(right, axis=0).tolist(), strict=True)),
                "wrong held": dict(zip(("alone", "in a row"), np.mean(wrong, axis=0).tolist(), strict=True))
                if wrong
                else None,
                "reviewers held as a whole": float(np.mean(rising)),
            }
        )
    return rows


def _as_they_come(implausible: list[bool], limits: FeedbackLimits) -> NDArray[np.bool_]:
    """Which cases are held for their row where each is reviewed before the next comes: what passed has passed."""
    of, rows = limits.in_a_row, [implausible[: end + 1] for end in range(len(implausible))]
    return np.array([suspect(row[-of:], limits.implausible, of)[-1] for row in rows])


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="run directory, for its knowledge")
    parser.add_argument("--phenopackets", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=Path("feedback.json"))
    parser.add_argument("--diseases", type=int, default=120)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    knowledge, limits = Knowledge.load(asked.run / "knowledge"), FeedbackLimits()
    patients = patients_of(knowledge, asked.phenopackets, asked.seed, asked.diseases)
    unread = frozenset(case.group for cases in patients.values() for case in cases if case.group)
    # Cases of the application come from no publication.
    told = {place: [case.model_copy(update={"group": None}) for case in cases] for place, cases in patients.items()}
    trained = replace(Teaching.of(knowledge, Cohort((), (), (), 0)), without=unread)
    places = list(told)
    others = dict(zip(places, [*places[1:], places[0]], strict=True))
    before = trained.profiles()
    model = KnowledgeModel(trained.ontology, trained.catalogue, before)
    furthest = limits.rank * len(trained.catalogue)
    honest_ranks = ranks(model, [(case, place) for place in places for case in told[place][:3]])
    wrong_ranks = ranks(model, [(case, place) for place in places for case in told[others[place]][:3]])
    rows = []
    for count in track(COUNTS, "Telling cases"):
        row: dict[str, object] = {"cases": count}
        for kind in ("honest", "wrong"):
            giving = {
                place: (told[place] if kind == "honest" else told[others[place]])[ASKED:][:count] for place in places
            }
            able = [place for place in places if len(giving[place]) == count]
            confirmed = [(place, case) for place in able for case in giving[place]]
            cohort = Cohort(
                tuple(case.model_copy(update={"case_id": f"{kind} {n}"}) for n, (_, case) in enumerate(confirmed)),
                tuple(trained.catalogue.diseases[place].id for place, _ in confirmed),
                ("app",) * len(confirmed),
                0,
            )
            after = replace(trained, cohort=cohort).profiles()
            bits = moves(before, after, able)
            plausible = np.array(
                [
                    all(rank <= furthest for rank in ranks(model, [(case, place) for case in giving[place]]))
                    for place in able
                ]
            )
            passed = plausible & (bits <= limits.bits)
            row[kind] = {
                "diseases": len(able),
                "bits": {f"{share:.0%}": float(np.quantile(bits, share)) for share in (0.1, 0.5, 0.9, 0.95, 0.99)},
                "implausible": float((~plausible).mean()),
                "too_far": float((bits > limits.bits).mean()),
                "held": float((~passed).mean()),
            }
            if kind == "wrong":
                moved = KnowledgeModel(trained.ontology, trained.catalogue, after)
                row["harm"] = _harm(model, moved, told, others, able, passed)
        rows.append(row)
    pool = Pool(model, told)
    result = {
        "knowledge": knowledge.version,
        "diseases": len(places),
        "limits": limits.model_dump(),
        "rank_of_honest": {f"{share:.0%}": float(np.quantile(honest_ranks, share)) for share in (0.5, 0.9, 0.95, 0.99)},
        "honest_beyond_rank": float((honest_ranks > furthest).mean()),
        "wrong_beyond_rank": float((wrong_ranks > furthest).mean()),
        "rows": rows,
        "measures": measures(pool, limits),
        "reviewers": reviewers(pool, limits, asked.seed),
    }
    asked.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


def _harm(
    model: KnowledgeModel,
    moved: KnowledgeModel,
    told: dict[int, list[Case]],
    others: dict[int, int],
    able: list[int],
    passed: NDArray[np.bool_],
) -> dict[str, dict[str, float]]:
    """What wrong cases do to patients of either disease, were all let in, and where the guard lets them in alone."""
    harm = {}
    for name, let_in in (("unguarded", np.ones(len(able), dtype=np.bool_)), ("guarded", passed)):
        of_other, own = [], []
        for place, in_ in zip(able, let_in, strict=True):
            after = moved if in_ else model
            of_other.append(
                [ranks(m, [(case, others[place]) for case in told[others[place]][:ASKED]]) for m in (model, after)]
            )
            own.append([ranks(m, [(case, place) for case in told[place][:ASKED]]) for m in (model, after)])
        harm[name] = {}
        for kind, found in (("patients of the copied disease", of_other), ("patients of the named disease", own)):
            first, second = np.array(found)[:, 0].ravel(), np.array(found)[:, 1].ravel()
            harm[name] |= {
                f"{kind}: top-1 before": float((first == 1).mean()),
                f"{kind}: top-1 after": float((second == 1).mean()),
                f"{kind}: top-10 before": float((first <= 10).mean()),
                f"{kind}: top-10 after": float((second <= 10).mean()),
                f"{kind}: places lost, 95 %": float(np.quantile(second - first, 0.95)),
            }
    return harm


if __name__ == "__main__":
    main()
