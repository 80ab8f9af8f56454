"""Train, evaluate, export: the stages of every run, in the round's folder."""

from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE
from hoofbeat.bundle.runtime.signature import sign
from hoofbeat.jobs.evaluate import EvaluateJob
from hoofbeat.jobs.export import ExportJob
from hoofbeat.jobs.retrain.context import RoundContext, StepDone
from hoofbeat.jobs.train import TrainJob
from hoofbeat.lifecycle.trying import digest_of_folder
from hoofbeat.training.settings import TrainingSettings
from hoofbeat.training.tracking import Tracker


def train(context: RoundContext) -> StepDone:
    """Fit the cohort model on the pinned gold, without the patients that are set aside.

    Raises:
        TrainingError: there is nothing to learn from.
    """
    work, told = context.work, context.told
    _forget_broken_off(context)
    settings = context.settings.model_dump(include=set(TrainingSettings.model_fields))
    outcome = TrainJob(output=context.folder, lake=told.lake_address, as_of=work.as_of, **settings).run()
    names = ("selection.json", "out-of-fold.npz", "cohort-model.pickle.gz")
    said = f"{outcome.winner} on {len(outcome.classes)} diseases" if outcome.winner else "the knowledge model alone"
    return StepDone(said, [work.training / name for name in names], {"model": outcome.winner or "none"})


def evaluate(context: RoundContext) -> StepDone:
    """Judge what was trained by publication and by disease, and write the report."""
    work, settings = context.work, context.settings
    _forget_broken_off(context)
    result = EvaluateJob(
        output=context.folder, lake=context.told.lake_address, folds=settings.evaluation_folds, seed=settings.seed
    ).run()
    figures = [
        f"{line.protocol}: {line.top[10].value:.3f}"
        for line in result.rankings
        if line.model == result.headline_model and line.subset == "all"
    ]
    said = f"first 10 by {'; '.join(figures)}"
    return StepDone(said, [work.report / "metrics.json", work.report / "report.html"])


def export(context: RoundContext) -> StepDone:
    """Write the bundle, and sign it where a key is given."""
    told = context.told
    manifest = ExportJob(
        output=context.folder, lake=told.lake_address, parity_cases=context.settings.parity_cases
    ).run()
    if told.key is not None:
        sign(context.bundle, told.key)
    files = [context.bundle / name for name in (*manifest.files, MANIFEST, SIGNATURE)]
    facts = {"bundle": manifest.version, "digest": digest_of_folder(context.bundle)}
    return StepDone(f"bundle {manifest.version}", files, facts)


def _forget_broken_off(context: RoundContext) -> None:
    """Put the MLflow runs of a try that was broken off among the deleted: the step makes them again.

    Raises:
        TrainingError: the record cannot be used.
    """
    step = context.state.next
    if step is None or context.state.steps[step].tries == 1:
        return
    tracker = Tracker(context.folder, context.work.tags)
    tracker.forget(since=max(record.done for record in context.state.steps.values() if record.done))
