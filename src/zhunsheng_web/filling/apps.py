"""The application as Django knows it."""

from django.apps import AppConfig


class FillingConfig(AppConfig):
    name = "zhunsheng_web.filling"
    label = "filling"
    default_auto_field = "django.db.models.BigAutoField"
