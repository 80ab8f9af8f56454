"""What age, sex, pregnancy and time course say of a disease before any finding is told, in nats.

Of a common disease its facts are read (``knowledge.common.facts``): the range of ages in which some 95 % of its
patients are, the share who are female, pregnancy, courses. Of an orphan disease, the ages of onset and the modes of
inheritance that Orphanet and HPO state. All of them are likelihood ratios against the people who might have come
instead, taken carefully: what is impossible counts ``IMPOSSIBLE``, whatever else is merely unusual at most a few nats.
"""

from collections.abc import Collection, Iterable

import numpy as np

from hoofbeat.domain.case import Sex
from hoofbeat.domain.circumstances import Course
from hoofbeat.knowledge.common import Facts
from hoofbeat.knowledge.demographics import FEMALE_BY_INHERITANCE

#: Nobody of the other sex has it: to the bottom of any list.
IMPOSSIBLE = -50.0

#: Years that the people who might have come instead are spread over.
_LIFESPAN = 90.0

#: The most that an age speaks for and against a common disease.
_MOST_FOR, _MOST_AGAINST = 1.5, -15.0

#: Nats lost with a step beyond the range of ages; steps from which only strays are left, and what one of those loses.
_STEP, _STRAYS_FROM, _STRAY = 1.6, 4.5, 0.1

#: Nats for a course that the disease takes, for one that it does not, and for one beside its main one.
_TAKES, _BESIDE, _DOES_NOT = 0.5, 0.25, -1.0

#: Nats of a pregnancy that nobody speaks of.
_UNSAID = -2.0

#: HPO terms of onset and the ages (years) at which the disease begins; the ancestors stand for their whole range.
ONSETS = {
    "HP:0030674": (0.0, 0.0),  # antenatal
    "HP:0011460": (0.0, 0.0),  # embryonal
    "HP:0011461": (0.0, 0.0),  # fetal
    "HP:0034199": (0.0, 0.0),  # late first trimester
    "HP:0034198": (0.0, 0.0),  # second trimester
    "HP:0034197": (0.0, 0.0),  # third trimester
    "HP:0003577": (0.0, 0.0),  # congenital
    "HP:0003623": (0.0, 0.08),  # neonatal
    "HP:0003593": (0.08, 1.0),  # infantile
    "HP:0011463": (1.0, 5.0),  # childhood
    "HP:0003621": (5.0, 15.0),  # juvenile
    "HP:0410280": (0.08, 16.0),  # pediatric
    "HP:0003581": (16.0, 90.0),  # adult
    "HP:0011462": (16.0, 40.0),  # young adult
    "HP:0025708": (16.0, 19.0),  # early young adult
    "HP:0025709": (19.0, 25.0),  # intermediate young adult
    "HP:0025710": (25.0, 40.0),  # late young adult
    "HP:0003596": (40.0, 60.0),  # middle age
    "HP:0003584": (60.0, 90.0),  # late
}

#: Dominant and recessive inheritance by other chromosomes.
AUTOSOMAL = frozenset({"HP:0000006", "HP:0000007"})


def age_against_range(age: float, low: float, high: float) -> float:
    """Nats of an age (years) for a disease of which some 95 % of the patients are between two ages.

    Within the range the patients are denser than the population, by half of what the widths say. Outside, 0.3 nats are
    lost at the edge and 1.6 for each step from it, the longest of 15 % of the range, a tenth of the edge's age, and 0.3
    years; beyond 4.5 steps, where only strays are left, 0.1: nobody has croup at sixty.
    """
    width = max(high - low, 1.0)
    if low <= age <= high:
        return min(0.5 * float(np.log(_LIFESPAN / width)), _MOST_FOR)
    edge = low if age < low else high
    tolerance = max(0.15 * width, 0.1 * max(edge, 1.0), 0.3)
    steps = abs(age - edge) / tolerance
    lost = 0.3 + _STEP * min(steps, _STRAYS_FROM) + _STRAY * max(steps - _STRAYS_FROM, 0.0)
    return max(-lost, _MOST_AGAINST)


def onset_span(onsets: Iterable[str]) -> tuple[float, float] | None:
    """Ages (years) between which a disease begins that has these onsets (HPO terms); ``None`` where none is known."""
    spans = [ONSETS[term] for term in onsets if term in ONSETS]
    return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None


def age_against_onset(age: float, first: float, last: float) -> float:
    """Nats of an age (years) for an orphan disease that begins between two ages.

    Before it begins a disease is hardly seen; long after, it has mostly been named.
    """
    if age < first:
        return max(-0.3 - 3.0 * (first - age) / max(first, 1.0), -3.0)
    return max(-1.5 * float(np.log((age + 10) / (last + 25))), -3.0) if age > last + 15 else 0.0


def sex_against_share(sex: Sex, female: float) -> float:
    """Nats of a sex for a disease of which this share of the patients are female."""
    share = female if sex is Sex.FEMALE else 1 - female
    return IMPOSSIBLE if share <= 0 else float(np.log(max(share, 0.02) / 0.5))


def sex_against_inheritance(sex: Sex, modes: Collection[str]) -> float:
    """Nats of a sex for an orphan disease that is inherited in these ways (HPO terms)."""
    shares = [FEMALE_BY_INHERITANCE[mode] for mode in modes if mode in FEMALE_BY_INHERITANCE]
    return sex_against_share(sex, max(shares)) if shares and AUTOSOMAL.isdisjoint(modes) else 0.0


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
