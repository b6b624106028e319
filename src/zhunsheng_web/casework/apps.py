"""The application as Django knows it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from zhunsheng_web.access.moves import moved


class CaseworkConfig(AppConfig):
    name = "zhunsheng_web.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhunsheng_web.casework import glass

        glass.register()
        moved.connect(_recompute, dispatch_uid="barriers")


def _recompute(person_id: int, **_: Any) -> None:
    """Whoever is moved does not see in his new post what was kept from him in the old one."""
    from zhunsheng_web.casework.barriers import recompute

    recompute(person_id)
