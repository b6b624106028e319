"""The application as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "zhunsheng_web.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
