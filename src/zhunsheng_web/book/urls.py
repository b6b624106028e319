"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from zhunsheng_web.book.days import DayInAddress
from zhunsheng_web.book.views import information, register

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
    path("information/", information.information, name="information"),
]
