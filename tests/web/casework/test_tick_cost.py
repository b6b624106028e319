"""What passing time does costs by what is due, not by what is open or was ever made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from web.casework.doing import DAY, Hand
from web.world import NOW, World
from zhunsheng_web.access.models import Leave, Posting
from zhunsheng_web.access.moves import moved
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework import consequences
from zhunsheng_web.casework.aftermath import Draw, SecondLook
from zhunsheng_web.casework.barriers import recompute
from zhunsheng_web.casework.consequences import tick
from zhunsheng_web.casework.models import Barrier, Mute, Warning
from zhunsheng_web.casework.passing import RUNNING

SOON = dt.timedelta(minutes=1)


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def overdue(world: World, hand: Hand, many: int) -> dt.datetime:
    """So many warnings whose limit has passed, on record, and that do not go up yet; when."""
    made = [hand.bring(world.warning(level=3), "assigned") for _ in range(many)]
    late = max(one.due_at for one in made if one.due_at is not None) + SOON
    assert tick(late).done["breached"] == many
    return late


def test_what_is_overdue_and_told_costs_nothing_until_it_goes_up(world: World, hand: Hand) -> None:
    late = overdue(world, hand, 2)
    tick(late + SOON)
    few = queries(lambda: tick(late + 2 * SOON))
    overdue(world, hand, 8)
    assert queries(lambda: tick(late + 3 * SOON)) == few
    up = late + 10 * DAY
    assert tick(up).done["handed up"] == 10


def test_the_broken_variant_that_asks_every_overdue_one_grows(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def each_overdue(now: dt.datetime) -> dict[str, int]:
        def look(warning: Warning) -> None:
            consequences._hand_up(warning, now)

        consequences.each(RUNNING.filter(breached_at__lt=now), look)
        return {}

    late = overdue(world, hand, 2)
    with monkeypatch.context() as broken:
        broken.setattr(consequences, "steps", each_overdue)
        few = queries(lambda: tick(late + SOON))
    overdue(world, hand, 8)
    monkeypatch.setattr(consequences, "steps", each_overdue)
    assert queries(lambda: tick(late + 2 * SOON)) > few


def test_an_overdue_second_look_costs_nothing_until_it_goes_up(world: World, hand: Hand) -> None:
    def look(many: int) -> None:
        for _ in range(many):
            one = hand(world.warning(level=4), "SH1", "settle", conclusion="unfounded",
                       reason_code="data", text="误报")  # fmt: skip
            drawn, _ = Draw.objects.get_or_create(
                day=NOW.date() + 9 * DAY, defaults={"seed": "s", "share": 1, "drawn_at": NOW}
            )
            SecondLook.objects.create(
                draw=drawn, warning=one, due_at=NOW, remind_at=NOW, next_at=NOW
            )

    look(1)
    tick(NOW + SOON)
    few = queries(lambda: tick(NOW + 2 * SOON))
    look(5)
    tick(NOW + 3 * SOON)
    assert SecondLook.objects.filter(breached_at__isnull=False).count() == 6
    assert queries(lambda: tick(NOW + 4 * SOON)) == few


def test_a_mute_that_is_over_is_told_of_and_counted_once(world: World) -> None:
    made = Mute.objects.create(
        standard="inspection-by-two", office_path=world.offices["6401"].path, reason="系统升级",
        author=world.people["SH1"], approved_by=world.people["FUNH"], made_at=NOW,
        valid_from=NOW.date() - 90 * DAY, valid_to=NOW.date() - 40 * DAY,
    )  # fmt: skip
    assert [tick(NOW + n * SOON).done["mutes ended"] for n in range(3)] == [1, 0, 0]
    made.refresh_from_db()
    assert made.told_at == NOW


def test_who_is_away_is_looked_at_once_and_again_when_a_limit_of_his_moves(
    world: World, hand: Hand
) -> None:
    one = hand(world.warning(level=4), "SH1", "sign", assignee=world.people["SH1L"].token)
    last = NOW.date() + 60 * DAY
    Leave.objects.create(
        person=world.people["SH1L"], first=NOW.date() + DAY, last=last, reason="sick"
    )
    Warning.objects.filter(pk=one.pk).update(due_at=NOW + 90 * DAY, next_at=None)
    tick(NOW + DAY)
    one.refresh_from_db()
    assert one.assignee == world.people["SH1L"]
    away = queries(lambda: tick(NOW + DAY + SOON))
    Leave.objects.all().delete()
    assert queries(lambda: tick(NOW + DAY + 2 * SOON)) == away
    Leave.objects.create(
        person=world.people["SH1L"], first=NOW.date() + DAY, last=last, reason="sick",
        passed_on_at=NOW + DAY,
    )  # fmt: skip
    hand.now = NOW + DAY
    hand(one, "SH1", "explain", text="说明", reason_code="staffing")  # its limit is nearer now
    assert tick(NOW + DAY + 3 * SOON).done["handed over"] == 1


def test_a_post_in_the_district_reads_none_of_its_warnings(
    world: World,
) -> None:
    def move(code: str, office: str, role: Role) -> Callable[[], object]:
        person = world.people[code]
        Posting.objects.create(
            person=person, office=world.offices[office], role=role, command=True,
            valid_from=NOW.date(),
        )  # fmt: skip
        return lambda: recompute(person.pk)

    world.warning(level=1)
    few = queries(move("LEG0", "6400", Role.LEADER))
    for _ in range(6):
        world.warning(level=1)
    assert queries(move("LEAD0", "6400", Role.LEADER)) == few


def test_leave_reads_no_warning_that_is_closed_to_him(world: World) -> None:
    world.warning(level=1)
    with CaptureQueriesContext(connection) as asked:
        moved.send(sender=Leave, person_id=world.people["SH1"].pk, now=NOW)
    assert not [one for one in asked if "casework_barrier" in one["sql"]]


def test_what_a_move_has_added_is_not_read_again(world: World) -> None:
    made = [world.warning(level=1) for _ in range(4)]
    Posting.objects.create(
        person=world.people["AUD1"], office=world.offices["6401"], role=Role.OFFICE_HEAD,
        command=True, valid_from=NOW.date(),
    )  # fmt: skip
    person = world.people["AUD1"].pk
    assert recompute(person) == 4
    assert Barrier.objects.filter(person_id=person, warning__in=made).count() == 4
    assert recompute(person) == 0
    few = queries(lambda: recompute(person))
    assert few <= 6


def test_the_condition_of_a_move_and_the_barriers_of_a_new_warning_are_one(
    world: World,
) -> None:
    """Whoever moves, what is kept from him is what would be kept from him had it been made after
    his move."""
    offices = ("6401-a", "6401-b", "6402-a", "6401", "6400", "5301-a")
    about = {"6401-a": "W1", "6401-b": "W4", "6402-a": "W6", "6401": "HEAD1", "6400": "LEAD1",
             "5301-a": "W7"}  # fmt: skip
    before = {office: world.warning(level=1, office=office, about=about[office])
              for office in offices}  # fmt: skip
    for code, office, command in (
        ("AUD0", "6401", True), ("AUD2", "6400", True), ("AUD3", "6401-a", False),
        ("DIS1", "6402", False), ("LEG0", "0000", True), ("FUN1", "5301-a", True),
    ):  # fmt: skip
        person = world.people[code]
        Posting.objects.create(
            person=person, office=world.offices[office], role=Role.OFFICE_HEAD,
            command=command, valid_from=NOW.date(),
        )  # fmt: skip
        recompute(person.pk)
        for place in offices:
            after = world.warning(level=1, office=place, about=about[place])
            kept = [
                Barrier.objects.filter(warning=one, kind="person", person=person).exists()
                for one in (before[place], after)
            ]
            assert kept[0] == kept[1], (code, office, place)
