"""How well warnings are handled is told by kept sums, to each what he may know."""

from __future__ import annotations

import datetime as dt

import pytest

from web.casework.doing import DAY, Hand
from web.world import NOW, World
from zhunsheng_web.casework import indicators
from zhunsheng_web.casework.handling import Handling, handling
from zhunsheng_web.casework.indicators import Figures, advice, by_office, by_standard, figures
from zhunsheng_web.casework.marks import kept, recount
from zhunsheng_web.casework.models import Event
from zhunsheng_web.casework.tallies import HandlingTally

NORMAL = {"conclusion": "unfounded", "text": "已核查，正常", "reason_code": "data"}


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Handling:
    """Figures are told from two on."""
    rules = handling()
    least = rules.indicators.model_copy(update={"least": 2})
    changed = rules.model_copy(update={"indicators": least})
    monkeypatch.setattr(indicators, "handling", lambda: changed)
    return changed


def recounted() -> dict[object, dict[str, int]]:
    sums = recount(Event.objects.select_related("warning__yardstick"))
    return {key: {n: v for n, v in total.items() if v} for key, total in sums.items()}


def test_steps_in_time_and_verdicts_are_counted(world: World, hand: Hand, few: Handling) -> None:
    hand.bring(world.warning(level=3), "closed")
    one = hand.bring(world.warning(level=3), "verified", "unfounded")
    hand.now = NOW + 14 * DAY
    hand(one, "FUN2", "review")
    seen = figures(world.actor("AUD1"))
    assert (seen.on_time.good, seen.on_time.of) == (9, 10)
    assert (seen.precision.good, seen.precision.of) == (1, 2)
    assert seen.precision.value == 0.5
    assert (seen.self_found.good, seen.self_found.of) == (0, 1)
    assert figures(world.actor("AUD1"), until=dt.date(2026, 10, 31)).on_time.of == 0
    assert kept() == recounted()


def test_the_same_words_within_two_minutes_are_a_rubber_stamp(
    world: World, hand: Hand, few: Handling
) -> None:
    moments = [0, 60, 119, 300, 310]
    texts = ["已核查，正常", "已核查,  正常。", "已核查正常!", "已核查，正常", "另有说明"]
    for after, text in zip(moments, texts, strict=True):
        hand.now = NOW + dt.timedelta(seconds=after)
        hand(world.warning(level=4), "SH1", "settle", **(NORMAL | {"text": text}))
    seen = figures(world.actor("AUD1")).rubber_stamped
    assert (seen.good, seen.of) == (2, 5)


def test_what_comes_back_after_being_put_right_is_counted(world: World, hand: Hand) -> None:
    one = hand.bring(world.warning(level=3), "reviewed")
    hand(one, "FUN1", "dispose", disposal="rectification", rectify_by="2026-11-10", text="改")
    hand(one, "FUN1", "close", text="已改", proof="文号")
    hand.now = NOW + 30 * DAY
    hand.bring(world.warning(level=3), "reviewed")
    elsewhere = world.warning(level=4, office="6402-a", about="W6")
    hand(elsewhere, "SH3", "settle", conclusion="founded", text="提醒", reason_code="negligent")
    seen = figures(world.actor("AUD1"))
    assert (seen.recurred.good, seen.recurred.of) == (1, 3)
    assert (seen.rectified_late.good, seen.rectified_late.of) == (0, 1)
    assert (seen.self_found.good, seen.self_found.of) == (1, 3)


def test_nobody_learns_from_a_figure_what_is_kept_from_him(world: World, hand: Hand) -> None:
    given = {"conclusion": "founded", "text": "属实", "reason_code": "negligent"}
    before = {who: figures(world.actor(who)).sums for who in world.people}
    # A closed warning about an auditor of the district, handled above him.
    one = world.warning(level=2, office="6400", about="AUD1")
    hand(one, "AUD0", "sign")
    hand(one, "AUD0", "explain", text="说明", reason_code="other")
    hand(one, "AUD0", "verify", **given)
    assert HandlingTally.objects.exists()
    after = {who: figures(world.actor(who)).sums for who in world.people}
    assert {who for who in world.people if before[who] != after[who]} == {"LEAD0", "AUD0", "DIS0"}


def test_the_broken_variant_that_takes_nothing_off_tells_him(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = world.warning(level=2, office="6400", about="AUD1")
    hand(one, "AUD0", "sign")
    assert not figures(world.actor("AUD1")).sums
    monkeypatch.setattr(indicators, "_hidden_events", lambda _: Event.objects.none())
    assert figures(world.actor("AUD1")).sums


def test_offices_and_standards_stand_apart(world: World, hand: Hand) -> None:
    hand(world.warning(level=4), "SH1", "settle", **NORMAL)
    hand(world.warning(level=4, office="6402-a", about="W6"), "SH3", "settle", **NORMAL)
    hand(world.warning(level=4, standard="other"), "SH1", "settle", **NORMAL)
    actor = world.actor("AUD0")
    assert {k: f.sums["closed"] for k, f in by_standard(actor).items()} == {
        "inspection-by-two": 2,
        "other": 1,
    }
    paths = [world.offices[code].path for code in ("6401", "6402", "5300")]
    found = by_office(actor, paths)
    assert [found[path].sums.get("closed", 0) for path in paths] == [2, 1, 0]


def test_advice_says_there_is_too_little_before_it_says_anything() -> None:
    assert "数据不足" in advice(Figures({"founded": 3, "unfounded": 16}))[0].zh
    poor = advice(Figures({"unfounded": 100, "normal": 100, "rubber": 80, "on_time": 50}))
    assert [t.en.split()[0] for t in poor] == ["Precision", "80%"]
    late = advice(Figures({"founded": 30, "on_time": 50, "late": 50, "recurred": 4}))
    assert [t.en.split()[0] for t in late] == ["50%", "4"]
    good = advice(Figures({"founded": 30, "on_time": 100}))
    assert [t.en for t in good] == ["Nothing calls for tuning."]


def test_figures_take_two_queries(
    world: World, hand: Hand, django_assert_max_num_queries  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    hand(world.warning(level=4), "SH1", "settle", **NORMAL)
    actor = world.actor("AUD1")
    with django_assert_max_num_queries(2):
        by_standard(actor)
