"""The steps of a round, in their order, and what is written down of each."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from hoofbeat.evaluation.estimate import Kept


class RoundStep(StrEnum):
    """A step of a round."""

    PIN = "pin"
    TRAIN = "train"
    EVALUATE = "evaluate"
    EXPORT = "export"
    GATE = "gate"
    REGISTER = "register"
    STAGE = "stage"
    SHADOW = "shadow"
    CANARY = "canary"
    PROMOTE = "promote"

    @property
    def before(self) -> "tuple[RoundStep, ...]":
        """The steps that come before it."""
        return STEPS[: STEPS.index(self)]

    @property
    def onwards(self) -> "tuple[RoundStep, ...]":
        """This step and those that come after it."""
        return STEPS[STEPS.index(self) :]


#: In their order.
STEPS = tuple(RoundStep)


class StepRecord(Kept):
    """What is known of a step that was begun.

    Attributes:
        begun: when, at the last try.
        tries: how often it was begun.
        done: when it was done; ``None`` while it is not.
        said: what came of it, in a sentence.
        artefacts: SHA-256 (hex) of the files it left, by path within the round's folder.
        facts: what later steps go by, and what the chain back is made of.
    """

    begun: AwareDatetime
    tries: int = Field(default=1, ge=1)
    done: AwareDatetime | None = None
    said: str = ""
    artefacts: dict[str, str] = Field(default_factory=dict)
    facts: dict[str, str] = Field(default_factory=dict)
