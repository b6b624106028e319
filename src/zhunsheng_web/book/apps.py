"""The application as Django knows it."""

from django.apps import AppConfig


class BookConfig(AppConfig):
    name = "zhunsheng_web.book"
    label = "book"
    default_auto_field = "django.db.models.BigAutoField"
