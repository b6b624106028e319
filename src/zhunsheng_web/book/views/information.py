"""Information: cases, guides, notices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.doors import signed_in


@signed_in
def information(request: HttpRequest) -> HttpResponse:
    """What is published to the reader's posts."""
    return render(request, "ui/page.html")
