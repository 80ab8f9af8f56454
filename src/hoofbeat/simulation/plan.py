"""What a year is of, and who comes in it: kept in the run directory, so that what goes on is the same year."""

from pathlib import Path

from pydantic import ValidationError

from hoofbeat.console import stage
from hoofbeat.domain.errors import InputError
from hoofbeat.evaluation.estimate import Kept
from hoofbeat.knowledge.kept import knowledge_of
from hoofbeat.knowledge.release import Knowledge
from hoofbeat.simulation.patients.dealing import trait_of
from hoofbeat.simulation.patients.gathered import gathered, trait_test
from hoofbeat.simulation.patients.reduced import reduced
from hoofbeat.simulation.patients.stream import Year, year_of
from hoofbeat.simulation.scenarios.happenings import CaseMix
from hoofbeat.simulation.scenarios.scenario import Scenario
from hoofbeat.simulation.sizes import Size
from hoofbeat.whole import write_whole
from hoofbeat.workspace import Workspace


class YearPlan(Kept):
    """What a year is of.

    Attributes:
        scenario: what happens.
        size: how large it is.
        seed: of every draw.
        data: whether the patients are from public data.
    """

    scenario: Scenario
    size: Size
    seed: int
    data: bool

    def settle(self, output: Path) -> None:
        """See that the year which lies there is this one.

        Raises:
            InputError: it is another one.
        """
        path = output / "year" / "plan.json"
        if not path.is_file():
            self.save(path)
            return
        try:
            same = YearPlan.model_validate_json(path.read_bytes()) == self
        except ValidationError:  # of a version with other settings
            same = False
        if not same:
            raise InputError(f"Another year lies in {output}", hint="choose another place with --output")

    def begun(self, output: Path, data: Path | None) -> tuple[Knowledge, Year]:
        """What is known of diseases, and who comes when; drawn once.

        Args:
            output: run directory.
            data: folder of public data.

        Raises:
            InputError: the folder has no patients, or an event names what nobody knows.
            SourceError: a file cannot be read.
        """
        place, work = output / "year" / "people.json", Workspace(output)
        if place.is_file():
            return work.knowledge, Year.model_validate_json(place.read_bytes())
        with stage("Building the knowledge"):
            knowledge = knowledge_of()
        with stage("Who comes when"):
            year = self._people(data, knowledge)
        if self.size.others is not None:
            knowledge = reduced(knowledge, self._diseases(year), self.size.others)
        knowledge.save(output / "knowledge")
        write_whole(place, year.model_dump_json(exclude_defaults=True))
        return knowledge, year

    def _people(self, data: Path | None, knowledge: Knowledge) -> Year:
        parties = gathered(data, self.size, knowledge, self.seed)
        tests = {
            number: trait_of(event, lambda system: trait_test(knowledge, system))
            for number, event in enumerate(self.scenario.events)
            if isinstance(event, CaseMix)
        }
        return year_of(parties, self.scenario, self.size, self.seed, tests)

    def _diseases(self, year: Year) -> set[str]:
        """Ids of all diseases that a patient has, or is said to have."""
        true = {case.diagnosis for case in year.first} | {one.case.diagnosis for its in year.months for one in its}
        return {any_id for any_id in true | {one.told for its in year.months for one in its} if any_id}
