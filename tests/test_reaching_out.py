"""The tests run without a network, and would not notice one."""

from __future__ import annotations

import socket
import urllib.request

import pytest

from reaching_out import ReachedOut, is_elsewhere


@pytest.mark.parametrize(
    "name", ["customs.example", b"customs.example", "192.0.2.7", "2001:db8::7"]
)
def test_who_asks_for_another_machine_is_stopped(name: str | bytes) -> None:
    with pytest.raises(ReachedOut):
        socket.getaddrinfo(name, 443)
    with pytest.raises(ReachedOut):
        urllib.request.urlopen("https://customs.example/")


def test_who_sends_without_asking_first_is_stopped() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, pytest.raises(ReachedOut):
        one.sendto(b"who is there", ("192.0.2.7", 53))
    with socket.socket() as one, pytest.raises(ReachedOut):
        one.connect(("192.0.2.7", 443))


def test_this_machine_can_be_spoken_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert not any(map(is_elsewhere, ["/run/postgresql/s", ("::1", 5432, 0, 0), "localhost", None]))
