"""Nothing the project does needs another machine: whoever reaches for one in a test is stopped."""

from __future__ import annotations

import ipaddress
import socket
import sys

_ASKED = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
"""What Python tells of (PEP 578) → where in it the other side is named."""


class ReachedOut(RuntimeError):
    """A test tried to speak to another machine."""


def is_elsewhere(other_side: object) -> bool:
    """Whether an address or the name of a host is of another machine than this one."""
    host = other_side[0] if isinstance(other_side, tuple) and other_side else other_side
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str) or host in ("", "localhost") or host.startswith(("/", "\0")):
        return False  # a socket in a file, or nobody in particular
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host != socket.gethostname()


def stay_here() -> None:
    """From now on this process cannot reach out; there is no way back."""
    sys.addaudithook(_heard)


def _heard(event: str, told: tuple[object, ...]) -> None:
    place = _ASKED.get(event)
    if place is not None and is_elsewhere(told[place]):
        raise ReachedOut(f"{event}: {told[place]!r}")
