"""The application as Django knows it."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "zhunsheng_web.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
