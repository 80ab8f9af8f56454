"""What is loaded is looked through no more, and what nobody uses any more goes all the same."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from hoofbeat.serving.garbage import nothing_thrown_away, settle


class Loaded:
    """Something that refers to itself, as a bundle's parts do: only a look through everything finds that it may go."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def looked_through(one: object) -> bool:
    return any(other is one for other in gc.get_objects())


def test_what_is_loaded_is_looked_through_no_more() -> None:
    with nothing_thrown_away():
        first = Loaded()
        assert not gc.isenabled()
    assert gc.isenabled()
    assert not looked_through(first)
    later = Loaded()
    assert looked_through(later)
    settle()
    assert not looked_through(later)


def test_a_bundle_that_was_left_is_thrown_away_when_the_next_one_has_settled() -> None:
    bundle = Loaded()
    settle()
    gone = weakref.ref(bundle)
    del bundle
    gc.collect()
    assert gone() is not None, "nothing was left to throw away"
    settle()
    assert gone() is None
