"""The addresses of the pages on which warnings are handled."""

from __future__ import annotations

from django.urls import path

from zhunsheng_web.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("warnings/<slug:token>/", views.warning, name="warning"),
    path("warnings/<slug:token>/<slug:verb>/", views.act, name="act"),
    path("mine/", views.mine, name="mine"),
]
