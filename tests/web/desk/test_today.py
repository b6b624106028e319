"""Today: what waits for me, what is due first on top, and nothing that is not for me."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from web.casework.doing import Hand
from web.world import NOW, World
from zhunsheng_web.access.models import Notice
from zhunsheng_web.access.policy import decide
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.offers import possible
from zhunsheng_web.casework.others_step import for_others
from zhunsheng_web.casework.queue import queue_of
from zhunsheng_web.casework.stages import Stage, Verb
from zhunsheng_web.desk.paging import page_by_due
from zhunsheng_web.desk.standing import since_last_working_day, standing_of


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbench's clock stands where the world's does."""
    monkeypatch.setattr("zhunsheng_web.clock.timezone.now", lambda: NOW)


def tokens_on(page: str) -> list[str]:
    return re.findall(r'href="/warnings/([0-9a-z]+)/"', page)


def test_what_is_due_first_stands_on_top(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    later, sooner = world.warning(), world.warning()
    Warning.objects.filter(pk=later.pk).update(due_at=NOW + dt.timedelta(days=5))
    Warning.objects.filter(pk=sooner.pk).update(due_at=NOW + dt.timedelta(days=1))
    page = browser_of("SH1").get("/").content.decode()
    assert tokens_on(page) == [sooner.token, later.token]


def test_pages_hold_every_warning_once_also_where_due_moments_are_equal_or_missing(
    world: World,
) -> None:
    made = [world.warning(level=4 - n % 2) for n in range(11)]
    Warning.objects.filter(pk__in=[one.pk for one in made[:4]]).update(due_at=None)
    queue, after, seen = queue_of(world.actor("SH1")), "", []
    for _ in range(20):
        page = page_by_due(queue, after, size=3)
        seen += [one.token for one in page.rows]
        after = page.next
        if not after:
            break
    assert sorted(seen) == sorted(one.token for one in made)
    assert len(seen) == len(set(seen))
    assert [one.due_at is None for one in Warning.objects.filter(token__in=seen[-4:])] == [True] * 4


def test_a_row_handled_meanwhile_does_not_hide_another(world: World) -> None:
    for _ in range(6):
        world.warning()
    queue = queue_of(world.actor("SH1"))
    first = page_by_due(queue, "", size=3)
    Warning.objects.filter(pk=first.rows[-1].pk).update(stage=Stage.CLOSED)
    second = page_by_due(queue, first.next, size=3)
    assert len(second.rows) == 3


@pytest.mark.parametrize(
    "after",
    ["", "x", "1.2", "..", "99999999999999999999.4.a", "a.b.c", f"1.{'9' * 5_000}.a", ".99.a"],
)
def test_a_place_that_cannot_be_read_is_the_beginning(world: World, after: str) -> None:
    one = world.warning()
    assert page_by_due(queue_of(world.actor("SH1")), after).rows == (one,)


def test_the_figures_count_what_is_late_about_to_lapse_and_new(world: World) -> None:
    late, soon, old = world.warning(), world.warning(), world.warning()
    day = dt.timedelta(days=1)
    Warning.objects.filter(pk=late.pk).update(due_at=NOW - day, remind_at=NOW - 2 * day)
    Warning.objects.filter(pk=soon.pk).update(due_at=NOW + day, remind_at=NOW - day)
    Warning.objects.filter(pk=old.pk).update(
        due_at=NOW + 9 * day, remind_at=NOW + 8 * day, stage_at=NOW - 30 * day
    )
    standing = standing_of(queue_of(world.actor("SH1")), NOW, since_last_working_day(NOW))
    told = (standing.waiting.count, standing.late.count, standing.soon.count, standing.new.count)
    assert told == (3, 1, 1, 2)


def test_on_a_monday_the_weekend_is_new() -> None:
    assert NOW.weekday() == 0
    assert since_last_working_day(NOW).date() == dt.date(2026, 10, 30)


@pytest.mark.parametrize(
    ("query", "found"),
    [("level=3", 1), ("stage=assigned", 0), ("domain=port-control", 2), ("domain=duty", 0),
     ("level=nonsense&office=nowhere&when=never", 2), ("office=6401-a", 2)],
)  # fmt: skip
def test_the_address_narrows_the_list(world: World, browser_of, query: str, found: int) -> None:  # type: ignore[no-untyped-def]
    world.warning(level=3)
    world.warning(level=4)
    page = browser_of("SH1").get(f"/?{query}").content.decode()
    assert len(tokens_on(page)) == found


def test_somebody_else_s_notice_is_neither_shown_nor_marked(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    notice = Notice.objects.create(
        person=world.people["SH2"], kind="due", cause="x", title_zh="甲", title_en="A", made_at=NOW
    )
    client = browser_of("SH1")
    assert notice.title_zh not in client.get("/notices/").content.decode()
    client.post(f"/notices/{notice.token}/seen/")
    notice.refresh_from_db()
    assert notice.seen_at is None
    browser_of("SH2").post(f"/notices/{notice.token}/seen/")
    notice.refresh_from_db()
    assert notice.seen_at == NOW


def test_an_administrator_and_an_officer_begin_at_their_own_page(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    assert browser_of("SYS1").get("/").headers["location"].startswith("/upkeep/")
    assert browser_of("W1").get("/").headers["location"] == "/mine/"


def test_a_full_list_takes_few_queries(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    for _ in range(60):
        world.warning()
    client = browser_of("SH1")
    with django_assert_max_num_queries(15):
        assert len(tokens_on(client.get("/").content.decode())) == 50


def test_a_row_says_which_customs_and_what_was_done_without_repeating_the_title(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = world.warning(rows=3)
    Warning.objects.filter(pk=one.pk).update(
        sentence_zh="同一经办人办理的3件业务不符合“查验应由两人以上办理”。"
    )
    page = browser_of("LIA1").get("/").content.decode()
    assert "甲一海关查验科" in page
    assert "同一经办人3件，2026-10-12" in page and "2026-10-12至" not in page
    assert page.count("查验应由两人以上办理") == 1


def test_a_notice_names_what_it_is_about_while_the_reader_may_know_and_all_shown_are_seen_at_once(
    world: World,
    browser_of,  # type: ignore[no-untyped-def]
) -> None:
    one = world.warning(level=3)
    notices = [
        Notice.objects.create(
            person=world.people["AUD1"], kind="breach", cause=f"x{n}", title_zh="已逾期",
            title_en="overdue", link=f"/warnings/{one.token}/", made_at=NOW,
        )
        for n in range(2)
    ]  # fmt: skip
    client = browser_of("AUD1")
    assert client.get("/").content.decode().count("查验应由两人以上办理") == 2
    one.barriers.create(kind="person", person=world.people["AUD1"])
    page = client.get("/").content.decode()
    assert "已逾期" in page and "查验应由两人以上办理" not in page
    later = Notice.objects.create(
        person=world.people["AUD1"], kind="breach", cause="y", title_zh="乙", title_en="B",
        made_at=NOW,
    )  # fmt: skip
    client.post("/notices/seen/", {"notice": [one.token for one in notices]})
    unseen = Notice.objects.filter(person=world.people["AUD1"], seen_at__isnull=True)
    assert list(unseen) == [later]


def test_what_another_has_to_do_next_says_so(world: World, browser_of) -> None:  # type: ignore[no-untyped-def]
    one, hand = world.warning(), Hand(world)
    hand(one, "SH1", "sign")
    assert "由我承办" in browser_of("SH1").get("/").content.decode()
    hand(one, "SH1", "explain", text="已核实", reason_code="staffing")
    assert "须由他人办理" in browser_of("SH1").get("/").content.decode()
    assert "须由他人办理" not in browser_of("SH1L").get("/").content.decode()
    assert Verb.VERIFY not in possible(one, world.actor("SH1"))


def test_the_step_said_to_be_another_s_is_the_one_the_policy_refuses(world: World) -> None:
    hand = Hand(world)
    for code in ("SH1", "SH1L"):
        one = world.warning()
        hand(one, code, "sign")
        hand(one, code, "explain", text="已核实", reason_code="staffing")
    found = list(Warning.objects.all())
    for code in ("SH1", "SH1L", "HEAD1"):
        actor = world.actor(code)
        for one in found:
            refused = decide(actor, Verb.VERIFY, matter_of(one)).code == "four-eyes"
            assert (one.pk in for_others(found, actor)) is refused
