"""One browser for all tests of the page, and the page over the demonstration."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from watched_pages import Watched, started, watching

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="package")
def browser() -> Iterator["Browser"]:
    """A browser; tests skip where there is none."""
    with started() as instance:
        yield instance


@pytest.fixture
def demonstrated(browser: "Browser", demonstrating: str) -> Iterator[Watched]:
    """The page over the demonstration, in Spanish."""
    with watching(browser, demonstrating) as watched:
        yield watched
