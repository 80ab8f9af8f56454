"""The first step: what the round is made from, so that nothing of it changes while the lake goes on."""

import shutil
from pathlib import Path

from hoofbeat.domain.errors import HoofbeatError, InputError
from hoofbeat.features.reserved import Reserve
from hoofbeat.jobs.knowledge import release_folder
from hoofbeat.jobs.pipeline import prepare
from hoofbeat.jobs.prepare import PrepareJob
from hoofbeat.jobs.retrain.context import RoundContext, StepDone
from hoofbeat.jobs.retrain.due import release_version
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.lifecycle.lineage import installed
from hoofbeat.lifecycle.retraining.due import is_release
from hoofbeat.training.tracking import ARTIFACTS, DATABASE
from hoofbeat.workspace import RESERVE, Workspace, code_version


def pin(context: RoundContext) -> StepDone:
    """Name the version of gold, copy the knowledge it was made with and the share that is set aside.

    Raises:
        InputError: nothing was ingested.
        HoofbeatError: gold could not be made with the release that was named.
    """
    told, folder = context.told, context.folder
    run = Workspace(told.output, told.lake)
    if told.knowledge is not None and not is_release(release_version(told.knowledge), _knowledge(run)):
        job = PrepareJob(
            output=told.output, sources=told.sources, lake=told.lake, expectations=told.expectations, track=True
        )
        prepare(job, release_folder(told.knowledge))
    run.require_ingested()
    gold = run.open_lake().gold.content_version()
    if gold is None:
        raise InputError(f"The lake of {told.output} has no gold", hint="run `hoofbeat ingest` or `hoofbeat prepare`")
    if not (told.output / RESERVE).exists():
        Reserve(share=told.reserve).save(told.output / RESERVE)
    _copy(told.output / "knowledge", folder / "knowledge")
    shutil.copy2(told.output / RESERVE, folder / RESERVE)
    _share_records(told.output, folder)
    work = Workspace(folder, told.lake_address, str(gold))
    cases = sum(disease is not None for disease in work.cohort.diseases)
    knowledge, code = work.knowledge.version, code_version()
    return StepDone(
        f"gold {gold} with {cases:,} confirmed cases to teach, {knowledge}, {code}",
        [*sorted((folder / "knowledge").iterdir()), folder / RESERVE],
        {"gold": str(gold), "cases": str(cases), "knowledge": knowledge, "code": code, "lock": installed()},
    )


def _knowledge(run: Workspace) -> str:
    try:
        return Knowledge.load(run.output / "knowledge").version
    except HoofbeatError:  # none yet, or one that was broken off
        return ""


def _copy(folder: Path, to: Path) -> None:
    draft = to.with_name(f".{to.name}.part")
    for old in (draft, to):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(folder, draft)
    draft.rename(to)


def _share_records(output: Path, folder: Path) -> None:
    """Let the round's MLflow runs be recorded with the others of the run directory."""
    (output / ARTIFACTS).mkdir(exist_ok=True)
    for name in (DATABASE, ARTIFACTS):
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(Path("..", "..", name))
