"""Hoofbeat as a Lambda function: the real runtime client and handler behind events as API Gateway writes them."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qs, unquote

import lambda_runtime
from lambda_runtime import Environment, Outcome
from places.base import Answer, NotHere

TASK = Path(__file__).parents[3] / "deploy" / "aws" / "lambda"


class LambdaPlace:
    """One execution environment, asked as through an HTTP API.

    Attributes:
        environment: its runtime and log.
    """

    def __init__(self, running: Environment) -> None:
        self.environment = running

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        return answer(self.environment.api.invoke(event(method, path, body, headers)))


@contextmanager
def start(bundle: Path, environment: Mapping[str, str], folder: Path) -> Iterator[LambdaPlace]:
    """Run the function on a bundle, or on what ``HOOFBEAT_BUNDLE`` says, until the block ends."""
    for package in ("awslambdaric", "mangum"):
        if find_spec(package) is None:
            raise NotHere(f"{package} is not installed: requirements/lambda.txt")
    variables = {"HOOFBEAT_BUNDLE": str(bundle), "HOOFBEAT_CACHE": str(folder / "lambda-cache"), **environment}
    with lambda_runtime.environment(TASK, variables, folder) as running:
        running.wait()
        yield LambdaPlace(running)


def event(
    method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, *, binary: bool = False
) -> dict[str, Any]:
    """A request as an HTTP API gives it to a function (payload format 2.0).

    Args:
        method: of HTTP.
        path: with its query string, encoded.
        body: sent as text where it is text, else as base64.
        headers: as the caller sent them.
        binary: whether to send text as base64 too, as the gateway does for types it does not take for text.
    """
    where, _, query = path.partition("?")
    given = {"host": "api.example", "x-forwarded-port": "443", "x-forwarded-proto": "https", "content-length": "0"}
    given |= {name.lower(): value for name, value in (headers or {}).items()}
    if body is not None:
        given = {"content-type": "application/json"} | given | {"content-length": str(len(body))}
    http = {
        "method": method,
        "path": unquote(where),
        "protocol": "HTTP/1.1",
        "sourceIp": "192.0.2.1",
        "userAgent": "test",
    }
    claims = {"iss": "https://login.hospital.example", "aud": "hoofbeat", "sub": "somebody"}
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": unquote(where),
        "rawQueryString": query,
        "headers": given,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
            "domainName": "api.example",
            "domainPrefix": "api",
            "http": http,
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "29/Nov/2026:11:34:48 +0000",
            "timeEpoch": int(time() * 1000),
        },
        "isBase64Encoded": False,
    }
    if query:
        made["queryStringParameters"] = {name: ",".join(said) for name, said in parse_qs(query).items()}
    if body is not None:
        text = None if binary else _text(body)
        made |= {"body": base64.b64encode(body).decode() if text is None else text, "isBase64Encoded": text is None}
    return made


def answer(outcome: Outcome) -> Answer:
    """What the gateway would answer: the function's answer decoded, or its own 500 where the function failed."""
    if outcome.kind != "response":
        body = json.dumps({"message": "Internal Server Error"}).encode()
        return Answer(500, {"content-type": "application/json"}, body)
    told = outcome.body
    body = told.get("body", "")
    raw = base64.b64decode(body) if told.get("isBase64Encoded") else body.encode()
    return Answer(told["statusCode"], {name.lower(): value for name, value in told["headers"].items()}, raw)


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
