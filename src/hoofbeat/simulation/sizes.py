"""How large a year is: the whole one, or a quick look with fewer patients."""

from typing import Any

from pydantic import Field

from hoofbeat.domain.frozen import Frozen


class Size(Frozen):
    """Numbers of patients and of what is trained.

    Attributes:
        first: patients that the first model is trained on.
        monthly: patients that come each month.
        alike: most patients of one publication: large series would else rule the months they come in.
        weekdays: days of the week on which the house sees patients, Monday is 0.
        reserved: share of the patients that is never taught and judges the bundles.
        answered: patients of a month that the running service answers too.
        review_months: months between two looks at what was confirmed: review, ingest, and folding where none is due.
        cases_due: newly confirmed cases that ask for a training; none do if not given.
        schedule_months: months after which a training is due in any case; never if not given.
        candidates: cohort models that compete.
        folds: of training and evaluation.
        min_cases: confirmed cases that a disease needs for the cohort model.
        parity_cases: cases on which graphs and native models are compared.
        simulated_orphans: orphan diseases that are drawn where no data is at hand.
        simulated_patients: patients of each of them, and of each common disease.
        rest_months: months after a round in which no alarm asks for another one.
        others: diseases in the catalogue besides those of the year's patients; all that are known if not given.
    """

    first: int = Field(ge=50)
    monthly: int = Field(ge=20)
    alike: int = Field(ge=1)
    weekdays: tuple[int, ...]
    reserved: float = Field(gt=0, lt=1)
    answered: int = Field(ge=1)
    review_months: int = Field(ge=1)
    cases_due: int | None = None
    schedule_months: int | None = None
    candidates: str
    folds: int = Field(ge=2)
    min_cases: int = Field(ge=2)
    parity_cases: int = Field(ge=1)
    simulated_orphans: int
    simulated_patients: int
    rest_months: int = 0
    others: int | None = None

    @property
    def fitting(self) -> dict[str, Any]:
        """How its rounds of retraining are fitted: settings of the job, and by their names options of the command."""
        return {
            "size": "small",
            "balancing": "none",
            "candidates": self.candidates,
            "folds": self.folds,
            "evaluation_folds": self.folds,
            "min_cases": self.min_cases,
            "parity_cases": self.parity_cases,
        }


FULL = Size(
    first=1400, monthly=120, alike=3, weekdays=(1, 4), reserved=0.15, answered=20, review_months=1, cases_due=700,
    schedule_months=6, candidates="logistic", folds=3, min_cases=6, parity_cases=100, simulated_orphans=120,
    simulated_patients=40,
)  # fmt: skip

QUICK = Size(
    first=260, monthly=110, alike=3, weekdays=(2,), reserved=0.2, answered=3, review_months=3, cases_due=None,
    schedule_months=None, candidates="logistic", folds=2, min_cases=4, parity_cases=20, simulated_orphans=60,
    simulated_patients=35, rest_months=2, others=400,
)  # fmt: skip
