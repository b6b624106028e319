"""Desks: where the work of a post is done in an office, and the places of its officers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from zhunsheng.model.errors import PracticeError, Problem, problem
from zhunsheng.simulate.book import NOBODY, Ints
from zhunsheng.simulate.world.offices import HEADQUARTERS, Offices
from zhunsheng.simulate.world.service import RosterBlock, Service

Table = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Desks:
    """Desks and places by number; the places of a desk lie one after another.

    Of a desk: ``office``, ``post``, ``special`` (0, or the place in service.yaml's specialities
    from 1), ``roster`` (name), ``turns`` of the roster, ``first`` place and ``size``. Of a place:
    ``place_desk`` and ``place_turn`` (crew, or which days off). ``resolved``: office × post → desk
    that does the work, −1 for none. ``specials``: desk × speciality (0: the desk itself) → desk.
    """

    office: Ints
    post: Ints
    special: Ints
    roster: tuple[str, ...]
    turns: Ints
    first: Ints
    size: Ints
    place_desk: Ints
    place_turn: Ints
    resolved: Table
    specials: Table

    def __len__(self) -> int:
        return len(self.office)


def build_desks(service: Service, posts: Sequence[str], offices: Offices) -> Desks:
    """The desks of a district, the same for every seed. Raises PracticeError for a post the
    register does not know."""
    numbers = {post: number for number, post in enumerate(posts)}
    office: list[int] = []
    post: list[int] = []
    special: list[int] = []
    roster: list[str] = []
    size: list[int] = []
    for place in range(len(offices)):
        staff = int(offices.staff[place])
        rows = service.posts(offices.kind[place], staff)
        spare: float = max(staff - sum(least for _, least, _ in rows.values()), 0)
        spare /= max(sum(share for share, _, _ in rows.values()), 1e-9)
        for name, (share, least, duty) in rows.items():
            if name not in numbers:
                raise PracticeError((_unknown_post(name),))
            people = least + round(share * spare)
            apart = _specialists(service, name, offices.kind[place], people, offices.code[1])
            for number, some in ((0, people - sum(apart.values())), *apart.items()):
                office.append(place)
                post.append(numbers[name])
                special.append(number)
                roster.append(duty)
                size.append(some)
    sizes = np.array(size, np.int32)
    turns = np.array([_turns(service.block.rosters[name]) for name in roster], np.int32)
    first = (np.cumsum(sizes) - sizes).astype(np.int32)
    desk = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    turn = (np.arange(len(desk), dtype=np.int32) - first[desk]) % turns[desk]
    found = Desks(
        np.array(office, np.int32), np.array(post, np.int32), np.array(special, np.int32),
        tuple(roster), turns, first, sizes, desk, turn,
        np.zeros((0, 0), np.int32), np.zeros((0, 0), np.int32),
    )  # fmt: skip
    resolved, specials = _where(found, offices, len(posts), len(service.block.specialities))
    return replace(found, resolved=resolved, specials=specials)


def _turns(roster: RosterBlock) -> int:
    """How many turns a roster has: crews, or weekdays on which days off begin."""
    if roster.days_off:
        return 7
    return max(len(dict.fromkeys(roster.cycle)), 1)


def _specialists(
    service: Service, post: str, kind: str, people: int, district: str
) -> Mapping[int, int]:
    """How many of a post's officers sit at which special desk."""
    found: dict[int, int] = {}
    for number, one in enumerate(service.block.specialities, 1):
        here = not one.offices or kind in one.offices
        here &= not one.districts or district in one.districts
        if here and post in one.posts and people >= one.among:
            found[number] = max(round(one.share * people), one.least)
    return found


def _where(desks: Desks, offices: Offices, posts: int, specialities: int) -> tuple[Table, Table]:
    """Where a post's work of each office is done: there, at the nearest office above, or at the
    subordinate customs of the district that is largest; and the special desks of each desk."""
    own = np.full((len(offices), posts), NOBODY, np.int32)
    specials = np.repeat(np.arange(len(desks), dtype=np.int32)[:, None], specialities + 1, axis=1)
    plain = desks.special == 0
    own[desks.office[plain], desks.post[plain]] = np.flatnonzero(plain)
    for desk in np.flatnonzero(~plain).tolist():
        specials[own[desks.office[desk], desks.post[desk]], desks.special[desk]] = desk
    resolved = own.copy()
    for office in range(len(offices)):
        above = int(offices.parent[office])
        while above > HEADQUARTERS:
            resolved[office] = np.where(resolved[office] < 0, own[above], resolved[office])
            above = int(offices.parent[above])
    for office in np.argsort(-offices.weight, kind="stable").tolist():
        if offices.level[office] == "subordinate":
            resolved = np.where(resolved < 0, own[office][None, :], resolved)
    return np.where(resolved < 0, own[HEADQUARTERS][None, :], resolved), specials


def _unknown_post(name: str) -> Problem:
    return problem(
        "practice-post-unknown",
        (f"清单中没有岗位“{name}”", f"the register has no post {name!r}"),
        mend=(
            "在 service.yaml 的 kinds、desks 中改用清单已有的岗位",
            "name a post of the register in kinds and desks of service.yaml",
        ),
    )
