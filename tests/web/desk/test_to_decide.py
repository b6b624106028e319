"""What waits for somebody's yes or no stands on his first page."""

from __future__ import annotations

from web.casework.test_mutes import proposed
from web.casework.test_proposals import made
from web.world import NOW, World
from zhunsheng_web.casework import mutes, proposals
from zhunsheng_web.casework.mutes import to_approve
from zhunsheng_web.casework.proposal_reach import to_decide


def test_a_proposal_sent_up_waits_for_all_who_may_approve_it_until_one_has(world: World) -> None:
    one = made(world)
    assert not to_decide(world.actor("FUNH")).exists()
    proposals.submit(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)
    for code in ("FUNH", "AUDH", "LEG0"):
        assert to_decide(world.actor(code)).get() == one
    for code in ("FUN1", "FUN2", "LEAD1", "SH1", "AUD3"):
        assert not to_decide(world.actor(code)).exists()
    proposals.approve(one.token, text="同意", actor=world.actor("FUNH"), now=NOW, revision=2)
    assert not to_decide(world.actor("AUDH")).exists()


def test_nobody_is_asked_to_decide_what_he_wrote(world: World) -> None:
    one = made(world, author="FUNH")
    proposals.submit(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)
    assert not to_decide(world.actor("FUNH")).exists()
    assert to_decide(world.actor("AUDH")).get() == one


def test_a_mute_waits_for_others_than_its_author_until_it_is_settled(world: World) -> None:
    mute = proposed(world, actor=world.actor("FUNH"))
    assert to_approve(world.actor("AUDH"), NOW).get() == mute
    assert not to_approve(world.actor("FUNH"), NOW).exists()
    assert not to_approve(world.actor("SH1"), NOW).exists()
    mutes.end(mute.token, reason="不需要了", actor=world.actor("FUNH"), now=NOW)
    assert not to_approve(world.actor("AUDH"), NOW).exists()


def test_both_stand_on_the_first_page(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = made(world, title="查验应由三人办理")
    proposals.submit(one.token, actor=world.actor("FUN1"), now=NOW, revision=1)
    proposed(world)
    page = browser_of("FUNH").get("/").content.decode()
    assert f"/proposals/{one.token}/" in page and "待批准的静默：1 项" in page
    assert f"/proposals/{one.token}/" in browser_of("LEG0").get("/").content.decode()
    assert "等您决定" not in browser_of("FUN1").get("/").content.decode()
