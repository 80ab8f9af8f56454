"""``hoofbeat retrain due``: which triggers hold."""

from datetime import UTC, datetime

from hoofbeat.console import console
from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.features.cohort import Cohort
from hoofbeat.jobs.knowledge import release_folder
from hoofbeat.jobs.retrain.settings import RoundSettings
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.knowledge.store import RECORD, Release
from hoofbeat.lake.gold import read_cohort
from hoofbeat.lifecycle.retraining.due import RoundFacts, triggers
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.lifecycle.retraining.state import RoundState, Trigger
from hoofbeat.lifecycle.versions import Alias, Version
from hoofbeat.workspace import Workspace


class DueJob(RoundSettings):
    """Look whether a round of retraining is due."""

    def run(self, now: datetime | None = None) -> tuple[Trigger, ...]:
        """The triggers that hold; none where no round is due, or nothing was ingested that one could be made from.

        Args:
            now: the moment, with its zone; this one if not given.

        Raises:
            InputError: state or requests cannot be read.
            RegistryError: the registry does not answer.
        """
        rounds, work = Rounds(self.output), Workspace(self.output, self.lake)
        if not (work.output / "knowledge").is_dir() or not work.open_lake().gold.exists:
            console.print("  nothing was ingested yet: there is nothing to retrain from")
            return ()
        facts = facts_of(self, rounds.all())
        return triggers(facts, rounds.pending(), self.limits, now or datetime.now(UTC))


def facts_of(told: RoundSettings, states: list[RoundState]) -> RoundFacts:
    """What triggers go by: the rounds so far, gold, knowledge, and production.

    Raises:
        RegistryError: the registry does not answer.
    """
    production = _production(told)
    work = Workspace(told.output, told.lake)
    last = states[-1] if states else None
    golds = [gold for state in states if (gold := state.fact("gold"))]
    before = golds[-1] if golds else production.tags.get("data_version", "").removeprefix("gold@") if production else ""
    confirmed = _confirmed(work.cohort)
    new = confirmed - _before(work, before)
    created = production.tags.get("created") if production else None
    return RoundFacts(
        last=last.begun if last else datetime.fromisoformat(created) if created else None,
        cases=len(confirmed),
        new_cases=len(new),
        knowledge=work.knowledge.version if told.knowledge is None else release_version(told.knowledge),
        knowledge_in_production=production.tags.get("knowledge_version", "") if production else "",
        knowledge_tried=(last.fact("knowledge") or "") if last else "",
        production=production.number if production else "",
    )


def release_version(named: str) -> str:
    """The version that the knowledge of a release is called by, or begins with.

    Raises:
        KnowledgeError: there is no such release.
    """
    folder = release_folder(named)
    if folder is not None and (folder / RECORD).is_file():
        return Release.load(folder).version
    return knowledge_of(folder).version


def _production(told: RoundSettings) -> Version | None:
    versions = told.versions()
    number = versions.aliases().get(Alias.PRODUCTION)
    return versions.get(number) if number is not None else None


def _confirmed(cohort: Cohort) -> set[tuple[str, int]]:
    told = zip(cohort.cases, cohort.diseases, strict=True)
    return {(case.case_id, case.revision) for case, disease in told if disease is not None}


def _before(work: Workspace, version: str) -> set[tuple[str, int]]:
    """Confirmed cases of an earlier gold; none where this lake has no such version."""
    if not version.isdigit():
        return set()
    try:
        return _confirmed(read_cohort(work.lake, int(version)))
    except HoofbeatError:  # vacuumed, or of another lake: all count as new
        return set()
