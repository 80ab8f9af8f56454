"""What this machine is to itself."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether this name or address means this machine to itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
