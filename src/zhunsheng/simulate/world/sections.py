"""Sections (科室) of an office: who belongs to which, who heads them, who acts for a head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhunsheng.model.text import Text
from zhunsheng.simulate.book import NOBODY, Ints
from zhunsheng.simulate.hours import DAY, ms_of
from zhunsheng.simulate.world.desks import Desks
from zhunsheng.simulate.world.service import Period, SectionBlock, Service

NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


@dataclass(frozen=True, slots=True)
class Sections:
    """Sections by number: office, name, group of service.yaml; ``head`` and ``deputy`` are
    officers, −1 where an office has no section heads."""

    office: Ints
    title: tuple[Text, ...]
    group: tuple[str, ...]
    head: Ints
    deputy: Ints

    def __len__(self) -> int:
        return len(self.title)


@dataclass(frozen=True, slots=True)
class Acting:
    """Spells in which a deputy acts as head: days since 1970-01-01, both included."""

    section: Ints
    officer: Ints
    first: Ints
    last: Ints


def build_sections(
    service: Service, posts: Sequence[str], desks: Desks, heads_post: int
) -> tuple[Sections, Ints]:
    """All sections, and the section of each place. A group of posts that is too large for one
    section is split by crews, so that crews stay together."""
    group_of = {post: block for block in service.block.sections for post in block.posts}
    desk_group = [group_of.get(posts[post]) for post in desks.post.tolist()]
    members: dict[tuple[int, str], list[int]] = {}
    for desk, block in enumerate(desk_group):
        if block is not None:
            members.setdefault((int(desks.office[desk]), block.id), []).append(desk)
    office: list[int] = []
    title: list[Text] = []
    group: list[str] = []
    place_section = np.full(len(desks.place_desk), NOBODY, np.int32)
    blocks = {block.id: block for block in service.block.sections}
    for (place, name), some in members.items():
        people = int(desks.size[some].sum())
        parts = min(max(round(people / blocks[name].size), 1), len(NUMERALS))
        for desk in some:
            rows = np.arange(desks.first[desk], desks.first[desk] + desks.size[desk])
            place_section[rows] = len(title) + desks.place_turn[rows] % parts
        for part in range(parts):
            office.append(place)
            title.append(_title(blocks[name], part, parts))
            group.append(name)
    head, deputy = _heads(np.array(office, np.int32), desks, heads_post)
    return Sections(
        np.array(office, np.int32), tuple(title), tuple(group), head, deputy
    ), place_section


def _title(block: SectionBlock, part: int, parts: int) -> Text:
    """查验一科 for the first of several sections of inspection."""
    if parts == 1:
        return Text(block.title.zh, block.title.en)
    zh = block.title.zh.removesuffix("科")
    return Text(f"{zh}{NUMERALS[part]}科", f"{block.title.en} {part + 1}")


def _heads(office: Ints, desks: Desks, heads_post: int) -> tuple[Ints, Ints]:
    """The section heads of each office go round its sections, and so do their deputies."""
    head, deputy = np.full(len(office), NOBODY, np.int32), np.full(len(office), NOBODY, np.int32)
    for place in np.unique(office).tolist():
        desk = np.flatnonzero((desks.office == place) & (desks.post == heads_post))
        if not len(desk):
            continue
        holders = desks.first[desk[0]] + np.arange(desks.size[desk[0]])
        rows = np.flatnonzero(office == place)
        turn = np.arange(len(rows))
        head[rows] = holders[turn % len(holders)]
        deputy[rows] = holders[(turn + 1) % len(holders)]
    return head, deputy


def build_acting(
    service: Service, sections: Sections, period: Period, dice: np.random.Generator
) -> Acting:
    """Who acts for an absent head in the period: for some days, never beyond them."""
    block = service.block.people
    shortest, longest = block.acting_days
    first_day, last_day = (ms_of(day) // DAY for day in (period.first, period.last))
    draws = dice.random((3, len(sections)))
    chosen = np.flatnonzero((draws[0] < block.acting_share) & (sections.deputy >= 0))
    length = shortest + np.floor(draws[1, chosen] * (longest - shortest + 1)).astype(np.int64)
    room = np.maximum(last_day - first_day + 1, 1)
    first = first_day + np.floor(draws[2, chosen] * room).astype(np.int64)
    return Acting(
        chosen.astype(np.int32),
        sections.deputy[chosen],
        first.astype(np.int32),
        (first + length - 1).astype(np.int32),
    )
