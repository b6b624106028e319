"""The application as Django knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "zhunsheng_web.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
