"""How much of a cohort is not known, column by column."""

from collections import Counter
from collections.abc import Sequence

from hoofbeat.domain.case import Case, Sex


def missing_shares(cases: Sequence[Case], *, site_features: bool = True) -> dict[str, float]:
    """Share of the cases (0–1) that lack each thing: age, sex, every measurement, every site feature if asked for.

    A site feature is known where it was answered, yes or no. Other findings are left out: what a free record does not
    mention was not asked, and no share of it would say more.

    Example:
        >>> missing_shares([Case(case_id="a", age=40), Case(case_id="b", sex=Sex.MALE)])
        {'age': 0.5, 'sex': 0.5}
    """
    if not cases:
        return {}
    known: Counter[str] = Counter({"age": 0, "sex": 0})
    for case in cases:
        known["age"] += case.age is not None
        known["sex"] += case.sex in (Sex.FEMALE, Sex.MALE)
        known.update({measurement.code for measurement in case.measurements})
        if site_features:
            known.update(finding.id for finding in case.findings if finding.id.startswith("SITE:"))
    first = ("age", "sex")
    return {name: 1 - known[name] / len(cases) for name in (*first, *sorted(known.keys() - set(first)))}
