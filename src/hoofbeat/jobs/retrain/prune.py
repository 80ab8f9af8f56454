"""``hoofbeat retrain prune``: old rounds that nothing in the registry came from give their space back."""

from pathlib import Path

from pydantic import Field

from hoofbeat.bundle.runtime.manifest import MANIFEST, parse_manifest
from hoofbeat.bundle.supply.place import read
from hoofbeat.domain.errors import BundleError, InputError, RegistryError
from hoofbeat.jobs.registry import RegistryJob
from hoofbeat.lifecycle.retraining.pruning import PrunedRound, remove, size, spare
from hoofbeat.lifecycle.retraining.rounds import Rounds
from hoofbeat.lifecycle.retraining.state import RoundState
from hoofbeat.lifecycle.trying import digest_of_folder
from hoofbeat.lifecycle.versions import BUNDLE, DIGEST, RegisteredModel, Version
from hoofbeat.trained.folding import PARENT, ROOT

#: Bytes that a manifest may have.
_MOST = 32 << 20


class PruneJob(RegistryJob):
    """Remove what ended rounds were made with and what they made, where no version of the registry came from them.

    A round is kept whole while it is under way, as one of the newest, and while the registry has its bundle or one that
    was folded from it: folding needs its training, making the bundle again its knowledge. No round that is under way is
    touched, so it may run beside them; not beside a fold or a reproduction from a round that is no longer needed.

    Attributes:
        output: run directory.
        keep: so many of the rounds that ended last are kept whole, whatever became of them.
        dry_run: say what would be removed, and remove nothing.
    """

    output: Path
    keep: int = Field(ge=1)
    dry_run: bool = False

    def run(self) -> list[PrunedRound]:
        """What was removed of each round, the oldest first, and why others are kept.

        Raises:
            ConfigError: no registry is named.
            RegistryError: it does not answer, or not with the manifest of a version: nothing is removed.
            InputError: there is no round, the state of one cannot be read, or something cannot be removed.
        """
        rounds = Rounds(self.output)
        states = rounds.all()
        if not states:
            raise InputError(
                f"No round of retraining lies in {self.output}", hint="give the run directory, as to `hoofbeat retrain`"
            )
        ended = [state for state in states if state.end is not None]
        newest = {state.number for state in ended[-self.keep :]}
        needed = self._needed() if len(ended) > len(newest) else {}
        places = [(rounds.place(state.number), state) for state in states]
        return [self._pruned(folder, state, _why(folder, state, newest, needed)) for folder, state in places]

    def _pruned(self, folder: Path, state: RoundState, kept: str) -> PrunedRound:
        told = {"number": state.number, "end": state.end or "", "kept": kept}
        if kept:
            return PrunedRound.model_validate(told)
        found = spare(folder)
        names = tuple(path.relative_to(folder).as_posix() for path in found)
        freed = sum(map(size, found))
        if not self.dry_run:
            for path in found:
                remove(path)
        return PrunedRound.model_validate(told | {"removed": names, "bytes": freed})

    def _needed(self) -> dict[str, str]:
        """Which version needs a bundle, by the bundle's digest, and by its own version where one was folded from it."""
        versions = self.versions()
        needed: dict[str, str] = {}
        for version in versions.all():
            needed.setdefault(version.tags.get(DIGEST, ""), f"version {version.number} is its bundle")
            for name in self._folded_from(versions, version):
                needed.setdefault(name, f"version {version.number} was folded from its bundle")
        return needed

    def _folded_from(self, versions: RegisteredModel, version: Version) -> set[str]:
        if not version.tags.get(BUNDLE):  # registered by somebody else
            return set()
        place = versions.server.version(versions.model, version.number, self.environment)
        text = read(place, MANIFEST, _MOST)
        if text is None:
            raise RegistryError(
                f"Version {version.number} of {versions.model} has no {MANIFEST}, so it cannot say what it came from",
                hint="restore the registry's store, or delete that version",
            )
        model = parse_manifest(text, f"version {version.number}").model
        return {str(model[key]) for key in (PARENT, ROOT) if key in model}


def _why(folder: Path, state: RoundState, newest: set[int], needed: dict[str, str]) -> str:
    """Why a round is kept whole; empty where it need not be."""
    if state.end is None:
        return "under way"
    if state.number in newest:
        return "one of the newest"
    # What lies there counts beside what is remembered: a round that is done again forgets what it had registered.
    for name in (state.fact("digest"), state.fact("bundle"), *_lying(folder / "bundle")):
        if name and name in needed:
            return needed[name]
    if version := state.fact("version"):
        return f"it was registered as version {version}, which this registry does not know"
    return ""


def _lying(bundle: Path) -> tuple[str, ...]:
    """Digest and version of the bundle in a round's folder; none where it has none that can be read."""
    try:
        manifest = parse_manifest((bundle / MANIFEST).read_bytes(), str(bundle))
    except (OSError, BundleError):
        return ()
    return digest_of_folder(bundle), manifest.version
