"""The doors of the book's pages: what is not there for the reader is told alike, wherever in a view
that comes out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhunsheng_web.access.doors import View, actor_in, signed_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.ui.faults import not_there


def reader(view: View) -> View:
    """For whoever is signed in; NotThere is the page that says so."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotThere:
            return not_there(request)

    return guarded


def writer(what: str) -> Callable[[View], View]:
    """As :func:`reader`, for those who may do ``what`` of ``access/rules.yaml``."""

    def wrap(view: View) -> View:
        @reader
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(actor_in(request), what).allowed:
                raise NotThere
            return view(request, *args, **kwargs)

        return guarded

    return wrap
