"""People are told things by notices, each once: the cause is part of the key."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.tokens import told_as
from zhunsheng_web.casework.models import Notice, Warning
from zhunsheng_web.record.deed import deed

MOST_CAUSE = 120


def tell(
    people: Iterable[Person], *, kind: str, cause: str, title: Text, link: str, now: dt.datetime
) -> None:
    """Makes the notices in the transaction that caused them; who was told of it is left alone."""
    Notice.objects.bulk_create(
        [
            Notice(
                person=person,
                kind=kind,
                cause=cause[:MOST_CAUSE],
                title_zh=title.zh[:300],
                title_en=title.en[:400],
                link=link,
                made_at=now,
            )
            for person in people
        ],
        ignore_conflicts=True,
    )


def see(token: str, *, actor: Actor, now: dt.datetime) -> bool:
    """Notes that the actor has read a notice of his; once is enough. False: it is not his."""
    mine = Notice.objects.filter(person_id=actor.person_id, token=told_as(token))
    if not mine.filter(seen_at__isnull=True).exists():
        return mine.exists()
    with deed("notice.see", who=actor.code, on=("notice", token), now=now,
              name=secrets.token_hex(16)):  # fmt: skip
        mine.filter(seen_at__isnull=True).update(seen_at=now)
    return True


def page_of(warning: Warning) -> str:
    """Where a warning is read."""
    return reverse("desk:warning", args=[warning.token])
