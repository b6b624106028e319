"""Whoever proposes a post names the office by code or name, and sees who is posted there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from web.world import NOW, World
from zhunsheng_web.access.models import PostingRequest
from zhunsheng_web.access.templatetags.moments import clocked

ZH = {"HTTP_ACCEPT_LANGUAGE": "zh-hans"}


def propose(client: Client, world: World, office: str):  # type: ignore[no-untyped-def]
    form = {"office": office, "role": "liaison", "valid_from": "2026-12-01", "reason": "补充"}
    return client.post(f"/access/people/{world.people['W4'].token}/propose/", form, **ZH)


@pytest.mark.parametrize("office", ["6401-b", " 放行科 ", "release section"])
def test_by_code_or_by_a_name_that_one_office_has(world: World, browser_of, office: str) -> None:  # type: ignore[no-untyped-def]
    assert propose(browser_of("SYS1"), world, office).status_code == 302
    assert PostingRequest.objects.get().office.code == "6401-b"


def test_a_name_several_offices_have_is_answered_with_their_codes(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    answer = propose(browser_of("SYS1"), world, "查验科")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "甲一海关 6401-a" in page
    assert "甲二海关 6402-a" in page
    assert "5301-a" not in page  # another district's
    assert 'value="查验科"' in page
    assert not PostingRequest.objects.exists()


def test_a_name_nobody_has_is_refused(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    assert "没有这个单位" in propose(browser_of("SYS1"), world, "第九科").content.decode()


def test_an_office_names_who_is_posted_there_the_head_first(  # type: ignore[no-untyped-def]
    world: World, browser_of, django_assert_max_num_queries
) -> None:
    world.people["W3"].postings.update(valid_to=NOW.date())
    client = browser_of("SYS1")
    with django_assert_max_num_queries(15):
        page = client.get("/access/offices/6401-a/", **ZH).content.decode()
    shown = [code for code in ("SH1", "SH1L", "W1", "W2", "W3", "SH2") if f">{code}</a>" in page]
    assert shown == ["SH1", "SH1L", "W1", "W2"]
    assert page.index(">SH1</a>") < page.index(">SH1L</a>")


def test_a_session_is_told_by_the_clock_of_the_workbench(settings) -> None:  # type: ignore[no-untyped-def]
    settings.CLOCK = 3600.0
    assert clocked(NOW) == NOW + dt.timedelta(hours=1)
