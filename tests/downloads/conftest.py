"""A publisher on the loopback address, and a fetcher without patience."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from rich.console import Console
from rich.progress import Progress

from hoofbeat.downloads.fetch import Fetcher
from hoofbeat.downloads.registry import PublicFile, PublicSource
from local_publisher import Publisher, publishing


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as served:
        yield served


@pytest.fixture
def fetch() -> Iterator[Fetcher]:
    with httpx.Client(follow_redirects=True, trust_env=False) as client:
        yield Fetcher(client, Progress(console=Console(quiet=True)), pause=0.001)


@pytest.fixture
def source_of() -> Callable[..., PublicSource]:
    def make(*files: PublicFile) -> PublicSource:
        return PublicSource("invented", "invented", "CC0", "u", "cite", "the page", files, "a command in {folder}")

    return make
