"""Where a round stands: what it was begun for, by which settings, and what came of each step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import AwareDatetime, Field

from hoofbeat.evaluation.estimate import Kept
from hoofbeat.lifecycle.retraining.requests import Reason
from hoofbeat.lifecycle.retraining.steps import STEPS, RoundStep, StepRecord

#: How a round ended.
RoundEnd = Literal["promoted", "refused", "given up"]


class Trigger(Kept):
    """Why a round is due.

    Attributes:
        reason: of which kind.
        says: the same with its figures, in a sentence.
        request: file of the request, where somebody asked.
    """

    reason: Reason
    says: str
    request: str = ""


class RoundState(Kept):
    """A round, as ``state.json`` has it.

    Attributes:
        format: of this file.
        number: of the round, from 1.
        begun: when it was begun.
        triggers: what it was begun for.
        settings: settings of its training, evaluation and export; the same however often it is broken off.
        steps: what is known of the steps that were begun.
        end: how it ended; ``None`` while it is under way.
        ended: when.
        reasons: why it ended so, a sentence each.
    """

    format: Literal[1] = 1
    number: int = Field(ge=1)
    begun: AwareDatetime
    triggers: tuple[Trigger, ...]
    settings: dict[str, Any] = Field(default_factory=dict)
    steps: dict[RoundStep, StepRecord] = Field(default_factory=dict)
    end: RoundEnd | None = None
    ended: AwareDatetime | None = None
    reasons: tuple[str, ...] = ()

    @property
    def next(self) -> RoundStep | None:
        """The first step that is not done; ``None`` where all are, or where the round has ended."""
        return None if self.end else next((step for step in STEPS if not self.is_done(step)), None)

    @property
    def reached(self) -> RoundStep | None:
        """The last step that is done with all before it."""
        done = [step for step in STEPS if all(self.is_done(one) for one in (*step.before, step))]
        return done[-1] if done else None

    def is_done(self, step: RoundStep) -> bool:
        """Whether a step is done."""
        return step in self.steps and self.steps[step].done is not None

    def fact(self, name: str) -> str | None:
        """What a step wrote down under this name, the last one that did; ``None`` where none has."""
        found = [
            self.steps[step].facts[name] for step in STEPS if step in self.steps and name in self.steps[step].facts
        ]
        return found[-1] if found else None

    def begin(self, step: RoundStep, now: datetime) -> Self:
        """The round with a step begun; one that was begun and not done is begun again, with what it knew."""
        known = self.steps.get(step)
        again = {"begun": now, "tries": known.tries + 1} if known else {}
        return self._with(step, known.model_copy(update=again) if known else StepRecord(begun=now))

    def note(self, step: RoundStep, **facts: str) -> Self:
        """The round with something more known of a step."""
        record = self.steps[step]
        return self._with(step, record.model_copy(update={"facts": record.facts | facts}))

    def finish(
        self, step: RoundStep, now: datetime, said: str, artefacts: Mapping[str, str], facts: Mapping[str, str]
    ) -> Self:
        """The round with a step done."""
        record = self.steps[step]
        done = {"done": now, "said": said, "artefacts": dict(artefacts), "facts": record.facts | dict(facts)}
        return self._with(step, record.model_copy(update=done))

    def back_to(self, step: RoundStep) -> Self:
        """The round with this step and all after it to be done again; what they knew is forgotten."""
        kept = {one: record for one, record in self.steps.items() if one in step.before}
        return self.model_copy(update={"steps": kept})

    def close(self, end: RoundEnd, now: datetime, reasons: tuple[str, ...]) -> Self:
        """The round at its end."""
        return self.model_copy(update={"end": end, "ended": now, "reasons": reasons})

    def _with(self, step: RoundStep, record: StepRecord) -> Self:
        return self.model_copy(update={"steps": {**self.steps, step: record}})
