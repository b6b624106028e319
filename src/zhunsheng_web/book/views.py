"""Pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.doors import signed_in


@signed_in
def register(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/page.html")


@signed_in
def information(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/page.html")
