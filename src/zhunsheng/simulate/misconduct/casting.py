"""Casting: where a scheme is played, by whom, and for which firms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from zhunsheng.simulate.book import NOBODY, Ints, Longs
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY
from zhunsheng.simulate.misconduct.cast import NO_OFFICERS, Cast, Settings
from zhunsheng.simulate.playing.stage import Stage

SAMPLE = 4000
"""How many imagined cases of an office tell which firms it serves most."""


def workplace(
    stage: Stage,
    chance: Chance,
    posts: Sequence[str],
    *,
    kinds: Sequence[str] = (),
    fits: Callable[[int], bool] = lambda _: True,
) -> int:
    """A subordinate customs whose work in all of these posts is done by at least two officers; −1
    where there is none. Large ones are likelier, as the square of their weight: schemes live where
    there is much to share. ``kinds``: only such offices, if the district has any; ``fits``: only
    offices it holds for."""
    offices = np.array(
        [n for n, level in enumerate(stage.offices.level) if level == "subordinate"], np.int32
    )
    fit = offices
    for post in posts:
        fit = fit[[len(staff(stage, int(office), post)) >= 2 for office in fit]]
    fit = fit[np.array([fits(int(office)) for office in fit], np.bool_)]
    of_kind = fit[[stage.offices.kind[office] in kinds for office in fit]]
    fit = of_kind if len(of_kind) else fit
    if not len(fit):
        return NOBODY
    shares = np.cumsum(stage.offices.weight[fit] ** 2)
    drawn = chance.of("workplace").random() * shares[-1]
    return int(fit[min(int(np.searchsorted(shares, drawn, "right")), len(fit) - 1)])


def staff(stage: Stage, office: int, post: str) -> Ints:
    """The officers who do a post's work of an office, wherever they sit."""
    if post not in stage.posts:
        return NO_OFFICERS
    number = list(stage.posts).index(post)
    desk = int(stage.staffing.desk(np.array([office], np.int32), number)[0])
    return np.flatnonzero(stage.people.desk == desk).astype(np.int32)


def some(
    stage: Stage, office: int, post: str, count: int, chance: Chance, *, spared: Ints = NO_OFFICERS
) -> Ints:
    """So many officers of a post, those of one section first, so that a crew is a crew."""
    known = staff(stage, office, post)
    known = known[~np.isin(known, spared)]
    if not len(known):
        return NO_OFFICERS
    generator = chance.of("officers", post)
    leader = known[generator.integers(len(known))]
    others = generator.permutation(known[known != leader])
    near = stage.people.section[others] == stage.people.section[leader]
    ordered = np.concatenate([[leader], others[near], others[~near]])
    return ordered[:count].astype(np.int32)


def customers(
    stage: Stage, office: int, count: int, chance: Chance, *, type_: str = "company"
) -> Longs:
    """So many of the firms that an office serves most: the larger of those its trade shows."""
    if count <= 0 or office == NOBODY:
        return np.empty(0, np.int64)
    generator = chance.of("customers", type_)
    begin = (stage.hours.first.toordinal() - 719_163) * DAY
    drawn = stage.sources["trade"](
        np.full(SAMPLE, office, np.int32), np.full(SAMPLE, begin, np.int64), generator
    ).objects[type_]
    firms, times = np.unique(drawn[drawn >= 0], return_counts=True)
    largest = firms[np.argsort(-times, kind="stable")][: 4 * count]
    return np.sort(generator.permutation(largest)[:count])


def crew(
    stage: Stage,
    settings: Settings,
    chance: Chance,
    posts: Sequence[str],
    *,
    kinds: Sequence[str] = (),
    fits: Callable[[int], bool] = lambda _: True,
    brokers: bool = False,
) -> Cast:
    """A cast at one office: its officers from the first of the posts, and firms it serves;
    ``brokers``: these instead of companies."""
    office = workplace(stage, chance, posts, kinds=kinds, fits=fits)
    if office == NOBODY:
        return Cast()
    officers = some(stage, office, posts[0], settings.officers, chance, spared=settings.spared)
    if brokers:
        served = customers(stage, office, settings.firms, chance, type_="broker")
        return Cast(office, officers, brokers=served)
    return Cast(office, officers, customers(stage, office, settings.firms, chance))
