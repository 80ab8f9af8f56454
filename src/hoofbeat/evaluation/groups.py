"""For whom does the model do well, and for whom less: by age, sex, kind of disease and source.

Figures by group are what a model card must state (Mitchell et al., Model Cards for Model Reporting, FAT* 2019).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from hoofbeat.domain.case import Case, Sex
from hoofbeat.evaluation.calibration import expected_calibration_error
from hoofbeat.evaluation.group_figures import Among, GroupFigures, GroupName, Kind, Withheld
from hoofbeat.evaluation.metrics import summarise
from hoofbeat.evaluation.protocols import FirstAnswers
from hoofbeat.evaluation.ranking import SIMULATED_SOURCES, Ranking
from hoofbeat.evaluation.trust import Judged

Mask = NDArray[np.bool_]

#: Fewer cases than these say more of themselves than of the next patient, and might be recognised.
FEWEST_CASES = 30

#: An interval from drawing fewer diseases than these means nothing.
FEWEST_DISEASES = 5

#: Age bands by the first age (years) that no longer belongs to them.
AGE_BANDS = {
    "neonate": 28 / 365.25,
    "infant": 1.0,
    "1-5": 6.0,
    "6-11": 12.0,
    "12-17": 18.0,
    "18-39": 40.0,
    "40-64": 65.0,
    "65+": np.inf,
}

UNKNOWN = "unknown"

SEXES = ("female", "male", "other or unknown")

#: The k of "in the first k" that is shown of a group.
_KS = (1, 3, 10)


def group_figures(
    ranking: Ranking, cases: Sequence[Case], first: FirstAnswers, judged: Judged | None, *, seed: int = 0
) -> tuple[GroupFigures, ...]:
    """Figures of every group, those of all cases first.

    Args:
        ranking: answers of the model to the cases.
        cases: the cases, in the order of the ranking.
        first: confidence of its first answer, and whether that was right.
        judged: what trust said of each of these answers, and perhaps of others after them; ``None`` without trust.
        seed: seed of the bootstrap.
    """
    simulated = np.isin(ranking.sources, SIMULATED_SOURCES)
    return tuple(
        GroupFigures(
            **vars(name),
            n=int(mask.sum()),
            diseases=len({ranking.truth_ids[row] for row in np.flatnonzero(mask)}),
            simulated=int(simulated[mask].sum()),
            **_figures(ranking, mask, first, judged, seed),
        )
        for name, mask in groups_of(cases, ranking.orphan, ranking.sources)
    )


def groups_of(cases: Sequence[Case], orphan: Mask, sources: Sequence[str]) -> Iterator[tuple[GroupName, Mask]]:
    """Name of each group and which cases belong to it, [n]; a group that could have cases and has none is named too.

    Simulated patients are easier than real ones and mostly adults: where both are there, the real ones stand
    alone once more, lest an age look well served because a simulator drew it.
    """
    parts: tuple[tuple[Kind, list[str], tuple[str, ...]], ...] = (
        ("age", [age_band(case.age) for case in cases], (*AGE_BANDS, UNKNOWN)),
        ("sex", [sex_group(case.sex) for case in cases], SEXES),
        ("disease", ["orphan" if is_orphan else "common" for is_orphan in orphan], ("orphan", "common")),
        ("source", list(sources), tuple(sorted(set(sources)))),
    )
    real: Mask = ~np.isin(sources, SIMULATED_SOURCES)
    among: dict[Among, Mask] = {"all": np.ones(len(cases), dtype=np.bool_)}
    if 0 < real.sum() < len(real):
        among["real"] = real
    for whom, asked in among.items():
        yield GroupName(kind="all", name="all", among=whom), asked
        for kind, own, names in parts:
            if kind != "source" or whom == "all":
                yield from ((GroupName(kind=kind, name=n, among=whom), asked & (np.array(own) == n)) for n in names)


def age_band(age: float | None) -> str:
    """The band of an age in years; ``unknown`` without one.

    Example:
        >>> [age_band(age) for age in (0.01, 0.5, 17.9, 18, 90, None)]
        ['neonate', 'infant', '12-17', '18-39', '65+', 'unknown']
    """
    return UNKNOWN if age is None else next(band for band, end in AGE_BANDS.items() if age < end)


def sex_group(sex: Sex) -> str:
    """``female``, ``male``, or whatever else was recorded or not."""
    return sex.value if sex in (Sex.FEMALE, Sex.MALE) else SEXES[-1]


def _figures(ranking: Ranking, mask: Mask, first: FirstAnswers, judged: Judged | None, seed: int) -> dict[str, object]:
    """What is said of a group: why nothing is, or every figure there are cases enough for."""
    part = ranking.subset(mask)
    if reason := _too_small(part):
        return {"withheld": reason}
    (summary,) = summarise(part, subsets={"all": np.ones(len(part), dtype=np.bool_)}, seed=seed)
    told: dict[str, object] = {
        "top": {k: summary.top[k] for k in _KS},
        "ece": expected_calibration_error(first.confidence[mask], first.right[mask]),
    }
    if judged is not None:
        rows = np.flatnonzero(mask)
        known = rows[judged.known[rows]]
        told["too_little"] = float(np.mean(~judged.enough[rows]))
        told["coverage"] = float(np.mean(judged.covered[known])) if len(known) >= FEWEST_CASES else None
    return told


def _too_small(part: Ranking) -> Withheld | None:
    if len(part) == 0:
        return "no cases"
    if len(part) < FEWEST_CASES:
        return "few cases"
    return "few diseases" if len(set(part.truth_ids)) < FEWEST_DISEASES else None
