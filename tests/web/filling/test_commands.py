"""Setting up and demonstrating from the command line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from web.world import World
from zhunsheng_web.access.models import Account, Posting
from zhunsheng_web.filling.serving import free_port
from zhunsheng_web.record.models import SealedAct

THREE = {"system": "0001=张三", "security": "0002=李四", "audit": "0003=王五"}


def set_up(**options: str) -> str:
    out = StringIO()
    call_command("set_up", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_a_workbench_begins_with_three_administrators() -> None:
    said = set_up(**THREE)
    assert {one.role for one in Posting.objects.all()} == {
        "system-admin", "security-admin", "audit-admin",
    }  # fmt: skip
    for account in Account.objects.all():
        assert account.username in said and account.enrolment and account.password_set_at is None
        assert account.enrolment not in said
    assert SealedAct.objects.count() == 1


@pytest.mark.django_db
def test_there_is_no_second_beginning() -> None:
    set_up(**THREE)
    with pytest.raises(CommandError, match="there are administrators already"):
        set_up(**THREE)
    assert Account.objects.count() == 3


@pytest.mark.django_db
def test_nobody_is_two_administrators() -> None:
    with pytest.raises(CommandError, match="three different people"):
        set_up(**(THREE | {"audit": "0001=张三"}))
    assert not Account.objects.exists() and not SealedAct.objects.exists()


@pytest.mark.django_db
def test_one_administrator_alone_is_not_enough() -> None:
    with pytest.raises(CommandError, match="--audit"):
        set_up(system="0001=张三", security="0002=李四")
    with pytest.raises(CommandError, match="NUMBER=NAME"):
        set_up(**(THREE | {"audit": "王五"}))


@pytest.mark.django_db
def test_without_administrators_only_the_tables_are_made() -> None:
    assert "就绪" in set_up()


def test_invented_people_go_into_a_demonstration_alone(world: World, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = False
    with pytest.raises(CommandError, match="ZHUNSHENG_DEMO=1"):
        call_command("demo", no_serve=True)


def test_without_a_run_there_is_nothing_to_demonstrate(
    world: World,
    settings,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    settings.DEMO, settings.RUNS = True, tmp_path
    with pytest.raises(CommandError, match="run zhunsheng demo first"):
        call_command("demo", no_serve=True)


def test_a_port_that_is_taken_is_not_insisted_on() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port
