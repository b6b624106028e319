"""The officer's own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.doors import signed_in


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What the officer himself is asked, and how it ended."""
    return render(request, "desk/mine.html")
