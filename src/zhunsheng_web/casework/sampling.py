"""Of what was settled in one act a sample is looked at again; anybody can draw it once more."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import math
import secrets
from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.policy import DESKS
from zhunsheng_web.casework.acting import counted, matter_of
from zhunsheng_web.casework.aftermath import Draw, SecondLook
from zhunsheng_web.casework.crew import nearest
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.limits import ONE_DAY, end_of
from zhunsheng_web.casework.models import Event, Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import Desk, Stage, Verb
from zhunsheng_web.casework.telling import tell
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import AlreadyDone, deed

MOST_DAYS = 62
"""A workbench that stood still for longer draws for the last so many days."""


def draw_days(now: dt.datetime) -> int:
    """Draws for every day that is over and not drawn for; how many warnings were drawn."""
    yesterday = day_of(now) - ONE_DAY
    last = Draw.objects.order_by("-day").values_list("day", flat=True).first()
    first = yesterday if last is None else last + ONE_DAY
    first = max(first, yesterday - MOST_DAYS * ONE_DAY)
    drawn = 0
    while first <= yesterday:
        with contextlib.suppress(AlreadyDone):
            drawn += draw(first, now)
        first += ONE_DAY
    return drawn


def draw(day: dt.date, now: dt.datetime) -> int:
    """Draws for one day, under a seed made now, which nobody could know when he settled anything.

    Raises AlreadyDone.
    """
    rules, seed = handling().second_look, secrets.token_hex(32)
    with deed("second-look.draw", who="system", on=("day", day.isoformat()), now=now,
              name=day.isoformat()) as act:  # fmt: skip
        settled = {event.warning.token: event for event in _settled(day)}
        candidates = sorted(settled)
        drawing = Draw.objects.create(
            day=day, seed=seed, share=rules.share, candidates=candidates, drawn_at=now
        )
        tokens = chosen(candidates, seed, share=rules.share, least=rules.least)
        limit = counted(now, rules.days)
        SecondLook.objects.bulk_create(
            SecondLook(
                draw=drawing,
                warning=settled[token].warning,
                closer_id=settled[token].actor_id,
                due_at=limit.at,
                remind_at=limit.remind_at,
                next_at=limit.remind_at,
                due_rule=limit.rule,
            )
            for token in tokens
        )
        people: dict[Person, None] = {}
        for token in tokens:
            event = settled[token]
            people.update(dict.fromkeys(lookers(event.warning, Desk.LINE2, event.actor_id, now)))
        tell(people, kind="second-look", cause=f"draw:{day.isoformat()}", now=now,
             link=reverse("desk:today"),
             title=Text(f"{day} 即办即结的预警已抽样，请复看",
                        f"Warnings settled on {day} were drawn for a second look"))  # fmt: skip
        act.counts.update(candidates=len(candidates), drawn=len(tokens))
        act.texts["seed"] = seed
    return len(tokens)


def chosen(candidates: Sequence[str], seed: str, *, share: float, least: int) -> list[str]:
    """The sample: the share, rounded up, and ``least`` at any rate, of those whose digest with the
    seed is smallest."""
    many = min(len(candidates), max(least, math.ceil(len(candidates) * share)))
    return sorted(sorted(candidates, key=lambda one: _rank(seed, one))[:many])


def checks_out(drawing: Draw) -> bool:
    """Is what was drawn what its seed draws?"""
    drawn = sorted(drawing.looks.values_list("warning__token", flat=True))
    least = min(len(drawn), handling().second_look.least)
    return drawn == chosen(drawing.candidates, drawing.seed, share=drawing.share, least=least)


def second_looks(actor: Actor) -> QuerySet[SecondLook]:
    """What waits for a second look by somebody like the actor, who may see it and did not close
    it; what is due first on top."""
    return (
        SecondLook.objects.filter(looked_at=None, warning__in=visible_warnings(actor))
        .exclude(closer_id=actor.person_id)
        .select_related("warning__yardstick", "warning__office__parent", "draw")
        .order_by("due_at", "pk")
    )


def _settled(day: dt.date) -> QuerySet[Event]:
    return Event.objects.filter(
        verb=Verb.SETTLE,
        at__gt=end_of(day - ONE_DAY),
        at__lte=end_of(day),
        warning__stage=Stage.CLOSED,
        warning__level__in=handling().second_look.levels,
    ).select_related("warning")


def lookers(warning: Warning, desk: str, closer_id: int | None, now: dt.datetime) -> list[Person]:
    """Those of a line of the office who may look again: not whoever settled it."""
    people = nearest(DESKS[desk], warning.office_path, matter_of(warning), day_of(now))
    return [person for person in people if person.pk != closer_id]


def _rank(seed: str, token: str) -> str:
    return hashlib.sha256(f"{seed}|{token}".encode()).hexdigest()
