"""The addresses of forms and exports."""

from __future__ import annotations

from django.urls import path

from zhunsheng_web.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("about/<slug:about>/<slug:thing>/", views.offered_for, name="offered"),
    path("make/<slug:form_id>/", views.made, name="make"),
    path("exports/", views.exports, name="exports"),
    path("exports/warnings/", views.export_warnings, name="export_warnings"),
    path("exports/rows/<slug:token>/", views.export_rows, name="export_rows"),
    path("exports/register/", views.export_register, name="export_register"),
]
