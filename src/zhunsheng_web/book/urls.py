"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhunsheng_web.book import views

app_name = "book"
urlpatterns: list[URLPattern] = [
    path("register/", views.register, name="register"),
    path("information/", views.information, name="information"),
]
