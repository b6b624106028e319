"""The application as Django knows it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models import Model

from zhunsheng_web.access.moves import moved


class CaseworkConfig(AppConfig):
    name = "zhunsheng_web.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhunsheng_web.casework import glass

        glass.register()
        moved.connect(_recompute, dispatch_uid="barriers")
        moved.connect(_hand_over, dispatch_uid="handover")


def _recompute(sender: type[Model], person_id: int, **_: Any) -> None:
    """Whoever is moved does not see in his new post what was kept from him in the old one. Leave
    moves nobody."""
    from zhunsheng_web.access.models import Posting
    from zhunsheng_web.casework.barriers import recompute

    if sender is Posting:
        recompute(person_id)


def _hand_over(person_id: int, now: dt.datetime, **_: Any) -> None:
    """What he leaves is passed on when his going is settled; if that fails, the next tick does."""

    def act() -> None:
        from zhunsheng_web.access.models import Person
        from zhunsheng_web.casework.handover import hand_over

        hand_over(Person.objects.get(pk=person_id), now=now)

    transaction.on_commit(act, robust=True)
