"""A bundle becomes a version of the registry's model: whole where the registry says, before the registry says it.

The order is what makes an end at any moment harmless: the bundle is tried, its files are brought to a run of their own,
tried again where they now lie, and only then one call makes the version, with all its tags. Before that call nothing
points at the files; what is left of a run that was broken off is deleted by the next one.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import time
from typing import NamedTuple
from urllib.parse import urlsplit

from hoofbeat.bundle.runtime.manifest import SIGNATURE, Manifest
from hoofbeat.bundle.runtime.signature import TrustedKeys
from hoofbeat.bundle.supply.folder import FolderPlace
from hoofbeat.bundle.supply.place import place_of
from hoofbeat.bundle.supply.registry import PROXIED, ProxiedPlace
from hoofbeat.domain.errors import BundleChecksumError, RegistryError
from hoofbeat.lifecycle.lease import held
from hoofbeat.lifecycle.runs import FAILED, FINISHED, RUNNING, Runs
from hoofbeat.lifecycle.trying import Tried, tried
from hoofbeat.lifecycle.versions import BUNDLE, DIGEST, RegisteredModel, Version

#: The experiment whose runs bring bundles.
EXPERIMENT = "bundles"
#: Hours until a run that is neither finished nor failed is one that was broken off.
_ABANDONED_HOURS = 1.0
#: The figures that get a tag of their own, and stand in the history: patients held out, all and by rarity.
_HEADLINES = tuple(
    f"{protocol}/hybrid/{subset}/top_{k}"
    for protocol in ("publication-held-out", "disease-held-out")
    for subset in ("all", "orphan", "common")
    for k in (1, 3, 10)
)

#: What the run says of the bundle; the version says more, and has room for it.
_OF_THE_RUN = (BUNDLE, DIGEST, "data_version", "knowledge_version", "code_version", "signed_by")


class Registered(NamedTuple):
    """What became of a bundle.

    Attributes:
        version: its version.
        new: whether it was made now; ``False`` where the bundle had it already.
    """

    version: Version
    new: bool


def register(
    versions: RegisteredModel,
    folder: Path,
    trusted: TrustedKeys | None,
    environment: Mapping[str, str],
    *,
    source: str | None = None,
) -> Registered:
    """Make a bundle a version, unless it is one.

    Args:
        versions: the model in the registry.
        folder: the bundle.
        trusted: whose signature is taken; ``None`` takes a bundle without one, for development.
        environment: where credentials of a store stand.
        source: where the same bundle lies already, for services to fetch it from there (``s3://…``); the registry's
            own store if not given.

    Raises:
        BundleError: it would not be served, or what lies at ``source`` is not it.
        RegistryError: the registry does not answer, or hands out no files itself.
    """
    bundle = tried(FolderPlace(folder), trusted)
    versions.require_model()
    if known := versions.tagged(DIGEST, bundle.digest):
        return Registered(known[0], False)
    runs = Runs(versions.server, EXPERIMENT)
    _forget_abandoned(runs, bundle.digest)
    tags = version_tags(bundle)
    run = runs.begin(bundle.manifest.version, {key: tags[key] for key in _OF_THE_RUN})
    nothing_points_there = True
    try:
        there = source or _upload(versions, runs.artifacts(run), folder, bundle.manifest)
        place = (
            ProxiedPlace(versions.server, urlsplit(there).path.strip("/"))
            if urlsplit(there).scheme == PROXIED
            else place_of(there, environment)()
        )
        if tried(place, trusted).digest != bundle.digest:
            raise BundleChecksumError(
                f"What lies at the bundle's source is not the bundle in {folder}", hint="copy the bundle there first"
            )
        runs.figures(run, bundle.manifest.metrics | {f"parity/{k}": v for k, v in bundle.manifest.parity.items()})
        with held(versions.server, versions.model) as lease:
            if known := versions.tagged(DIGEST, bundle.digest):  # by another process, meanwhile
                return Registered(known[0], False)
            lease.require()
            nothing_points_there = False  # whatever this process hears of it
            version = versions.create(there, run, tags)
        runs.end(run, FINISHED)
        return Registered(version, True)
    finally:
        if nothing_points_there:
            with suppress(RegistryError):
                runs.end(run, FAILED)
                runs.delete(run)


def version_tags(bundle: Tried) -> dict[str, str]:
    """What a version says of its bundle."""
    manifest = bundle.manifest
    headlines = {
        f"metric.{name.replace('/', '.')}": f"{manifest.metrics[name]:.4f}"
        for name in _HEADLINES
        if name in manifest.metrics
    }
    return {
        BUNDLE: manifest.version,
        DIGEST: bundle.digest,
        "bundle_short": manifest.version.rpartition("-")[2],
        "data_version": manifest.data_version,
        "knowledge_version": manifest.knowledge_version,
        "code_version": manifest.code_version,
        "created": f"{manifest.created:%Y-%m-%dT%H:%M:%SZ}",
        "signed_by": bundle.key,
        "simulated": str(manifest.simulated).lower(),
        "seed": str(manifest.seed),
        "parity": json.dumps(manifest.parity),
        "metrics": json.dumps(manifest.metrics),
        **headlines,
    }


def _upload(versions: RegisteredModel, artifacts: str, folder: Path, manifest: Manifest) -> str:
    parts = urlsplit(artifacts)
    if parts.scheme != PROXIED:
        raise RegistryError(
            "The registry's server does not hand out files itself",
            hint="start it with --artifacts-destination, as `hoofbeat registry` does, or name where the bundle lies "
            "with --source",
        )
    place = f"{parts.path.strip('/')}/bundle"
    for name in (*sorted(manifest.files), SIGNATURE, "manifest.json"):
        if (folder / name).is_file():  # it may lack a signature
            versions.server.upload(place, folder / name)
    return f"{artifacts}/bundle"


def _forget_abandoned(runs: Runs, digest: str) -> None:
    """Delete what is left of earlier tries with this bundle; another may be under way."""
    long_ago = (time() - _ABANDONED_HOURS * 3600) * 1000
    for run in runs.find(f"tags.{DIGEST} = '{digest}' and attributes.status = '{RUNNING}'"):
        if run.begun < long_ago:
            runs.end(run.id, FAILED)
            runs.delete(run.id)
