"""The people of one district and of headquarters, the posts they hold and held, and their leave.

They are the officers of the practice service: a person's code is the officer's number in the trace.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from zhunsheng.model.register import Register
from zhunsheng.model.text import Text
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.world.district import District
from zhunsheng_web.access.models import Leave, Office, Person, Posting
from zhunsheng_web.access.roles import ADMINISTRATORS, Role
from zhunsheng_web.filling.naming import names
from zhunsheng_web.filling.places import Department, departments, section_code

EPOCH = dt.date(1970, 1, 1)
SHORTEST_SECTION = 3
"""From so many people a section has a liaison of its own."""


@lru_cache(maxsize=1)
def _roles() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("roles.yaml").read_text(encoding="utf-8")
    )
    return told


def make_people(district: District, register: Register, offices: dict[str, Office]) -> int:
    """Makes everybody with postings and leave, once; how many people there are."""
    if Person.objects.exists():
        return Person.objects.count()
    people = district.people
    dice = Chance(district.seed).of("workbench", "names")
    called = names(dice, people.female.tolist())
    Person.objects.bulk_create(
        (
            Person(code=code, name_zh=name.zh, name_en=name.en)
            for code, name in zip(people.id, called, strict=True)
        ),
        batch_size=2_000,
    )
    row_of = dict(Person.objects.values_list("code", "pk"))
    rows = [row_of[code] for code in people.id]
    Posting.objects.bulk_create(_Postings(district, register, offices, rows), batch_size=2_000)
    Leave.objects.bulk_create(_leaves(district, rows), batch_size=2_000)
    return len(rows)


class _Postings:
    """Who holds what, from when to when."""

    def __init__(
        self, district: District, register: Register, offices: dict[str, Office], rows: list[int]
    ) -> None:
        self._district, self._offices, self._rows = district, offices, rows
        self._titles = {post.id: post.title for post in register.posts}
        self._department = {post: one for one in departments() for post in one.posts}
        self._heads: dict[str, int] = {}
        self._watching: Counter[str] = Counter()
        self._given: Counter[tuple[int, str, str]] = Counter()
        self._administrators: set[int] = set()

    def __iter__(self) -> Iterator[Posting]:
        people = self._district.people
        for officer in range(len(people)):
            yield from self._at_office(officer)
            yield from self._in_section(officer)
        yield from self._section_heads()

    def _at_office(self, officer: int) -> Iterator[Posting]:
        """The part a post gives at the office itself; each rule gives it to so many."""
        office, post = self._where(officer)
        for rule in _roles()[self._district.offices.level[office]]:
            key = (office, post, rule["role"] + str(rule.get("command", "")) + rule["title"]["zh"])
            if rule["post"] != post or self._given[key] >= rule.get("first", len(self._rows)):
                continue
            self._given[key] += 1
            if rule["role"] in ADMINISTRATORS:
                self._administrators.add(officer)
            yield self._posting(
                officer,
                self._district.offices.code[office],
                rule["role"],
                post,
                Text(rule["title"]["zh"], rule["title"]["en"]),
                command=rule.get("command", False),
            )
            return

    def _in_section(self, officer: int) -> Iterator[Posting]:
        """Where he serves now, and where he did before he changed places with somebody."""
        if officer in self._administrators:
            return  # an administrator of the workbench holds no other post of it
        people, careers = self._district.people, self._district.people.careers
        post = people.post_names[int(people.post[officer])]
        title = self._titles[post]
        yield self._posting(officer, self._section_of(officer), "officer", post, title)
        yield from self._department_parts(officer, post)
        moved = int(careers.moved_on[officer])
        if moved >= 0 and careers.before_since[officer] >= 0:
            before = int(careers.place_before[officer])
            yield Posting(
                person_id=self._rows[officer],
                office=self._offices[self._section_of(before)],
                role=Role.OFFICER,
                post=post,
                title_zh=title.zh,
                title_en=title.en,
                valid_from=_day(int(careers.before_since[officer])),
                valid_to=_day(moved),
            )

    def _department_parts(self, officer: int, post: str) -> Iterator[Posting]:
        """The head of a department directs it and monitors its trade; some others monitor too."""
        office, _ = self._where(officer)
        if self._district.offices.level[office] == "subordinate" or post not in self._department:
            return
        department, above = self._department[post], self._district.offices.code[office]
        code = f"{above}-{department.id}"
        if code not in self._heads:
            self._heads[code] = officer
            head = _roles()["department_head"]
            title = Text(
                department.title.zh + head["title"]["zh"].removeprefix("处"),
                f"{head['title']['en']}: {department.title.en}",
            )
            yield self._posting(officer, code, "section-head", post, title, command=True)
            if department.watch:
                yield self._posting(officer, above, head["role"], post, title)
        elif self._watching[code] < department.watch and self._watches(department, post):
            self._watching[code] += 1
            watch = _roles()["department_watch"]
            yield self._posting(
                officer,
                above,
                watch["role"],
                post,
                Text(watch["title"]["zh"], watch["title"]["en"]),
            )

    def _watches(self, department: Department, post: str) -> bool:
        return post == department.posts[0]

    def _section_heads(self) -> Iterator[Posting]:
        """Heads of sections, who acts for them, and a liaison for every section large enough."""
        people = self._district.people
        for number in range(len(people.sections)):
            head = int(people.sections.head[number])
            if head < 0:
                continue
            code = section_code(self._district, number)
            yield self._part(head, code, "section_head", command=True)
            members = np.flatnonzero((people.section == number) & people.senior).tolist()
            ours = [one for one in members if one != head]
            if len(ours) >= SHORTEST_SECTION:
                yield self._part(ours[1], code, "section_liaison")
        acting = people.acting
        for section, officer, first, last in zip(
            acting.section, acting.officer, acting.first, acting.last, strict=True
        ):
            posting = self._part(
                int(officer),
                section_code(self._district, int(section)),
                "section_acting",
                command=True,
            )
            posting.acting_for_id = self._rows[int(people.sections.head[int(section)])]
            posting.valid_from, posting.valid_to = _day(int(first)), _day(int(last) + 1)
            yield posting

    def _part(self, officer: int, code: str, part: str, *, command: bool = False) -> Posting:
        rule = _roles()[part]
        title = Text(rule["title"]["zh"], rule["title"]["en"])
        return self._posting(officer, code, rule["role"], "", title, command=command)

    def _posting(
        self,
        officer: int,
        code: str,
        role: str,
        post: str,
        title: Text,
        *,
        command: bool = False,
    ) -> Posting:
        return Posting(
            person_id=self._rows[officer],
            office=self._offices[code],
            role=Role(role),
            post=post,
            title_zh=title.zh,
            title_en=title.en,
            command=command,
            valid_from=_day(int(self._district.people.careers.held_since[officer])),
        )

    def _where(self, officer: int) -> tuple[int, str]:
        people = self._district.people
        return int(people.office[officer]), people.post_names[int(people.post[officer])]

    def _section_of(self, officer: int) -> str:
        """The code of the section or department he serves in; the office's own where none."""
        office, post = self._where(officer)
        code = self._district.offices.code[office]
        if self._district.offices.level[office] == "subordinate":
            if post == "customs-head":
                return code
            return section_code(self._district, int(self._district.people.section[officer]))
        department = self._department.get(post)
        return f"{code}-{department.id}" if department else code


def _leaves(district: District, rows: list[int]) -> Iterator[Leave]:
    """Absences from the practised month on."""
    absences = district.staffing.absences
    since = (district.period.first - EPOCH).days
    for number in np.flatnonzero(absences.last >= since).tolist():
        yield Leave(
            person_id=rows[int(absences.place[number])],
            first=_day(int(absences.first[number])),
            last=_day(int(absences.last[number])),
            reason=absences.kinds[int(absences.kind[number])],
        )


def _day(number: int) -> dt.date:
    return EPOCH + dt.timedelta(days=number)
