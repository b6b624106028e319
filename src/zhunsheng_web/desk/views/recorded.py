"""One act of a record as its source had it: the last step down from a figure."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng.model.text import Text
from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.bounded.running import Unanswered
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.casework.masks import Masks
from zhunsheng_web.casework.recorded import Recorded, recorded
from zhunsheng_web.casework.related import rows_of
from zhunsheng_web.clock import now
from zhunsheng_web.desk.rows import post_titles
from zhunsheng_web.desk.telling import offices_named
from zhunsheng_web.desk.views.warning import context_of, masks_of
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.faults import not_there

_NAMES = {"account": "person", "company": "company", "broker": "company", "vehicle": "company"}
"""Kinds of object whose number names somebody."""


@signed_in
def record(request: HttpRequest, token: str, key: str, act: str) -> HttpResponse:
    """An act on which a row of the warning rests; opening it is sealed before it is shown."""
    actor, moment = actor_in(request), now()
    try:
        found = reach(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    finding = rows_of(found, actor).filter(key=key).first()
    kept = next((one for one in finding.evidence if one["act"] == act), None) if finding else None
    if finding is None or kept is None:
        return not_there(request)
    concerned = list(found.concerns.order_by("-rows", "code").values_list("code", flat=True))
    masks = masks_of(request, found, actor, [finding], concerned)
    note("warning.record", who=actor.code, on=("warning", token), now=moment)
    fault: Text | None = None
    read: Recorded | None = None
    try:
        if kept.get("file"):
            read = recorded(int(act, 16), kept["file"], kept.get("row"))
    except Unanswered as unanswered:
        fault = unanswered.text
    return render(
        request,
        "desk/recorded.html",
        context_of(found, moment)
        | {
            "finding": finding,
            "read": read,
            "fault": fault,
            "officer": masks.person(read.officer) if read else None,
            "post": post_titles().get(read.post) or Text(read.post, read.post) if read else None,
            "office": offices_named([read.office]).get(read.office) if read else None,
            "entries": [(e.name, e.column, masks.value(e.value, e.mask)) for e in read.entries]
            if read
            else [],
            "objects": [
                (kind, _object(masks, of, number, read)) for of, kind, number in read.objects
            ]
            if read
            else [],
        },
        status=503 if fault else 200,
    )


def _object(masks: Masks, kind: str, number: str, read: Recorded) -> Text:
    """A number as it is shown; an account that is the officer's number with a letter before it is
    shown as the officer."""
    if kind == "account" and read.officer and number[1:] == read.officer:
        return masks.person(read.officer)
    return masks.value(Text(number, number), _NAMES.get(kind))
