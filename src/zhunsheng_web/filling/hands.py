"""Whose hands a step is in: somebody who may take it that day, the nearest as a rule."""

from __future__ import annotations

import datetime as dt
import random
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from zhunsheng_web.access.actor import Actor, actor_of, prefixes
from zhunsheng_web.access.models import Person, Posting, in_force
from zhunsheng_web.access.policy import DESKS, Matter, decide

NEAREST = 0.75
"""How often the nearest of those who may takes a step."""


class Hands:
    """The people of the service as actors, each asked for once a day."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._zone = ZoneInfo(settings.ZONE)
        self._actors: dict[tuple[int, dt.date], Actor] = {}
        self._crews: dict[tuple[str, str, dt.date], list[Person]] = {}

    def of(self, person: Person, now: dt.datetime) -> Actor:
        """Who he is that day."""
        day = now.astimezone(self._zone).date()
        if (person.pk, day) not in self._actors:
            self._actors[person.pk, day] = actor_of(person, day)
        return self._actors[person.pk, day]

    def for_step(self, verb: str, matter: Matter, now: dt.datetime) -> Actor | None:
        """Somebody who may do it; the one it is assigned to before anybody else."""
        crew = self._crew(matter.desk, matter.handled_path, now)
        if matter.assignee_id is not None:
            crew = sorted(crew, key=lambda one: one.pk != matter.assignee_id)
        able = []
        for person in crew:
            actor = self.of(person, now)
            if decide(actor, verb, matter).allowed:
                if person.pk == matter.assignee_id:
                    return actor
                able.append(actor)
                if len(able) == 4:
                    break
        if not able:
            return None
        return able[0] if self._dice.random() < NEAREST else self._dice.choice(able)

    def _crew(self, desk: str, path: str, now: dt.datetime) -> list[Person]:
        day = now.astimezone(self._zone).date()
        key = (desk, path, day)
        if key not in self._crews:
            held = (
                Posting.objects.filter(
                    in_force(day), office__path__in=list(prefixes(path)), role__in=_roles(desk)
                )
                .select_related("person", "office")
                .order_by("-office__path", "pk")
            )
            self._crews[key] = list(dict.fromkeys(one.person for one in held))
        return self._crews[key]


@lru_cache(maxsize=8)
def _roles(desk: str) -> list[str]:
    return sorted(DESKS[desk])
