"""Dask clusters: one of this machine's own, started and ended with the job, or any whose scheduler has an address."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import dask
from distributed import Client, LocalCluster

from hoofbeat.console import console
from hoofbeat.domain.errors import InputError
from hoofbeat.engines.base import Answer, Task, Team
from hoofbeat.engines.dask_team import DaskTeam
from hoofbeat.loopback import is_loopback
from hoofbeat.workers import spare_cores

#: How long a scheduler may take to answer.
_PATIENCE = "15s"

#: What Dask would tell over HTTP about tasks and workers stays untold, and its warning of large tasks is not for users.
_QUIET = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.admin.large-graph-warning-threshold": "1GiB",
}


class DaskEngine:
    """Teams made of the workers of a Dask cluster.

    Attributes:
        dask: client of the cluster.
    """

    def __init__(self, client: Client) -> None:
        self.dask: Any = client

    def crew(
        self, make: Callable[[], Callable[[Task], Answer]], *, threads: int | None = None
    ) -> AbstractContextManager[Team[Task, Answer]]:
        """As :meth:`hoofbeat.engines.base.TaskEngine.crew`; every worker process does one task at a time."""
        return DaskTeam(self.dask, make)


@contextmanager
def local_cluster(workers: int | None = None) -> Iterator[DaskEngine]:
    """Worker processes of this machine, as many as cores if not told, and a scheduler that nobody else can use.

    It listens on the loopback address alone and speaks TLS by certificates made for the occasion, because whoever
    reaches a scheduler may run code as its user. There is no dashboard. Workers have no limit of memory of Dask's own:
    beyond one they would lay records down on disk.
    """
    with (
        dask.config.set(_QUIET),
        LocalCluster(
            n_workers=workers or spare_cores(),
            threads_per_worker=1,
            memory_limit=0,
            security=True,
            dashboard_address=None,
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield DaskEngine(client)


@contextmanager
def scheduler_at(address: str) -> Iterator[DaskEngine]:
    """The workers of a scheduler that others started; it goes on afterwards.

    For ``tls://`` the certificates are those of Dask's own settings (``distributed.comm.tls``).

    Raises:
        InputError: no scheduler answers there, or the address is none.
    """
    parts = urlsplit(address)
    if parts.scheme != "tls" and not is_loopback(parts.hostname or ""):
        console.print("  [yellow]![/] records of patients go to the workers unencrypted → use a scheduler at tls://")
    with dask.config.set(_QUIET):
        try:
            client = Client(address, set_as_default=False, timeout=_PATIENCE)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                f"no Dask scheduler answers at {address}",
                hint="see that `dask scheduler` runs there, and for tls:// that Dask's settings name the certificates",
            ) from error
        with client:
            if not client.scheduler_info(n_workers=-1)["workers"]:
                console.print(f"  [yellow]![/] {address} has no worker yet: the tasks wait for one")
            yield DaskEngine(client)
