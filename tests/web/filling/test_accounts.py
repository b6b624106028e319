"""The accounts of a demonstration: one a part, the head of the customs above its section too."""

from __future__ import annotations

from web.world import World
from zhunsheng_web.access import glass
from zhunsheng_web.access.actor import actor_of
from zhunsheng_web.access.models import Account
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework.stages import Stage
from zhunsheng_web.clock import now, today
from zhunsheng_web.filling.accounts import ABOVE, accounts_above, busiest_section, make_accounts


def test_the_head_of_a_section_s_customs_has_one_whatever_the_section_is_called(
    world: World,
) -> None:
    section = world.offices["6401-a"]
    section.code = "S0046"
    section.save(update_fields=["code"])
    Account.objects.filter(person__in=[world.people[code] for code in ("SH1", "HEAD1")]).delete()
    given = {
        one.posting.role: one.posting.person
        for one in make_accounts("6400", busy_section="S0046", officer="W1")
    }
    assert given[Role.SECTION_HEAD] == world.people["SH1"]
    assert given[Role.OFFICE_HEAD] == world.people["HEAD1"]
    assert given[Role.OFFICER] == world.people["W1"]


def test_headquarters_has_somebody_to_second_and_another_to_review(world: World) -> None:
    Account.objects.filter(person=world.people["DIS0"]).delete()
    made = make_accounts("6400", busy_section="6401-a", officer="W1")
    named = {one.account.username: one.posting for one in accounts_above()}
    assert set(named) <= set(ABOVE.values()) and "zhushu-jijian" in named
    assert all(posting.office.parent_id is None for posting in named.values())
    people = [one.posting.person_id for one in made]
    assert len(people) == len(set(people))
    leader = actor_of(world.people["LEAD1"], today())
    opening = glass.ask("warning", "无", "需要", alone=False, actor=leader, now=now())
    second = actor_of(named["zhushu-jijian"].person, today())
    assert opening in glass.to_second(second, now())


def test_the_day_shown_is_that_of_the_head_with_most_different_things(world: World) -> None:
    for stage in (Stage.GENERATED, Stage.ASSIGNED, Stage.REVIEWED):
        world.warning(stage=stage)
    for _ in range(4):
        world.warning(about="W6", office="6402-a")
    assert busiest_section(now()) == "6401-a"
