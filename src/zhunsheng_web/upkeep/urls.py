"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhunsheng_web.upkeep import views

app_name = "upkeep"
urlpatterns: list[URLPattern] = [
    path("maintenance/", views.maintenance, name="maintenance"),
]
