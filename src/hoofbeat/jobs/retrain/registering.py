"""The steps that change the registry: a version, `staging`, `production`, and what is taken away at the end."""

from hoofbeat.jobs.promotion import WithdrawJob
from hoofbeat.jobs.registry import RegisterJob
from hoofbeat.jobs.retrain.context import RoundContext, StepDone
from hoofbeat.lifecycle.moving import ON_TRIAL
from hoofbeat.lifecycle.retraining.steps import RoundStep
from hoofbeat.lifecycle.versions import DIGEST, Alias


def register(context: RoundContext) -> StepDone:
    """Make the bundle a version; it is the same one however often that is asked for."""
    made = RegisterJob(
        bundle=context.bundle,
        **context.told.model_dump(include={"registry", "model", "trusted_keys", "allow_unsigned"}),
    ).run()
    return StepDone(f"version {made.version.number}", facts={"version": made.version.number})


def stage(context: RoundContext) -> StepDone:
    """Let `staging` mean it: services score it in the shadow from now on."""
    context.let(Alias.STAGING, _reason(context))
    return StepDone(f"staging is version {context.state.fact('version')}")


def promote(context: RoundContext) -> StepDone:
    """Let `production` mean it: services answer with it from now on."""
    context.let(Alias.PRODUCTION, _reason(context, RoundStep.SHADOW, RoundStep.CANARY))
    return StepDone(f"production is version {context.state.fact('version')}")


def withdraw(context: RoundContext) -> None:
    """Take `staging` and `canary` away from the challenger of a round at its end, where they mean it still."""
    state, versions = context.state, context.told.versions()
    digest = state.fact("digest")
    reason = f"retraining {state.number}: {state.end}; {' '.join(state.reasons)}"[:1000]
    told = context.told.model_dump(include={"registry", "model", "who"})
    for version in versions.tagged(DIGEST, digest) if digest else ():
        for alias in ON_TRIAL:
            WithdrawJob(alias=alias, only=version.number, reason=reason, **told).run()


def _reason(context: RoundContext, *steps: RoundStep) -> str:
    state = context.state
    why = ", ".join(dict.fromkeys(trigger.reason for trigger in state.triggers))
    told = [f"better in {better}" if (better := state.fact("better")) else "the first bundle"]
    told += [f"{step}: {state.steps[step].said}" for step in steps]
    return f"retraining {state.number} ({why}): {'; '.join(told)}"
