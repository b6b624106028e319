"""People are told things by notices, each once: the cause is part of the key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import Person
from zhunsheng_web.casework.models import Notice, Warning

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


def page_of(warning: Warning) -> str:
    """Where a warning is read."""
    return reverse("desk:warning", args=[warning.token])
