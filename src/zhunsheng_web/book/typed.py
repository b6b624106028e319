"""What was typed into a form."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest


def text(request: HttpRequest, name: str) -> str:
    """A text, with line ends as they are kept and without NUL, which PostgreSQL refuses."""
    return request.POST.get(name, "").replace("\r\n", "\n").replace("\x00", "")


def day(request: HttpRequest, name: str) -> dt.date | None:
    """A day; None for none, or for what is no day."""
    try:
        return dt.date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


def revision(request: HttpRequest) -> int:
    """Which state of a thing the form was made from; 0 for none."""
    written = request.POST.get("revision", "")
    return int(written) if written.isdecimal() and len(written) < 10 else 0
