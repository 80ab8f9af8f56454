"""What an address of a store means, and what libraries built on ``object_store`` must be told to reach it.

Credentials come from each cloud's usual places. What those libraries do not understand by themselves is translated
here, and nowhere else.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


def s3_options(environment: Mapping[str, str]) -> dict[str, str]:
    """What the library must be told for S3: it finds ``AWS_*``, profiles and roles by itself."""
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL", "")
    return _endpoint("aws_endpoint_url", endpoint)


def azure_options(environment: Mapping[str, str]) -> dict[str, str]:
    """What the library must be told for Azure.

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


def google_options(environment: Mapping[str, str]) -> dict[str, str]:
    """What the library must be told for Google: all but the emulator's address, which it takes with an account alone.

    It finds ``GOOGLE_APPLICATION_CREDENTIALS``, ``GOOGLE_SERVICE_ACCOUNT`` and the metadata server by itself.
    """
    endpoint = environment.get("STORAGE_EMULATOR_HOST", "")
    if not endpoint:
        return {}
    endpoint = endpoint.rstrip("/") if "://" in endpoint else f"http://{endpoint}"
    nobody = dict.fromkeys(("client_email", "private_key", "private_key_id"), "")
    account = json.dumps({"gcs_base_url": endpoint, "disable_oauth": True} | nobody)
    return {"google_service_account_key": account, "allow_http": "true"}


def _endpoint(option: str, endpoint: str) -> dict[str, str]:
    """An address without encryption has to be allowed; only a server on one's own machine should have one."""
    if not endpoint:
        return {}
    return {option: endpoint.rstrip("/")} | ({"allow_http": "true"} if endpoint.startswith("http://") else {})
