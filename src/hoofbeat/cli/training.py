"""Options of a training, which `train` and the whole pipeline both offer."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from hoofbeat.cli.options import Seed
from hoofbeat.cli.records import option, taking
from hoofbeat.training.settings import TrainingSettings

MinCases = Annotated[int, typer.Option(min=2, help="Confirmed cases a disease needs for the cohort model to learn it.")]
Folds = Annotated[int, typer.Option(min=2, help="Folds of the cross-validation that selects the cohort model.")]
Trials = Annotated[
    int, typer.Option(min=0, help="Trials of the search for each candidate's settings; 0 takes the shipped ones.")
]
Candidates = Annotated[str | None, typer.Option(help="Candidates to compare, separated by commas; all if not given.")]


class Balancing(StrEnum):
    """What ``train`` does about rare classes, in training folds only."""

    SMOTE = "smote"
    NONE = "none"
    WEIGHTS = "weights"
    RANDOM = "random"
    COMPARE = "compare"


BalancingChoice = Annotated[
    Balancing,
    typer.Option(
        "--balancing",
        help="What is done about rare diseases in training folds; compare lets every candidate try all.",
    ),
]


def _settings(balancing: Balancing, **given: Any) -> TrainingSettings:
    return TrainingSettings(balancing=balancing.value, **given)


#: The options of a training.
TRAINING = (
    option("min_cases", MinCases, 10),
    option("folds", Folds, 3),
    option("seed", Seed, 0),
    option("trials", Trials, 0),
    option("balancing", BalancingChoice, Balancing.SMOTE),
    option("candidates", Candidates),
)

#: Gives a command the options of a training; it takes the ``training`` they describe.
with_training = taking("training", _settings, TRAINING)
