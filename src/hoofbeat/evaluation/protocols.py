"""The protocols of an honest evaluation, side by side.

``publication-held-out``: a case's publication is removed from profiles and training. ``disease-held-out``: no case of
its disease teaches, and no statement of its publication stands in the profile. ``naive``: the profiles as shipped, for
comparison with published tables, which leak in the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.calibration import calibration_summary
from hoofbeat.evaluation.held_out import Bench, HeldOutAnswers, Places, ask_held_out, ask_profiles
from hoofbeat.evaluation.metrics import summarise, top_k
from hoofbeat.evaluation.ranking import (
    DDXPLUS,
    DISEASE_HELD_OUT,
    NAIVE,
    PUBLICATION_HELD_OUT,
    Ranking,
)
from hoofbeat.evaluation.result import Calibration, RankingSummary, RevealedCurve, RevealedPoint
from hoofbeat.features.splits import disease_folds, publication_folds
from hoofbeat.knowledge.stated import cited_publications
from hoofbeat.models.inner_folds import unread_and_listed

#: Names of the models in tables and plots.
PROFILES, KNOWLEDGE, COHORT, HYBRID = "profiles alone", "knowledge model", "cohort model", "hybrid"

#: How many findings of a patient with a common disease are revealed.
REVEALED = (1, 3, 5, 8)

#: Share of all other patients of whom no more is told either: trust must know what little information looks like.
THINNED = 0.1


@dataclass(frozen=True)
class FirstAnswers:
    """Of each case's first answer: its probability, float32 [n], and whether it is right, [n]."""

    confidence: NDArray[np.float32]
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class ProtocolResults:
    """What the protocols found.

    Attributes:
        held_out: answers to every case, its publication held out.
        told_less: the same where fewer findings were told, for each of ``REVEALED`` and asked of some of the cases.
        summaries: figures of every protocol, model and subset.
        rankings: the rankings that are drawn or looked into, by (protocol, model).
        calibration: calibration of knowledge model and hybrid, on cases held out by publication.
        first: first answers that the hybrid's calibration was computed from.
        revealed: accuracy by number of findings, for patients with all evidence recorded.
        ceiling: share of the cases whose disease any statement or case speaks of, by protocol.
    """

    held_out: HeldOutAnswers
    told_less: tuple[HeldOutAnswers, ...]
    summaries: tuple[RankingSummary, ...]
    rankings: Mapping[tuple[str, str], Ranking]
    calibration: tuple[Calibration, ...]
    first: FirstAnswers
    revealed: tuple[RevealedCurve, ...]
    ceiling: Mapping[str, float]


def evaluate(bench: Bench, *, folds: int = 5, seed: int = 0) -> ProtocolResults:
    """Run every protocol.

    Args:
        bench: knowledge, cases, and settings of the ranking.
        folds: number of folds of every split, fewer where there are fewer publications or diseases.
        seed: seed of splits, draws and bootstrap.

    Raises:
        InputError: all cases come from one publication.
    """
    return _Evaluation(bench, folds, seed).run()


