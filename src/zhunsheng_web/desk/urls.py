"""The addresses of the pages on which warnings are handled."""

from __future__ import annotations

from django.urls import path

from zhunsheng_web.desk.views import acting, mine, notices, rows, today, warning

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<slug:token>/seen/", notices.seen, name="seen"),
    path("warnings/<slug:token>/", warning.warning, name="warning"),
    path("warnings/<slug:token>/rows/", rows.rows, name="rows"),
    path("warnings/<slug:token>/names/", warning.names, name="names"),
    path("warnings/<slug:token>/do/<slug:verb>/", acting.act, name="act"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<slug:token>/", mine.inquiry, name="inquiry"),
]
