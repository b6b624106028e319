"""Who may open these pages: the policy says; to others they are not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhunsheng_web.access.doors import View, actor_in, signed_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.ui.faults import not_there


def for_those_who_may(*whats: str) -> Callable[[View], View]:
    """Only for somebody who may do one of these (``rules.yaml``) somewhere."""

    def wrap(view: View) -> View:
        @signed_in
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(may(actor_in(request), what).allowed for what in whats):
                return not_there(request)
            return view(request, *args, **kwargs)

        return guarded

    return wrap
