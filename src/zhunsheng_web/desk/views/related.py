"""What a warning belongs to: others of the same cause or person, proposals, standing mutes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import prefixes
from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.casework.acting import reach
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.casework.models import Mute
from zhunsheng_web.casework.mutes import standing
from zhunsheng_web.casework.proposal_reach import visible_proposals
from zhunsheng_web.casework.related import related
from zhunsheng_web.clock import now
from zhunsheng_web.desk.views.warning import context_of
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.faults import not_there

KINDS = {
    "recurrence": Text("同一原因再次发生", "the same cause again"),
    "raised": Text("因之上调", "raised because of it"),
    "officer": Text("同一关员", "the same officer"),
    "office": Text("同一单位、同一标准", "the same office and standard"),
    "case": Text("同一对象", "the same case"),
}
_OTHER = Text("相关", "related")
MOST = 20


@signed_in
def others(request: HttpRequest, token: str) -> HttpResponse:
    """Those the reader may see. Asked for by the page of the warning once it stands; a page of its
    own where no script runs."""
    actor, moment = actor_in(request), now()
    try:
        found = reach(token, actor=actor, now=moment)
    except NotThere:
        return not_there(request)
    note("warning.related", who=actor.code, on=("warning", token), now=moment)
    mutes = Mute.objects.none()
    if may(actor, "mute.make", found.office_path).allowed:
        mutes = Mute.objects.filter(
            standing(actor.on),
            standard=found.yardstick.standard,
            office_path__in=list(prefixes(found.office_path)),
            subject_id__in=("", found.subject_id),
        ).order_by("-made_at")
    beside = related(found, actor)
    page = "desk/related_part.html" if request.headers.get("HX-Request") else "desk/related.html"
    return render(
        request,
        page,
        context_of(found, moment)
        | {
            "related": [(one.warning, KINDS.get(one.kind, _OTHER)) for one in beside],
            "proposals": visible_proposals(actor)
            .filter(warnings=found)
            .order_by("-made_at")[:MOST],
            "mutes": mutes[:MOST],
        },
    )
