"""The application as Django knows it."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "zhunsheng_web.boards"
    label = "boards"
    default_auto_field = "django.db.models.BigAutoField"
