"""The three administrators are kept apart: nobody is two of them, nor one of them and anything
else, on any day: substantive, acting or yet to be decided."""

from __future__ import annotations

import datetime as dt

from django.db.models import Model, Q, QuerySet

from zhunsheng_web.access.models import Person, Posting, PostingRequest
from zhunsheng_web.access.roles import Role, mixed


def clash(
    person: Person,
    role: Role,
    valid_from: dt.date,
    valid_to: dt.date | None,
    *,
    waiting: bool = True,
) -> Role | None:
    """The role he holds on a day between (``valid_to`` itself not among them) that this one may
    not be held with. ``waiting``: also those that were proposed and not decided yet."""
    overlap = overlapping(valid_from, valid_to)
    sources: list[QuerySet[Model]] = [Posting.objects.filter(overlap, person=person)]
    if waiting:
        sources.append(PostingRequest.objects.filter(overlap, person=person, granted__isnull=True))
    for rows in sources:
        for held in rows.values_list("role", flat=True).distinct():
            if mixed({Role(held), role}):
                return Role(held)
    return None


def overlapping(valid_from: dt.date, valid_to: dt.date | None) -> Q:
    """The condition that a dated row holds on a day between; ``valid_to`` is not among them, None
    is for ever."""
    held = Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)
    return held if valid_to is None else held & Q(valid_from__lt=valid_to)
