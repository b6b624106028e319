"""The application as Django knows it."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "zhunsheng_web.upkeep"
    label = "upkeep"
    default_auto_field = "django.db.models.BigAutoField"
