"""One rule in two forms: what one warning is decided by, and what lists are filtered by."""

from __future__ import annotations

import datetime as dt
import random
from types import ModuleType

import pytest

from web.walls.mutants import mutant
from web.world import OFFICES, World
from zhunsheng.model.text import Text
from zhunsheng_web.access import policy
from zhunsheng_web.access.actor import Actor, Glass, Standing
from zhunsheng_web.access.policy import Hidden
from zhunsheng_web.access.roles import ADMINISTRATORS, Role
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.barriers import rows_of
from zhunsheng_web.casework.models import Barrier, Warning

ROLES = sorted(set(Role) - ADMINISTRATORS)
TWO_FORMS = (
    ("an order is known to lists alone", "if _by_order(actor, matter):", "if False:"),
    ("lists take the first post alone", "for path, _ in found):", "for path, _ in found[:1]):"),
    ("a list takes what is open for minutes", "ways = []\n",
     "ways = [Q(token__in=[g.thing for g in actor.glass])]\n"),
    ("a list takes orders from anywhere", "actor.person_id) & places", "actor.person_id)"),
    ("a district is its neighbours too", "return Q(district=path)", "return Q(district__gte=path)"),
    ("the parts forget assignments", "[strays(actor)] if", "[] if"),
    ("a part forgets the barriers", "warnings.filter(one).filter(kept)", "warnings.filter(one)"),
    ("a barrier of the root holds nobody", 'Q(kind="area", path__in=reach.areas)',
     'Q(kind="area", path__in=reach.areas[1:])'),
)  # fmt: skip


def random_warnings(world: World, chance: random.Random) -> list[Warning]:
    """Some warnings with any secrecy, office, assignee and barriers, sensible or not."""
    paths = [office.path for office in world.offices.values()]
    people = [person.pk for person in world.people.values()]
    made = []
    for _ in range(12):
        one = world.warning(
            about="W7",
            office=chance.choice(list(OFFICES)),
            secrecy=chance.choice(["open", "closed"]),
        )
        one.barriers.all().delete()
        kinds = chance.choices(["person", "area", "command"], k=chance.randrange(3))
        hidden = {
            Hidden("person", chance.choice(people))
            if kind == "person"
            else Hidden(kind, path=chance.choice(paths))
            for kind in kinds
        }
        Barrier.objects.bulk_create(rows_of(one, hidden))
        one.assignee_id = chance.choice([None, *people])
        one.save()
        made.append(one)
    return made


def random_actor(world: World, chance: random.Random, warnings: list[Warning]) -> Actor:
    """Somebody with one to three posts anywhere; something may stand open for him for minutes."""
    person = chance.choice(list(world.people.values()))
    standings = []
    for _ in range(chance.randint(1, 3)):
        office = chance.choice(list(world.offices.values()))
        role, command = Role(chance.choice(ROLES)), chance.random() < 0.3
        standings.append(
            Standing(role, office.path, office.pk, Text("", ""), "", command, acting=False)
        )
    thing = chance.choice(warnings).token
    return Actor(
        person.pk, person.code, person.name, tuple(standings), dt.date(2026, 11, 2),
        (Glass("g", "warning", thing),) if chance.random() < 0.2 else (),
    )  # fmt: skip


def disagreement(rules: ModuleType, world: World, seed: int, actors: int = 60) -> str:
    """Where a list and the decisions one by one differ, in a random world; '' if nowhere."""
    chance = random.Random(seed)
    warnings = random_warnings(world, chance)
    matters = {one.pk: matter_of(one) for one in warnings}
    for _ in range(actors):
        actor = random_actor(world, chance, warnings)
        decided = {
            key
            for key, matter in matters.items()
            if rules.may_see(actor, matter) == rules.Decision(True, "allowed")
        }
        among, barriers = Warning.objects.filter(pk__in=matters), Barrier.objects.all()
        listed = set(rules.visible(actor, among, barriers).values_list("pk", flat=True))
        in_parts = {
            pk
            for parts in rules.visible_in_parts(actor, among, barriers)
            for part in parts
            for pk in part.values_list("pk", flat=True)
        }
        if not decided == listed == in_parts:
            return f"{actor}: decided {decided}, listed {listed}, in parts {in_parts}"
        if any(not rules.may_see(actor, matters[key]).allowed for key in listed):
            return f"{actor}: listed and not to be seen"
    return ""


@pytest.mark.parametrize("seed", range(6))
def test_a_list_shows_exactly_what_would_be_decided_one_by_one(world: World, seed: int) -> None:
    assert disagreement(policy, world, seed) == ""


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 160))
def test_the_two_forms_agree_in_many_worlds(world: World, seed: int) -> None:
    assert disagreement(policy, world, seed) == ""


@pytest.mark.parametrize("bug", TWO_FORMS, ids=lambda bug: bug[0])
def test_a_difference_between_the_two_forms_is_found(
    world: World, bug: tuple[str, str, str]
) -> None:
    broken = mutant(bug)
    assert any(disagreement(broken, world, seed) for seed in range(4))


def test_what_is_open_for_minutes_can_be_read_and_not_touched(world: World) -> None:
    one = world.warning(about="W1", level=1)
    glass = (Glass("g", "warning", one.token),)
    for code, seen in (("AUD3", True), ("SH1", False), ("W1", False), ("HEAD1", False)):
        actor = policy.replace(world.actor(code), glass=glass)
        assert policy.may_see(actor, matter_of(one)).allowed is seen
        assert not policy.decide(actor, "note", matter_of(one)).allowed
        assert not policy.visible(actor, Warning.objects.all(), Barrier.objects.all()).exists()


def test_two_posts_reach_as_far_as_the_wider_of_them(world: World) -> None:
    actor = world.actor("SH1")
    office = world.offices["6400"]
    both = policy.replace(
        actor,
        standings=(
            *actor.standings,
            Standing(Role.FUNCTIONAL, office.path, office.pk, Text("", ""), "", False, False),
        ),
    )
    assert policy.spans(both) == ((office.path, "open"),)
    assert policy.may_see(both, matter_of(world.warning(about="W6", office="6402-a"))).allowed


def test_about_the_head_of_the_service_those_sent_in_see_and_his_own_do_not(world: World) -> None:
    one = matter_of(world.warning(about="LEAD0", office="0000", level=1))
    assert (one.desk, one.handled_path) == ("discipline", "0000.")
    seen = {code for code in world.people if policy.may_see(world.actor(code), one).allowed}
    assert seen == {"DIS0"}
    assert policy.decide(world.actor("DIS0"), "sign", one).allowed


def test_who_stands_in_may_do_what_the_post_may_and_who_is_away_may_not(world: World) -> None:
    from zhunsheng_web.access.models import Leave, Posting

    one = matter_of(world.warning(about="W4", office="6401-b", level=4))
    day = world.actor("SH2").on
    Leave.objects.create(person=world.people["SH2"], first=day, last=day, reason="annual")
    assert policy.may_see(world.actor("SH2"), one).code == "out-of-reach"
    assert not policy.may_see(world.actor("SH1"), one).allowed
    Posting.objects.create(
        person=world.people["SH1"], office=world.offices["6401-b"], role=Role.SECTION_HEAD,
        command=True, acting_for=world.people["SH2"], valid_from=day,
    )  # fmt: skip
    assert policy.decide(world.actor("SH1"), "sign", one).allowed
