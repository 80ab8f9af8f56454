"""From the gate to production at a real registry: refused, broken off at any call, and overtaken by others.

Mirrors: hoofbeat.jobs.retrain.round, hoofbeat.jobs.retrain.stepping, hoofbeat.jobs.retrain.judging,
hoofbeat.jobs.retrain.registering, hoofbeat.jobs.retrain.context, hoofbeat.jobs.retrain.watching,
hoofbeat.jobs.retrain.giving_up,
hoofbeat.jobs.retrain.settings, hoofbeat.cli.retrain, hoofbeat.cli.rounds
"""

import json
from itertools import count
from pathlib import Path

import pytest

from forked import begin, hoofbeat
from gate_world import ALL, COMMON, RARE
from hoofbeat.bundle.runtime.manifest import MANIFEST, SIGNATURE
from hoofbeat.domain.errors import BundleSignatureError, ConfigError, InputError
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.lifecycle.retraining.steps import RoundStep
from hoofbeat.lifecycle.versions import Alias
from registry_kills import KILLED, ends_at_call
from retrain_world import RetrainWorld

pytestmark = pytest.mark.slow

#: All but ten orphan and four common diseases.
SOME = {*RARE[10:], *COMMON[4:]}


@pytest.fixture
def world(registry, tmp_path: Path) -> RetrainWorld:
    return RetrainWorld(tmp_path / "run", registry.url, registry.model, registry.signer)


@pytest.fixture
def champion(world: RetrainWorld, registry) -> str:
    """The first round brought a bundle to production that does not know all diseases."""
    world.exported(SOME)
    result = world.job().run()
    assert result is not None
    assert (result.stand, result.gate) == ("promoted", None)
    assert "no champion" in result.state.steps[RoundStep.GATE].said
    assert registry.require_sound() == {Alias.PRODUCTION: "1"}
    return "1"


def test_a_better_challenger_is_promoted_on_the_gate_s_word_and_the_history_says_what_was_skipped(
    world: RetrainWorld, registry, champion: str
) -> None:
    world.exported(ALL)
    staged = world.job(until=RoundStep.STAGE).run()
    assert staged is not None
    assert (staged.stand, staged.state.reached, staged.gate is not None) == ("under way", RoundStep.STAGE, True)
    assert registry.require_sound() == {Alias.STAGING: "2", Alias.PRODUCTION: champion}
    result = world.job().run()
    assert result is not None
    assert (result.number, result.stand) == (2, "promoted")
    assert registry.require_sound() == {Alias.PRODUCTION: "2", Alias.PREVIOUS: champion}
    said = [one.promotion for one in registry.promoter.history.entries() if one.promotion.alias is Alias.PRODUCTION][-1]
    assert said.verdict.startswith("promote, gate of")
    assert said.reason.startswith("retraining 2 (cases): better in ")
    assert "shadow: skipped, for no service was named; canary: skipped, for no service was named" in said.reason
    assert world.job(round=2).run() == result


@pytest.mark.parametrize("known", [SOME, {*RARE[14:], *COMMON}], ids=["a tie", "orphan diseases lost"])
def test_a_tie_or_a_loss_keeps_the_champion_and_ends_the_round_with_the_gate_s_reasons(
    world: RetrainWorld, registry, champion: str, known: set[int]
) -> None:
    world.exported(known, seed=1)
    ended = hoofbeat(*world.words())
    assert ended.returncode == 3, ended.stderr.decode()
    (state,) = Rounds(world.output).all()[1:]
    assert state.end == "refused"
    lost = "a tie does not replace" if known == SOME else "Orphan recall"
    assert any(lost in reason for reason in state.reasons), state.reasons
    assert all(reason in ended.stdout.decode() for reason in state.reasons)
    assert registry.require_sound() == {Alias.PRODUCTION: champion}
    assert [version.number for version in registry.versions.all()] == [champion]
    step = hoofbeat(*world.words("step", "register", "--round", "2", "--json"))
    assert (step.returncode, json.loads(step.stdout)["stand"]) == (3, "refused")
    gate = hoofbeat(*world.words("step", "gate", "--round", "2", "--json"))
    assert gate.returncode == 0
    assert json.loads(gate.stdout)["record"]["facts"]["verdict"] == "keep"


