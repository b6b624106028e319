"""组合查询: questions over warnings and over the trace, without writing any SQL."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.boards.asking.answering import Answer, answer, fields_of, may_ask
from zhunsheng_web.boards.asking.examples import examples
from zhunsheng_web.boards.asking.field import Field
from zhunsheng_web.boards.asking.question import (
    MOST_CONDITIONS,
    MOST_GROUPS,
    OPERATORS,
    SHOWN,
    Condition,
    Question,
    question_of,
    restored,
)
from zhunsheng_web.boards.doors import for_those_who_may
from zhunsheng_web.boards.models import SavedQuery
from zhunsheng_web.casework.bounded.running import MOST_ROWS, Unanswered
from zhunsheng_web.casework.faults import NotDone
from zhunsheng_web.clock import now, today
from zhunsheng_web.export.gate import leave
from zhunsheng_web.record.deed import deed, note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.sheet import Column, Sheet
from zhunsheng_web.ui.templatetags.words import say

ON_PAGE = 200
MOST_SAVED = 100
_BOTH = ("query.warnings", "query.trace")


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition as the form shows it. ``stem`` names its fields."""

    stem: str
    condition: Condition
    field: Field | None

    @property
    def value(self) -> str:
        """The value as it was typed; one of a closed list by its title."""
        typed = self.condition.value
        known = dict(self.field.codes).get(typed) if self.field else None
        return say(known) if known else typed


@for_those_who_may(*_BOTH)
def query(request: HttpRequest) -> HttpResponse:
    """The form with the question of the address; with ``run``, its answer."""
    actor = actor_in(request)
    question = question_of(request.GET.dict())
    if not may_ask(actor, question.about):
        if "about" in request.GET:
            return not_there(request)
        question = Question("acts", ())
    found: Answer | None = None
    fault: Text | None = None
    if "run" in request.GET:
        try:
            found = _asked(question, actor)
        except Unanswered as unanswered:
            fault = unanswered.text
    return _page(request, actor, question, found, fault)


@for_those_who_may(*_BOTH)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The answer as a file, through the one gate all tables leave by."""
    actor, question = actor_in(request), question_of(request.POST.dict())
    if not may_ask(actor, question.about):
        return not_there(request)
    try:
        found = _asked(question, actor)
        named = question.about == "acts" and may(actor, "names.see").allowed
        sheet = Sheet(
            say(Text("组合查询结果", "Answer to a query")),
            tuple(
                Column(say(one.title), "number" if one.kind == "number" else "text")
                for one in found.columns
            ),
            found.rows,
            (say(_CUT.fill(most=f"{MOST_ROWS:,}")),) if found.cut else (),
        )
        leaving = leave(
            sheet,
            kind=f"query-{question.about}",
            form=request.POST.get("form", ""),
            actor=actor,
            now=now(),
            named=named and not question.by,
            purpose=request.POST.get("purpose", ""),
        )
    except (Unanswered, NotDone) as refused:
        return _page(request, actor, question, None, refused.text)
    return leaving.response()


@for_those_who_may(*_BOTH)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Gives a question a name; the same name again replaces it."""
    actor, question = actor_in(request), question_of(request.POST.dict())
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:80]
    if not name:
        return _page(
            request, actor, question, None,
            Text("请给查询起个名称再保存。", "Give the query a name before saving it."),
        )  # fmt: skip
    mine = SavedQuery.objects.filter(person_id=actor.person_id)
    if mine.count() >= MOST_SAVED and not mine.filter(name=name).exists():
        return _page(
            request, actor, question, None,
            Text(f"最多保存{MOST_SAVED}个查询，请先删除不用的。",
                 f"At most {MOST_SAVED} queries can be saved; delete one first."),
        )  # fmt: skip
    try:
        with deed("query.save", who=actor.code, on=("query", question.digest), now=now(),
                  name=secrets.token_hex(16)):  # fmt: skip
            SavedQuery.objects.update_or_create(
                person_id=actor.person_id,
                name=name,
                defaults={"question": question.stored(), "made_at": now()},
            )
    except IntegrityError:
        pass  # Saved at the same moment from another window: it is there.
    messages.success(request, say(Text(f"已保存“{name}”。", f"“{name}” is saved.")))
    return redirect(f"{reverse('boards:query')}?{urlencode(question.fields())}")


@for_those_who_may(*_BOTH)
@require_POST
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """Deletes a saved query of one's own."""
    actor = actor_in(request)
    mine = SavedQuery.objects.filter(person_id=actor.person_id, token=token)
    if not mine.exists():
        return not_there(request)
    with deed("query.forget", who=actor.code, on=("query", token), now=now(),
              name=secrets.token_hex(16)):  # fmt: skip
        mine.delete()
    messages.success(request, say(Text("已删除。", "Deleted.")))
    return redirect("boards:query")


_CUT = Text(
    "结果超过 {most} 行，只取前 {most} 行；请增加条件。",
    "There are more than {most} rows; these are the first {most}. Add a condition.",
)


def _asked(question: Question, actor: Actor) -> Answer:
    note("query.run", who=actor.code, on=("query", question.digest), now=now(), why=question.about)
    return answer(question, actor)


def _page(
    request: HttpRequest,
    actor: Actor,
    question: Question,
    found: Answer | None,
    fault: Text | None,
) -> HttpResponse:
    fields = fields_of(actor, question.about)
    shown = []
    if found is not None:
        tokens = found.tokens or [""] * min(len(found.rows), ON_PAGE)
        numbers = [one.kind == "number" for one in found.columns]
        rows = [list(zip(row, numbers, strict=True)) for row in found.rows[:ON_PAGE]]
        shown = list(zip(rows, tokens, strict=False))
    used = {one.field for group in question.groups for one in group}
    return render(
        request,
        "boards/query.html",
        {
            "question": question,
            "kept": question.fields(),
            "groups": _form(question, fields),
            "fields": list(fields.values()),
            "countable": [one for one in fields.values() if one.counted],
            "lists": [one for name, one in fields.items() if name in used and one.codes],
            "operators": OPERATORS,
            "shown_as": SHOWN,
            "both": may_ask(actor, "acts") and may_ask(actor, "warnings"),
            "answer": found,
            "rows": shown,
            "cut": _CUT.fill(most=f"{MOST_ROWS:,}") if found and found.cut else None,
            "on_page": ON_PAGE,
            "fault": fault,
            "named": question.about == "acts"
            and not question.by
            and may(actor, "names.see").allowed,
            "examples": [
                (title, urlencode(one.fields() | {"run": "1"}))
                for title, one in examples(question.about, fields, today())
            ],
            "may_export": may(actor, "export.make").allowed,
            "saved": [
                (one, urlencode(restored(one.question).fields() | {"run": "1"}))
                for one in SavedQuery.objects.filter(person_id=actor.person_id)
            ],
        },
        status=422 if fault else 200,
    )


def _form(question: Question, fields: dict[str, Field]) -> list[list[Asked]]:
    """The conditions, with an empty one after each group and an empty group after all."""
    groups = []
    for at in range(min(len(question.groups) + 1, MOST_GROUPS)):
        told = question.groups[at] if at < len(question.groups) else ()
        rows = [*told, Condition("", "")][:MOST_CONDITIONS]
        groups.append(
            [
                Asked(f"c-{at}-{place}-", one, fields.get(one.field))
                for place, one in enumerate(rows)
            ]
        )
    return groups
