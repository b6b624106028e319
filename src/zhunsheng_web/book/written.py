"""A form of information as it was sent, with what was wrong beside it."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest

from zhunsheng_web.access.roles import TITLES
from zhunsheng_web.book import cases
from zhunsheng_web.casework.faults import NotDone


def form(request: HttpRequest, fault: NotDone | None) -> dict[str, Any]:
    """What the template of a form reads."""
    return {
        "fault": fault,
        "field": getattr(fault, "field", ""),
        "left": fault.left if isinstance(fault, cases.NotAnonymous) else (),
        "typed": request.POST,
        "chosen": request.POST.getlist("roles"),
        "roles": [(role.value, title) for role, title in TITLES.items()],
        "once": secrets.token_hex(16),
    }
