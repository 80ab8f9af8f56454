"""Search for the settings of a candidate: a study that is kept, seeded, pruned and taken up again.

A study belongs to one candidate on one set of cases: its name carries a digest of all it depends on, so another cohort,
other knowledge, folds or bounds begin another one in the same database. Every trial draws from a seed of its own, made
from the study's seed and the trials finished before it: a study that was broken off goes on as if it had not been.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from hoofbeat.console import track
from hoofbeat.features.balancing import BALANCINGS, Balancing
from hoofbeat.models.candidates import records
from hoofbeat.models.plan import Bounds, Plan, Settings
from hoofbeat.training.contest import Contest
from hoofbeat.training.scores import macro_f1
from hoofbeat.training.tracking import Tracker, require_sound, sqlite_url

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.distributions import BaseDistribution

#: Within the training directory: the studies of every training there.
DATABASE = "optuna.db"

#: Trials before the search learns from the earlier ones, and before one that is worse than their median is given up.
STARTUP = 5


@dataclass(frozen=True)
class Search:
    """What is varied before the candidates are compared.

    Attributes:
        trials: of every candidate; with none the shipped settings compete.
        balancing: what is done about rare classes, or ``compare`` to try everything with each candidate.
        database: where the studies are kept; nowhere if ``None``.
    """

    trials: int = 0
    balancing: Balancing | Literal["compare"] = "smote"
    database: Path | None = None

    @property
    def balancings(self) -> tuple[Balancing, ...]:
        """All that is done about rare classes in some trial; what is shipped first."""
        if self.balancing == "compare":
            return tuple(sorted(BALANCINGS, key=lambda one: one != Plan().balancing))
        return (self.balancing,)

    @property
    def length(self) -> int:
        """Trials of a study: each balancing is tried once with the shipped settings, then the search begins."""
        return max(self.trials, len(self.balancings)) if self.trials or len(self.balancings) > 1 else 0


#: The shipped settings compete as they are.
NO_SEARCH = Search()


@dataclass(frozen=True)
class Tuned:
    """What a search found for one candidate.

    Attributes:
        plan: of the best trial.
        study: name of the study, empty where none was made.
        trial: number of the best trial in it.
    """

    plan: Plan
    study: str = ""
    trial: int | None = None


def tune(name: str, contest: Contest, search: Search, tracker: Tracker | None = None) -> Tuned:
    """Begin the study of ``name``, or go on with it, until it has the trials asked for.

    A trial's value is macro-F1 over all cases out of fold, what the selection decides by. It is reported fold by fold
    over the cases answered so far, and a trial below the median of the earlier ones is given up.

    Raises:
        TrainingError: the database is damaged.
    """
    if not search.length:
        return Tuned(Plan(search.balancings[0]))
    import optuna
    from optuna.trial import TrialState

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    title = study_name(name, contest, search)
    with _storage(search.database) as storage:
        pruner = optuna.pruners.MedianPruner(n_startup_trials=STARTUP)
        study = optuna.create_study(
            storage=storage, study_name=title, direction="maximize", pruner=pruner, load_if_exists=True
        )
        for broken_off in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            study.tell(broken_off.number, state=TrialState.FAIL)
        done = len(study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED)))
        wanted = range(done, search.length)
        for number in track(wanted, f"Tuning {name}") if wanted else ():
            seed = _seed(contest.fitter.seed, number)
            study.sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP)
            if number < len(search.balancings) and not study.get_trials(states=(TrialState.WAITING,)):
                study.enqueue_trial({**_shipped(name, contest), "balancing": search.balancings[number]})
            _try(name, contest, study, study.ask(_distributions(name, search)), tracker)
        best = study.best_trial
    return Tuned(_plan(best.params), title, best.number)


def study_name(name: str, contest: Contest, search: Search) -> str:
    """The candidate, and a digest of everything its figures depend on (``mlp-6c1f09a2b3d4e5f6``).

    Encoded held-out cases stand for data and knowledge: every case is held out once, and its columns are those that the
    other folds' cases taught the encoder.
    """
    digest = blake2b(digest_size=8)
    space = records()[name].space
    fitter = contest.fitter
    fixed = (contest.classes, fitter.seed, fitter.size, search.balancings, space, _shipped(name, contest))
    digest.update(repr(fixed).encode())
    digest.update(contest.y.tobytes())
    for fold in contest.folds[search.balancings[0]]:
        digest.update(repr(fold.training.encoder.names).encode())
        digest.update(fold.held_out.tobytes())
        digest.update(np.ascontiguousarray(fold.features).tobytes())
    return f"{name}-{digest.hexdigest()}"


def _try(name: str, contest: Contest, study: "Study", trial: "Trial", tracker: Tracker | None) -> None:
    """One trial, one MLflow run."""
    from optuna.trial import TrialState

    plan = _plan(trial.params)
    tags = {"seed": contest.fitter.seed, "study": study.study_name, "trial": trial.number}
    recorded = {"balancing": plan.balancing, **plan.settings}
    with tracker.run(f"{name} trial {trial.number}", recorded, tags) if tracker else nullcontext() as run:
        try:
            value = _value(name, plan, contest, trial)
        except BaseException:
            study.tell(trial, state=TrialState.FAIL)
            raise
        study.tell(trial, value, TrialState.PRUNED if value is None else TrialState.COMPLETE)
        if run is not None and tracker is not None:
            run.metrics(**({"macro_f1": value} if value is not None else {}))
            tracker.tag(run.id, "pruned", value is None)


def _value(name: str, plan: Plan, contest: Contest, trial: "Trial") -> float | None:
    """Macro-F1 out of fold; ``None`` as soon as the pruner gives the trial up."""
    probabilities = contest.no_answers()
    answered = np.zeros(len(contest.y), dtype=np.bool_)
    value = 0.0
    with closing(contest.answers(name, plan)) as answers:  # here, for Python swallows what its own closing raises
        for step, answer in enumerate(answers):
            answer.put(probabilities)
            answered[answer.fold.held_out] = True
            value = macro_f1(contest.y[answered], probabilities[answered].argmax(axis=1))
            trial.report(value, step)
            if not answered.all() and trial.should_prune():
                return None
    return value


def _plan(params: dict[str, Any]) -> Plan:
    return Plan(params["balancing"], {key: value for key, value in params.items() if key != "balancing"})


def _shipped(name: str, contest: Contest) -> Settings:
    """The shipped settings for the columns of the first fold; the other folds have about as many."""
    first = next(iter(contest.folds.values()))[0]
    return records()[name].shipped(contest.fitter.size, first.features.shape[1])


def _distributions(name: str, search: Search) -> "dict[str, BaseDistribution]":
    from optuna.distributions import CategoricalDistribution

    settings = {key: _distribution(bounds) for key, bounds in records()[name].space.items()}
    return {**settings, "balancing": CategoricalDistribution(search.balancings)}


def _distribution(bounds: Bounds) -> "BaseDistribution":
    from optuna.distributions import FloatDistribution, IntDistribution

    low, high, log = bounds
    if isinstance(low, int) and isinstance(high, int):
        return IntDistribution(low, high, log=log)
    return FloatDistribution(low, high, log=log)


def _seed(seed: int, trial: int) -> int:
    return int(np.random.SeedSequence((seed, trial)).generate_state(1)[0])


@contextmanager
def _storage(database: Path | None) -> Iterator[Any]:
    """Optuna's storage in the SQLite file, closed at the end; in memory without one."""
    if database is None:
        yield None
        return
    from optuna.storages import RDBStorage

    database.parent.mkdir(parents=True, exist_ok=True)
    require_sound(database)
    storage = RDBStorage(sqlite_url(database))
    try:
        yield storage
    finally:
        storage.remove_session()
        storage.engine.dispose()