def test_killed_at_any_call_to_the_registry_the_same_command_brings_it_to_production_once(
    world: RetrainWorld, registry, champion: str
) -> None:
    world.exported(ALL)
    judged = world.job(until=RoundStep.GATE).run()
    assert judged is not None
    assert judged.stand == "under way"
    kills = 0
    for call in count():
        process = begin(ends_at_call, call, world.words())
        process.join()
        sound = registry.require_sound()
        assert sound[Alias.PRODUCTION] in ("1", "2")
        if process.exitcode == 0:
            break
        assert process.exitcode == KILLED
        kills += 1
        state = Rounds(world.output).get(2)
        assert state.end is None or state.end == "promoted"
    assert kills >= 3
    assert Rounds(world.output).get(2).end == "promoted"
    assert registry.require_sound() == {Alias.PRODUCTION: "2", Alias.PREVIOUS: champion}
    assert [version.number for version in registry.versions.all()] == [champion, "2"]
    done = [one.promotion for one in registry.promoter.history.entries() if one.state == "done"]
    assert [one.version for one in done if one.alias is Alias.PRODUCTION] == [champion, "2"]


def test_what_another_brought_to_production_meanwhile_is_judged_again(
    world: RetrainWorld, registry, champion: str
) -> None:
    world.exported(ALL)
    world.job(until=RoundStep.STAGE).run()
    other = RetrainWorld(world.output.parent / "elsewhere", world.registry, world.model, world.signer)
    other.exported(ALL, seed=5)
    elsewhere = other.job().run()
    assert elsewhere is not None
    assert elsewhere.stand == "promoted"
    result = world.job().run()
    assert result is not None
    assert result.stand == "refused"
    assert any("a tie does not replace" in reason for reason in result.reasons)
    assert Alias.STAGING not in registry.require_sound()


def test_a_round_that_is_given_up_leaves_production_and_takes_staging_away(
    world: RetrainWorld, registry, champion: str
) -> None:
    world.exported(ALL)
    world.job(until=RoundStep.STAGE).run()
    assert registry.versions.aliases()[Alias.STAGING] == "2"
    ended = hoofbeat(*world.words("give-up", "--reason", "doubled deliveries"))
    assert ended.returncode == 0, ended.stderr.decode()
    assert registry.require_sound() == {Alias.PRODUCTION: champion}
    state = Rounds(world.output).get(2)
    assert (state.end, state.reasons) == ("given up", ("doubled deliveries",))
    assert hoofbeat(*world.words("give-up", "--reason", "again")).returncode == 1
    listed = hoofbeat("retrain", "list", "--output", world.output).stdout.decode().splitlines()
    assert listed[0].endswith("cases: given up")


def test_a_bundle_that_was_changed_after_its_export_is_made_again_and_one_that_nobody_signed_is_not_registered(
    world: RetrainWorld, champion: str
) -> None:
    state = world.exported(ALL)
    folder = Rounds(world.output).place(state.number)
    with pytest.raises(ConfigError, match="No private key would sign"):
        world.job(key=None, round=world.unmade().number).run()
    (folder / "bundle" / SIGNATURE).unlink()
    with pytest.raises(BundleSignatureError):
        world.job(until=RoundStep.REGISTER, round=state.number).run()
    (folder / "bundle" / MANIFEST).write_text("{}")
    with pytest.raises(InputError, match="No knowledge"):  # the export is to be done again, and there is no lake here
        world.job(round=state.number).run()
    assert Rounds(world.output).get(state.number).next is RoundStep.EXPORT
