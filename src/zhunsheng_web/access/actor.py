"""Who is asking: a person with the posts he holds on a day. Read anew for every request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import models

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import BreakGlass, Leave, Person, Posting, in_force
from zhunsheng_web.access.roles import GLASS, TITLES, Role, mixed


@dataclass(frozen=True, slots=True)
class Standing:
    """One post held. ``path``: the office's; ``command``: he directs it and all below."""

    role: Role
    path: str
    office_id: int
    office: Text
    post: str
    command: bool
    acting: bool

    @property
    def title(self) -> Text:
        return TITLES[self.role]


@dataclass(frozen=True, slots=True)
class Glass:
    """One thing he has had opened and may look at for minutes, ``until`` then: ``kind``
    (``warning``) and its token; ``token`` is the opening's own name."""

    token: str
    kind: str
    thing: str
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """``person_id`` is the row, ``code`` how log and trace know him; ``on`` the day he acts.

    ``glass``: what was opened for him beyond his reach and is open now (``access.glass``).
    """

    person_id: int
    code: str
    name: Text
    standings: tuple[Standing, ...]
    on: dt.date
    glass: tuple[Glass, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(standing.role for standing in self.standings)

    def places(self, *roles: Role) -> tuple[str, ...]:
        """The paths of the offices where he holds one of these roles."""
        return tuple(s.path for s in self.standings if s.role in roles)

    @property
    def lineage(self) -> tuple[str, ...]:
        """Every office he belongs to with all above it: the paths from the root to his posts."""
        found: dict[str, None] = {}
        for standing in self.standings:
            found.update(dict.fromkeys(prefixes(standing.path)))
        return tuple(found)

    @property
    def commands(self) -> tuple[str, ...]:
        """The paths of the offices he directs."""
        return tuple(s.path for s in self.standings if s.command)

    @property
    def main(self) -> Standing | None:
        """The post under which he is shown: a substantive one before an acting one, and one with
        a part in handling warnings before plain duty. Who heads a department heads its staff as a
        section too: he is shown as the first."""
        return min(
            self.standings,
            key=lambda s: (
                s.acting,
                not s.command,
                s.role == Role.OFFICER,
                s.role == Role.SECTION_HEAD,
            ),
            default=None,
        )


def prefixes(path: str) -> Iterator[str]:
    """A path and all above it, the root first: ``a.``, ``a.b.``, ``a.b.c.``."""
    end = path.find(".")
    while end >= 0:
        yield path[: end + 1]
        end = path.find(".", end + 1)


def within(path: str, office: str) -> bool:
    """Does ``path`` lie at ``office`` or below it?"""
    return path.startswith(office)


def below(field: str, path: str) -> models.Q:
    """The condition that a column of paths lies at ``path`` or below: a range, so that an index
    serves it in every database ('/' follows '.'). Everything lies below the root: there a range
    would only mislead whoever plans the query."""
    if path.count(".") == 1:
        return models.Q(pk__isnull=False)
    return models.Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + "/"})


def actor_of(person: Person, on: dt.date, now: dt.datetime | None = None) -> Actor:
    """The person with what he holds on a day; on leave he holds nothing. Who was given posts that
    nobody may hold together holds none of them. ``now``: the moment, for what stands open for
    minutes; without one nothing does."""
    actor = actors_of([person], on)[0]
    if now is None or not actor.roles & GLASS:
        return actor
    return replace(actor, glass=_open(person, now))


def actors_of(people: Sequence[Person], on: dt.date) -> list[Actor]:
    """Several people with what they hold on a day, in their order, with one query; nothing stands
    open for any of them."""
    away = Leave.objects.filter(person=models.OuterRef("person"), first__lte=on, last__gte=on)
    held: dict[int, list[Standing]] = {person.pk: [] for person in people}
    for one in (
        Posting.objects.filter(in_force(on), person__in=list(held))
        .exclude(models.Exists(away))
        .select_related("office")
        .order_by("id")
    ):
        held[one.person_id].append(
            Standing(
                role=Role(one.role),
                path=one.office.path,
                office_id=one.office_id,
                office=one.office.title,
                post=one.post,
                command=one.command,
                acting=one.acting_for_id is not None,
            )
        )
    return [
        Actor(
            person_id=person.pk,
            code=person.code,
            name=person.name,
            standings=() if mixed({s.role for s in held[person.pk]}) else tuple(held[person.pk]),
            on=on,
        )
        for person in people
    ]


def _open(person: Person, now: dt.datetime) -> tuple[Glass, ...]:
    found = BreakGlass.objects.filter(person=person, opened_at__lte=now, ends_at__gt=now)
    return tuple(Glass(*one) for one in found.values_list("token", "kind", "thing", "ends_at"))
