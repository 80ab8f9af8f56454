"""One cluster for all tests of the engines."""

from collections.abc import Iterator

import pytest

from dask_cluster import Cluster, running


@pytest.fixture(scope="session")
def one_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'hoofbeat[dask]'")
    with running(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


@pytest.fixture
def cluster(one_cluster: Cluster) -> Cluster:
    """Scheduler and two workers; whoever was killed by an earlier test has a successor."""
    one_cluster.fill()
    return one_cluster
