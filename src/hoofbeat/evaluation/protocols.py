"""The protocols of an honest evaluation, side by side.

``publication-held-out``: a case's publication is removed from profiles and training. ``disease-held-out``: no case of
its disease teaches, and no statement of its publication stands in the profile. ``naive``: the profiles as shipped, for
comparison with published tables, which leak in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hoofbeat.console import stage
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.calibration import calibration_summary
from hoofbeat.evaluation.held_out import Answers, Bench, ask_held_out, fewer_findings
from hoofbeat.evaluation.metrics import summarise, top_k
from hoofbeat.evaluation.ranking import (
    DISEASE_HELD_OUT,
    NAIVE,
    PUBLICATION_HELD_OUT,
    Ranking,
    pessimistic_ranks,
)
from hoofbeat.evaluation.result import Calibration, RankingSummary, RevealedCurve, RevealedPoint
from hoofbeat.evaluation.splits import disease_folds, publication_folds
from hoofbeat.knowledge.profiles import cited_publications
from hoofbeat.knowledge.site import PREFIX as SITE
from hoofbeat.models.hybrid import HybridParameters, fit_pool, pool, to_probability

#: Names of the models in tables and plots.
PROFILES, KNOWLEDGE, COHORT, HYBRID = "profiles alone", "knowledge model", "cohort model", "hybrid"

#: Cases a pool is fitted on, held out by publication and by disease; its four parameters need no more. One patient in
#: five has a disease that no case has shown: without them the pool would trust the cohort model with diseases it cannot
#: know, and with more of them it would not trust it at all.
_CASES_TO_POOL = {"seen": 2400, "unseen": 600}

#: How many findings of a patient with a common disease are revealed.
REVEALED = (1, 3, 5, 8)

_REVEALED_SOURCE = "ddxplus"


@dataclass(frozen=True)
class Evidence:
    """What the protocols found.

    Attributes:
        parameters: of the pool, fitted on every held-out case: what is exported.
        summaries: figures of every protocol, model and subset.
        rankings: the rankings that are drawn or looked into, by (protocol, model).
        calibration: before and after pooling, on cases held out by publication.
        revealed: accuracy by number of findings, for patients with all evidence recorded.
        ceiling: share of the cases whose disease any statement or case speaks of, by protocol.
    """

    parameters: HybridParameters
    summaries: tuple[RankingSummary, ...]
    rankings: Mapping[tuple[str, str], Ranking]
    calibration: tuple[Calibration, ...]
    revealed: tuple[RevealedCurve, ...]
    ceiling: Mapping[str, float]


def evaluate(bench: Bench, *, folds: int = 5, seed: int = 0) -> Evidence:
    """Run every protocol.

    Args:
        bench: knowledge, and a cohort of diagnosed cases.
        folds: of every split, fewer where there are fewer publications or diseases.
        seed: of splits, draws and bootstrap.

    Raises:
        InputError: all cases come from one publication.
    """
    return _Evaluation(bench, folds, seed).run()


class _Evaluation:
    def __init__(self, bench: Bench, folds: int, seed: int) -> None:
        self.bench, self.seed = bench, seed
        cohort = bench.cohort
        groups = [case.kept_together for case in cohort.cases]
        distinct = len(set(groups) - {None}) + groups.count(None)
        if distinct < 2:
            raise InputError(
                "All cases come from one publication: none can be held out", hint="ingest cases of another publication"
            )
        self.publications = publication_folds(groups, folds=min(folds, distinct), seed=seed)
        self.folds = folds
        self.sources = np.array(cohort.sources)
        self.orphan = np.array([bench.catalogue.diseases[position].orphan for position in bench.truth])
        self.of_site = np.array(
            [
                (disease or "").startswith(SITE) or all(finding.id.startswith(SITE) for finding in case.findings)
                for case, disease in zip(cohort.cases, cohort.diseases, strict=True)
            ]
        )
        cited = cited_publications(bench.catalogue, bench.annotations)
        self.cited = np.array([g in cited.get(t, ()) for g, t in zip(groups, bench.truth, strict=True)])
        self.published = np.array([(group or "").startswith("PMID:") for group in groups])
        self.summaries: list[RankingSummary] = []
        self.rankings: dict[tuple[str, str], Ranking] = {}
        self.ceiling: dict[str, float] = {}

    def run(self) -> Evidence:
        everyone = np.ones(len(self.bench.cohort), dtype=np.bool_)
        shown_all = self.sources == _REVEALED_SOURCE
        variants = tuple(fewer_findings(count, self.seed) for count in REVEALED) if shown_all.any() else ()
        held_out, *revealed = ask_held_out(
            self.bench,
            self.publications,
            title="Holding out publications",
            read_publications=False,
            variants=variants,
            varied=shown_all,
        )
        unseen, asked = self._ask_of_unseen_diseases()
        with stage("Pooling knowledge and cohort model"):
            logits, unseen_logits, parameters = self._pool(held_out, unseen, asked)
        self._publication_held_out(held_out, logits, everyone)
        calibration = self._calibration(held_out, logits, parameters)
        curve = self._revealed(held_out, revealed, shown_all, parameters)
        self._disease_held_out(unseen, unseen_logits, asked)
        self._naive(held_out, parameters, everyone)
        return Evidence(parameters, tuple(self.summaries), self.rankings, calibration, curve, self.ceiling)

    def _pool(
        self, seen: Answers, unseen: Answers, asked: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], HybridParameters]:
        """Logits of both protocols under parameters fitted on the other folds, and the parameters fitted on all.

        A next patient may have a disease the cohort knows or one it has never seen: the pool must serve both.
        """
        logits, unseen_logits = np.empty_like(seen.scores), np.empty_like(unseen.scores)
        for fold in np.unique(self.publications):
            own = self.publications == fold
            fitted = self._fit(seen, unseen, ~own, asked & ~own)
            rows = np.flatnonzero(own)
            for answers, into in ((seen, logits), (unseen, unseen_logits)):
                into[rows] = pool(answers.scores[rows], answers.learned[rows], self.bench.positions, fitted)
        return logits, unseen_logits, self._fit(seen, unseen, np.ones_like(asked), asked)

    def _fit(
        self, seen: Answers, unseen: Answers, from_seen: NDArray[np.bool_], from_unseen: NDArray[np.bool_]
    ) -> HybridParameters:
        """Fit the pool on a draw of both; copying all of them would only cost memory."""
        random = np.random.default_rng(self.seed)
        scale = min(1.0, int(from_seen.sum()) / _CASES_TO_POOL["seen"])
        drawn = []
        for answers, mask, most in (
            (seen, from_seen, _CASES_TO_POOL["seen"]),
            (unseen, from_unseen, _CASES_TO_POOL["unseen"]),
        ):
            rows = random.permutation(np.flatnonzero(mask))
            drawn.append(answers.take(np.sort(rows[: round(scale * most)])))
        both = Answers(*(np.concatenate(parts) for parts in zip(*(vars(part).values() for part in drawn), strict=True)))
        return fit_pool(both.scores, both.learned, self.bench.positions, both.truth)

    def _publication_held_out(self, answers: Answers, logits: NDArray[np.float32], everyone: NDArray[np.bool_]) -> None:
        self.ceiling[PUBLICATION_HELD_OUT] = float(answers.supported.mean())
        (bare,) = ask_held_out(
            self.bench,
            self.publications,
            title="Holding out publications, without cases",
            read_publications=False,
            with_cases=False,
        )
        self._rank(PUBLICATION_HELD_OUT, PROFILES, bare.scores, bare.truth, everyone)
        self._rank(PUBLICATION_HELD_OUT, KNOWLEDGE, answers.scores, answers.truth, everyone)
        if self.bench.fit_cohort is not None:
            self._rank_cohort(answers, everyone)
        self._rank(PUBLICATION_HELD_OUT, HYBRID, logits, answers.truth, everyone)

    def _rank_cohort(self, answers: Answers, everyone: NDArray[np.bool_]) -> None:
        """The cohort model by itself: a disease it has not learned is a miss."""
        column = np.full(len(self.bench.catalogue), -1, dtype=np.int64)
        column[self.bench.positions] = np.arange(len(self.bench.positions))
        truth = np.where(answers.truth >= 0, column[answers.truth], -1)
        known = np.isfinite(answers.learned[np.arange(len(truth)), truth]) & (truth >= 0)
        scores = np.nan_to_num(answers.learned, nan=-1.0)
        self._rank(PUBLICATION_HELD_OUT, COHORT, scores, np.where(known, truth, -1), everyone, self.bench.classes)

    def _ask_of_unseen_diseases(self) -> tuple[Answers, NDArray[np.bool_]]:
        """Cases the knowledge has not read, of diseases it lists; nothing else can be told without any case.

        A site disease is listed by name alone, and of site features no publication speaks: cases are all that is known
        of either, so they are not asked here.
        """
        bench = self.bench
        asked = ~self.cited & (bench.truth < bench.listed) & ~self.of_site
        diseases = [disease or "" for disease in bench.cohort.diseases]
        distinct = len(set(diseases))
        if distinct < 2:  # with a single disease there is no other to learn from
            asked = np.zeros_like(asked)
        fold = np.full(len(asked), -1, dtype=np.int64)
        if asked.any():
            fold = np.where(asked, disease_folds(diseases, folds=min(self.folds, distinct), seed=self.seed), -1)
        (answers,) = ask_held_out(bench, fold, title="Holding out diseases", read_publications=True)
        return answers, asked

    def _disease_held_out(self, answers: Answers, logits: NDArray[np.float32], asked: NDArray[np.bool_]) -> None:
        if not asked.any():
            return
        self.ceiling[DISEASE_HELD_OUT] = float(answers.supported[asked].mean())
        note = "cases the knowledge has not read, of diseases it lists"
        self._rank(DISEASE_HELD_OUT, KNOWLEDGE, answers.scores, answers.truth, asked, note=note)
        self._rank(DISEASE_HELD_OUT, HYBRID, logits, answers.truth, asked, note=note)

    def _naive(self, held_out: Answers, parameters: HybridParameters, everyone: NDArray[np.bool_]) -> None:
        bench = self.bench
        (shipped,) = ask_held_out(
            bench,
            np.zeros(len(bench.cohort), dtype=np.int64),
            title="Profiles as shipped",
            read_publications=True,
            with_cases=False,
        )
        parts = {"cited": self.cited, "not cited": self.published & ~self.cited & (bench.truth < bench.listed)}
        self.ceiling[NAIVE] = float(shipped.supported.mean())
        self._rank(NAIVE, PROFILES, shipped.scores, shipped.truth, everyone, parts=parts)
        (updated,) = ask_held_out(
            bench,
            self.publications,
            title="Profiles as shipped, with cases",
            read_publications=True,
            with_cohort_model=False,  # the one of the held-out publications has read no more and no less
        )
        logits = pool(updated.scores, held_out.learned, bench.positions, parameters)
        self._rank(NAIVE, HYBRID, logits, updated.truth, everyone, parts=parts)

    def _rank(
        self,
        protocol: str,
        model: str,
        scores: NDArray[np.float32],
        truth: NDArray[np.int64],
        asked: NDArray[np.bool_],
        labels: tuple[str, ...] | None = None,
        parts: Mapping[str, NDArray[np.bool_]] | None = None,
        note: str = "",
    ) -> None:
        """Rank the asked cases and keep the figures, all together and by kind of disease, source and ``parts``."""
        rows = np.flatnonzero(asked)
        ids = labels or tuple(disease.id for disease in self.bench.catalogue.diseases)
        ranking = Ranking(
            name=f"{protocol} / {model}",
            protocol=protocol,
            model=model,
            ranks=pessimistic_ranks(scores[rows], truth[rows]),
            truth_ids=tuple(self.bench.cohort.diseases[row] or "" for row in rows),
            orphan=self.orphan[rows],
            sources=tuple(self.sources[rows].tolist()),
            predicted_ids=tuple(ids[first] for first in scores[rows].argmax(axis=1)),
        )
        subsets = {"all": np.ones(len(rows), dtype=np.bool_), "orphan": ranking.orphan, "common": ~ranking.orphan}
        subsets |= {str(name): self.sources[rows] == name for name in np.unique(self.sources)}
        subsets["listed"] = (self.published & (self.bench.truth < self.bench.listed))[rows]
        subsets |= {name: mask[rows] for name, mask in (parts or {}).items()}
        self.summaries += summarise(ranking, subsets=subsets, seed=self.seed, note=note)
        self.rankings[protocol, model] = ranking

    def _calibration(
        self, answers: Answers, logits: NDArray[np.float32], parameters: HybridParameters
    ) -> tuple[Calibration, ...]:
        raw = HybridParameters()
        found = []
        for label, z, pooled in ((f"{KNOWLEDGE}, as scored", answers.scores, raw), (HYBRID, logits, parameters)):
            probability = to_probability(z, pooled)
            correct = probability.argmax(axis=1) == answers.truth
            found.append(calibration_summary(label, probability.max(axis=1), correct))
        return tuple(found)

    def _revealed(
        self, full: Answers, fewer: list[Answers], asked: NDArray[np.bool_], parameters: HybridParameters
    ) -> tuple[RevealedCurve, ...]:
        rows = np.flatnonzero(asked)
        points = []
        for count, answers in zip((*REVEALED, None), (*fewer, full), strict=True) if fewer else ():
            part = answers.take(rows)
            ranks = pessimistic_ranks(pool(part.scores, part.learned, self.bench.positions, parameters), part.truth)
            top_1, top_3, top_10 = (top_k(ranks, k) for k in (1, 3, 10))
            points.append(RevealedPoint(findings=count, n=len(rows), top_1=top_1, top_3=top_3, top_10=top_10))
        return (RevealedCurve(model=HYBRID, points=tuple(points)),) if points else ()
