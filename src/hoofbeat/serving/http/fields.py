"""The fields that the body of a request has, as its model states them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel


def fields_of(route: APIRoute) -> Mapping[str, Sequence[str]]:
    """The fields of a route's body by their place: ``""`` for its own, else the field whose objects have them."""
    model = None if route.body_field is None else route.body_field.field_info.annotation
    return fields_of_model(model) if isinstance(model, type) and issubclass(model, BaseModel) else {}


def fields_asked(request: Request) -> Mapping[str, Sequence[str]]:
    """The fields of the body that the address of a request takes."""
    route = request.scope.get("route")
    return fields_of(route) if isinstance(route, APIRoute) else {}


@cache
def fields_of_model(model: type[BaseModel]) -> Mapping[str, Sequence[str]]:
    """The fields of a model by their place: ``""`` for its own, else the field whose objects have them."""
    found = {"": tuple(model.model_fields)}
    for name, field in model.model_fields.items():
        for inner in _models(field.annotation):
            found[name] = (*found.get(name, ()), *inner.model_fields)
    return found


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
