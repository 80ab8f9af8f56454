"""An MLflow server over its REST interface, reading and writing.

MLflow's own client is not used: to import it takes longer than a rollback may. What is asked for are the calls that
https://mlflow.org/docs/latest/api_reference/rest-api.html describes.
"""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from hoofbeat.bundle.supply.registry import Registry
from hoofbeat.domain.errors import RegistryError

_TIMEOUT = 60
#: Bytes of an error's text that are read.
_MOST_SAID = 1 << 16
#: Things of one page of a search.
_PAGE = 200
_ERROR = "error_code"


class TakenError(RegistryError):
    """What should be made is there already."""


class AbsentError(RegistryError):
    """There is no such thing."""


class MlflowServer(Registry):
    """The server that holds registry and runs."""

    def get(self, what: str, /, **query: object) -> Any:
        """Ask for something.

        Raises:
            AbsentError: there is no such thing.
            RegistryError: the server does not answer, or refuses.
        """
        return self._sent(f"mlflow/{what}?{urlencode(query)}", None, "GET")

    def post(self, what: str, /, *, method: str = "POST", **body: object) -> Any:
        """Make or change something.

        Raises:
            TakenError: it is there already.
            AbsentError: there is no such thing.
            RegistryError: the server does not answer, or refuses.
        """
        return self._sent(f"mlflow/{what}", json.dumps(body).encode(), method)

    def pages(self, what: str, found: str, query: Mapping[str, object], *, post: bool = False) -> Iterator[Any]:
        """All that a search finds, page by page.

        Args:
            what: the search.
            found: how the answer names what was found.
            query: what is searched for.
            post: whether the search is sent as a body.
        """
        token = ""
        while True:
            asked = {**query, "max_results": _PAGE, **({"page_token": token} if token else {})}
            page = self._sent(f"mlflow/{what}", json.dumps(asked).encode(), "POST") if post else self.get(what, **asked)
            yield from page.get(found, ())
            if not (token := page.get("next_page_token", "")):
                return

    def upload(self, place: str, path: Path) -> None:
        """Put a file among the artifacts that the server hands out, below ``place``."""
        with path.open("rb") as file:
            address = f"mlflow-artifacts/artifacts/{quote(f'{place}/{path.name}')}"
            self._sent(address, file, "PUT", {"Content-Length": str(path.stat().st_size)})

    def _sent(self, path: str, data: Any, method: str, headers: Mapping[str, str] | None = None) -> Any:
        kind = "application/octet-stream" if method == "PUT" else "application/json"
        request = Request(  # noqa: S310  # http(s) by `of`
            f"{self.root}/api/2.0/{path}", data, {"Content-Type": kind, **(headers or {})}, method=method
        )
        for name, value in self._headers.items():
            request.add_unredirected_header(name, value)
        try:
            with urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
                return json.loads(answer.read() or b"{}")
        except HTTPError as error:
            raise self._told(error) from error
        except ValueError:  # of a header, whose message would quote the token; or of an answer that is no JSON
            raise RegistryError(
                f"{self.root} answers as no MLflow server does, or its token cannot be sent",
                hint="mend MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN",
            ) from None
        except (OSError, HTTPException) as error:
            raise RegistryError(
                f"The registry {self.root} does not answer ({type(error).__name__})",
                hint="start the MLflow server (hoofbeat registry), or mend MLFLOW_TRACKING_URI",
            ) from error

    def _told(self, error: HTTPError) -> RegistryError:
        with error:
            try:
                said = json.loads(error.read(_MOST_SAID))
                code, message = str(said[_ERROR]), str(said.get("message", ""))
            except (OSError, HTTPException, ValueError, KeyError, TypeError):
                code, message = "", ""
        if code == "RESOURCE_ALREADY_EXISTS":
            return TakenError(message)
        if code == "RESOURCE_DOES_NOT_EXIST" or error.code == HTTPStatus.NOT_FOUND or "not found" in message:
            return AbsentError(message or f"{self.root} knows no such address")
        if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return RegistryError(
                f"The registry {self.root} does not let this user do that (status {error.code})",
                hint="set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
            )
        return RegistryError(
            f"The registry {self.root} refuses (status {error.code}): {message.splitlines()[0] if message else code}",
            hint="its log says more",
        )
