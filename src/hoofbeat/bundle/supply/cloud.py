"""A bundle in S3, Azure Blob or Google Cloud Storage, through ``obstore``."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from hoofbeat.domain.errors import BundleFetchError, ConfigError
from hoofbeat.storage import azure_options, google_options, s3_options

#: Seconds for one connection and one answer, and for all attempts together: who starts a service is waiting.
_CONNECT, _ANSWER, _ALTOGETHER = "5s", "60s", timedelta(seconds=120)


class CloudPlace:
    """A prefix of a bucket or container.

    Args:
        store: an ``obstore`` store whose prefix is the bundle.
        address: its address, for messages.
    """

    folder = identity = None

    def __init__(self, store: Any, address: str) -> None:
        self._store = store
        self._address = address

    @classmethod
    def of(cls, address: str, environment: Mapping[str, str]) -> "CloudPlace":
        """The place of an address; credentials come from each cloud's usual places.

        Raises:
            ConfigError: ``obstore`` is not installed, or the store lacks a setting.
        """
        try:
            from obstore import store
        except ModuleNotFoundError as error:
            raise ConfigError(
                "A bundle in an object store needs obstore", hint="pip install 'hoofbeat[cloud]'"
            ) from error
        parts = urlsplit(address)
        prefix = parts.path.strip("/") or None
        common: dict[str, Any] = {
            "prefix": prefix,
            "client_options": {"connect_timeout": _CONNECT, "timeout": _ANSWER},
            "retry_config": {"max_retries": 3, "retry_timeout": _ALTOGETHER},
        }
        match parts.scheme:
            case "s3" | "s3a":
                kind, options = "S3Store", s3_options(environment)
            case "gs" | "gcs":
                kind, options = "GCSStore", google_options(environment)
            case _:
                kind, options = "AzureStore", azure_options(environment)
        if options.pop("allow_http", None):
            common["client_options"]["allow_http"] = True
        try:
            made = getattr(store, kind)(parts.netloc, **common, **options)
        except Exception as error:  # the library's own errors are no class of its own in every case
            raise ConfigError(
                f"{address} cannot be reached with these settings ({type(error).__name__})",
                hint="set the cloud's usual variables; hoofbeat config show lists which are set",
            ) from error
        return cls(made, address)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a file, piece by piece."""
        try:
            yield from (bytes(chunk) for chunk in self._store.get(name).stream())
        except FileNotFoundError:
            raise
        except Exception as error:
            raise self._refused(name, error) from error

    def _refused(self, name: str, error: Exception) -> BundleFetchError:
        # The library's message may quote a request with what signs it: its kind alone is told.
        return BundleFetchError(
            f"{self._address}/{name} cannot be fetched ({type(error).__name__})",
            hint="check the address, the network and the credentials of this machine",
        )
