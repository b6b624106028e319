"""The addresses of the maintenance pages."""

from __future__ import annotations

from django.urls import path

from zhunsheng_web.upkeep.views import acts, log, overview, parameters, runs, sources

app_name = "upkeep"
urlpatterns = [
    path("", overview.maintenance, name="maintenance"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<str:run>/", runs.run, name="run"),
    path("sources/", sources.sources, name="sources"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("log/", log.records, name="log"),
    path("log/checkpoint", log.checkpoint, name="checkpoint"),
    path("log/export/", log.export, name="log_export"),
    path("acts/", acts.acts, name="acts"),
    path("acts/export/", acts.export, name="acts_export"),
    path("log/verify/", log.verify, name="verify"),
]
