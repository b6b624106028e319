"""The application as Django knows it."""

from django.apps import AppConfig


class ExportConfig(AppConfig):
    name = "zhunsheng_web.export"
    label = "export"
    default_auto_field = "django.db.models.BigAutoField"
