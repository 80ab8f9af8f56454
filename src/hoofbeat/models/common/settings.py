"""How likely each disease is where one asks, before anything is told.

    setting(d) = w · log(patients(d) / patients of the rarest disease) + presents(d)

*patients* are new ones a year per 100,000 people for a common disease (one in ten of those who live with it where only
a prevalence is known), and for an orphan disease a tenth of its class of prevalence. *w* is how far the people who come
resemble the population: everybody comes to primary care, to a genetics clinic nearly only who has been everywhere else.
*presents* takes off what is not seen there first.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from hoofbeat.domain.circumstances import Region, Setting
from hoofbeat.domain.disease import PrevalenceClass
from hoofbeat.knowledge import tables
from hoofbeat.knowledge.catalogue import Catalogue
from hoofbeat.knowledge.common import CommonEntry, Facts

#: Patients per million in the middle of each class, by the geometric mean of its bounds; the open ones by their bound.
PER_MILLION = {
    PrevalenceClass.ABOVE_ONE_IN_1000: 1000.0,
    PrevalenceClass.SIX_TO_NINE_IN_10000: 735.0,
    PrevalenceClass.ONE_TO_FIVE_IN_10000: 224.0,
    PrevalenceClass.ONE_TO_NINE_IN_100000: 30.0,
    PrevalenceClass.ONE_TO_NINE_IN_1000000: 3.0,
    PrevalenceClass.BELOW_ONE_IN_1000000: 1.0,
}

#: w of the module's formula for common diseases and for orphan ones; ``benchmarks/prevalence.py`` shows the latter's.
COMMON_WEIGHT: Mapping[Setting, float] = {
    Setting.PRIMARY_CARE: 0.25,
    Setting.EMERGENCY: 0.15,
    Setting.HOSPITAL: 0.15,
    Setting.GENETICS: 0.1,
}
ORPHAN_WEIGHT: Mapping[Setting, float] = {
    Setting.PRIMARY_CARE: 0.7,
    Setting.EMERGENCY: 0.7,
    Setting.HOSPITAL: 0.7,
    Setting.GENETICS: 0.1,
}

#: New patients a year per 100,000 of a common disease whose frequency no row states, and of one that is rare.
_UNSTATED, _UNSTATED_ORPHAN = 100.0, 2.0

#: Share of the patients of a wider entry that a part of it without a class of its own is taken to have.
_PART = 0.2

#: Bounds of the frequencies: no weight rests on a number beyond them.
_FEWEST, _MOST = 1.0, 20_000.0

#: Nats for a disease whose patients come to another place first, and for one that begins in hospital.
_ELSEWHERE, _IN_HOSPITAL = -0.7, -2.5

#: A region that a disease is bound to and the patient was in, or was not, in nats.
IN_REGION, ELSEWHERE_REGION = 1.0, -3.0

#: What sources mean by "the tropics".
TROPICS = {Region.LATIN_AMERICA, Region.SUB_SAHARAN_AFRICA, Region.SOUTH_ASIA, Region.SOUTHEAST_ASIA, Region.OCEANIA}


def region_against(regions: Sequence[str], region: Region) -> float:
    """Nats of a region for a disease that is bound to some; 0 for one that is not."""
    if not regions:
        return 0.0
    bound = TROPICS if "tropics" in regions else set()
    return IN_REGION if region in bound or region in regions else ELSEWHERE_REGION


def patients_of_common(entry: CommonEntry, facts: Facts) -> float:
    """New patients a year per 100,000 people."""
    stated = facts.incidence if facts.incidence is not None else facts.prevalence and facts.prevalence / 10
    if stated is None:
        stated = _UNSTATED_ORPHAN if entry.orphan else _UNSTATED
    return float(np.clip(stated, _FEWEST, _MOST))


def common_prior(entry: CommonEntry, facts: Facts, setting: Setting) -> float:
    """Prior of a common disease in a setting, nats."""
    prior = COMMON_WEIGHT[setting] * float(np.log(patients_of_common(entry, facts) / _FEWEST))
    if facts.presents and setting in (Setting.PRIMARY_CARE, Setting.EMERGENCY) and setting not in facts.presents:
        prior += _IN_HOSPITAL if facts.presents == (Setting.HOSPITAL,) else _ELSEWHERE
    return prior


def orphan_prior(per_million: float, setting: Setting) -> float:
    """Prior in a setting, nats, of an orphan disease that so many people in a million have."""
    return ORPHAN_WEIGHT[setting] * float(np.log(per_million))


def patients_of_orphans(catalogue: Catalogue) -> list[float]:
    """Patients per million of every disease of the catalogue, by its class of prevalence.

    One without a class is taken for a fifth of the entry that it is a part of (amyotrophic lateral sclerosis 1 of
    amyotrophic lateral sclerosis), and for one of the rarest where that has none either.
    """
    rarest = PER_MILLION[PrevalenceClass.BELOW_ONE_IN_1000000]
    own = [PER_MILLION.get(disease.prevalence) for disease in catalogue.diseases]
    wider: dict[int, float] = {}
    for narrow, broad in tables.broader():
        part, group = catalogue.find(narrow), catalogue.find(broad)
        known = own[group] if group is not None else None
        if part is not None and part != group and known is not None:
            wider[part] = max(wider.get(part, rarest), known * _PART)
    return [wider.get(place, rarest) if known is None else known for place, known in enumerate(own)]
