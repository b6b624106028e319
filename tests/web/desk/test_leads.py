"""Leads are read by discipline inspection alone, many of them as quickly as few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from web.world import NOW, World
from zhunsheng_web.casework.verbs.referring import refer


def test_many_leads_are_listed_with_few_queries(
    world: World, browser_of: Callable[[str], Client], django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        one = world.warning(level=3)
        refer(one.token, text="线索", actor=world.actor("FUN1"), now=NOW, revision=1)
    browser = browser_of("DIS1")
    with django_assert_max_num_queries(15):
        page = browser.get("/leads/").content.decode()
    assert page.count("/leads/") >= 12
    assert browser_of("FUN1").get("/leads/").status_code == 404
