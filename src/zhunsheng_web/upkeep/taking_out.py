"""A book of the maintenance pages, taken out as a table with everybody's name and for a purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse

from zhunsheng.model.text import Text
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.clock import now
from zhunsheng_web.export.gate import leave
from zhunsheng_web.ui.sheet import Column, Kind, Sheet
from zhunsheng_web.ui.templatetags.words import say


def columns(heads: Sequence[Text], kinds: Mapping[int, Kind]) -> tuple[Column, ...]:
    """The columns of these heads; those without a kind by their place are text."""
    return tuple(Column(say(head), kinds.get(at, "text")) for at, head in enumerate(heads))


def taken_out(request: HttpRequest, sheet: Sheet, *, kind: str, what: str) -> HttpResponse:
    """The table as the form asked for it. ``kind``: of the export; ``what``: the rule that permits
    it. Raises NotDone."""
    return leave(
        sheet,
        kind=kind,
        form=request.POST.get("form", "xlsx"),
        actor=actor_in(request),
        now=now(),
        named=True,
        purpose=request.POST.get("purpose", ""),
        what=what,
    ).response()