class _Evaluation:
    def __init__(self, bench: Bench, folds: int, seed: int) -> None:
        self.bench, self.seed = bench, seed
        self.teaching = teaching = bench.teaching
        cohort = teaching.cohort
        groups = [case.kept_together for case in cohort.cases]
        distinct = len(set(groups) - {None}) + groups.count(None)
        if distinct < 2:
            raise InputError(
                "All cases come from one publication: none can be held out", hint="ingest cases of another publication"
            )
        self.publications = publication_folds(groups, folds=min(folds, distinct), seed=seed)
        self.folds = folds
        self.sources = np.array(cohort.sources)
        self.orphan = np.array([teaching.catalogue.diseases[position].orphan for position in teaching.truth])
        cited = cited_publications(teaching.catalogue, teaching.annotations)
        self.cited = np.array([g in cited.get(t, ()) for g, t in zip(groups, teaching.truth, strict=True)])
        self.listed = teaching.truth < teaching.listed
        self.published = np.array([(group or "").startswith("PMID:") for group in groups])
        self.summaries: list[RankingSummary] = []
        self.rankings: dict[tuple[str, str], Ranking] = {}
        self.ceiling: dict[str, float] = {}

    def run(self) -> ProtocolResults:
        shown_all = self.sources == DDXPLUS
        thinned = np.random.default_rng(self.seed).random(len(shown_all)) < THINNED
        held_out, *revealed, reread = ask_held_out(
            self.bench,
            self.publications,
            title="Holding out publications",
            read_publications=False,
            variants=tuple(partial(Case.with_few_findings, count=count, seed=self.seed) for count in REVEALED),
            varied=shown_all | thinned,
            also_reread=True,
            with_probability=True,
        )
        self._publication_held_out(held_out)
        scored, first = (FirstAnswers(by.confidence, by.right) for by in (held_out.knowledge, held_out.hybrid))
        curve = self._revealed(held_out, revealed, shown_all)
        self._disease_held_out()
        self._naive(reread)
        return ProtocolResults(
            held_out=held_out,
            told_less=tuple(revealed),
            summaries=tuple(self.summaries),
            rankings=self.rankings,
            calibration=(
                calibration_summary(f"{KNOWLEDGE}, as scored", scored.confidence, scored.right),
                calibration_summary(HYBRID, first.confidence, first.right),
            ),
            first=first,
            revealed=curve,
            ceiling=self.ceiling,
        )

    def _publication_held_out(self, answers: HeldOutAnswers) -> None:
        everyone = np.ones(len(self.teaching.cohort), dtype=np.bool_)
        self.ceiling[PUBLICATION_HELD_OUT] = float(answers.supported.mean())
        bare, _ = ask_profiles(
            self.bench, self.publications, title="Holding out publications, without cases", read_publications=False
        )
        self._rank(PUBLICATION_HELD_OUT, PROFILES, bare, everyone)
        self._rank(PUBLICATION_HELD_OUT, KNOWLEDGE, answers.knowledge, everyone)
        if self.bench.fit_cohort is not None:
            self._rank_cohort(answers, everyone)
        self._rank(PUBLICATION_HELD_OUT, HYBRID, answers.hybrid, everyone)

    def _rank_cohort(self, answers: HeldOutAnswers, everyone: NDArray[np.bool_]) -> None:
        """The cohort model by itself: a disease it has not learned is a miss."""
        column = np.full(len(self.teaching.catalogue), -1, dtype=np.int64)
        positions = self.bench.positions
        column[positions] = np.arange(len(positions))
        truth = np.where(answers.truth >= 0, column[answers.truth], -1)
        known = np.isfinite(answers.learned[np.arange(len(truth)), truth]) & (truth >= 0)
        scores = np.nan_to_num(answers.learned, nan=-1.0)
        placed = Places.of(scores, scores, np.where(known, truth, -1))
        self._rank(PUBLICATION_HELD_OUT, COHORT, replace(placed, first=positions[placed.first]), everyone)

    def _disease_held_out(self) -> None:
        """Cases the knowledge has not read, of diseases it lists; nothing else can be told without any case."""
        diseases = [disease or "" for disease in self.teaching.cohort.diseases]
        distinct = len(set(diseases))
        asked = unread_and_listed(self.teaching)
        if distinct < 2 or not asked.any():  # with a single disease there is no other to learn from
            return
        fold = disease_folds(diseases, folds=min(self.folds, distinct), seed=self.seed)
        (answers,) = ask_held_out(self.bench, fold, title="Holding out diseases", read_publications=True, asked=asked)
        self.ceiling[DISEASE_HELD_OUT] = float(answers.supported[asked].mean())
        note = "cases the knowledge has not read, of diseases it lists"
        for model, placed in ((KNOWLEDGE, answers.knowledge), (HYBRID, answers.hybrid)):
            self._rank(DISEASE_HELD_OUT, model, placed, asked, note=note)

    def _naive(self, reread: HeldOutAnswers) -> None:
        n = len(self.teaching.cohort)
        everyone = np.ones(n, dtype=np.bool_)
        shipped, supported = ask_profiles(
            self.bench, np.zeros(n, dtype=np.int64), title="Profiles as shipped", read_publications=True
        )
        parts = {"cited": self.cited, "not cited": self.published & ~self.cited & self.listed}
        self.ceiling[NAIVE] = float(supported.mean())
        self._rank(NAIVE, PROFILES, shipped, everyone, parts=parts)
        self._rank(NAIVE, HYBRID, reread.hybrid, everyone, parts=parts)

    def _rank(
        self,
        protocol: str,
        model: str,
        placed: Places,
        asked: NDArray[np.bool_],
        parts: Mapping[str, NDArray[np.bool_]] | None = None,
        note: str = "",
    ) -> None:
        """Rank the asked cases and keep the figures, all together and by kind of disease, source and ``parts``."""
        rows = np.flatnonzero(asked)
        diseases = self.teaching.catalogue.diseases
        ranking = Ranking(
            name=f"{protocol} / {model}",
            protocol=protocol,
            model=model,
            ranks=placed.ranks[rows],
            truth_ids=tuple(self.teaching.cohort.diseases[row] or "" for row in rows),
            orphan=self.orphan[rows],
            sources=tuple(self.sources[rows].tolist()),
            predicted_ids=tuple(diseases[first].id for first in placed.first[rows]),
        )
        subsets = {"all": np.ones(len(rows), dtype=np.bool_), "orphan": ranking.orphan, "common": ~ranking.orphan}
        subsets |= {str(name): self.sources[rows] == name for name in np.unique(self.sources)}
        subsets["listed"] = (self.published & self.listed)[rows]
        subsets |= {name: mask[rows] for name, mask in (parts or {}).items()}
        self.summaries += summarise(ranking, subsets=subsets, seed=self.seed, note=note)
        self.rankings[protocol, model] = ranking

    def _revealed(
        self, full: HeldOutAnswers, fewer: list[HeldOutAnswers], asked: NDArray[np.bool_]
    ) -> tuple[RevealedCurve, ...]:
        points = []
        for count, answers in zip((*REVEALED, None), (*fewer, full), strict=True) if asked.any() else ():
            ranks = answers.hybrid.ranks[asked[answers.rows]]
            top_1, top_3, top_10 = (top_k(ranks, k) for k in (1, 3, 10))
            points.append(RevealedPoint(findings=count, n=len(ranks), top_1=top_1, top_3=top_3, top_10=top_10))
        return (RevealedCurve(model=HYBRID, points=tuple(points)),) if points else ()
