"""A small client of the service, of the standard library alone: ``from hoofbeat.client import Client``."""

from hoofbeat.client.client import Client

__all__ = ["Client"]
