"""Which store a lake's address means, and how it is reached.

Credentials come from each cloud's usual places. What the libraries below do not understand by themselves is translated
here, and nowhere else.
"""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hoofbeat.domain.errors import LakeError
from hoofbeat.lake.delta import DeltaFormat
from hoofbeat.lake.format import TableFormat

#: Makes the table of a name.
Opener = Callable[[str], TableFormat]

#: The account of Azure's emulator, as its makers publish it: no secret.
_EMULATOR_ACCOUNT = "devstoreaccount1"
_EMULATOR_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
_EMULATOR_ENDPOINT = f"http://127.0.0.1:10000/{_EMULATOR_ACCOUNT}"


def local_path(url: str | Path) -> Path | None:
    """The folder that an address means, ``None`` for one on another machine."""
    if isinstance(url, Path) or "://" not in url:
        return Path(url)
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" and parts.netloc in {"", "localhost"} else None


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


def s3_options(environment: Mapping[str, str]) -> dict[str, str]:
    """What the Delta library must be told for S3: it finds ``AWS_*``, profiles and roles by itself."""
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL", "")
    return _endpoint("aws_endpoint_url", endpoint)


def azure_options(environment: Mapping[str, str]) -> dict[str, str]:
    """What the Delta library must be told for Azure.

    It finds ``AZURE_STORAGE_ACCOUNT_NAME``, ``AZURE_STORAGE_ACCOUNT_KEY``, ``AZURE_STORAGE_SAS_KEY``, service
    principals (``AZURE_CLIENT_ID`` …) and managed identities by itself, but neither the connection string nor the names
    that Azure's own command line uses.
    """
    stated = dict(
        part.split("=", 1) for part in environment.get("AZURE_STORAGE_CONNECTION_STRING", "").split(";") if "=" in part
    )
    if stated.get("UseDevelopmentStorage", "").lower() == "true":
        stated = {
            "AccountName": _EMULATOR_ACCOUNT, "AccountKey": _EMULATOR_KEY, "BlobEndpoint": _EMULATOR_ENDPOINT,
        }  # fmt: skip
    account = stated.get("AccountName") or environment.get("AZURE_STORAGE_ACCOUNT")
    options = {
        "azure_storage_account_name": account,
        "azure_storage_account_key": stated.get("AccountKey") or environment.get("AZURE_STORAGE_KEY"),
        "azure_storage_sas_key": stated.get("SharedAccessSignature") or environment.get("AZURE_STORAGE_SAS_TOKEN"),
    }
    endpoint = stated.get("BlobEndpoint") or environment.get("AZURE_STORAGE_ENDPOINT", "")
    if not endpoint and account and (suffix := stated.get("EndpointSuffix")) and suffix != "core.windows.net":
        endpoint = f"{stated.get('DefaultEndpointsProtocol', 'https')}://{account}.blob.{suffix}"
    return {key: value for key, value in options.items() if value} | _endpoint("azure_storage_endpoint", endpoint)


def _endpoint(option: str, endpoint: str) -> dict[str, str]:
    """An address without encryption has to be allowed; only a server on one's own machine should have one."""
    if not endpoint:
        return {}
    return {option: endpoint.rstrip("/")} | ({"allow_http": "true"} if endpoint.startswith("http://") else {})


def _local_delta(folder: Path, name: str) -> TableFormat:
    return DeltaFormat(name, str(folder / name))


def _remote_delta(address: str, options: Mapping[str, str], name: str) -> TableFormat:
    return DeltaFormat(name, f"{address}/{name}", options)


def _snapshots(place: str, name: str) -> TableFormat:
    from hoofbeat.lake.snapshots import SnapshotFormat, google_storage  # late: only who uses this store pays for it

    return SnapshotFormat(name, f"{place}/{name}", google_storage())
