"""A small service to try the workbench on, fresh for every test that asks for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.test import Client

from web.world import World, build_world
from zhunsheng_web.access import factors
from zhunsheng_web.record import log


@pytest.fixture(autouse=True)
def sealed() -> Iterator[None]:
    """Every test has a sealed log of its own."""
    log.forget()
    shutil.rmtree(log.folder(), ignore_errors=True)
    log.set_up()
    yield
    log.forget()


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def browser_of(world: World):  # type: ignore[no-untyped-def]
    """A client signed in as a person of the world, by his code."""

    def client_of(code: str) -> Client:
        client = Client()
        client.force_login(
            world.people[code].account, "allauth.account.auth_backends.AuthenticationBackend"
        )
        session = client.session
        factors.strong(session)
        session.save()
        return client

    return client_of
