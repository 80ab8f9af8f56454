"""How the cohort model is selected and fitted: what ``train`` and the whole pipeline are both told."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Size = Literal["full", "small"]


class TrainingSettings(BaseModel):
    """Settings of a training; importing them brings none of the models' libraries.

    Attributes:
        min_cases: confirmed cases a disease needs for the cohort model to learn it.
        folds: of the cross-validation.
        seed: of folds, balancing and models.
        size: ``full``, or ``small`` for a quick look.
        trials: of the study that tunes each candidate; with none the shipped settings compete.
        balancing: what is done about rare classes in training folds, or ``compare`` to let each candidate try all.
        candidates: names of those that compete, separated by commas; all if not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_cases: int = Field(default=10, ge=2)
    folds: int = Field(default=3, ge=2)
    seed: int = 0
    size: Size = "full"
    trials: int = Field(default=0, ge=0)
    balancing: Literal["smote", "none", "weights", "random", "compare"] = "smote"
    candidates: str | None = None
