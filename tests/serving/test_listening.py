"""Where a service listens, and what that is called."""

import socket

import pytest

from hoofbeat.domain.errors import HoofbeatError
from hoofbeat.serving.listening import address_of, bound


def test_an_address_that_is_taken_is_said() -> None:
    with bound("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(HoofbeatError, match=rf"127\.0\.0\.1:{port}: the address cannot be bound .*--port"):
            bound("127.0.0.1", port)


def test_answers_are_not_held_back_by_the_network_stack() -> None:
    with bound("127.0.0.1", 0) as listener:
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
        with accepted:
            # What asyncio looks at before it turns Nagle's algorithm off.
            assert accepted.proto == socket.IPPROTO_TCP


def test_an_open_address_is_shown_as_one_that_can_be_visited() -> None:
    with bound("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert [address_of(host, listener) for host in ("127.0.0.1", "0.0.0.0", "::", "::1")] == [  # noqa: S104
            f"http://127.0.0.1:{port}",
            f"http://127.0.0.1:{port}",
            f"http://127.0.0.1:{port}",
            f"http://[::1]:{port}",
        ]
