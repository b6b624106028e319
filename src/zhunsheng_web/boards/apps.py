"""The application as Django knows it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_save


class BoardsConfig(AppConfig):
    name = "zhunsheng_web.boards"
    label = "boards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhunsheng_web.casework.models import Intake

        post_save.connect(_taken_in, sender=Intake, dispatch_uid="watchers are told")


def _taken_in(instance: Any, created: bool, **_: Any) -> None:
    """A run was taken in: whoever watches for what it brought is told once that is certain."""
    from zhunsheng_web.boards.watching import tell_watchers

    if created:
        transaction.on_commit(lambda: tell_watchers(instance.taken_at))
