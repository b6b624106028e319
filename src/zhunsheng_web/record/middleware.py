"""What could not be recorded was not done, and the reader is told so; what was refused is recorded,
by whoever refused it or else here."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.clock import now
from zhunsheng_web.record import log
from zhunsheng_web.record.deed import note
from zhunsheng_web.record.log import NotSealed

REFUSALS = (403, 404)


class RefusalMiddleware:
    """Answers 503 where the sealed log refused."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.sealed_before = log.written()  # type: ignore[attr-defined]
        answer = self._respond(request)
        if answer.status_code in REFUSALS:
            try:
                refused(request)
            except NotSealed as error:
                return self.process_exception(request, error) or answer
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NotSealed):
            return None
        return render(request, "ui/not_sealed.html", status=503)


def refused(request: HttpRequest) -> None:
    """Seals that somebody was refused an address that exists, unless a record of this request
    tells of it already. Raises NotSealed."""
    who = getattr(request, "auth", None) or getattr(request, "actor", None)
    match = request.resolver_match
    if who is None or match is None or log.written() != request.sealed_before:  # type: ignore[attr-defined]
        return
    what = "page.see" if request.method in ("GET", "HEAD") else "page.act"
    note(what, who=who.code, on=("page", match.view_name), now=now(), result="denied",
         why="not-there")  # fmt: skip
