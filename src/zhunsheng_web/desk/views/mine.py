"""The officer's own page: what he is asked, what he answered, how it ended, what is held of him.

He reads what was written down for him when he was asked, never a warning. Whoever was never asked
anything sees the same page as everybody else who was not, whatever there may be about him.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in, once_of, signed_in
from zhunsheng_web.access.models import Leave, Posting
from zhunsheng_web.casework.attachments import add_to_inquiry, waiting
from zhunsheng_web.casework.faults import Incomplete, NotDone, NotThere
from zhunsheng_web.casework.forms import form_of
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Attachment, Inquiry
from zhunsheng_web.casework.performing import perform_answer
from zhunsheng_web.casework.stages import Verb
from zhunsheng_web.casework.verbs.inquiries import ask_clearance, own_inquiry
from zhunsheng_web.clock import now
from zhunsheng_web.desk.uploads import with_uploads
from zhunsheng_web.desk.views.acting import typed
from zhunsheng_web.record.deed import AlreadyDone, note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

MOST = 200
SENT = Text("说明已提交并留痕。", "Your explanation is sent and recorded.")
ASKED = Text("已申请书面澄清。", "You have asked to be cleared in writing.")
SEND = Text("提交说明", "Send your explanation")
ON_LEAVE = Text(
    "您正在请假，至 {last}。请假期间岗位权限暂停，到期的预警已交接给他人。",
    "You are on leave until {last}. Your posts give you nothing to do meanwhile; what fell due was "
    "handed over.",
)
NO_POST = Text(
    "您目前没有有效任职，因此没有待办；如有误，请联系系统管理员。",
    "You hold no post at present, so nothing waits for you. If that is wrong, ask the system "
    "administrator.",
)
TWICE = Text("这份说明已经提交过，没有重复提交。", "This was sent before; nothing was sent twice.")


def rests_of(actor: Actor) -> Text | None:
    """Why his posts give him nothing today, for whoever wonders where his list has gone."""
    if actor.standings:
        return None
    away = Leave.objects.filter(person_id=actor.person_id, first__lte=actor.on)
    last = away.filter(last__gte=actor.on).order_by("-last").values_list("last", flat=True).first()
    if last is not None:
        return ON_LEAVE.fill(last=last.isoformat())
    return NO_POST


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What he is asked, open questions first, and what is held of him."""
    actor = actor_in(request)
    asked = list(Inquiry.objects.filter(person_id=actor.person_id).order_by("-asked_at")[:MOST])
    postings = (
        Posting.objects.filter(person_id=actor.person_id)
        .select_related("office")
        .order_by("-valid_from", "pk")
    )
    return render(
        request,
        "desk/mine.html",
        {
            "now": now(),
            "waiting": [one for one in asked if one.answered_at is None],
            "answered": [one for one in asked if one.answered_at is not None],
            "postings": postings,
            "rests": rests_of(actor),
            "leaves": Leave.objects.filter(person_id=actor.person_id).order_by("-first")[:20],
        },
    )


@signed_in
def inquiry(request: HttpRequest, token: str) -> HttpResponse:
    """One question put to him; POST: his answer."""
    actor, moment = actor_in(request), now()
    form = form_of(Verb.ANSWER)
    given: dict[str, Any] = {}
    refused: NotDone | None = None
    try:
        if request.method == "POST":
            given = typed(form, request.POST)

            def keep(name: str, content: bytes) -> Attachment:
                return add_to_inquiry(token, name, content, actor=actor, now=moment)

            try:
                given, refusal = with_uploads(form, given, request.FILES, keep)
                if refusal is not None:
                    raise refusal
                perform_answer(token, given, actor=actor, now=moment, once=once_of(request))
            except AlreadyDone:
                messages.info(request, say(TWICE))
                return redirect("desk:inquiry", token=token)
            except NotThere:
                raise
            except NotDone as fault:
                refused = fault
            else:
                messages.success(request, say(SENT))
                return redirect("desk:inquiry", token=token)
        found = own_inquiry(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    note("inquiry.see", who=actor.code, on=("inquiry", token), now=moment)
    context: dict[str, Any] = {
        "now": moment,
        "inquiry": found,
        "form": form,
        "send": SEND,
        "typed": {**given, "attachments_kept": waiting(found.warning, actor, found)},
        "faults": refused.fields if isinstance(refused, Incomplete) else {},
        "refused": refused,
        "reason": handling().reason(Verb.EXPLAIN, found.reason_code) if found.reason_code else None,
        "files": found.attachments.exclude(event=None).order_by("pk"),
        "once": secrets.token_hex(16),
    }
    return render(request, "desk/inquiry.html", context, status=refused.status if refused else 200)


@signed_in
@require_POST
def clearance(request: HttpRequest, token: str) -> HttpResponse:
    """Asks to be cleared in writing of what one explained."""
    actor, moment = actor_in(request), now()
    try:
        ask_clearance(token, actor=actor, now=moment, once=once_of(request))
    except NotThere:
        return not_there(request)
    except AlreadyDone:
        pass
    except NotDone as refused:
        note("inquiry.ask-clearance", who=actor.code, on=("inquiry", token), now=moment,
             result="denied", why=refused.code)  # fmt: skip
        messages.error(request, say(refused.text))
    else:
        messages.success(request, say(ASKED))
    return redirect("desk:inquiry", token=token)
