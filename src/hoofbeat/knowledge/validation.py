"""What a release must hold before it is published: ids in order, parts that fit, and nothing lost on the way."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from hoofbeat.domain.errors import KnowledgeError
from hoofbeat.knowledge.annotations import read_rows
from hoofbeat.knowledge.release import DIAGNOSTIC_SIGNS, Knowledge

#: A release that shrinks by more than this share is broken more likely than it is right.
MOST_LOST = 0.05

#: Share of the statements on findings whose term the ontology must know: the two files belong to one release.
LEAST_KNOWN = 0.98

_FINDING_ID = re.compile(r"(?:HP|HB):\d{7}", re.ASCII)
_DISEASE_ID = re.compile(r"(?:OMIM|ORPHA|DECIPHER|HBD):\d+", re.ASCII)

#: A message names at most this many malformed ids.
_NAMED = 3


def validate(
    knowledge: Knowledge, annotations: Path, previous: Mapping[str, int], most_lost: float = MOST_LOST
) -> None:
    """Check a release that was built.

    Args:
        knowledge: what was built.
        annotations: the ``phenotype.hpoa`` it was built from.
        previous: counts of the release before it (``Knowledge.counts``).
        most_lost: greatest share of any count that may be lost.

    Raises:
        KnowledgeError: naming everything that is wrong.
    """
    problems = [*_ids(knowledge), *_fit(knowledge, annotations), *_losses(knowledge.counts, previous, most_lost)]
    if problems:
        raise KnowledgeError(
            f"The release {knowledge.version} is not published: {'; '.join(problems)}",
            hint="look at the publisher's release notes; if a loss is meant, allow it with --most-lost",
        )


def _ids(knowledge: Knowledge) -> list[str]:
    terms = [term for term in knowledge.ontology.ids if not _FINDING_ID.fullmatch(term)]
    diseases = [any_id for any_id in knowledge.annotations["disease_id"].unique() if not _DISEASE_ID.fullmatch(any_id)]
    uses = Counter(
        any_id for disease in knowledge.catalogue.diseases for any_id in (disease.id, *disease.equivalent_ids)
    )
    twice = [any_id for any_id, count in uses.items() if count > 1]
    found = (("malformed term ids", terms), ("malformed disease ids", diseases), ("ids of two diseases", twice))
    return [f"{len(ids)} {what} ({', '.join(ids[:_NAMED])} …)" for what, ids in found if ids]


def _fit(knowledge: Knowledge, path: Path) -> list[str]:
    raw = read_rows(path, ["hpo_id", "aspect"])
    stated = raw.loc[raw["aspect"] == "P", "hpo_id"].value_counts()
    known = sum(int(count) for term, count in stated.items() if knowledge.ontology.resolve(str(term)) is not None)
    total = int(stated.sum())
    if not total:
        return ["no statement on any finding"]
    if known < LEAST_KNOWN * total:
        return [
            f"only {known:,} of {total:,} statements name a term of the ontology: the two are of different releases"
        ]
    return []


def _losses(counts: Mapping[str, int], previous: Mapping[str, int], most_lost: float) -> list[str]:
    # Which findings are diagnostic, only one product tells, and a release may be without it.
    return [
        f"{counts[name]:,} {name} instead of {before:,}"
        for name, before in previous.items()
        if name in counts and name != DIAGNOSTIC_SIGNS and counts[name] < (1 - most_lost) * before
    ]
