"""A bundle that was exported later: the same graphs under another version."""

import shutil
from datetime import timedelta
from pathlib import Path

from hoofbeat.bundle.runtime.manifest import MANIFEST, read_manifest
from hoofbeat.bundle.runtime.signature import sign


def signed_copy(bundle: Path, copy: Path, key: Path, days: int = 0) -> str:
    """Copy a bundle, let it be so many days younger, sign it; its version."""
    shutil.copytree(bundle, copy)
    manifest = read_manifest(copy)
    if days:
        manifest = manifest.model_copy(update={"created": manifest.created + timedelta(days=days)}).named()
        (copy / MANIFEST).write_text(manifest.model_dump_json(), encoding="utf-8")
    sign(copy, key)
    return manifest.version
