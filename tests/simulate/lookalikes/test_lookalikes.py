"""What looks like collusion and is not: desks for some goods, juniors beside their mentors."""

from __future__ import annotations

from functools import cache

import numpy as np

from simulate.service import FOLDER, LARGE, district, register, service
from zhunsheng.simulate.book import NOBODY, Acts, Book, Coded, Longs, find
from zhunsheng.simulate.running import making_of, read_practice

DECLARATIONS = 60_000


@cache
def book() -> Book:
    """A month of imports at a large district."""
    practice = read_practice(FOLDER, register())
    making = making_of(practice, district(LARGE), declarations=DECLARATIONS, only=["import"])
    return making.slice(0)


def acts(activity: str) -> Acts:
    found = book().of(activity)
    assert found is not None
    return found


def goods_of(declarations: Longs) -> list[str]:
    """The group of goods of each declaration."""
    lodged = acts("declaration.submit")
    key = lodged.fields["goods_key"]
    assert isinstance(key, Coded)
    lines = district(LARGE).firms.goods["import"].ravel()
    row = find(lodged, "declaration", declarations)
    return [service().goods.group[lines[int(key.words[code][1:])]] for code in key.codes[row]]


def test_goods_with_a_desk_of_their_own_are_inspected_there_and_nothing_else_is() -> None:
    world = district(LARGE)
    begun = acts("inspection.start")
    numbers = {one.id: number for number, one in enumerate(service().block.specialities, 1)}
    special = world.desks.special[world.people.desk[begun.officer]]
    group = np.array(goods_of(begun.objects["declaration"]))
    inspects = world.desks.post == world.posts.index("inspection")
    for name in ("chemicals", "perishables"):
        there = inspects & (world.desks.special == numbers[name])
        apart = np.isin(begun.office, world.desks.office[there]) & (group == name)
        assert apart.sum() > 5
        assert (special[apart] == numbers[name]).all()
        assert not (special[group != name] == numbers[name]).any()


def test_a_junior_inspects_beside_the_mentor() -> None:
    """Such a pair meets far more often than chance would have it, and rightly."""
    world = district(LARGE)
    begun, joined = acts("inspection.start"), acts("inspection.join")
    row = find(joined, "declaration", begun.objects["declaration"])
    met = row >= 0
    first, second = begun.officer[met], joined.officer[row[met]]
    mentor = world.people.mentor[first]
    led = mentor != NOBODY
    assert led.sum() >= 12
    assert (second == mentor)[led].mean() > 0.7
    others = world.people.mentor[np.roll(first, 1)]
    assert (second == others)[led].mean() < 0.1
