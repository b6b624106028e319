"""The addresses of the pages on which warnings are handled."""

from __future__ import annotations

from django.urls import path

from zhunsheng_web.desk.views import (
    acting,
    batch,
    course,
    files,
    handovers,
    leads,
    mine,
    mutes,
    notices,
    recorded,
    related,
    rows,
    today,
    warning,
)

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("notices/", notices.notices, name="notices"),
    path("notices/seen/", notices.all_seen, name="all_seen"),
    path("notices/<slug:token>/seen/", notices.seen, name="seen"),
    path("several/", batch.several, name="batch"),
    path("mutes/", mutes.mutes, name="mutes"),
    path("mutes/<slug:token>/<slug:verb>/", mutes.settle, name="mute_do"),
    path("warnings/<slug:token>/mute/", mutes.mute, name="mute"),
    path("leads/", leads.leads, name="leads"),
    path("leads/<slug:token>/", leads.lead, name="lead"),
    path("handovers/", handovers.handovers, name="handovers"),
    path("handovers/<slug:token>/", handovers.handover, name="handover"),
    path("warnings/<slug:token>/", warning.warning, name="warning"),
    path("warnings/<slug:token>/rows/", rows.rows, name="rows"),
    path("warnings/<slug:token>/rows/<slug:key>/<slug:act>/", recorded.record, name="record"),
    path("warnings/<slug:token>/course.svg", course.course, name="course"),
    path("warnings/<slug:token>/related/", related.others, name="related"),
    path("files/<slug:token>/", files.file, name="file"),
    path("warnings/<slug:token>/names/", warning.names, name="names"),
    path("warnings/<slug:token>/do/<slug:verb>/", acting.act, name="act"),
    path("mine/", mine.mine, name="mine"),
    path("mine/<slug:token>/", mine.inquiry, name="inquiry"),
    path("mine/<slug:token>/clearance/", mine.clearance, name="clearance"),
]
