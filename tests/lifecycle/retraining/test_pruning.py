"""Old rounds give their space back; what the registry came from, and what goes on, loses nothing.

Mirrors: hoofbeat.jobs.retrain.prune, hoofbeat.cli.pruning
"""

import json
import shutil
from pathlib import Path

import pytest

from forked import hoofbeat
from gate_world import ALL, COMMON, RARE
from hoofbeat.bundle.runtime.bundle import Bundle
from hoofbeat.bundle.runtime.manifest import MANIFEST
from hoofbeat.domain.errors import BundleError, InputError, RegistryError
from hoofbeat.jobs.registry import RegisterJob
from hoofbeat.jobs.retrain.prune import PruneJob
from hoofbeat.jobs.trace import TraceJob
from hoofbeat.lifecycle.retraining.pruning import remove, size, spare
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.lifecycle.retraining.steps import RoundStep
from hoofbeat.trained.folding import PARENT, ROOT
from retrain_world import RetrainWorld
from small_bundles import change_manifest, version

SOME = {*RARE[10:], *COMMON[4:]}


def lie(folder: Path) -> dict[str, int]:
    """Every file below a folder, with its bytes."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def test_links_and_verdicts_are_not_spared(tmp_path: Path) -> None:
    shared, folder = tmp_path / "mlflow.db", tmp_path / "0001"
    shared.write_text("runs of all rounds")
    for name in ("gate/gate.json", "training/model", "training/deep/er", "bundle/manifest.json", "bundle/ranker.onnx"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("12345")
    for link in (folder / "mlflow.db", folder / "training" / "link"):
        link.symlink_to(shared)
    found = spare(folder)
    assert [path.relative_to(folder).as_posix() for path in found] == ["bundle/ranker.onnx", "training"]
    assert sum(map(size, found)) == 15
    for path in (*found, *found):  # gone already is no fault
        remove(path)
    assert spare(folder) == []
    assert shared.read_text() == (folder / "mlflow.db").read_text()


@pytest.fixture
def world(registry, tmp_path: Path) -> RetrainWorld:
    """A round in production, two that were refused, and one under way; each with something of its training."""
    world = RetrainWorld(tmp_path / "run", registry.url, registry.model, registry.signer)
    for seed, stand in enumerate(("promoted", "refused", "refused")):
        world.exported(SOME, seed)
        result = world.job().run()
        assert result is not None
        assert result.stand == stand
    world.exported(ALL)
    for number in range(1, 5):
        folder = Rounds(world.output).place(number)
        for name in ("training/model.gz", "knowledge/profiles", "report/report.html"):
            (folder / name).parent.mkdir()
            (folder / name).write_text("made")
    return world


def job(world: RetrainWorld, **told: object) -> PruneJob:
    given = {"output": world.output, "keep": 1, "registry": world.registry, "model": world.model}
    return PruneJob.model_validate(given | told)


@pytest.mark.slow
def test_what_nothing_came_from_gives_its_space_back_and_is_traced_still(world: RetrainWorld) -> None:
    rounds = Rounds(world.output)
    before = {number: lie(rounds.place(number)) for number in range(1, 5)}
    would = job(world, dry_run=True).run()
    assert {number: lie(rounds.place(number)) for number in range(1, 5)} == before
    with rounds.alone():  # a round is worked on meanwhile
        done = job(world).run()
    assert done == would
    assert [one.kept for one in done] == ["version 1 is its bundle", "", "one of the newest", "under way"]
    after = {number: lie(rounds.place(number)) for number in range(1, 5)}
    assert {number for number in after if after[number] != before[number]} == {2}
    assert done[1].bytes == sum(before[2].values()) - sum(after[2].values()) > 0
    assert {"state.json", "gate/gate.json", "gate/gate.html", f"bundle/{MANIFEST}"} <= set(after[2])
    assert not {"training/model.gz", "knowledge/profiles", "bundle/ranker.onnx"} & set(after[2])

    folder = rounds.place(2) / "bundle"
    assert TraceJob(asked=str(folder), output=world.output, registry=world.registry).run().bundle == version(folder)
    with pytest.raises(BundleError):
        Bundle.load(folder)
    again = job(world).run()
    assert (again[1].removed, again[1].bytes) == ((), 0)
    result = world.job().run()
    assert result is not None
    assert (result.number, result.stand) == (4, "promoted"), "the round under way goes on to its end"


@pytest.mark.slow
def test_what_a_version_was_registered_or_folded_from_is_kept_whole(world: RetrainWorld, registry) -> None:
    refused = Rounds(world.output).place(2) / "bundle"
    folded = world.output / "folded"
    shutil.copytree(refused, folded)
    change_manifest(folded, model={PARENT: version(refused), ROOT: version(refused)})
    told = {"registry": world.registry, "model": world.model, "trusted_keys": str(world.signer.public)}
    RegisterJob(bundle=world.signer.signed(folded), **told).run()
    assert job(world).run()[1].kept == "version 2 was folded from its bundle"
    RegisterJob(bundle=Rounds(world.output).place(3) / "bundle", **told).run()
    world.job().run()
    assert [one.kept for one in job(world).run()][2] == "version 3 is its bundle"
    # Done again from an early step, broken off and given up: the state has forgotten what was registered.
    rounds = Rounds(world.output)
    rounds.keep(rounds.get(1).back_to(RoundStep.TRAIN))
    assert rounds.get(1).fact("digest") is None
    assert job(world).run()[0].kept == "version 1 is its bundle"


@pytest.mark.slow
def test_what_another_registry_may_need_is_kept_and_without_one_nothing_is_removed(world: RetrainWorld) -> None:
    before = lie(world.output)
    other = job(world, model="another-house").run()
    assert other[0].kept == "it was registered as version 1, which this registry does not know"
    assert other[1].removed
    shutil.rmtree(Rounds(world.output).place(2) / "bundle")
    with pytest.raises(RegistryError, match="does not answer"):
        job(world, registry="http://127.0.0.1:9").run()
    assert lie(world.output).items() <= before.items()


def test_a_folder_without_rounds_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No round of retraining lies in"):
        PruneJob(output=tmp_path, keep=1).run()


@pytest.mark.slow
def test_the_command_says_what_and_how_much(world: RetrainWorld) -> None:
    words = ("retrain", "prune", "--keep", "1", "--output", world.output, "--registry", world.registry)
    asked = [*map(str, words), "--model", world.model]
    shown = hoofbeat(*asked, "--dry-run").stdout.decode()
    done = json.loads(hoofbeat(*asked, "--json").stdout)
    freed = sum(one["bytes"] for one in done)
    assert f"{freed:,} bytes" in shown
    assert "would be removed" in shown
    assert "0001  promoted: kept, version 1 is its bundle" in shown
    assert "training" in done[1]["removed"]
