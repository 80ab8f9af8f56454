"""The gate: the challenger beside the bundle in production, on patients that neither was taught."""

import shutil
from pathlib import Path

from hoofbeat.domain.errors import HoofbeatError, InputError
from hoofbeat.features.cohort import Cohort
from hoofbeat.jobs.gate import GateJob
from hoofbeat.jobs.retrain.context import RoundContext, StepDone
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lifecycle.gate.cases import GateCase, write_gate_cases
from hoofbeat.lifecycle.trying import fetched
from hoofbeat.lifecycle.versions import Alias, Version


def judge(context: RoundContext) -> StepDone:
    """Ask both bundles; what nothing can be compared with needs no verdict.

    Raises:
        RegistryError: the registry does not answer.
        BundleError: the champion cannot be fetched.
        InputError: no patient is new to both.
    """
    told = context.told
    versions = told.versions()
    number = versions.aliases().get(Alias.PRODUCTION)
    if number is None:
        return StepDone("nothing is in production: there is no champion to be judged beside", facts={"champion": ""})
    champion = versions.get(number)
    folder, cache = context.folder / "gate", context.folder / "champion"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        place = versions.server.version(told.model, number, told.environment)
        there = fetched(place, told.trusted(), cache).folder
        frozen, recent = _asked(context, champion, folder)
        result = GateJob(
            champion=there,
            challenger=context.bundle,
            frozen=frozen,
            recent=recent,
            output=folder,
            margins=told.margins,
            seed=context.settings.seed,
        ).run()
    finally:
        shutil.rmtree(cache, ignore_errors=True)
    files = sorted(folder.glob("gate.*"))
    better = "; ".join(f"{gain.title} {gain.difference:+.3f}" for gain in result.gains if gain.shown)
    beside = f"beside version {number}, {champion.bundle}"
    facts = {"champion": number, "verdict": result.decision, "better": better}
    if result.promote:
        return StepDone(f"better {beside}: {better}", files, facts)
    return StepDone(f"refused {beside}", files, facts, refused=result.reasons)


def _asked(context: RoundContext, champion: Version, folder: Path) -> tuple[Path, Path | None]:
    """The two files of cases: those that were named, else the patients set aside, old and new."""
    told, work = context.told, context.work
    if told.frozen is not None and told.recent is not None:
        return told.frozen, told.recent
    held = work.reserve.held(work.gold)
    known = set() if told.frozen is not None else _known(context, champion)
    old = [case for case in map(GateCase.of, held.cases) if case is not None and case.case.case_id in known]
    new = [case for case in map(GateCase.of, held.cases) if case is not None and case.case.case_id not in known]
    if not old and told.frozen is None:  # gold of another lake, or none that can be read any more
        old, new = new, []
    if not old and told.frozen is None:
        raise InputError(
            "No patient is set aside, so there is nobody to judge the challenger by",
            hint="before the first round: hoofbeat gate reserve --share 0.1; or name a frozen set with --frozen",
        )
    frozen, recent = told.frozen, told.recent
    if frozen is None:
        frozen = folder / "frozen.jsonl"
        write_gate_cases(frozen, old)
    if recent is None and new:
        recent = folder / "recent.jsonl"
        write_gate_cases(recent, new)
    return frozen, recent


def _known(context: RoundContext, champion: Version) -> set[str]:
    """Cases of the gold that the champion was made from, as far as this lake has it."""
    number = champion.tags.get("data_version", "").removeprefix("gold@")
    if not number.isdigit():
        return set()
    try:
        cohort: Cohort = read_cohort(context.work.lake, int(number))
    except HoofbeatError:  # vacuumed, or of another lake
        return set()
    return {case.case_id for case in cohort.cases}
