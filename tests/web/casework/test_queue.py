"""A list asked for in parts is the list: everything that belongs there, once, in order."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pytest

from web.access.test_policy import random_actor, random_warnings
from web.world import NOW, World
from zhunsheng_web.access.actor import Actor, within
from zhunsheng_web.access.policy import DESKS, Matter, may_see
from zhunsheng_web.casework import queue
from zhunsheng_web.casework.acting import matter_of
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import NEWEST, Parts, queue_of, seen_in_parts
from zhunsheng_web.casework.stages import OPEN, Stage

LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


def spread(world: World, chance: random.Random) -> list[Warning]:
    """Warnings at any stage, desk and office, many of them due at the same moment or never."""
    made = random_warnings(world, chance)
    for one in made:
        line = [one.office_path]
        while line[-1].count(".") > 1:
            line.append(line[-1][: line[-1].rindex(".", 0, -1) + 1])
        one.handled_path = chance.choice(line)
        one.desk = chance.choice(list(DESKS))
        one.stage = chance.choice([*OPEN, *OPEN, Stage.CLOSED])
        one.due_at = chance.choice([None, *(NOW + dt.timedelta(days=n) for n in range(3))])
        one.created_at = NOW - dt.timedelta(days=chance.randrange(3))
        one.suspended_at = chance.choice([None, None, None, NOW])
        one.save()
    return made


def his(actor: Actor, one: Warning, matter: Matter) -> bool:
    """Can he take the next step? Said once more, one by one."""
    if may_see(actor, matter).code != "allowed" or one.stage not in OPEN or one.suspended_at:
        return False
    mine = one.assignee_id == actor.person_id
    at_desk = any(
        standing.role in DESKS[one.desk] and within(one.handled_path, standing.path)
        for standing in actor.standings
    )
    free = mine or one.assignee_id is None or one.stage != "assigned"
    return (mine and one.stage in ("assigned", "explained")) or (at_desk and free)


def wrong(world: World, seed: int, queued: Callable[[Actor], Parts] = queue_of) -> str:
    """Where the parts do not come to the list, in a random world; '' if nowhere."""
    chance = random.Random(seed)
    warnings = spread(world, chance)
    matters = {one.pk: matter_of(one) for one in warnings}
    for _ in range(15):
        actor = random_actor(world, chance, warnings)
        waiting = sorted(
            (one for one in warnings if his(actor, one, matters[one.pk])),
            key=lambda one: (one.due_at or LAST, one.level, one.token),
        )
        seen = [one for one in warnings if may_see(actor, matters[one.pk]).code == "allowed"]
        newest = sorted(seen, key=lambda one: (one.created_at, one.token), reverse=True)
        for many in (1, 3, 100):
            if queued(actor).first_due(many) != [one.pk for one in waiting[:many]]:
                return f"{actor}: the queue's first {many}"
            if seen_in_parts(actor).first(many, NEWEST) != [one.pk for one in newest[:many]]:
                return f"{actor}: the newest {many}"
    return ""


@pytest.mark.parametrize("seed", range(4))
def test_the_parts_come_to_the_list(world: World, seed: int) -> None:
    assert wrong(world, seed) == ""


def test_a_part_that_is_forgotten_is_found(world: World) -> None:
    def forgetful(actor: Actor) -> Parts:
        return Parts(queue_of(actor).parts)

    assert any(wrong(world, seed, forgetful) for seed in range(4))


def test_parts_that_are_not_put_in_order_are_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "sorted", lambda rows, key: list(rows), raising=False)
    assert any(wrong(world, seed) for seed in range(4))
