"""The application as Django knows it."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "zhunsheng_web.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"
