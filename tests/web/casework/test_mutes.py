"""A mute is proposed by one, approved by another, for so long, and ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from web.casework.doing import DAY
from web.world import NOW, World
from zhunsheng_web.access.models import Notice
from zhunsheng_web.casework import mutes
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere, WrongState
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Mute
from zhunsheng_web.casework.mutes import approve, end, make, mutes_of
from zhunsheng_web.casework.taking.muting import Mutes

TODAY = NOW.date()


def proposed(world: World, **others: Any) -> Mute:
    told: dict[str, Any] = {
        "reason": "设备检修，数据缺失",
        "valid_from": TODAY,
        "valid_to": TODAY + 30 * DAY,
        "actor": world.actor("SH1"),
        "now": NOW,
    } | others
    standard = told.pop("standard", register().standards[0].id)
    path = told.pop("office_path", world.offices["6401-a"].path)
    return make(standard, path, **told)


def silences(
    mute: Mute, path: str, *, subject: str = "x", on: dt.date = TODAY, level: int = 4
) -> bool:
    at = NOW + (on - TODAY)
    return Mutes(at).holding(mute.standard, path, {subject}, level=level) == mute


def test_it_holds_once_another_has_approved_it_for_its_scope_and_time(world: World) -> None:
    mute = proposed(world)
    here, beside = world.offices["6401-a"].path, world.offices["6401-b"].path
    assert not silences(mute, here)
    with pytest.raises(NotAllowed):
        approve(mute.token, actor=world.actor("SH1"), now=NOW)
    approve(mute.token, actor=world.actor("FUNH"), now=NOW)
    assert silences(mute, here)
    assert not silences(mute, beside)
    assert silences(mute, here, on=TODAY + 30 * DAY)
    assert not silences(mute, here, on=TODAY + 31 * DAY)
    assert not any(silences(mute, here, level=level) for level in (1, 2))
    with pytest.raises(WrongState):
        approve(mute.token, actor=world.actor("AUDH"), now=NOW)


def test_nobody_has_a_part_in_a_mute_about_himself(world: World) -> None:
    with pytest.raises(NotAllowed, match="own-matter"):
        proposed(world, subject_id="SH1")
    about = proposed(world, subject_id="FUNH")
    with pytest.raises(NotAllowed, match="own-matter"):
        approve(about.token, actor=world.actor("FUNH"), now=NOW)
    approve(about.token, actor=world.actor("AUDH"), now=NOW)


def test_nobody_approves_his_own(world: World) -> None:
    mute = proposed(world, actor=world.actor("FUNH"))
    with pytest.raises(NotAllowed, match="four-eyes"):
        approve(mute.token, actor=world.actor("FUNH"), now=NOW)


def test_one_subject_is_muted_alone(world: World) -> None:
    mute = proposed(world, subject_id="W1")
    approve(mute.token, actor=world.actor("FUNH"), now=NOW)
    here = world.offices["6401-a"].path
    assert silences(mute, here, subject="W1")
    assert not silences(mute, here, subject="W2")


def test_it_ends_early_with_a_reason(world: World) -> None:
    mute = proposed(world)
    approve(mute.token, actor=world.actor("FUNH"), now=NOW)
    with pytest.raises(Incomplete):
        end(mute.token, reason=" ", actor=world.actor("SH1"), now=NOW)
    end(mute.token, reason="检修结束", actor=world.actor("SH1"), now=NOW)
    assert not silences(mute, world.offices["6401-a"].path)
    with pytest.raises(WrongState):
        end(mute.token, reason="检修结束", actor=world.actor("FUNH"), now=NOW)


@pytest.mark.parametrize(
    ("others", "fields"),
    [
        ({"standard": "no-such"}, {"standard"}),
        ({"reason": " "}, {"reason"}),
        ({"valid_from": TODAY - DAY}, {"valid_from"}),
        ({"valid_to": TODAY + 400 * DAY}, {"valid_to"}),
        ({"valid_to": TODAY - DAY}, {"valid_to"}),
        ({"subject_id": "x" * 121, "reason": ""}, {"subject_id", "reason"}),
    ],
)
def test_a_mute_without_end_reason_or_standard_is_not_made(
    world: World, others: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(Incomplete) as fault:
        proposed(world, **others)
    assert set(fault.value.fields) == fields
    assert not Mute.objects.exists()


def test_it_is_made_and_read_within_ones_own_offices(world: World) -> None:
    for path in (world.offices["6401-b"].path, "0000.", "電話13912345678", "x" * 300):
        with pytest.raises(NotAllowed):
            proposed(world, office_path=path)
    mute = proposed(world)
    assert mutes_of(world.actor("FUN1"), now=NOW) == [mute]
    for other in ("SH2", "FUN3", "W1"):
        assert mutes_of(world.actor(other), now=NOW) == []
        with pytest.raises(NotThere):
            mutes.reach_mute(mute.token, actor=world.actor(other), now=NOW)


def test_its_end_is_told_once(world: World) -> None:
    mute = proposed(world)
    approve(mute.token, actor=world.actor("FUNH"), now=NOW)
    for days in (30, 31, 32):
        tick(NOW + days * DAY)
    told = Notice.objects.filter(kind="mute").values_list("person__code", flat=True)
    assert sorted(told) == ["FUNH", "SH1"]
