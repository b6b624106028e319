"""Nobody is led to a page that is not his."""

from __future__ import annotations

import re

import pytest

from web.world import PEOPLE, World


@pytest.mark.parametrize(
    "code", sorted({role: who for who, (_, role, _) in PEOPLE.items()}.values())
)
def test_every_way_in_the_frame_opens(world: World, browser_of, code: str) -> None:  # type: ignore[no-untyped-def]
    client = browser_of(code)
    page = client.get("/book/information/").content.decode()
    ways = re.findall(r'<a href="([^"]+)" accesskey=', page)
    assert ways
    assert [way for way in ways if client.get(way).status_code not in (200, 302)] == []
