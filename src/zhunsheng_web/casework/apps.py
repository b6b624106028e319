"""The application as Django knows it."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "zhunsheng_web.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhunsheng_web.casework import glass

        glass.register()
