"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhunsheng_web.boards.views import charts, monitoring, warnings

app_name = "boards"
urlpatterns: list[URLPattern] = [
    path("monitoring/", monitoring.monitoring, name="monitoring"),
    path("monitoring/warnings/", warnings.warnings, name="warnings"),
    path("charts/<str:name>/", charts.chart, name="chart"),
    path("watch/", monitoring.monitoring, name="watch"),
    path("query/", monitoring.monitoring, name="query"),
    path("evaluation/", monitoring.monitoring, name="evaluation"),
]
