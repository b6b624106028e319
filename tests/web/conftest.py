"""A small service to try the workbench on, fresh for every test that asks for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_django
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from web.postgres import OWNER, ROLE, Cluster, binaries, running
from web.world import World, build_world
from zhunsheng_web.access import factors
from zhunsheng_web.record import log
from zhunsheng_web.record.models import Sealed, SealedAct
from zhunsheng_web.record.service import this_process_is_the_service


@pytest.fixture(autouse=True)
def sealed() -> Iterator[None]:
    """Every test has a sealed log of its own."""
    log.forget()
    shutil.rmtree(log.folder(), ignore_errors=True)
    log.set_up()
    yield
    log.forget()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[None]:
    """On PostgreSQL the tests connect as the workbench does: as a role that owns nothing, with the
    second wall raised. What a test does outside a page is the service's own doing."""
    if connection.vendor != "postgresql":
        yield
        return
    owner = connection.settings_dict["USER"]
    with django_db_blocker.unblock():
        call_command("raise_walls", ROLE)
        connection.close()
        this_process_is_the_service()
        connection.settings_dict["USER"] = ROLE
    yield
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["USER"] = owner


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


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    place = binaries()
    if place is None:
        pytest.skip("PostgreSQL is not installed (initdb was not found)")
    with running(place) as cluster:
        yield cluster


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
    request: pytest.FixtureRequest,
) -> Iterator[World]:
    """A world in a database of its own that several can be connected to, as the workbench keeps it:
    one in memory locks otherwise."""
    place = tmp_path_factory.mktemp("concurrent") / "workbench.sqlite3"
    told = dict(connections.settings["default"]) | {"NAME": str(place)}
    if request.param == "postgresql":
        server: Cluster = request.getfixturevalue("cluster")
        server.sql(f"CREATE DATABASE concurrent OWNER {OWNER}")
        told |= {"ENGINE": "django.db.backends.postgresql", "NAME": "concurrent", "USER": OWNER,
                 "HOST": str(server.folder), "OPTIONS": {}}  # fmt: skip
    before, settings = connections["default"], connections.settings["default"]
    with django_db_blocker.unblock():
        del connections["default"]
        connections.settings["default"] = told
        try:
            call_command("migrate", verbosity=0)
            yield build_world()
        finally:
            connections["default"].close()
            connections.settings["default"] = settings
            connections["default"] = before


@pytest.fixture
def several(shared: World) -> World:
    """The same with a sealed log that begins anew, as it does for every test."""
    SealedAct.objects.all().delete()
    Sealed.objects.all().delete()
    return shared
