"""Who comes when: drawn once from the patients at hand, the same for the same seed.

Who stands together (the patients of a publication) comes in one month or before the year, and never in both: what a
model was taught before a month says nothing of a patient who comes in it.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain

import numpy as np
from pydantic import AwareDatetime

from hoofbeat.domain.case import Case
from hoofbeat.domain.circumstances import Setting
from hoofbeat.domain.frozen import Frozen
from hoofbeat.simulation.patients.changes import changed
from hoofbeat.simulation.patients.dealing import Test, mix, newcomers_of, pool_of, taken
from hoofbeat.simulation.patients.gathered import EMERGENCIES, Party
from hoofbeat.simulation.patients.laboratory import with_values
from hoofbeat.simulation.scenarios.happenings import MONTHS, CaseMix
from hoofbeat.simulation.scenarios.scenario import Scenario
from hoofbeat.simulation.sizes import Size

#: The year lies ahead, so that no bundle is younger than what it is judged by.
YEAR = 2031

#: Houses that send patients of a setting, in turns.
HOUSES: Mapping[Setting, tuple[str, ...]] = {
    Setting.GENETICS: ("clinic-a", "clinic-b"), Setting.EMERGENCY: ("emergency",),
}  # fmt: skip

#: Days until a diagnosis is confirmed: median and sigma of a log-normal draw; and share that never is.
_DELAY: Mapping[Setting, tuple[float, float]] = {Setting.GENETICS: (14.0, 0.6), Setting.EMERGENCY: (3.0, 0.5)}
_NEVER = 0.05


class Comer(Frozen):
    """Somebody who comes.

    Attributes:
        case: as the patient is, with the true diagnosis; findings and values as they are told.
        house: who asks.
        setting: where.
        together: name of what must not be parted.
        day: day of the visit.
        confirmed: when a diagnosis is confirmed; ``None``: never.
        told: the diagnosis that is confirmed then, the true one unless the house is wrong.
        told_name: its name.
        unlisted: whether the knowledge lacks the true disease.
        wrong_value: whether a unit error fell upon it.
    """

    case: Case
    house: str
    setting: Setting
    together: str
    day: date
    confirmed: AwareDatetime | None
    told: str
    told_name: str | None = None
    unlisted: bool = False
    wrong_value: bool = False

    @property
    def asked(self) -> Case:
        """What the service is told: no diagnosis, and no publication."""
        return self.case.model_copy(
            update={"diagnosis": None, "diagnosis_name": None, "group": None, "patient_id": self.together}
        )

    @property
    def registered(self) -> datetime:
        """The moment of the visit."""
        return datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=UTC)


class Year(Frozen):
    """All who come.

    Attributes:
        first: patients of the years before, whom the first model is trained on.
        months: those of each month, the first to come first.
    """

    first: tuple[Case, ...]
    months: tuple[tuple[Comer, ...], ...]


def year_of(
    parties: Sequence[Party], scenario: Scenario, size: Size, seed: int, tests: Mapping[int, Test] | None = None
) -> Year:
    """Deal the patients out.

    Args:
        parties: patients at hand.
        scenario: what happens.
        size: of the year.
        seed: of the draws.
        tests: for the number of an event, whether a case has the trait that it speaks of.
    """
    rng = np.random.default_rng(seed)
    pools = {setting: pool_of(parties, setting, rng) for setting in HOUSES}
    shares = {Setting.GENETICS: 1 - EMERGENCIES, Setting.EMERGENCY: EMERGENCIES}
    first = [
        case
        for setting, share in shares.items()
        for party in taken(pools[setting], round(share * size.first))
        for case in party.cases
    ]
    newcomers = newcomers_of(parties, scenario)
    # Every month is dealt before any is changed: who has a trait would else be used up, and missing in later months.
    plain = [
        {setting: list(taken(pools[setting], round(share * size.monthly))) for setting, share in shares.items()}
        for _ in range(MONTHS)
    ]
    for number, event in enumerate(scenario.events):
        if isinstance(event, CaseMix):
            for month in range(event.month, event.until + 1):
                mix(plain[month - 1], pools, round(event.share * size.monthly), (tests or {})[number])
    months = [
        _visits([*chain.from_iterable(dealt.values()), *newcomers.get(month, ())], month, scenario, size, seed)
        for month, dealt in enumerate(plain, start=1)
    ]
    return Year(first=tuple(with_values(case, seed) for case in first), months=tuple(months))


def month_days(month: int) -> tuple[date, date]:
    """First and last day of a month of the year."""
    return date(YEAR, month, 1), date(YEAR, month, monthrange(YEAR, month)[1])


def _visits(parties: Sequence[Party], month: int, scenario: Scenario, size: Size, seed: int) -> tuple[Comer, ...]:
    rng = np.random.default_rng([seed, month])
    first, last = month_days(month)
    all_days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    days = [day for day in all_days if day.weekday() in size.weekdays]
    visits: list[Comer] = []
    for number, party in enumerate(parties):
        houses = HOUSES[party.setting]
        for case in party.cases:
            median, sigma = _DELAY[party.setting]
            day = days[int(rng.integers(len(days)))]
            delay = float(rng.lognormal(np.log(median), sigma))
            never = rng.random() < _NEVER
            moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(days=max(delay, 0.1))
            visits.append(
                Comer(
                    case=with_values(case.model_copy(update={"case_id": f"m{month:02d}-{len(visits):04d}"}), seed),
                    house=houses[number % len(houses)],
                    setting=party.setting,
                    together=f"t{month:02d}-{number:04d}",
                    day=day,
                    confirmed=None if never else moment.replace(microsecond=0),
                    told=case.diagnosis or "",
                    told_name=case.diagnosis_name,
                    unlisted=party.unlisted,
                )
            )
    ordered = sorted(visits, key=lambda one: (one.day, one.case.case_id))
    return tuple(changed(ordered, month, scenario, np.random.default_rng([seed, month, 1])))
