"""``hoofbeat trace``: from an answer, or a bundle, back to runs, data, code and knowledge."""

from pathlib import Path
from typing import NamedTuple

from hoofbeat.bundle.runtime.manifest import MANIFEST, Manifest, parse_manifest
from hoofbeat.bundle.supply.folder import FolderPlace
from hoofbeat.bundle.supply.place import Place, read
from hoofbeat.domain.errors import ConfigError, HoofbeatError, InputError
from hoofbeat.domain.prediction import Prediction, read_prediction_id, short_of
from hoofbeat.jobs.registry import RegistryJob
from hoofbeat.lifecycle.chain import BatchTrace, Trace
from hoofbeat.lifecycle.history import History, HistoryEntry
from hoofbeat.lifecycle.lineage import LINEAGE, ancestry, read_lineage
from hoofbeat.lifecycle.versions import Alias, RegisteredModel, Version
from hoofbeat.trained.folding import FOLDED, PARENT, ROOT
from hoofbeat.workspace import Workspace

#: Bytes that manifest and lineage may have.
_MOST = 32 << 20


class _Found(NamedTuple):
    place: Place
    where: str
    version: Version | None


class TraceJob(RegistryJob):
    """Follow an answer, or a bundle, back to where it came from.

    Attributes:
        asked: id of an answer, folder of a bundle, its version, or a number or alias of the registry.
        output: run directory, whose bundle is looked at first, and whose lake is asked for files.
        lake: address of the lake, ``<output>/lake`` if not given.
    """

    asked: str
    output: Path
    lake: str | None = None

    def run(self) -> Trace:
        """Find the bundle, read what it was made from, and hold that against registry and lake.

        Raises:
            InputError: no bundle of that name is found.
            BundleError: the bundle was changed after its export.
            RegistryError: the registry does not answer.
        """
        prediction = self._prediction()
        found = self._found(prediction)
        text = read(found.place, MANIFEST, _MOST) or b""
        manifest = parse_manifest(text, found.where)
        gaps: list[str] = []
        lineage = read_lineage(text, read(found.place, LINEAGE, _MOST), found.where)
        if lineage is None:
            gaps.append("the bundle was exported before lineage was kept: export it again for runs, batches and lock")
        batches = tuple(BatchTrace(**dict(batch)) for batch in lineage.batches) if lineage else ()
        if lineage is not None:
            batches = self._with_files(batches, lineage.gold_version, lineage.cohort, gaps)
        told: dict[str, object] = {
            "prediction_id": self.asked if prediction else None,
            "answered_at": prediction.moment if prediction else None,
            "bundle": manifest.version,
            "found_at": found.where,
            "parent": manifest.model.get(PARENT),
            "trained": manifest.model.get(ROOT),
            "folded": manifest.counts.get(FOLDED, 0),
            "runs": lineage.runs if lineage else {},
            "gold_version": lineage.gold_version if lineage else _gold(manifest),
            "cases": lineage.cases if lineage else None,
            "batches": batches,
            "code_version": manifest.code_version,
            "knowledge_version": manifest.knowledge_version,
            "lock": lineage.lock if lineage else None,
        }
        told |= self._registered(found.version, manifest, prediction, gaps)
        return Trace.model_validate(told | {"gaps": tuple(gaps)})

    def _prediction(self) -> Prediction | None:
        try:
            return read_prediction_id(self.asked)
        except InputError:
            return None

    def _found(self, prediction: Prediction | None) -> _Found:
        here = Workspace(self.output).bundle
        folder = Path(self.asked)
        if prediction is None and (folder / MANIFEST).is_file():
            return _Found(FolderPlace(folder), str(folder), None)
        if (here / MANIFEST).is_file():
            version = parse_manifest((here / MANIFEST).read_bytes(), str(here)).version
            if (short_of(version) == prediction.short) if prediction else version == self.asked:
                return _Found(FolderPlace(here), str(here), self._version_of(version))
        versions = self._versions()
        if versions is None:
            raise InputError(
                f"{here} is not that bundle, and no registry is named",
                hint="name the registry in MLFLOW_TRACKING_URI (--registry), or the bundle's run directory (--output)",
            )
        named = versions.tagged("bundle_short", prediction.short) if prediction else [versions.find(self.asked)]
        if not named:
            raise InputError(
                "No bundle that is registered or at hand has given that answer",
                hint="name the run directory of the bundle that did with --output",
            )
        place = versions.server.version(self.model, named[-1].number, self.environment)
        return _Found(place, f"version {named[-1].number} of {self.model}", named[-1])

    def _versions(self) -> RegisteredModel | None:
        try:
            return self.versions()
        except ConfigError:
            return None

    def _version_of(self, bundle: str) -> Version | None:
        versions = self._versions()
        return next(iter(versions.tagged("bundle_version", bundle)), None) if versions else None

    def _registered(
        self, version: Version | None, manifest: Manifest, prediction: Prediction | None, gaps: list[str]
    ) -> dict[str, object]:
        versions = self._versions()
        if versions is None:
            gaps.append("no registry is named (MLFLOW_TRACKING_URI, --registry): version and promotions are not shown")
            return {}
        version = version or self._version_of(manifest.version)
        if version is None:
            gaps.append(f"the registry has no version of {manifest.version}: register it")
            return {}
        entries = History(versions.server, versions.model).entries()
        ours = [entry for entry in entries if version.number in (entry.promotion.version, entry.promotion.replaced)]
        return {
            "version": version.number,
            "aliases": tuple(alias for alias, number in versions.aliases().items() if number == version.number),
            "registered_by": version.run_id or None,
            "promotions": tuple(_told(entry) for entry in ours),
            "in_production": _in_production(entries, version, prediction) if prediction else None,
        }

    def _with_files(
        self, batches: tuple[BatchTrace, ...], gold: int, cohort: str, gaps: list[str]
    ) -> tuple[BatchTrace, ...]:
        lake = Workspace(self.output, self.lake).open_lake()
        if not lake.gold.exists:
            gaps.append("the lake is not at hand (--output, --lake): files of bronze are not shown")
            return batches
        try:
            now = ancestry(lake, gold)
        except HoofbeatError:
            gaps.append(f"gold version {gold} cannot be read any more (vacuumed, or another lake)")
            return batches
        if now.cohort != cohort:
            gaps.append(f"gold version {gold} of this lake holds other records: it is another lake")
            return batches
        return tuple(
            batch.model_copy(update={"files": tuple(lake.bronze.holding("batch", [batch.batch]))}) for batch in batches
        )


def _gold(manifest: Manifest) -> int | None:
    number = manifest.data_version.rpartition("@")[2]
    return int(number) if number.isdigit() else None


def _told(entry: HistoryEntry) -> str:
    said = entry.promotion
    state = "" if entry.state == "done" else f", {entry.state}"
    moved = f"{said.alias} {said.replaced or '–'} → {said.afterwards or '–'}"
    return f"{said.decided_at:%Y-%m-%d %H:%M:%S} {said.kind}: {moved}, by {said.who}: {said.reason}{state}"


def _in_production(entries: list[HistoryEntry], version: Version, prediction: Prediction) -> bool:
    """Whether the registry's production was this version then; services follow it within seconds."""
    before = [
        entry.promotion
        for entry in entries
        if entry.state == "done"
        and entry.promotion.alias is Alias.PRODUCTION
        and entry.promotion.decided_at <= prediction.moment
    ]
    return bool(before) and before[-1].version == version.number
