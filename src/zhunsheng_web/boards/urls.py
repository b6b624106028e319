"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhunsheng_web.boards import views

app_name = "boards"
urlpatterns: list[URLPattern] = [
    path("monitoring/", views.monitoring, name="monitoring"),
    path("watch/", views.watch, name="watch"),
    path("query/", views.query, name="query"),
    path("evaluation/", views.evaluation, name="evaluation"),
]
