"""The addresses of the API."""

from __future__ import annotations

from django.urls import path

from zhunsheng_web.api import others, pages, views, warning
from zhunsheng_web.api.service import service

for _prefix, _router in (
    ("/warnings", warning.router),
    ("/me", others.me),
    ("/inquiries", others.inquiries),
    ("/notices", others.notices),
    ("/register", others.book),
    ("/runs", others.runs),
    ("/keys", others.keys),
    ("/health", others.health),
):
    service.add_router(_prefix, _router)
app_name = "api"
urlpatterns = [
    path("", views.described, name="described"),
    path("keys/", pages.keys, name="keys"),
    path("keys/make/", pages.make, name="key_make"),
    path("keys/<slug:token>/end/", pages.end, name="key_end"),
    path("v1/", service.urls),
]
