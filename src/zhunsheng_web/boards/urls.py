"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhunsheng_web.boards.views import charts, evaluation, monitoring, query, warnings, watch

app_name = "boards"
urlpatterns: list[URLPattern] = [
    path("monitoring/", monitoring.monitoring, name="monitoring"),
    path("monitoring/warnings/", warnings.warnings, name="warnings"),
    path("charts/<str:name>/", charts.chart, name="chart"),
    path("watch/", watch.watch, name="watch"),
    path("watch/<str:token>/", watch.hits, name="watch-hits"),
    path("watch/<str:token>/edit/", watch.edit, name="watch-edit"),
    path("watch/<str:token>/pause/", watch.pause, name="watch-pause"),
    path("watch/<str:token>/delete/", watch.delete, name="watch-delete"),
    path("query/", query.query, name="query"),
    path("query/export/", query.export, name="query-export"),
    path("query/save/", query.save, name="query-save"),
    path("query/<str:token>/forget/", query.forget, name="query-forget"),
    path("evaluation/", evaluation.evaluation, name="evaluation"),
    path("evaluation/draft/", evaluation.draft, name="evaluation-draft"),
    path("evaluation/publish/", evaluation.publishing, name="evaluation-publish"),
    path("evaluation/<str:token>/", evaluation.edition, name="edition"),
    path("evaluation/<str:token>/reply/", evaluation.replying, name="evaluation-reply"),
]
