"""``hoofbeat retrain``: go on with the round under way, or begin one where one is due."""

import json
from datetime import UTC, datetime

from pydantic import AwareDatetime

from hoofbeat.domain.errors import ConfigError
from hoofbeat.jobs.retrain.due import DueJob
from hoofbeat.jobs.retrain.settings import FittingSettings, RoundResult, RoundSettings
from hoofbeat.jobs.retrain.stepping import Stepper
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.lifecycle.retraining.state import RoundState, Trigger
from hoofbeat.lifecycle.retraining.steps import RoundStep


class RetrainJob(RoundSettings):
    """Do what is left of a round.

    Attributes:
        until: the last step that is done now; the round stays under way after it.
        round: number of the round that is meant; the one under way, else a new one, if not given.
        now: begin a round whether one is due or not.
        moment: what counts as now; the clock if not given.
    """

    until: RoundStep = RoundStep.PROMOTE
    round: int | None = None
    now: bool = False
    moment: AwareDatetime | None = None

    def run(self) -> RoundResult | None:
        """Do the steps that are not done, up to the one named.

        Returns:
            Where the round stands; ``None`` where none is under way and none is due.

        Raises:
            ConfigError: nobody's signature is trusted, or no key is named that would sign what shall be registered.
            InputError: another process is at it, or something that a step needs is missing.
            HoofbeatError: a step failed; the next run does it again.
        """
        trusted, rounds = self.trusted(), Rounds(self.output)
        with rounds.alone():
            state = self._round(rounds)
            if state is None:
                return None
            stepper = Stepper(self, rounds)
            if state.end is None:
                state = stepper.sound(state)
                if trusted is not None and not state.is_done(RoundStep.EXPORT):
                    self._require_key()
                return stepper.walk(state, self.until)
            return RoundResult.of(state, rounds.place(state.number))

    def _round(self, rounds: Rounds) -> RoundState | None:
        if self.round is not None:
            return rounds.get(self.round)
        if (state := rounds.under_way()) is not None:
            return state
        told = self.model_dump(include=set(RoundSettings.model_fields))
        due = DueJob.model_validate(told).run(self._now())
        if not due and not self.now:
            return None
        states = rounds.all()
        state = RoundState(
            number=states[-1].number + 1 if states else 1,
            begun=self._now(),
            triggers=due or (_by_hand(),),
            settings=json.loads(self.model_dump_json(include=set(FittingSettings.model_fields))),
        )
        rounds.keep(state)
        return state

    def _require_key(self) -> None:
        """See that the bundle can be signed, before it is made for minutes or hours."""
        if self.key is None or not self.key.is_file():
            raise ConfigError(
                "No private key would sign the bundle" if self.key is None else f"There is no key {self.key}",
                hint="name it in HOOFBEAT_SIGNING_KEY (--key); `hoofbeat bundle keys` makes a pair",
            )

    def _now(self) -> datetime:
        return self.moment or datetime.now(UTC)


def _by_hand() -> Trigger:
    return Trigger(reason="hand", says="begun by hand, whether due or not")
