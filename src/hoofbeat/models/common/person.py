"""What age, sex, pregnancy and time course say of a disease before any finding is told, in nats.

Of a common disease its facts are read (``knowledge.common.facts``): the range of ages in which some 95 % of its
patients are, the share who are female, pregnancy, courses. Of an orphan disease, the ages of onset and the modes of
inheritance that Orphanet and HPO state. All of them are likelihood ratios against the people who might have come
instead, taken carefully: what is impossible counts ``IMPOSSIBLE``, whatever else is merely unusual at most a few nats.
"""

from collections.abc import Iterable

import numpy as np

from hoofbeat.domain.case import Sex
from hoofbeat.domain.circumstances import Course
from hoofbeat.knowledge.common import Facts

#: Nobody of the other sex has it: to the bottom of any list.
IMPOSSIBLE = -50.0

#: Years that the people who might have come instead are spread over.
_LIFESPAN = 90.0

#: The most that an age speaks for and against a common disease.
_MOST_FOR, _MOST_AGAINST = 1.5, -7.5

#: Nats for a course that the disease takes, for one that it does not, and for one beside its main one.
_TAKES, _BESIDE, _DOES_NOT = 0.5, 0.25, -1.0

#: Nats of a pregnancy that nobody speaks of.
_UNSAID = -2.0

#: HPO terms of onset and the ages (years) at which the disease begins; the ancestors stand for their whole range.
ONSETS = {
    "HP:0030674": (0.0, 0.0),  # antenatal
    "HP:0003577": (0.0, 0.0),  # congenital
    "HP:0003623": (0.0, 0.08),  # neonatal
    "HP:0003593": (0.08, 1.0),  # infantile
    "HP:0011463": (1.0, 5.0),  # childhood
    "HP:0003621": (5.0, 15.0),  # juvenile
    "HP:0410280": (1.0, 15.0),  # pediatric
    "HP:0003581": (16.0, 90.0),  # adult
    "HP:0011462": (16.0, 40.0),  # young adult
    "HP:0003596": (40.0, 60.0),  # middle age
    "HP:0003584": (60.0, 90.0),  # late
}

#: HPO term of X-linked recessive inheritance; its patients are nearly all male.
X_LINKED_RECESSIVE = "HP:0001419"
_FEMALE_IF_X_LINKED = 0.05

#: Dominant and recessive inheritance by other chromosomes.
AUTOSOMAL = frozenset({"HP:0000006", "HP:0000007"})


def age_against_range(age: float, low: float, high: float) -> float:
    """Nats of an age (years) for a disease of which some 95 % of the patients are between two ages.

    Within the range the patients are denser than the population, by half of what the widths say; outside, the density
    falls off over a sixth of the range.
    """
    width = max(high - low, 1.0)
    if low <= age <= high:
        return min(0.5 * float(np.log(_LIFESPAN / width)), _MOST_FOR)
    edge = low if age < low else high
    tolerance = max(0.15 * width, 0.1 * max(edge, 1.0), 0.3)
    return max(-0.3 - 1.2 * abs(age - edge) / tolerance, _MOST_AGAINST)


def age_against_onset(age: float, onsets: Iterable[str]) -> float:
    """Nats of an age (years) for an orphan disease that begins at these ages (HPO onset terms); 0 where none is known.

    Before it begins a disease is hardly seen; long after, it has mostly been named.
    """
    spans = [ONSETS[term] for term in onsets if term in ONSETS]
    if not spans:
        return 0.0
    first, last = min(low for low, _ in spans), max(high for _, high in spans)
    if age < first:
        return max(-0.3 - 3.0 * (first - age) / max(first, 1.0), -3.0)
    return max(-1.5 * float(np.log((age + 10) / (last + 25))), -3.0) if age > last + 15 else 0.0


def sex_against_share(sex: Sex, female: float) -> float:
    """Nats of a sex for a disease of which this share of the patients are female."""
    share = female if sex is Sex.FEMALE else 1 - female
    return IMPOSSIBLE if share <= 0 else float(np.log(max(share, 0.02) / 0.5))


def sex_against_inheritance(sex: Sex, modes: Iterable[str]) -> float:
    """Nats of a sex for an orphan disease that is inherited in these ways (HPO terms)."""
    if X_LINKED_RECESSIVE not in modes or not AUTOSOMAL.isdisjoint(modes):
        return 0.0
    return float(np.log((_FEMALE_IF_X_LINKED if sex is Sex.FEMALE else 1 - _FEMALE_IF_X_LINKED) / 0.5))


def pregnancy_against(facts: Facts, pregnant: bool | None) -> float:
    """Nats of being pregnant, or not, for a common disease; a pregnancy that nobody speaks of is not likely."""
    if facts.pregnancy == "required":
        return _UNSAID if pregnant is None else 3.0 if pregnant else IMPOSSIBLE
    if facts.pregnancy == "raised":
        return 1.0 if pregnant else 0.0
    return IMPOSSIBLE if facts.pregnancy == "never" and pregnant else 0.0


def course_against(facts: Facts, course: Course) -> float:
    """Nats of a time course for a common disease; 0 where its courses are not known."""
    if not facts.courses:
        return 0.0
    if course is facts.courses[0]:
        return _TAKES
    return _BESIDE if course in facts.courses else _DOES_NOT
