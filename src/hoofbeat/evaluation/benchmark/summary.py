"""From the answers of all units to the figures of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hoofbeat.console import track
from hoofbeat.evaluation.benchmark.asking import Reply
from hoofbeat.evaluation.benchmark.contenders import Contender
from hoofbeat.evaluation.benchmark.examiner import Examiner
from hoofbeat.evaluation.benchmark.lessons import EXTERNAL, PROTOCOLS
from hoofbeat.evaluation.benchmark.questions import WHOLE
from hoofbeat.evaluation.benchmark.result import Ceiling
from hoofbeat.evaluation.benchmark.world import PHENOPACKETS
from hoofbeat.evaluation.curves import rank_curve
from hoofbeat.evaluation.metrics import summarise
from hoofbeat.evaluation.ranking import NAIVE, Ranking
from hoofbeat.evaluation.result import RankCurve, RankingSummary

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Coverage:
    """What the lessons of a protocol still say of the asked cases' diseases, by the cases' positions.

    Attributes:
        supported: whether any statement or training case speaks of the disease, [n].
        known_cases: training cases of the disease, int64 [n].
    """

    supported: Mask
    known_cases: NDArray[np.int64]


class Summary:
    """The figures of a benchmark whose units are all computed.

    Args:
        examiner: knows world, folds and answers.
    """

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner
        self._world, self._teaching = examiner.world, examiner.world.teaching
        self._seed = examiner.settings.seed

    @property
    def contenders(self) -> tuple[Contender, ...]:
        """Who competed."""
        return tuple(self._examiner.contenders.values())

    @cached_property
    def coverage(self) -> dict[str, Coverage]:
        """What is still known under each protocol."""
        return {protocol: self._coverage(protocol) for protocol in track(PROTOCOLS, "What is still known")}

    def answer(self, contender: Contender, protocol: str, name: str = WHOLE) -> Reply | None:
        """One ranking of all folds together; ``None`` where the contender was not asked."""
        kept = [answers[name] for answers in self._examiner.kept(contender, protocol) if name in answers]
        if not kept:
            return None
        columns = zip(*(vars(answer).values() for answer in kept), strict=True)
        return Reply(*(np.concatenate(parts) for parts in columns))

    def ranking(self, answer: Reply, contender: Contender, protocol: str, *, named: bool = True) -> Ranking:
        """The answers with what is known of the cases; ``named``: first answers are places in the catalogue."""
        cohort = self._world.external if protocol == EXTERNAL else self._teaching.cohort
        diseases = self._teaching.catalogue.diseases
        return Ranking(
            name=f"{protocol} / {contender.name}",
            protocol=protocol,
            model=contender.name,
            ranks=answer.ranks,
            truth_ids=tuple(cohort.diseases[row] or "" for row in answer.rows),
            orphan=np.array([self._orphan(cohort.diseases[row] or "") for row in answer.rows], dtype=np.bool_),
            sources=tuple(cohort.sources[row] for row in answer.rows),
            predicted_ids=tuple(diseases[first].id for first in answer.first) if named else None,
        )

    def subsets(self, protocol: str, ranking: Ranking, rows: NDArray[np.int64]) -> dict[str, Mask]:
        """The cases that the tables show apart."""
        if protocol == EXTERNAL:
            return {EXTERNAL: np.ones(len(rows), dtype=np.bool_)}
        teaching = self._teaching
        asked = teaching.truth[rows] < teaching.listed if protocol == NAIVE else np.ones(len(rows), dtype=np.bool_)
        sources = np.array(ranking.sources)
        by_source = {str(name): asked & (sources == name) for name in sorted(set(ranking.sources), reverse=True)}
        return {**by_source, "orphan": asked & ranking.orphan, "common": asked & ~ranking.orphan}

    def tables(self) -> tuple[tuple[RankingSummary, ...], tuple[RankCurve, ...]]:
        """The figures of every contender under every protocol, and how far down one must read."""
        lines: list[RankingSummary] = []
        curves: list[RankCurve] = []
        for protocol in PROTOCOLS:
            for contender in self.contenders:
                answer = self.answer(contender, protocol)
                if answer is None:
                    continue
                ranking = self.ranking(answer, contender, protocol)
                subsets = self.subsets(protocol, ranking, answer.rows)
                lines += self.figures(ranking, subsets)
                drawn = EXTERNAL if protocol == EXTERNAL else PHENOPACKETS
                if subsets.get(drawn, np.zeros(0)).any():
                    curves.append(rank_curve(ranking.subset(subsets[drawn]), subset=drawn))
        return tuple(lines), tuple(curves)

    def figures(self, ranking: Ranking, subsets: Mapping[str, Mask]) -> tuple[RankingSummary, ...]:
        """Top-k, reciprocal rank and macro figures with intervals, for each subset that has a case."""
        return summarise(ranking, subsets=subsets, seed=self._seed)

    def ceilings(self) -> tuple[Ceiling, ...]:
        """Of each protocol and subset."""
        found = []
        for protocol in PROTOCOLS:
            plain = next((a for c in self.contenders if (a := self.answer(c, protocol)) is not None), None)
            if plain is None:
                continue
            supported = self.coverage[protocol].supported[plain.rows].astype(np.int64)
            ranking = self.ranking(replace(plain, ranks=supported), self.contenders[0], protocol)
            lines = self.figures(ranking, self.subsets(protocol, ranking, plain.rows))
            found += [Ceiling(protocol=protocol, subset=line.subset, share=line.top[1]) for line in lines]
        return tuple(found)

    def _coverage(self, protocol: str) -> Coverage:
        size = len(self._world.external if protocol == EXTERNAL else self._teaching.cohort)
        coverage = Coverage(np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.int64))
        for fold in self._examiner.lessons.folds(protocol):
            lesson = self._examiner.lessons.lesson(protocol, fold)
            coverage.supported[lesson.rows] = lesson.supported
            coverage.known_cases[lesson.rows] = lesson.known_cases
        return coverage

    def _orphan(self, disease: str) -> bool:
        """What the catalogue lacks is rare: every common disease stands in our own table."""
        position = self._teaching.catalogue.find(disease)
        return position is None or self._teaching.catalogue.diseases[position].orphan
