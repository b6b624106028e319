"""A mute is proposed from a warning, approved by another person, and ended with a reason."""

from __future__ import annotations

import datetime as dt

import pytest

from web.world import NOW, World
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Mute


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhunsheng_web.clock.timezone.now", lambda: NOW)


def test_it_is_proposed_refused_with_what_was_typed_and_approved_by_another(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = world.warning()
    one.yardstick.standard = register().standards[0].id
    one.yardstick.save()
    head, above = browser_of("SH1"), browser_of("FUNH")
    day = NOW.date()
    sent = {
        "office_path": one.office_path, "subject": "all", "valid_from": day.isoformat(),
        "valid_to": "nonsense", "reason": "系统升级期间重复提示",
    }  # fmt: skip
    path = f"/warnings/{one.token}/mute/"
    refused = head.post(path, sent)
    assert refused.status_code == 422
    assert "系统升级期间重复提示" in refused.content.decode()
    head.post(path, sent | {"valid_to": (day + dt.timedelta(days=10)).isoformat()})
    mute = Mute.objects.get()
    head.post(f"/mutes/{mute.token}/approve/")
    mute.refresh_from_db()
    assert mute.approved_by is None
    assert "系统升级期间重复提示" in above.get("/mutes/").content.decode()
    above.post(f"/mutes/{mute.token}/approve/")
    mute.refresh_from_db()
    assert mute.approved_by == world.people["FUNH"]
    above.post(f"/mutes/{mute.token}/end/", {"reason": " "})
    mute.refresh_from_db()
    assert mute.ended_at is None
    above.post(f"/mutes/{mute.token}/end/", {"reason": "升级完成"})
    mute.refresh_from_db()
    assert mute.ended_at == NOW
    listed = head.get("/mutes/").content.decode()
    assert "升级完成" in listed and world.people["FUNH"].name_zh in listed


@pytest.mark.parametrize(("code", "level"), [("LEG0", 4), ("AUD1", 2)])
def test_no_mute_for_a_post_that_makes_none_nor_for_a_grave_level(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    code: str,
    level: int,
) -> None:
    one = world.warning(level=level)
    assert browser_of(code).get(f"/warnings/{one.token}/mute/").status_code == 404
