"""What could not be recorded was not done, and the reader is told so."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.record.log import NotSealed


class RefusalMiddleware:
    """Answers 503 where the sealed log refused."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NotSealed):
            return None
        return render(request, "ui/not_sealed.html", status=503)
