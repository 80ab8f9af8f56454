"""Shadow and canary: how the challenger does in live traffic, as the services count it."""

from hoofbeat.jobs.retrain.context import RoundContext, StepDone
from hoofbeat.lifecycle.retraining.steps import RoundStep
from hoofbeat.lifecycle.versions import Alias


def shadow(context: RoundContext) -> StepDone:
    """Services score a share of the requests with the challenger too, and answer with the champion."""
    return _watched(context, RoundStep.SHADOW, "staging")


def canary(context: RoundContext) -> StepDone:
    """The challenger answers a share of the requests."""
    return _watched(context, RoundStep.CANARY, "canary")


def _watched(context: RoundContext, step: RoundStep, named: str) -> StepDone:
    told, version = context.told, context.state.fact("version") or ""
    if not context.state.fact("champion"):
        return StepDone("skipped, for nothing answers yet")
    if not told.services and told.prometheus is None:
        return StepDone("skipped, for no service was named")
    from hoofbeat.jobs.rollout import RolloutJob

    alias, begun = Alias(named), context.state.fact("canary") is not None
    if step is RoundStep.CANARY and not begun:
        context.let(alias, f"retraining {context.state.number}: canary, after the shadow")
        return StepDone("", facts={"canary": version}, again=True)
    if _taken(context, alias):
        return _refused(alias, version)
    judged = RolloutJob(
        mode=step.value,
        version=version,
        services=told.services,
        prometheus=told.prometheus,
        answers=told.answers,
        patience_seconds=told.patience_seconds,
        registry=told.registry,
        model=told.model,
    ).run()
    if _taken(context, alias):
        return _refused(alias, version)
    path = context.folder / "rollout" / f"{step}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(judged.model_dump_json(indent=1) + "\n", encoding="utf-8")
    said = f"{judged.verdict} after {judged.figures.answers} answers"
    if judged.verdict == "undecided":
        return StepDone(said, waiting=f"{step}: {' '.join(judged.reasons)}".strip())
    return StepDone(said, [path], refused=(tuple(judged.reasons) or (said,)) if judged.verdict == "refused" else ())


def _taken(context: RoundContext, alias: Alias) -> bool:
    """Whether the alias means the challenger no more: an alarm, or a person, has withdrawn it."""
    return context.told.versions().aliases().get(alias) != context.state.fact("version")


def _refused(alias: Alias, version: str) -> StepDone:
    reason = f"{alias} was taken from version {version} meanwhile."
    return StepDone(reason, refused=(reason,))
