"""The sealed log: its newest records, its checkpoint, the proof that nobody rewrote it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng.seal.record import Record
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import TITLES, Role
from zhunsheng_web.casework.faults import NotDone
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import note
from zhunsheng_web.ui.sheet import Kind, Sheet
from zhunsheng_web.ui.templatetags.words import say
from zhunsheng_web.upkeep.door import needs
from zhunsheng_web.upkeep.naming import title_of, titles
from zhunsheng_web.upkeep.proving import last_proof, standing, start
from zhunsheng_web.upkeep.searching import Sought, search
from zhunsheng_web.upkeep.taking_out import columns, taken_out

_LONGEST = 15
"""Figures of the number of a record; Python reads no number of some thousand."""
MOST_OUT, SECONDS_OUT = 5_000, 5.0
"""Records that leave at a time, and how long they are searched for."""
_READ_TO = Text(
    "从最新一条查到第 {n} 号；更早的未查。第 0 号表示查完全部。",
    "Searched from the newest record down to number {n}; not before. Number 0: all of them.",
)
_RESULTS = {
    "done": Text("完成", "done"),
    "denied": Text("拒绝", "denied"),
    "abandoned": Text("未生效", "abandoned"),
}


@needs("log.see", "log.verify")
def records(request: HttpRequest) -> HttpResponse:
    """Who did what when, newest first, for the audit administrator; the proof for both.

    ``who``, ``on``, ``what``, ``denied``: what is sought. A record names things by their tokens:
    nothing of a warning but that it was handled.
    """
    return _page(request)


@needs("log.see")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What is sought as a table, from the newest back."""
    actor, sought = actor_in(request), Sought.of(request.POST)
    found = search(standing().size, sought, most=MOST_OUT, seconds=SECONDS_OUT)
    note("log.see", who=actor.code, on=("log", f"{found.read_to}-{standing().size}"), now=now())
    names = _names(found.rows)
    heads = (
        Text("号", "No."), Text("时间", "When"), Text("工号", "Number"), Text("姓名", "Name"),
        Text("岗位", "Post"), Text("做了什么", "What"), Text("名称", "Its name"),
        Text("对象", "On"), Text("结果", "Result"), Text("依据", "Why"),
    )  # fmt: skip
    kinds: dict[int, Kind] = {0: "number", 1: "moment"}
    sheet = Sheet(
        say(Text("封存日志", "Sealed log")),
        columns(heads, kinds),
        [
            (
                number, one.when, one.who, names.get(one.who, ""), _post(one.post),
                say(title_of(one.what)), one.what, " ".join(one.on), say(_RESULTS[one.result]),
                one.why or "",
            )
            for number, one in found.rows
        ],
        notes=(say(_READ_TO.fill(n=str(found.read_to))),),
    )  # fmt: skip
    try:
        return taken_out(request, sheet, kind="sealed-log", what="log.see")
    except NotDone as refused:
        return _page(request, refused)


@needs("log.see", "log.verify")
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed checkpoint as a file, to be kept where the workbench cannot reach."""
    log = standing()
    answer = HttpResponse(log.checkpoint, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="checkpoint-{log.size}.txt"'
    return answer


@needs("log.verify")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Begins a verification."""
    actor, moment = actor_in(request), now()
    note("log.verify", who=actor.code, on=("log", "all"), now=moment)
    start(moment)
    return redirect("upkeep:log")


def _page(request: HttpRequest, refused: NotDone | None = None) -> HttpResponse:
    actor, log = actor_in(request), standing()
    reads = may(actor, "log.see").allowed
    given = request.POST if request.method == "POST" else request.GET
    sought, rows, read_to = Sought.of(given), list[tuple[int, Record]](), 0
    if reads:
        end = log.size
        before = given.get("before", "")
        if before.isdecimal() and len(before) <= _LONGEST:
            end = min(end, int(before))
        found = search(end, sought)
        rows, read_to = found.rows, found.read_to
        note("log.see", who=actor.code, on=("log", f"{read_to}-{end}"), now=now())
    names = _names(rows)
    asked = {"who": sought.who, "on": sought.on, "what": sought.what,
             "denied": "yes" if sought.denied else ""}  # fmt: skip
    context = {
        "log": log,
        "reads": reads,
        "verifies": may(actor, "log.verify").allowed,
        "rows": [
            (number, one, names.get(one.who, ""), _post(one.post), title_of(one.what))
            for number, one in rows
        ],
        "sought": sought,
        "titles": sorted(
            ((name, say(title)) for name, title in titles().items()), key=lambda one: one[1]
        ),
        "earlier": "?" + urlencode({k: v for k, v in asked.items() if v} | {"before": read_to})
        if reads and read_to
        else None,
        "read_to": read_to,
        "proof": last_proof(),
        "purpose": request.POST.get("purpose", ""),
        "fault": say(refused.text) if refused else None,
    }
    return render(request, "upkeep/log.html", context, status=refused.status if refused else 200)


def _names(rows: Iterable[tuple[int, Record]]) -> dict[str, str]:
    """Who they are who acted, in the reader's language; not in the log, which knows numbers."""
    codes = {one.who for _, one in rows}
    return {one.code: say(one.name) for one in Person.objects.filter(code__in=codes)}


def _post(post: str | None) -> str:
    """The title of the role a record names, if it names one."""
    return say(TITLES[Role(post)]) if post in set(Role) else post or ""
