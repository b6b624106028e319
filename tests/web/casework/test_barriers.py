"""Whom a warning stays hidden from, and who is left to handle it."""

from __future__ import annotations

import datetime as dt

from web.world import LONG_AGO, NOW, World
from zhunsheng_web.access.models import Posting
from zhunsheng_web.access.moves import moved
from zhunsheng_web.access.policy import Hidden, may_see
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.barriers import handled_at, recompute
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import queue_of
from zhunsheng_web.casework.verbs.handling import sign

SECTION = "0000.6400.6401.6401-a."


def seen_by(world: World, warning: Warning) -> set[str]:
    matter = matter_of(warning)
    return {code for code in world.people if may_see(world.actor(code), matter).allowed}


def move(world: World, code: str, office: str, role: Role, *, command: bool = False) -> None:
    """Ends what somebody holds the day after the world's, and posts him elsewhere from then on."""
    day = NOW.date() + dt.timedelta(days=1)
    Posting.objects.filter(person=world.people[code]).update(valid_to=day)
    Posting.objects.create(
        person=world.people[code], office=world.offices[office], role=role, command=command,
        valid_from=day,
    )  # fmt: skip


def test_an_open_warning_is_hidden_from_the_officer_alone(world: World) -> None:
    found = seen_by(world, world.warning(about="W1", level=4))
    assert "W1" not in found
    assert {"SH1", "SH1L", "HEAD1", "FUN1", "AUD1", "LEAD1"} <= found


def test_a_closed_warning_is_hidden_from_the_section_and_its_chain(world: World) -> None:
    found = seen_by(world, world.warning(about="W1", level=1))
    assert not found & {"W1", "W2", "SH1", "SH1L", "HEAD1", "LIA1", "FUN1"}
    assert {"AUD1", "DIS1", "LEAD1", "DIS0"} <= found


def test_an_open_warning_about_a_head_is_hidden_from_his_people_and_handled_above(
    world: World,
) -> None:
    one = world.warning(about="SH1", level=4)
    assert one.handled_path == "0000.6400.6401."
    assert not seen_by(world, one) & {"SH1", "SH1L", "W1"}
    assert "HEAD1" in seen_by(world, one)


def test_a_warning_about_the_head_of_a_district_goes_to_headquarters(world: World) -> None:
    one = world.warning(about="LEAD1", level=1)
    assert one.handled_path == "0000."
    assert seen_by(world, one) == {"LEAD0", "AUD0", "DIS0"}


def test_about_the_head_of_the_service_only_those_sent_in_from_outside_are_left() -> None:
    barriers = (Hidden("area", path="0000."),)
    assert handled_at(SECTION, "line2", barriers) == ("discipline", "0000.")


def test_whoever_served_in_the_section_then_is_kept_out_after_he_left(world: World) -> None:
    left = dt.date(2026, 10, 20)
    Posting.objects.filter(person=world.people["AUD1"]).update(valid_from=left)
    Posting.objects.create(
        person=world.people["AUD1"], office=world.offices["6401-a"], role=Role.OFFICER,
        valid_from=LONG_AGO, valid_to=left,
    )  # fmt: skip
    found = seen_by(world, world.warning(about="W1", level=1))
    assert "AUD1" not in found
    assert "AUD2" in found


def test_a_colleague_moved_to_the_auditors_does_not_see_what_was_kept_from_him(
    world: World,
) -> None:
    one, day = world.warning(about="W1", level=1), NOW.date() + dt.timedelta(days=1)
    one.barriers.filter(person=world.people["SH1L"]).delete()  # as if he had come after the acts
    move(world, "SH1L", "6400", Role.AUDIT)
    assert may_see(world.actor("SH1L", day), matter_of(one)).allowed
    assert recompute(world.people["SH1L"].pk) == 1
    assert not may_see(world.actor("SH1L", day), matter_of(one)).allowed


def test_the_officer_moved_up_sends_his_warning_out_of_his_new_office(world: World) -> None:
    one = world.warning(about="W1", level=4)
    move(world, "W1", "6401", Role.OFFICE_HEAD, command=True)
    assert recompute(world.people["W1"].pk) == 1
    one.refresh_from_db()
    assert (one.handled_path, one.revision) == ("0000.6400.", 2)
    assert not seen_by(world, one) & {"SH1", "SH1L", "HEAD1", "LIA1"}
    assert recompute(world.people["W1"].pk) == 0


def test_many_warnings_cost_no_more_queries_than_one(
    world: World, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    from zhunsheng_web.casework.barriers import Facts, barriers_for

    facts = [
        Facts("closed", SECTION, NOW.date(), (world.people[code].pk,)) for code in ("W1", "SH1")
    ] * 500
    with django_assert_max_num_queries(2):
        found = barriers_for(facts)
    assert len(found) == 1000
    assert found[0] == found[2] != found[1]


def test_a_move_that_is_told_takes_effect_at_once(world: World) -> None:
    one = world.warning(about="W1", level=4)
    move(world, "W1", "6401", Role.OFFICE_HEAD, command=True)
    moved.send(sender=Posting, person_id=world.people["W1"].pk, now=NOW)
    one.refresh_from_db()
    assert one.handled_path == "0000.6400."
    assert "HEAD1" not in seen_by(world, one)


def test_whoever_must_stand_aside_since_his_move_loses_what_was_assigned_to_him(
    world: World,
) -> None:
    one = world.warning(about="W1", level=2)
    Warning.objects.filter(pk=one.pk).update(assignee=world.people["AUD1"])
    Posting.objects.create(
        person=world.people["AUD1"], office=world.offices["6401-a"], role=Role.OFFICER,
        valid_from=LONG_AGO, valid_to=NOW.date(),
    )  # fmt: skip
    recompute(world.people["AUD1"].pk)
    one.refresh_from_db()
    assert one.assignee_id is None
    assert "AUD1" not in seen_by(world, one)


def test_whoever_is_kept_out_by_a_move_no_longer_holds_it(world: World) -> None:
    """Else it would stand assigned to somebody who does not see it, in nobody's queue."""
    one = world.warning(about="W1", level=4)
    sign(one.token, actor=world.actor("SH1"), now=NOW, revision=1)
    move(world, "W1", "6401-a", Role.SECTION_HEAD, command=True)
    recompute(world.people["W1"].pk)
    one.refresh_from_db()
    assert (one.handled_path, one.assignee) == ("0000.6400.6401.", None)
    assert queue_of(world.actor("HEAD1")).first_due(5) == [one.pk]
