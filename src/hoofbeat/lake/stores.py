"""Which store a lake's address means, and how it is reached."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.delta import DeltaFormat
from hoofbeat.lake.format import TableFormat
from hoofbeat.storage import azure_options, local_path, s3_options

#: Makes the table of a name.
Opener = Callable[[str], TableFormat]


def open_store(url: str | Path) -> Opener:
    """Choose format and store by the address; nothing is reached yet.

    Args:
        url: a path, ``file://``, ``s3://bucket/prefix``, ``az://container/prefix`` or ``gs://bucket/prefix``.

    Raises:
        LakeError: the address names no store that we know, or no bucket.
    """
    if (folder := local_path(url)) is not None:
        return partial(_local_delta, folder)
    address = str(url).rstrip("/")
    parts = urlsplit(address)
    if not parts.netloc or parts.query or parts.fragment:
        # Not quoted: someone may have put a credential into it.
        raise LakeError("the lake's address is none", hint="write scheme://bucket/prefix, and nothing after it")
    match parts.scheme:
        case "s3" | "s3a":
            return partial(_remote_delta, address, s3_options(os.environ))
        case "az" | "azure" | "abfs" | "abfss":
            return partial(_remote_delta, address, azure_options(os.environ))
        case "gs" | "gcs":
            return partial(_snapshots, f"{parts.netloc}{parts.path}")
        case _:
            raise LakeError(
                f"{parts.scheme}:// is no store that a lake can lie on",
                hint="give a path, or an address that begins with file://, s3://, az:// or gs://",
            )


def _local_delta(folder: Path, name: str) -> TableFormat:
    return DeltaFormat(name, str(folder / name))


def _remote_delta(address: str, options: Mapping[str, str], name: str) -> TableFormat:
    return DeltaFormat(name, f"{address}/{name}", options)


def _snapshots(place: str, name: str) -> TableFormat:
    from hoofbeat.lake.snapshots import SnapshotFormat, google_storage  # late: only who uses this store pays for it

    return SnapshotFormat(name, f"{place}/{name}", google_storage())
