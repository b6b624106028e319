"""The addresses of the pages on which warnings are handled."""

from __future__ import annotations

from django.urls import path

from zhunsheng_web.desk.views import mine, notices, today, warning

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<slug:token>/seen/", notices.seen, name="seen"),
    path("warnings/<slug:token>/", warning.warning, name="warning"),
    path("warnings/<slug:token>/<slug:verb>/", warning.act, name="act"),
    path("mine/", mine.mine, name="mine"),
]
