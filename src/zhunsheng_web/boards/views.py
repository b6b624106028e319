"""Pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.doors import signed_in


@signed_in
def monitoring(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/page.html")


@signed_in
def watch(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/page.html")


@signed_in
def query(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/page.html")


@signed_in
def evaluation(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/page.html")
