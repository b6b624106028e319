"""Whether the demonstration's door stands open to whoever asks."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def is_open(request: HttpRequest) -> bool:
    """In a demonstration, from this machine, and not through somebody's proxy."""
    if not settings.DEMO or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
