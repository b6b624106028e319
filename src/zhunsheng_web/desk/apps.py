"""The application as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "zhunsheng_web.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
