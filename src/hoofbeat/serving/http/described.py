"""The OpenAPI's account of what stands before the routes: keys, tokens, limits, and how each refuses."""

from collections.abc import Set
from typing import Any

from fastapi import FastAPI

from hoofbeat.serving.http.problems import MEDIA_TYPE, Problem

_REFUSALS = {
    "401": "Not from the machine of the service, and without a good key or token.",
    "403": "The key or token has a role that may not ask this.",
    "429": "Asked too often; `Retry-After` says when to ask again.",
    "503": "The service cannot answer now: no bundle or identity provider, or too many requests under way.",
    "504": "The answer did not begin in time.",
}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key (`hfb_…`, made by `hoofbeat keys add`) or a token of the house's identity provider. "
    "On the machine of the service none is needed.",
}


def describe_guard(app: FastAPI, guarded: Set[str]) -> None:
    """Add to every guarded address of the OpenAPI document what it may be refused with, and how to show a key.

    Args:
        app: the application.
        guarded: templates of the addresses that are not for all.
    """
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        document = plain()
        components = document.setdefault("components", {})
        components.setdefault("securitySchemes", {})["bearer"] = _SCHEME
        components.setdefault("schemas", {}).setdefault(
            "Problem", Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        )
        for path, operations in document["paths"].items():
            for operation in operations.values() if path in guarded else ():
                operation["security"] = [{"bearer": []}, {}]
                for status, meaning in _REFUSALS.items():
                    operation["responses"].setdefault(status, _refusal(meaning))
            for operation in operations.values():
                for response in operation["responses"].values():
                    _as_problem(response)
        return document

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's own documentation extends it


def _refusal(meaning: str) -> dict[str, Any]:
    return {"description": meaning, "content": {MEDIA_TYPE: {"schema": dict(_PROBLEM)}}}


def _as_problem(response: dict[str, Any]) -> None:
    """FastAPI writes every model as application/json: a refusal is sent as what it is."""
    content = response.get("content", {})
    if content.get("application/json", {}).get("schema") == _PROBLEM:
        response["content"] = {MEDIA_TYPE: content["application/json"]}
