"""The officers of a district: who they are, where they serve and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhunsheng.model.power import Post
from zhunsheng.simulate.book import NOBODY, Flags, Ints
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.world.careers import Careers, Dice, build_careers
from zhunsheng.simulate.world.desks import Desks
from zhunsheng.simulate.world.offices import Offices
from zhunsheng.simulate.world.sections import Acting, Sections, build_acting, build_sections
from zhunsheng.simulate.world.service import Period, Service

SECTION_HEAD = "section-head"


@dataclass(frozen=True, slots=True)
class People:
    """Officers by number; an officer is numbered like the place held at the end of the period.

    ``id``: seven digits. ``office``, ``post``, ``desk``, ``section``: where one serves now.
    ``careers``: since when, and where before. ``mentor``: of a junior, a senior of the same desk
    and crew; −1 of all others. ``certified``: the day (since 1970-01-01) of one's certificates;
    ``certificates``: by post, which ones. ``languages``: bits in the order of ``language_names``.
    """

    id: tuple[str, ...]
    office: Ints
    post: npt.NDArray[np.int16]
    desk: Ints
    section: Ints
    careers: Careers
    senior: Flags
    mentor: Ints
    female: Flags
    languages: Ints
    language_names: tuple[str, ...]
    certified: Ints
    certificates: tuple[tuple[str, ...], ...]
    post_names: tuple[str, ...]
    sections: Sections
    acting: Acting

    def __len__(self) -> int:
        return len(self.id)

    def of_post(self, post: int) -> Ints:
        """The officers who hold a post."""
        return np.flatnonzero(self.post == post).astype(np.int32)


def build_people(
    service: Service,
    posts: Sequence[Post],
    offices: Offices,
    desks: Desks,
    period: Period,
    chance: Chance,
) -> People:
    """One officer for each place of the desks."""
    names = [post.id for post in posts]
    desk, count = desks.place_desk, len(desks.place_desk)
    post = desks.post[desk]
    heads_post = names.index(SECTION_HEAD) if SECTION_HEAD in names else NOBODY
    dice = Dice.of(desks, chance, offices.code[1], "people")
    key = np.array([one.key for one in posts], np.bool_)[post]
    careers = build_careers(service, desks, key, post == heads_post, period, dice)
    sections, section = build_sections(service, names, desks, heads_post)
    return People(
        id=_ids(offices, desks, dice.ahead),
        office=desks.office[desk],
        post=post.astype(np.int16),
        desk=desk,
        section=section,
        careers=careers,
        senior=~careers.junior,
        mentor=_mentors(desks, careers.junior),
        female=dice.random(count) < service.block.people.female,
        languages=_languages(service, desks, dice),
        language_names=tuple(service.block.people.languages),
        certified=careers.joined + 30,
        certificates=tuple(one.certificates for one in posts),
        post_names=tuple(names),
        sections=sections,
        acting=build_acting(service, sections, period, chance.of(offices.code[1], "acting")),
    )


def _ids(offices: Offices, desks: Desks, ahead: int) -> tuple[str, ...]:
    """Two digits of the district and five of one's own."""
    head, own = offices.code[0][:2], offices.code[1][:2]
    rest = len(desks.place_desk) - ahead
    return (
        *(f"{head}{number:05d}" for number in range(1, ahead + 1)),
        *(f"{own}{number:05d}" for number in range(1, rest + 1)),
    )


def _languages(service: Service, desks: Desks, dice: Dice) -> Ints:
    """Who speaks what: by chance, and everybody at a desk for a language."""
    count = len(desks.place_desk)
    names = list(service.block.people.languages)
    spoken = np.zeros(count, np.int32)
    for bit, share in enumerate(service.block.people.languages.values()):
        spoken |= (dice.random(count) < share).astype(np.int32) << bit
    for number, one in enumerate(service.block.specialities, 1):
        if one.language is not None:
            at = desks.special[desks.place_desk] == number
            spoken[at] |= 1 << names.index(one.language)
    return spoken


def _mentors(desks: Desks, junior: Flags) -> Ints:
    """For each junior the next senior of the same desk whose turn in the roster is the same."""
    mentor = np.full(len(junior), NOBODY, np.int32)
    for number in np.flatnonzero(junior).tolist():
        desk = int(desks.place_desk[number])
        first, size, turns = int(desks.first[desk]), int(desks.size[desk]), int(desks.turns[desk])
        own = number - first
        crew = [*range(own + turns, size, turns), *range(own % turns, own, turns)]
        mentor[number] = next((first + one for one in crew if not junior[first + one]), NOBODY)
    return mentor
