"""Newly confirmed cases into the knowledge model's posteriors, without training anything anew.

The knowledge model counts each confirmed case in the profile of its disease (``knowledge.profiles``), so one more case
is one more patient there. Re-ranker and pool hold nothing of the knowledge and stay; so does the cohort model, which
learns the case at the next training.
"""

from collections.abc import Iterable
from dataclasses import replace

from hoofbeat.bundle.runtime.manifest import Manifest
from hoofbeat.domain.case import Case
from hoofbeat.domain.errors import InputError
from hoofbeat.features.cohort import Cohort
from hoofbeat.models.hybrid import HybridRanker
from hoofbeat.models.inner_folds import knowledge_of
from hoofbeat.models.teaching import Teaching
from hoofbeat.trained.kept_ranking import KeptRanking

#: In ``Manifest.model``: the bundle that this one was folded from, and the one whose training both share.
PARENT, ROOT = "folded from", "trained as"

#: In ``Manifest.counts``: cases that the profiles count beyond those of the training.
FOLDED = "cases folded"


def root_of(manifest: Manifest) -> str:
    """Version of the bundle that was exported by the training behind this one: its own unless it was folded."""
    return str(manifest.model.get(ROOT, manifest.version))


def require_same_training(parent: Manifest, kept: KeptRanking, knowledge: str) -> None:
    """See that a bundle is of the training that a run directory holds, and of its knowledge (release ``knowledge``).

    Raises:
        InputError: it is not.
    """
    if root_of(parent) != kept.bundle:
        raise InputError(
            f"The bundle is of the export {root_of(parent)}, the run directory holds that of {kept.bundle}",
            hint="name the bundle's own run directory with --output",
        )
    if kept.knowledge_version != knowledge:
        raise InputError(
            f"The bundle was trained with {kept.knowledge_version}, the run now has {knowledge}",
            hint="train again with this knowledge",
        )


def with_cases(cohort: Cohort, cases: Iterable[Case], source: str) -> Cohort:
    """A cohort with more cases; of a case that is in both, the highest revision counts, as in gold."""
    rows = {case.case_id: (case, name) for case, name in zip(cohort.cases, cohort.sources, strict=True)}
    for case in cases:
        known = rows.get(case.case_id)
        if known is None or known[0].revision < case.revision:
            rows[case.case_id] = case, source
    kept = [(case, name) for case, name in rows.values() if not case.withdrawn]
    return replace(
        cohort,
        cases=tuple(case for case, _ in kept),
        diseases=(None,) * len(kept),  # labelled by the teaching
        sources=tuple(name for _, name in kept),
    )


def folded_ranker(teaching: Teaching, kept: KeptRanking) -> HybridRanker:
    """The ranking of a training over profiles that count more cases."""
    knowledge, pairs = knowledge_of(teaching)
    return HybridRanker(
        knowledge,
        kept.cohort,
        kept.parameters,
        kept.reranker,
        pairs if kept.reranker else None,
        kept.common_of(teaching, knowledge.speaks_of),
    )
