"""Which bundle an alias of MLflow's registry means now: ``models:/NAME@ALIAS``, over MLflow's REST interface."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from hoofbeat.bundle.supply.place import Place, place_of
from hoofbeat.domain.errors import AliasUnsetError, BundleFetchError, ConfigError

_ALIAS = re.compile(r"models:/(?P<name>[^/:@]+)@(?P<alias>[A-Za-z0-9_.-]+)")
_TIMEOUT = 60
#: How MLflow says that there is no such thing; of an alias, by the second.
_UNKNOWN = (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
_CHUNK = 1 << 20
#: What MLflow calls artifacts that its own server hands out.
PROXIED = "mlflow-artifacts"


def parse_alias(address: str) -> tuple[str, str]:
    """Name and alias of ``models:/NAME@ALIAS``.

    Raises:
        ConfigError: it is none.
    """
    if found := _ALIAS.fullmatch(address):
        return found["name"], found["alias"]
    raise ConfigError("The registry's alias is written otherwise", hint="write models:/NAME@ALIAS")


class Registry:
    """An MLflow server.

    Args:
        root: its address, without credentials.
        headers: what authorises a request.
    """

    def __init__(self, root: str, headers: Mapping[str, str]) -> None:
        self.root = root.rstrip("/")
        self._headers = dict(headers)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """The registry of ``MLFLOW_TRACKING_URI``, with MLflow's own variables for who asks.

        Raises:
            ConfigError: there is none, or it is no http address.
        """
        needed = ConfigError(
            "A bundle by registry alias needs MLFLOW_TRACKING_URI, an http or https address",
            hint="set it to the address of the MLflow server",
        )
        try:
            parts = urlsplit(environment.get("MLFLOW_TRACKING_URI", ""))
        except ValueError:  # its message may quote a password
            raise needed from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise needed
        root = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
        user = environment.get("MLFLOW_TRACKING_USERNAME") or unquote(parts.username or "")
        password = environment.get("MLFLOW_TRACKING_PASSWORD") or unquote(parts.password or "")
        if token := environment.get("MLFLOW_TRACKING_TOKEN", "").strip():
            return cls(root, {"Authorization": f"Bearer {token}"})
        if user:
            pair = base64.b64encode(f"{user}:{password}".encode()).decode()
            return cls(root, {"Authorization": f"Basic {pair}"})
        return cls(root, {})

    def place(self, name: str, alias: str, environment: Mapping[str, str]) -> "RegisteredPlace":
        """Where the version that the alias means now keeps its bundle; only the version is asked for yet.

        Raises:
            AliasUnsetError: the registry knows no such alias.
            BundleFetchError: it does not answer.
        """
        try:
            version = str(self._asked("registered-models/alias", name=name, alias=alias)["model_version"]["version"])
        except (FileNotFoundError, KeyError, TypeError) as error:
            raise AliasUnsetError(
                f"{self.root} knows no model {name} with the alias {alias}", hint="set the alias, or mend the address"
            ) from error
        return self.version(name, version, environment)

    def version(self, name: str, version: str, environment: Mapping[str, str]) -> "RegisteredPlace":
        """Where a version keeps its bundle; nothing is asked yet."""
        return RegisteredPlace(name, version, lambda: self._source(name, version, environment))

    def _source(self, name: str, version: str, environment: Mapping[str, str]) -> Place:
        try:
            source = str(self._asked("model-versions/get-download-uri", name=name, version=version)["artifact_uri"])
            if urlsplit(source).scheme == PROXIED:
                return ProxiedPlace(self, urlsplit(source).path.strip("/"))
            if "://" in source or not urlsplit(source).scheme:  # else an alias of an alias, or no address of ours
                return place_of(source, environment)()
        except ConfigError as error:
            raise BundleFetchError(f"Version {version} of model {name}: {error.what}", hint=error.hint) from error
        except (FileNotFoundError, KeyError, TypeError) as error:
            raise BundleFetchError(
                f"{self.root} knows no version {version} of model {name}", hint="hoofbeat history lists them"
            ) from error
        raise BundleFetchError(
            f"Version {version} of model {name} lies where serving cannot look",
            hint="register the bundle with its own address as source",
        )

    def _asked(self, what: str, **query: object) -> Any:
        with self.open(f"mlflow/{what}?{urlencode(query)}") as answer:
            try:
                return json.loads(answer.read(_CHUNK))
            except (OSError, HTTPException) as error:
                raise self._refused(type(error).__name__) from error
            except ValueError as error:
                raise BundleFetchError(
                    f"{self.root} is no MLflow server: it answers without JSON", hint="mend MLFLOW_TRACKING_URI"
                ) from error

    def open(self, path: str) -> Any:
        """An open answer to a request for ``path`` of the REST interface.

        Raises:
            FileNotFoundError: the server says that there is no such thing.
            BundleFetchError: it does not answer, or refuses.
        """
        request = Request(f"{self.root}/api/2.0/{path}")  # noqa: S310  # http(s) by `of`
        for name, value in self._headers.items():
            request.add_unredirected_header(name, value)  # a server it points to is not told who asks
        try:
            return urlopen(request, timeout=_TIMEOUT)  # noqa: S310
        except HTTPError as error:
            error.close()
            if error.code in _UNKNOWN:
                raise FileNotFoundError(path) from error
            raise self._refused(f"status {error.code}") from error
        except ValueError:  # a header that cannot be sent: the message would quote the token
            raise self._refused("what authorises the request holds a character that cannot be sent") from None
        except (OSError, HTTPException) as error:
            raise self._refused(type(error).__name__) from error

    def _refused(self, why: str) -> BundleFetchError:
        return BundleFetchError(
            f"The registry {self.root} does not answer ({why})",
            hint="check MLFLOW_TRACKING_URI, and who may read the registry",
        )


class RegisteredPlace:
    """The bundle of one version of a model; where it lies is asked for when its content is.

    Args:
        name: the model.
        version: its version, which never holds another bundle.
        find: asks where the version keeps it.
    """

    def __init__(self, name: str, version: str, find: Callable[[], Place]) -> None:
        self.version = version
        self.identity = f"models:/{name}/{version}"
        self._find = find

    @cached_property
    def _place(self) -> Place:
        return self._find()

    @property
    def folder(self) -> Path | None:
        """The folder itself where it is one of this machine."""
        return self._place.folder

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a file, piece by piece."""
        return self._place.chunks(name)


class ProxiedPlace:
    """A bundle among the artifacts that an MLflow server hands out itself."""

    folder = identity = None

    def __init__(self, registry: Registry, prefix: str) -> None:
        self._registry = registry
        self._prefix = prefix

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a file, piece by piece."""
        with self._registry.open(f"mlflow-artifacts/artifacts/{quote(f'{self._prefix}/{name}')}") as answer:
            try:
                while chunk := answer.read(_CHUNK):
                    yield chunk
            except (OSError, HTTPException) as error:
                raise BundleFetchError(
                    f"The registry broke off while it handed out {name} ({type(error).__name__})", hint="try again"
                ) from error
