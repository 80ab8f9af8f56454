"""What a fitted contender is asked: the cases as they are, with fewer findings, with unrelated ones, two at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case, Finding
from hoofbeat.domain.subtypes import subtype_groups
from hoofbeat.evaluation.benchmark.lessons import Lesson
from hoofbeat.evaluation.benchmark.world import DDXPLUS, PHENOPACKETS, World

#: The cases as they are, all diseases competing.
WHOLE = "as recorded"
#: The same answers, ranked in other company.
GROUPED, ORPHANS_ALONE, EVERYDAY_ALONE = "subtypes grouped", "orphan diseases alone", "common diseases alone"
#: The cases, had nobody written down what was looked for and not found.
OBSERVED_ALONE = "observed alone"
#: Of these no more than five: what a physician types.
FIVE_TOLD = "five observed findings"
#: Two patients at once.
TWO_DISEASES = "two diseases at once"
#: How many findings of a patient with a common disease are revealed, and how many unrelated ones are added.
REVEALED = (1, 3, 5, 8)
UNRELATED = (0, 1, 3, 5)

#: Robustness is measured on this many patients of a fold: enough for intervals of a few points.
_ROBUSTNESS_CASES = 300

Places = NDArray[np.int64]


def revealed(count: int) -> str:
    """Name of the question that tells only so many findings."""
    return f"{count} findings told"


def unrelated(count: int) -> str:
    """Name of the question that adds so many unrelated findings."""
    return f"{count} unrelated findings"


@dataclass(frozen=True)
class BenchmarkQuestion:
    """Cases, their right answers, and the rankings that are made of the scores.

    Attributes:
        of: which of the lesson's cases is asked, int64 [m].
        cases: the m cases as they are asked.
        truth: right answers, any of which counts, int64 [m, alternatives]; −1 where there is none.
        rankings: name → place of each disease among those that compete, −1 for one that does not, int64 [D];
            diseases of one place are one; ``None`` where every disease competes for itself.
    """

    of: NDArray[np.int64]
    cases: tuple[Case, ...]
    truth: NDArray[np.int64]
    rankings: Mapping[str, Places | None]


def questions(world: World, lesson: Lesson, *, seed: int, thorough: bool) -> Iterator[BenchmarkQuestion]:
    """Yield the plain question and, for a thorough examination, all others."""
    everyone = np.arange(len(lesson.asked))
    plain = BenchmarkQuestion(everyone, lesson.asked.cases, lesson.truth[:, None], {WHOLE: None})
    if not thorough:
        yield plain
        return
    company = {
        WHOLE: None,
        GROUPED: np.array(subtype_groups(disease.name for disease in world.teaching.catalogue.diseases)),
        ORPHANS_ALONE: _places(~world.everyday),
        EVERYDAY_ALONE: _places(world.everyday),
    }
    yield BenchmarkQuestion(plain.of, plain.cases, plain.truth, company)
    sources = np.array(lesson.asked.sources)
    for count in REVEALED:
        brief = partial(Case.with_few_findings, count=count, seed=seed)
        yield _changed(lesson, np.flatnonzero(sources == DDXPLUS), revealed(count), brief)
    published = np.flatnonzero(sources == PHENOPACKETS)
    yield _changed(lesson, published, OBSERVED_ALONE, Case.without_excluded)
    yield _changed(lesson, published, FIVE_TOLD, partial(Case.with_few_findings, count=5, seed=seed))
    random = np.random.default_rng(seed)
    some = np.sort(random.permutation(published)[:_ROBUSTNESS_CASES])
    for count in UNRELATED:
        yield _changed(lesson, some, unrelated(count), _with_unrelated(world.teaching.ontology.ids, count, seed))
    yield _two_at_once(lesson, some, random)


def _places(competing: NDArray[np.bool_]) -> Places:
    return np.where(competing, np.cumsum(competing) - 1, -1)


def _changed(lesson: Lesson, rows: NDArray[np.int64], name: str, change: Callable[[Case], Case]) -> BenchmarkQuestion:
    cases = tuple(change(lesson.asked.cases[row]) for row in rows)
    return BenchmarkQuestion(rows, cases, lesson.truth[rows, None], {name: None})


def _with_unrelated(findings: Sequence[str], count: int, seed: int) -> Callable[[Case], Case]:
    """Adds findings drawn from the whole ontology, the same for one patient whoever is asked."""

    def add(case: Case) -> Case:
        random = np.random.default_rng([seed, *case.case_id.encode()])
        stated = {finding.id for finding in case.findings}
        drawn = [findings[i] for i in random.permutation(len(findings))[: count + len(stated)]]
        added = [Finding(id=finding) for finding in drawn if finding not in stated][:count]
        return case.model_copy(update={"findings": (*case.findings, *added)})

    return add


def _two_at_once(lesson: Lesson, rows: NDArray[np.int64], random: np.random.Generator) -> BenchmarkQuestion:
    """Each patient has another's findings too, of another disease; either disease is a right answer."""
    others = np.array(
        [random.choice(apart) if len(apart := rows[lesson.truth[rows] != lesson.truth[row]]) else -1 for row in rows],
        dtype=np.int64,
    )
    paired = rows[others >= 0]
    others = others[others >= 0]
    cases = tuple(_union(lesson.asked.cases[a], lesson.asked.cases[b]) for a, b in zip(paired, others, strict=True))
    return BenchmarkQuestion(paired, cases, lesson.truth[np.column_stack([paired, others])], {TWO_DISEASES: None})


def _union(one: Case, other: Case) -> Case:
    observed = dict.fromkeys((*one.observed, *other.observed))
    return one.model_copy(update={"findings": tuple(Finding(id=finding) for finding in observed)})
