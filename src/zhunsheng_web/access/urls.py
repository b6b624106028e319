"""The addresses of accounts, posts, the demonstration's door and what is opened in need."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhunsheng_web.access.views import beginning, door, glass, offices, people, requests

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("begin/", beginning.begin, name="begin"),
    path("demo/", door.door, name="door"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="add-person"),
    path("people/<slug:token>/", people.person, name="person"),
    path("people/<slug:token>/<slug:name>/", people.act, name="person-act"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<slug:token>/", requests.decide, name="decide"),
    path("offices/", offices.office, name="offices"),
    path("offices/<str:code>/", offices.office, name="office"),
    path("offices/<str:code>/change/", offices.change, name="change-office"),
    path("glass/", glass.glass, name="glass"),
    path("glass/ask/", glass.ask, name="ask-glass"),
    path("glass/<slug:token>/second/", glass.second, name="second-glass"),
    path("glass/<slug:token>/review/", glass.review, name="review-glass"),
]
