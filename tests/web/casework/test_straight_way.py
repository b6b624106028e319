"""A warning goes the straight way from generated to closed."""

from __future__ import annotations

import pytest
from django.test import Client

from web.world import NOW, World
from zhunsheng_web.casework.faults import NotAllowed, Stale
from zhunsheng_web.casework.models import Event
from zhunsheng_web.casework.verbs import handling as verbs
from zhunsheng_web.record.models import SealedAct


def test_each_hand_does_its_part_and_leaves_a_record(world: World) -> None:
    one = world.warning(level=3)
    kept = {"now": NOW, "token": one.token}
    verbs.sign(actor=world.actor("SH1"), revision=1, **kept)
    verbs.explain(actor=world.actor("SH1L"), revision=2, text="人手不足", **kept)
    verbs.verify(actor=world.actor("FUN1"), revision=3, conclusion="founded", text="属实", **kept)
    with pytest.raises(NotAllowed, match="four-eyes"):
        verbs.review(actor=world.actor("FUN1"), revision=4, **kept)
    verbs.review(actor=world.actor("FUN2"), revision=4, **kept)
    verbs.dispose(actor=world.actor("FUN1"), revision=5, disposal="reminder", text="提醒", **kept)
    closed = verbs.close(actor=world.actor("FUN1"), revision=6, text="已谈", **kept)
    assert closed.stage == "closed"
    assert Event.objects.filter(warning=one).count() == 6
    assert set(Event.objects.values_list("deed", flat=True)) == set(
        SealedAct.objects.values_list("deed", flat=True)
    )


def test_a_stale_page_changes_nothing(world: World) -> None:
    one = world.warning()
    with pytest.raises(Stale):
        verbs.sign(one.token, actor=world.actor("SH1"), now=NOW, revision=9)
    one.refresh_from_db()
    assert (one.stage, one.revision) == ("generated", 1)


def test_the_page_of_a_warning_is_shown_and_recorded(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one = world.warning()
    client: Client = browser_of("SH1")
    assert one.token in client.get("/").content.decode()
    assert client.get(f"/warnings/{one.token}/").status_code == 200
    assert browser_of("W2").get(f"/warnings/{one.token}/").status_code == 404
