"""Units are held against their peers, told apart only where they can be, and may reply."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from web.casework.doing import Hand
from web.world import NOW, World
from zhunsheng_web.access.models import Office
from zhunsheng_web.boards import evaluating
from zhunsheng_web.boards.editions import publish, reply
from zhunsheng_web.boards.evaluating import (
    Unit,
    against_peers,
    closed_units_of,
    restored,
    units_of,
)
from zhunsheng_web.boards.intervals import share_of, wilson
from zhunsheng_web.boards.models import Edition, Exposure, Reply
from zhunsheng_web.casework.faults import Incomplete, NotAllowed, NotThere, WrongState
from zhunsheng_web.casework.models import Barrier
from zhunsheng_web.casework.tallies import HandlingTally
from zhunsheng_web.record.models import SealedAct

OCTOBER = dt.date(2026, 10, 1)


def handled(path: str, *, secrecy: str = "open", **sums: int) -> None:
    HandlingTally.objects.create(
        month=OCTOBER, standard="inspection-by-two", office_path=path, secrecy=secrecy, **sums
    )


@pytest.fixture
def month(world: World) -> Office:
    Office.objects.filter(code__in=("6401", "6402")).update(group="coast")
    handled("0000.6400.6401.6401-a.", on_time=95, late=5, returned=1, founded=30)
    handled("0000.6400.6402.6402-a.", on_time=40, late=60, returned=1, founded=30)
    handled("0000.6400.6402.6402-a.", secrecy="closed", on_time=500)
    for code in ("6401", "6402"):
        Exposure.objects.create(
            path=f"0000.6400.{code}.", month=OCTOBER, domain="port-control", acts=1_000
        )
    return world.offices["6400"]


def said(units: list[Unit], measure: str) -> dict[str, str]:
    at = [one.id for one in evaluating.MEASURED].index(measure)
    return {
        unit.code: standings[at].said
        for _, group in against_peers(units)
        for unit, standings in group
    }


def test_units_are_told_apart_only_where_their_intervals_are(world: World, month: Office) -> None:
    units = units_of(month, OCTOBER)
    assert said(units, "on_time") == {"6401": "better", "6402": "worse"}
    assert said(units, "returned") == {"6401": "alike", "6402": "alike"}
    assert said(units, "second_looks_agreed") == {"6401": "few", "6402": "few"}


def test_closed_warnings_do_not_count(month: Office) -> None:
    [first, second] = units_of(month, OCTOBER)
    assert (first.counts["on_time"], second.counts["on_time"]) == ((95, 100), (40, 100))


def test_closed_ones_are_shown_beside_them_to_those_who_see_all_of_them(
    world: World, month: Office, browser_of  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    HandlingTally.objects.filter(secrecy="closed").update(late=20, reopened=3, closed=25)
    units = closed_units_of(month, OCTOBER, world.actor("AUD1"))
    assert units is not None
    of = {unit.code: unit.counts for unit in units}
    assert (of["6402"]["on_time"], of["6402"]["reopened"]) == ((500, 520), (3, 25))
    assert of["6401"]["on_time"] == (0, 0)
    for code in ("HEAD1", "FUN1", "LEG0", "AUD3"):
        assert closed_units_of(month, OCTOBER, world.actor(code)) is None
    one = publish(month, OCTOBER, actor=world.actor("AUD1"), now=NOW)
    assert "500/520" in browser_of("AUD1").get(f"/boards/evaluation/{one.token}/").content.decode()
    for code in ("HEAD2", "FUN1"):
        page = browser_of(code).get(f"/boards/evaluation/{one.token}/").content.decode()
        assert "500/520" not in page and "限制知悉" not in page
    assert "500" not in str(one.figures)


def test_a_closed_one_that_a_barrier_keeps_from_the_reader_is_taken_off(world: World) -> None:
    hand = Hand(world)
    hand(world.warning(level=2), "AUD1", "sign")
    hidden = hand(world.warning(level=2), "AUD1", "sign")
    office, month = world.offices["6400"], NOW.date().replace(day=1)

    def on_time(code: str) -> int:
        units = closed_units_of(office, month, world.actor(code))
        assert units is not None
        return sum(unit.counts["on_time"][1] for unit in units)

    assert on_time("AUD2") == 2
    Barrier.objects.create(warning=hidden, kind="person", person=world.people["AUD2"])
    assert on_time("AUD2") == 1


def test_warnings_are_set_against_the_work(world: World, month: Office) -> None:
    for level in (3, 4, 1):
        world.warning(level=level)
    hidden = world.warning(office="6402-a", about="W6")
    Barrier.objects.create(warning=hidden, kind="command", path="0000.6400.6402.")
    counts = [unit.counts["warnings"] for unit in units_of(month, OCTOBER)]
    assert counts == [(2, 1_000), (0, 1_000)]


def test_a_draft_that_counts_what_is_hidden_from_a_head_is_caught(
    world: World, month: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draft() -> list[dict[str, object]]:
        return [unit.stored() for unit in units_of(month, OCTOBER)]

    before = draft()
    about_the_head = world.warning(office="6401-a", about="SH1")
    assert Barrier.objects.filter(warning=about_the_head, kind="person").exists()
    assert draft() == before
    monkeypatch.setattr(evaluating, "held_back", lambda office: type(about_the_head).objects.none())
    assert draft() != before


def test_a_published_month_is_sealed_and_does_not_change(world: World, month: Office) -> None:
    one = publish(month, OCTOBER, actor=world.actor("AUD1"), now=NOW)
    assert SealedAct.objects.filter(deed=one.deed).exists()
    handled("0000.6400.6401.6401-b.", late=900)
    stored = [restored(unit) for unit in Edition.objects.get().figures]
    assert stored[0].counts["on_time"] == (95, 100)
    with pytest.raises(WrongState, match="published"):
        publish(month, OCTOBER, actor=world.actor("AUD2"), now=NOW)
    assert SealedAct.objects.count() == 1


def test_who_may_publish_what_and_when(world: World, month: Office) -> None:
    for code in ("SH1", "HEAD1", "FUN1", "LEAD1", "AUD3"):
        with pytest.raises(NotAllowed):
            publish(month, OCTOBER, actor=world.actor(code), now=NOW)
    with pytest.raises(WrongState, match="not-over"):
        publish(month, dt.date(2026, 11, 1), actor=world.actor("AUD1"), now=NOW)
    assert not Edition.objects.exists()


def test_a_unit_replies_for_itself_alone(world: World, month: Office) -> None:
    one = publish(month, OCTOBER, actor=world.actor("AUD1"), now=NOW)
    given = {"text": "十月人员借调，已说明。", "now": NOW}
    reply(one.token, "6401", actor=world.actor("HEAD1"), **given)
    for code, unit in (("HEAD1", "6402"), ("FUN1", "6401"), ("AUD1", "6401"), ("SH1", "6401")):
        with pytest.raises(NotAllowed):
            reply(one.token, unit, actor=world.actor(code), **given)
    with pytest.raises(NotThere):
        reply(one.token, "6401", actor=world.actor("SH4"), **given)
    with pytest.raises(Incomplete):
        reply(one.token, "6401", text="  ", actor=world.actor("HEAD1"), now=NOW)
    assert Reply.objects.get().path == "0000.6400.6401."


def test_the_reply_stands_beside_the_figures(world: World, month: Office, browser_of) -> None:  # type: ignore[no-untyped-def]
    audit: Client = browser_of("AUD1")
    address = "/boards/evaluation/"
    assert audit.get(address + "draft/?office=6400&month=2026-10").status_code == 200
    audit.post(address + "publish/", {"office": "6400", "month": "2026-10", "once": "a" * 32})
    one = Edition.objects.get()
    head: Client = browser_of("HEAD1")
    page = f"{address}{one.token}/"
    refused = head.post(page + "reply/", {"unit": "6401", "text": " "})
    assert refused.status_code == 422
    for _ in range(2):
        head.post(page + "reply/", {"unit": "6401", "text": "另有说明", "once": "b" * 32})
    assert Reply.objects.count() == 1
    assert "另有说明" in browser_of("HEAD2").get(page).content.decode()
    assert browser_of("LEAD3").get(page).status_code == 404
    assert browser_of("W1").get(address).status_code == 404


def test_pages_take_few_queries(
    world: World, month: Office, browser_of, django_assert_max_num_queries  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    one = publish(month, OCTOBER, actor=world.actor("AUD1"), now=NOW)
    client = browser_of("AUD1")
    for page in ("", "draft/?office=6400&month=2026-10", f"{one.token}/"):
        with django_assert_max_num_queries(15):
            assert client.get("/boards/evaluation/" + page).status_code == 200


@pytest.mark.parametrize(("hits", "cases"), [(1, 20), (5, 50), (95, 100), (19, 20)])
def test_at_its_ends_the_interval_is_1_96_deviations_away(hits: int, cases: int) -> None:
    for end in wilson(hits, cases):
        deviation = (end * (1 - end) / cases) ** 0.5
        assert abs(hits / cases - end) == pytest.approx(1.959964 * deviation, rel=1e-5)


def test_none_and_all_have_an_interval_too() -> None:
    assert wilson(0, 20)[0] == 0.0 < wilson(0, 20)[1] < 0.2
    assert 0.8 < wilson(20, 20)[0] < wilson(20, 20)[1] == 1.0


def test_too_few_cases_have_no_share() -> None:
    assert share_of(3, 19).share is None
    assert share_of(3, 20).share == 0.15
    with pytest.raises(ValueError, match="5 of 4"):
        share_of(5, 4)
