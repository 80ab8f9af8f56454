"""Signals that are held back: none is lost, and none comes where it would do harm."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from time import monotonic

import pytest

from hoofbeat.interruptions import awaited, held_back, rolling

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows knows no signals")


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """A shell that runs tests in the background has them ignore Ctrl+C, which is what is tested here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def tell(number: int = signal.SIGINT) -> None:
    os.kill(os.getpid(), number)


def test_a_signal_waits_until_it_is_asked_for() -> None:
    done = []

    def work() -> None:
        with held_back() as check:
            tell()
            done.append("went on")
            check()
            done.append("too far")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["went on"]


def test_what_comes_last_is_not_lost_even_if_nobody_listens_any_more() -> None:
    def steps() -> Iterator[int]:
        with held_back():
            yield 1
            yield 2

    with pytest.raises(KeyboardInterrupt), held_back():
        tell()
    left = steps()
    next(left)
    tell()
    with pytest.raises(KeyboardInterrupt):
        left.close()


def test_each_signal_does_what_it_did_before() -> None:
    def handler(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    def work() -> None:
        with held_back() as check:
            tell(signal.SIGTERM)
            check()

    before = signal.signal(signal.SIGTERM, handler)
    try:
        with pytest.raises(SystemExit) as ended:
            work()
        assert ended.value.code == 143
        assert signal.getsignal(signal.SIGTERM) is handler
    finally:
        signal.signal(signal.SIGTERM, before)


def test_what_was_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with held_back() as check:
            tell()
            check()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_who_waits_for_an_answer_is_told_meanwhile() -> None:
    never: Future[int] = Future()
    threading.Timer(0.1, tell).start()
    start = monotonic()
    with pytest.raises(KeyboardInterrupt), held_back() as check:
        awaited(never, check)
    assert monotonic() - start < 10


def test_an_answer_that_is_there_is_given() -> None:
    future: Future[int] = Future()
    future.set_result(7)
    with held_back() as check:
        assert awaited(future, check) == 7


def test_who_stops_listening_spares_what_has_not_begun() -> None:
    futures: list[Future[int]] = [Future(), Future(), Future()]
    for value, future in enumerate(futures[:2]):
        future.set_result(value)
    answers = rolling(lambda future: future, futures, len(futures))
    assert [next(answers), next(answers)] == [0, 1]
    answers.close()
    assert futures[2].cancelled()


def test_in_another_thread_there_is_nothing_to_hold_back() -> None:
    came: list[str] = []

    def work() -> None:
        with held_back() as check:
            check()
            came.append("worked")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert came == ["worked"]


def test_a_second_one_does_not_wait_for_what_the_first_one_ends() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    meanwhile = []

    def work() -> None:
        with held_back() as check:
            tell()
            try:
                check()
            finally:
                meanwhile.extend(signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM))

    with pytest.raises(KeyboardInterrupt):
        work()
    assert meanwhile == [signal.SIG_DFL, signal.SIG_DFL]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
