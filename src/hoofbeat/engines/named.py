"""Engines by the name that ``--engine`` takes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from hoofbeat.domain.errors import InputError
from hoofbeat.engines.base import TaskEngine
from hoofbeat.engines.local import LOCAL

LOCAL_NAME = "local"
DASK_NAME = "dask"

_ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://\S+")


def require_engine(name: str) -> str:
    """The name, if there is such an engine.

    Raises:
        InputError: there is none, or what it needs is not installed.
    """
    if name == LOCAL_NAME:
        return name
    if name != DASK_NAME and not _ADDRESS.fullmatch(name):
        raise InputError(
            f"{name!r} is no engine", hint="take local, dask, or the address of a Dask scheduler (tls://scheduler:8786)"
        )
    if find_spec("distributed") is None:
        raise InputError("Dask is not installed", hint="pip install 'hoofbeat[dask]', or work with --engine local")
    return name


@contextmanager
def working(name: str) -> Iterator[TaskEngine]:
    """The engine of that name while the block runs; a cluster that it started ends with the block, however it ends.

    Raises:
        InputError: there is no such engine, what it needs is not installed, or no scheduler answers at the address.
    """
    require_engine(name)
    if name == LOCAL_NAME:
        yield LOCAL
        return
    from hoofbeat.engines.cluster import local_cluster, scheduler_at

    with local_cluster() if name == DASK_NAME else scheduler_at(name) as engine:
        yield engine
