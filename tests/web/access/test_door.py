"""The demonstration's door is in a demonstration, at this machine, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from web.world import World
from zhunsheng_web.access import sessions

DOOR = "/access/demo/"


def test_without_a_demonstration_there_is_no_door(world: World) -> None:
    assert Client().get(DOOR).status_code == 404
    assert Client().post(DOOR, {"account": "fun1"}).status_code == 404
    assert Client().get("/")["location"].startswith("/account/login/")


@override_settings(DEMO=True)
def test_one_click_walks_in(world: World) -> None:
    client = Client()
    assert client.get("/")["location"].startswith(DOOR)
    page = client.get(DOOR).content.decode()
    assert page.count("张FUN1<") == 1
    assert "免密码" in page
    assert client.post(DOOR, {"account": "fun1", "next": "/boards/watch/"})["location"] == (
        "/boards/watch/"
    )
    assert client.get("/").status_code == 200


@override_settings(DEMO=True)
@pytest.mark.parametrize(
    "about",
    [
        {"REMOTE_ADDR": "10.0.0.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.9"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_from_elsewhere_or_through_a_proxy_there_is_none(
    world: World, about: dict[str, str]
) -> None:
    assert Client(**about).get(DOOR).status_code == 404  # type: ignore[arg-type]
    assert Client(**about).post(DOOR, {"account": "fun1"}).status_code == 404  # type: ignore[arg-type]


def test_a_session_of_the_door_is_none_where_there_is_no_demonstration(world: World) -> None:
    client = Client()
    with override_settings(DEMO=True):
        client.post(DOOR, {"account": "fun1"})
        assert client.get("/").status_code == 200
    assert client.get("/").status_code == 302


@override_settings(DEMO=True)
def test_a_disabled_account_has_no_door_and_nobody_is_sent_elsewhere(world: World) -> None:
    world.people["FUN1"].account.__class__.objects.filter(username="fun1").update(is_active=False)
    assert Client().post(DOOR, {"account": "fun1"}).status_code == 404
    answer = Client().post(DOOR, {"account": "fun2", "next": "https://elsewhere.example/"})
    assert answer["location"] == "/"


@override_settings(DEMO=True)
def test_who_walked_in_is_listed_and_can_be_put_out(world: World) -> None:
    client = Client()
    client.post(DOOR, {"account": "fun1"})
    assert client.get("/").status_code == 200
    assert sessions.end_all(world.people["FUN1"].account) == 1
    assert client.get("/").status_code == 302
