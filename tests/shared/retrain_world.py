"""Rounds whose training is done already: invented bundles that know more or less, and what to judge them by."""

from collections.abc import Container
from datetime import UTC, datetime
from pathlib import Path

from gate_world import ALL, known_bundle, patients
from hoofbeat.bundle.runtime.manifest import MANIFEST
from hoofbeat.jobs.retrain.round import RetrainJob
from hoofbeat.lifecycle.gate.cases import write_gate_cases
from hoofbeat.lifecycle.gate.margins import Margins
from hoofbeat.lifecycle.retraining.rounds import Rounds, artefacts
from hoofbeat.lifecycle.retraining.state import RoundState, Trigger
from hoofbeat.lifecycle.retraining.steps import RoundStep
from hoofbeat.lifecycle.trying import digest_of_folder
from small_bundles import Signer, version

BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)
#: Time and memory of two small bundles differ by chance.
LENIENT = Margins(time=100, size=100)


class RetrainWorld:
    """A run directory and the registry it retrains for.

    Args:
        output: run directory.
        registry: address of the registry.
        model: registered model.
        signer: whose key signs the bundles.
    """

    def __init__(self, output: Path, registry: str, model: str, signer: Signer) -> None:
        self.output, self.registry, self.model, self.signer = output, registry, model, signer
        self.frozen, self.recent, self.margins = (output / name for name in ("frozen.jsonl", "recent.jsonl", "margins"))
        write_gate_cases(self.frozen, patients())
        write_gate_cases(self.recent, patients(ALL[:3], each=2, since=50))
        self.margins.write_text(LENIENT.model_dump_json(include={"time", "size"}))

    def exported(self, known: Container[int], seed: int = 0) -> RoundState:
        """A new round that stands before its gate, with a bundle that knows these diseases."""
        rounds = Rounds(self.output)
        number = len(rounds.all()) + 1
        folder = rounds.place(number)
        bundle = self.signer.signed(known_bundle(folder / "bundle", known))
        why = Trigger(reason="cases", says="enough of them")
        state = RoundState(number=number, begun=BEGUN, triggers=(why,), settings={"seed": seed})
        for step in RoundStep.GATE.before:
            left, facts = {}, {}
            if step is RoundStep.EXPORT:
                left = artefacts(folder, [bundle / MANIFEST])
                facts = {"bundle": version(bundle), "digest": digest_of_folder(bundle)}
            state = state.begin(step, BEGUN).finish(step, BEGUN, f"{step} was done", left, facts)
        rounds.keep(state)
        return state

    def unmade(self) -> RoundState:
        """A new round of which no step was begun."""
        rounds = Rounds(self.output)
        why = Trigger(reason="hand", says="somebody")
        state = RoundState(number=len(rounds.all()) + 1, begun=BEGUN, triggers=(why,))
        rounds.keep(state)
        return state

    def job(self, **changes: object) -> RetrainJob:
        """What goes on with it."""
        told = {
            "output": self.output,
            "registry": self.registry,
            "model": self.model,
            "trusted_keys": str(self.signer.public),
            "key": self.signer.private,
            "frozen": self.frozen,
            "recent": self.recent,
            "margins": LENIENT,
            "who": "somebody",
        }
        return RetrainJob.model_validate(told | changes)

    def words(self, *more: str) -> list[str]:
        """The same as a command line."""
        told = {
            "--output": self.output,
            "--registry": self.registry,
            "--model": self.model,
            "--trusted": self.signer.public,
            "--key": self.signer.private,
            "--frozen": self.frozen,
            "--recent": self.recent,
            "--margins": self.margins,
            "--who": "somebody",
        }
        return ["retrain", *more, *(str(word) for option in told.items() for word in option)]
