"""``hoofbeat retrain give-up``: a round that shall not be gone on with."""

from datetime import UTC, datetime

from pydantic import Field

from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.retrain.context import RoundContext
from hoofbeat.jobs.retrain.registering import withdraw
from hoofbeat.jobs.retrain.settings import RoundSettings
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.lifecycle.retraining.state import RoundState


class GiveUpJob(RoundSettings):
    """End a round without a promotion.

    Attributes:
        reason: why; it stays with the round.
        round: its number; the one under way if not given.
    """

    reason: str = Field(min_length=1, max_length=1000)
    round: int | None = None

    def run(self) -> RoundState:
        """Take `staging` and `canary` away from its version, and close it.

        Raises:
            InputError: no such round is under way, or another process is at it.
            RegistryError: the registry does not answer; the round is under way still.
        """
        rounds = Rounds(self.output)
        with rounds.alone():
            state = rounds.get(self.round) if self.round is not None else rounds.under_way()
            if state is None or state.end is not None:
                raise InputError(f"No such round is under way in {rounds.folder}", hint="hoofbeat retrain list")
            state = state.close("given up", datetime.now(UTC), (self.reason,))
            withdraw(RoundContext(self, rounds.place(state.number), state))
            rounds.keep(state)
            return state
