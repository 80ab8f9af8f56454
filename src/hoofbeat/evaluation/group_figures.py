"""How the headline model does on one group of patients, as the evaluation keeps it."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from hoofbeat.evaluation.estimate import Estimate, Kept

#: What the patients of a table are told apart by; ``all`` is nobody apart.
Kind = Literal["all", "age", "sex", "disease", "source"]

#: Of whom: all patients, or real ones alone where simulated ones stand beside them.
Among = Literal["all", "real"]

#: Why a group has no figures.
Withheld = Literal["no cases", "few cases", "few diseases"]


class GroupName(Kept):
    """Names a group: ``age``, ``infant``, among ``real`` patients."""

    kind: Kind
    name: str
    among: Among = "all"


class GroupFigures(GroupName):
    """Figures of the headline model, publication held out, on one group.

    Attributes:
        n: cases.
        diseases: distinct true diseases.
        simulated: number of the cases that are simulated patients.
        withheld: why there are no figures; ``None`` where there are.
        top: share of cases with the true disease in the first k, by k (1, 3, 10); empty where withheld.
        ece: expected calibration error of the first answer's probability, in 0–1.
        coverage: share of the cases of known diseases whose conformal set holds the disease, whatever its size;
            ``None`` without trust, or with too few such cases.
        too_little: share of the cases told to rest on too little; ``None`` without trust.
    """

    n: int = Field(ge=0)
    diseases: int = Field(ge=0)
    simulated: int = Field(default=0, ge=0)
    withheld: Withheld | None = None
    top: Mapping[int, Estimate] = Field(default_factory=dict)
    ece: float | None = None
    coverage: float | None = None
    too_little: float | None = None
