"""The addresses of accounts, posts, the demonstration's door and what is opened in need."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhunsheng_web.access.views import beginning, door

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("begin/", beginning.begin, name="begin"),
    path("demo/", door.door, name="door"),
]
