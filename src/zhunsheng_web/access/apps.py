"""The application as Django knows it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.management import call_command
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "zhunsheng_web.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhunsheng_web.access import signing, walls

        signing.connect()
        checks.register(walls.check, checks.Tags.database)
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="cache-table")


def _make_cache_table(**_: Any) -> None:
    """The table in which failed attempts are counted belongs to no model."""
    call_command("createcachetable", verbosity=0)
