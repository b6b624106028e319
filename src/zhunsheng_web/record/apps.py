"""The application as Django knows it."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "zhunsheng_web.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
