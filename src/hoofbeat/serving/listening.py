"""Binding an address, and what it is called."""

import os
import socket

from hoofbeat.domain.errors import HoofbeatError


def bound(host: str, port: int, *, listening: bool = True) -> socket.socket:
    """A socket at this address.

    Args:
        host: address, or name of one.
        port: port; 0 takes a free one.
        listening: whether it listens already.

    Raises:
        HoofbeatError: it cannot be bound.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio turns Nagle's algorithm off (40 ms an answer) only where it is.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # on Windows the option would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        if listening:
            listener.listen()
    except OSError as error:
        listener.close()
        why = error.strerror or type(error).__name__
        raise HoofbeatError(
            f"{host}:{port}: the address cannot be bound ({why})",
            hint="stop what uses it, or choose another with --port (0 takes a free one) or --host",
        ) from error
    return listener


def address_of(host: str, listener: socket.socket) -> str:
    """What a browser of this machine calls it: ``http://127.0.0.1:8000``."""
    if host in ("0.0.0.0", "::"):  # noqa: S104  # recognised, not bound
        host = "127.0.0.1"
    named = f"[{host}]" if ":" in host else host
    return f"http://{named}:{listener.getsockname()[1]}"
