"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from zhunsheng_web.book.days import DayInAddress
from zhunsheng_web.book.views import (
    cases,
    information,
    learning,
    notices,
    proposals,
    register,
)

register_converter(DayInAddress, "day")
app_name = "book"
urlpatterns: list[URLPattern] = [
    path("register/", register.register, name="register"),
    path("register/search/", register.search, name="search"),
    path("register/changed/", register.changed, name="changed"),
    path("register/turn/", register.turn, name="turn"),
    path("register/<day:on>/", register.register, name="register_on"),
    path("register/<day:on>/<slug:section>/", register.chapter, name="chapter"),
    path("register/<day:on>/laws/<str:law>/touched/", register.touched, name="touched"),
    path("register/<day:on>/<slug:section>/<str:item>/", register.item, name="item"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.new, name="proposal_new"),
    path("proposals/<slug:token>/", proposals.proposal, name="proposal"),
    path("proposals/<slug:token>/edit/", proposals.edit, name="proposal_edit"),
    path("proposals/<slug:token>/trial/", proposals.trial, name="proposal_trial"),
    path("proposals/<slug:token>/patch/", proposals.patch_file, name="proposal_patch"),
    path("proposals/<slug:token>/do/<slug:verb>/", proposals.act, name="proposal_do"),
    path("learning/", learning.learning, name="learning"),
    path("learning/<str:standard>/", learning.standard, name="learned"),
    path("information/", information.information, name="information"),
    path("information/guides/<slug:name>/", information.guide, name="guide"),
    path("information/notices/new/", notices.announce, name="announce"),
    path("information/notices/<slug:token>/", notices.announcement, name="announcement"),
    path(
        "information/notices/<slug:token>/<slug:verb>/",
        notices.announcement_do,
        name="announcement_do",
    ),
    path("information/cases/new/", cases.case_new, name="case_new"),
    path("information/cases/<slug:token>/", cases.case, name="case"),
    path("information/cases/<slug:token>/edit/", cases.case_edit, name="case_edit"),
    path("information/cases/<slug:token>/do/<slug:verb>/", cases.case_do, name="case_do"),
]
