"""Keys on pages: one's own made and ended, an area's ended by its security administrator."""

from __future__ import annotations

import re

import pytest

from web.world import LONG_AGO, World
from zhunsheng_web.access.models import Account, Person, Posting
from zhunsheng_web.access.roles import Role
from zhunsheng_web.api.keys import end_key, make_key
from zhunsheng_web.api.models import AccessKey
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.clock import now

ZH = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}


def test_a_key_is_made_shown_once_and_ended(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    me = browser_of("SH1")
    form = {"title": "月报程序", "scope": "read", "days": "30", "once": "a" * 28}
    made = me.post("/api/keys/make/", form, **ZH).content.decode()
    secret = re.search(r"zsk_[\w-]+", made)
    assert secret is not None
    assert me.post("/api/keys/make/", form, **ZH).status_code == 302
    key = AccessKey.objects.get()
    page = me.get("/api/keys/", **ZH).content.decode()
    assert "月报程序" in page
    assert secret[0] not in page
    me.post(f"/api/keys/{key.token}/end/")
    key.refresh_from_db()
    assert key.ended_at is not None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"title": " "}, "用途"), ({"days": "0"}, "有效期"), ({"days": "x"}, "有效")],
)
def test_what_was_typed_stays_when_it_will_not_do(  # type: ignore[no-untyped-def]
    world: World, browser_of, wrong: dict[str, str], told: str
) -> None:
    form = {"title": "月报程序", "scope": "act", "days": "30"} | wrong
    answer = browser_of("SH1").post("/api/keys/make/", form, **ZH)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert 'value="act" checked' in page
    assert not AccessKey.objects.exists()


def test_the_security_administrator_sees_and_ends_those_of_his_area_alone(  # type: ignore[no-untyped-def]
    world: World, browser_of, django_assert_max_num_queries
) -> None:
    near, _ = make_key("本关程序", "read", 9, actor=world.actor("SH1"), now=now())
    far, _ = make_key("外关程序", "read", 9, actor=world.actor("SH4"), now=now())
    guard = browser_of("SEC1")
    with django_assert_max_num_queries(15):
        page = guard.get("/api/keys/", **ZH).content.decode()
    assert "本关程序" in page
    assert "外关程序" not in page
    assert "新建密钥" not in page
    assert "本关程序" in guard.get("/api/keys/?who=SH1", **ZH).content.decode()
    assert "本关程序" not in guard.get("/api/keys/?who=SH2", **ZH).content.decode()
    assert guard.post(f"/api/keys/{near.token}/end/", {"who": "SH1"})["Location"].endswith("SH1")
    assert guard.post(f"/api/keys/{far.token}/end/").status_code == 404
    near.refresh_from_db()
    far.refresh_from_db()
    assert near.ended_at is not None
    assert far.ended_at is None


def test_headquarters_security_administrator_ends_any(world: World) -> None:
    person = Person.objects.create(code="SEC0", name_zh="安", name_en="An")
    Account.objects.create(username="sec0", person=person)
    Posting.objects.create(
        person=person, office=world.offices["0000"], role=Role.SECURITY_ADMIN, valid_from=LONG_AGO
    )
    world.people["SEC0"] = person
    key, _ = make_key("外关程序", "read", 9, actor=world.actor("SH4"), now=now())
    with pytest.raises(NotThere):
        end_key(key.token, actor=world.actor("SEC1"), now=now())
    end_key(key.token, actor=world.actor("SEC0"), now=now())
    key.refresh_from_db()
    assert key.ended_at is not None


@pytest.mark.parametrize("code", ["SYS1", "ADM1"])
def test_other_administrators_have_no_such_page(world: World, browser_of, code: str) -> None:  # type: ignore[no-untyped-def]
    assert browser_of(code).get("/api/keys/").status_code == 404


def test_one_s_own_account_is_one_click_away(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    assert 'href="/account/2fa/"' in browser_of("W1").get("/mine/").content.decode()
    page = browser_of("W1").get("/account/2fa/", **ZH).content.decode()
    assert "访问密钥" in page
    assert "查验科" in page
    assert "访问密钥" not in browser_of("SYS1").get("/account/2fa/", **ZH).content.decode()
