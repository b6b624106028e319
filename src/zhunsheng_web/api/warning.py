"""Warnings: lists, one of them, its rows and history, and what can be done."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router

from zhunsheng.model.text import Text
from zhunsheng_web.api.auth import asking
from zhunsheng_web.api.once import once_of
from zhunsheng_web.api.parts import a_moment, cursor, newest_first, opened
from zhunsheng_web.api.service import REFUSED
from zhunsheng_web.api.shapes import (
    ActIn,
    BatchIn,
    ChoiceLine,
    Cited,
    Code,
    Cursor,
    EventLine,
    EventPage,
    FieldLine,
    FormLine,
    Forms,
    Once,
    OutcomeLine,
    Outcomes,
    RowLine,
    RowPage,
    Title,
    Token,
    WarningLine,
    WarningPage,
    WarningWhole,
)
from zhunsheng_web.casework.acting import reach, reach_matter
from zhunsheng_web.casework.batch import batch
from zhunsheng_web.casework.faults import NotAllowed
from zhunsheng_web.casework.forms import Form
from zhunsheng_web.casework.masks import masks_of, sentence_of, told_of
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.offers import filled, possible
from zhunsheng_web.casework.performing import ACTS, perform
from zhunsheng_web.casework.queue import loaded, queue_of
from zhunsheng_web.casework.related import rows_of
from zhunsheng_web.casework.stages import Stage, Verb
from zhunsheng_web.clock import now
from zhunsheng_web.papers.tables import chosen
from zhunsheng_web.record.deed import AlreadyDone, note
from zhunsheng_web.ui.templatetags.words import say

router = Router(tags=["预警 / warnings"])
Page = Annotated[Cursor | None, Query()]
Limit = Annotated[int, Query(ge=1, le=200)]
Key = Annotated[Once | None, Header(alias="Idempotency-Key")]
_NOT_FOR_PEOPLE = Text(
    "这一项由系统办理，或另有入口。", "The system does this itself, or it has another address."
)
_NOBODY_NAMED = frozenset({Verb.ANSWER})


@router.get("", response={200: WarningPage} | REFUSED, summary="List / 清单")
def warnings(
    request: HttpRequest,
    level: Annotated[int | None, Query(ge=1, le=4)] = None,
    stage: Annotated[Stage | None, Query()] = None,
    office: Annotated[Code | None, Query()] = None,
    standard: Annotated[Code | None, Query()] = None,
    domain: Annotated[Code | None, Query()] = None,
    first: Annotated[dt.date | None, Query()] = None,
    last: Annotated[dt.date | None, Query()] = None,
    after: Page = None,
    limit: Limit = 50,
) -> WarningPage:
    """The warnings the asker may know of, newest first."""
    given = {
        "level": level, "stage": stage, "office": office, "standard": standard, "domain": domain,
        "first": first, "last": last,
    }  # fmt: skip
    told = {name: str(value) for name, value in given.items() if value is not None}
    rows, following = newest_first(chosen(asking(request), told), after, limit)
    return WarningPage(items=[_line(one) for one in rows], next=following)


@router.get("/queue", response={200: WarningPage} | REFUSED, summary="My queue / 我的待办")
def queue(request: HttpRequest, limit: Limit = 50) -> WarningPage:
    """What waits for the asker, what is due first on top. What is done leaves it: ask again."""
    names = queue_of(asking(request)).first_due(limit)
    return WarningPage(items=[_line(one) for one in loaded(names)], next=None)


@router.post("/batch", response={200: Outcomes} | REFUSED, summary="Act on many / 批量办理")
def act_on_many(request: HttpRequest, body: BatchIn, once: Key = None) -> Outcomes:
    """The same act on many warnings; each is its own act, and what became of each is told."""
    actor = asking(request)
    done = batch(
        Verb(body.verb),
        [(row.token, row.revision) for row in body.rows],
        body.given,
        actor=actor,
        now=now(),
        once=once_of(once, f"batch|{body.verb}"),
    )
    return Outcomes(
        items=[
            OutcomeLine(token=one.token, done=one.done, code=one.code, detail=say(one.text))
            for one in done
        ]
    )


@router.get("/{token}", response={200: WarningWhole} | REFUSED, summary="One warning / 一件预警")
def warning(request: HttpRequest, token: Annotated[Token, Path()]) -> WarningWhole:
    """One warning. That it was read is recorded."""
    return _whole(request, _seen(request, token))


@router.get("/{token}/rows", response={200: RowPage} | REFUSED, summary="Its records / 明细")
def rows(
    request: HttpRequest,
    token: Annotated[Token, Path()],
    after: Page = None,
    limit: Limit = 50,
) -> RowPage:
    """The findings of a warning, in order of time."""
    seen = _seen(request, token)
    found, masks = rows_of(seen, asking(request)).order_by("happened_at", "key"), masks_of(seen)
    if after is not None:
        at, key = opened(after, 2)
        moment = a_moment(at)
        found = found.filter(Q(happened_at__gt=moment) | Q(happened_at=moment, key__gt=key))
    part = list(found[: limit + 1])
    last = part[limit - 1] if len(part) > limit else None
    return RowPage(
        items=[
            RowLine(
                key=one.key,
                subject_type=one.subject_type,
                subject_id="" if one.subject_type == "officer" else one.subject_id,
                happened_at=one.happened_at,
                reason=one.reason,
                sentence=Title.of(told_of(one, masks)),
                observed=one.observed,
                allowed=one.allowed,
                unit=one.unit,
                money=one.money,
                cleared_at=one.cleared_at,
            )
            for one in part[:limit]
        ],
        next=cursor(last.happened_at.isoformat(), last.key) if last else None,
    )


@router.get("/{token}/events", response={200: EventPage} | REFUSED, summary="History / 办理过程")
def events(request: HttpRequest, token: Annotated[Token, Path()]) -> EventPage:
    """What was done, from the beginning; the last five hundred acts at most."""
    found = _seen(request, token).events.select_related("actor").order_by("-at", "-pk")[:500]
    return EventPage(
        items=[
            EventLine(
                token=one.token,
                verb=one.verb,
                at=one.at,
                by=one.actor.code if one.actor and one.verb not in _NOBODY_NAMED else None,
                source=one.source,
                target=one.target,
                reason_code=one.reason_code,
                text=one.text,
                was_due_at=one.was_due_at,
            )
            for one in reversed(found)
        ]
    )


@router.get("/{token}/forms", response={200: Forms} | REFUSED, summary="What to do / 可办事项")
def forms(request: HttpRequest, token: Annotated[Token, Path()]) -> Forms:
    """What the asker can do with it now, and what has to be given."""
    actor, moment = asking(request), now()
    found, matter = reach_matter(token, actor=actor, now=moment)
    note("warning.see", who=actor.code, on=("warning", token), now=moment)
    verbs = possible(found, actor, matter)
    return Forms(
        revision=found.revision,
        items=[_form(filled(verb, found, actor, matter)) for verb in verbs],
    )


@router.post("/{token}/{verb}", response={200: WarningWhole} | REFUSED, summary="Act / 办理")
def act(
    request: HttpRequest,
    response: HttpResponse,
    token: Annotated[Token, Path()],
    verb: Annotated[Verb, Path()],
    body: ActIn,
    once: Key = None,
) -> WarningWhole:
    """Does something with a warning. ``given`` is filled in as ``forms`` says. Done before under
    the same key: nothing happens again, and ``Idempotent-Replayed`` is ``true``."""
    actor, moment = asking(request), now()
    found = reach(token, actor=actor, now=moment)
    if verb not in ACTS:
        raise NotAllowed("not-for-people", _NOT_FOR_PEOPLE)
    try:
        perform(
            verb,
            token,
            body.given,
            actor=actor,
            now=moment,
            revision=body.revision,
            once=once_of(once, f"{token}|{verb}"),
        )
    except AlreadyDone:
        note("warning.see", who=actor.code, on=("warning", token), now=moment)
        response["Idempotent-Replayed"] = "true"
    # Handed up or on, it may be out of the asker's sight now: he is told what he did, no more.
    found.refresh_from_db()
    return _whole(request, found)


def _seen(request: HttpRequest, token: str) -> Warning:
    actor, moment = asking(request), now()
    found = reach(token, actor=actor, now=moment)
    note("warning.see", who=actor.code, on=("warning", token), now=moment)
    return found


def _line(one: Warning) -> WarningLine:
    return WarningLine(
        token=one.token,
        number=one.number,
        level=one.level,
        stage=one.stage,
        desk=one.desk,
        standard=one.yardstick.standard,
        title=Title.of(one.yardstick.title),
        office=one.office.code,
        office_title=Title.of(one.office.title),
        rows=one.rows,
        conclusion=one.conclusion,
        disposal=one.disposal,
        due_at=one.due_at,
        created_at=one.created_at,
        closed_at=one.closed_at,
        revision=one.revision,
    )


def _whole(request: HttpRequest, one: Warning) -> WarningWhole:
    whys = one.level_why if isinstance(one.level_why, list) else []
    basis = one.yardstick.basis if isinstance(one.yardstick.basis, list) else []
    return WarningWhole(
        **_line(one).model_dump(),
        sentence=Title.of(sentence_of(one)),
        level_why=[Title(zh=str(why.get("zh", "")), en=str(why.get("en", ""))) for why in whys],
        domain=one.yardstick.domain,
        basis=[
            Cited(
                law=str(cited.get("law") or ""),
                article=str(cited.get("article") or ""),
                title=Title.of(
                    Text(str(cited.get("title_zh") or ""), str(cited.get("title_en") or ""))
                ),
            )
            for cited in basis
        ],
        first_on=one.first_on,
        last_on=one.last_on,
        money=one.money,
        rows_cleared=one.rows_cleared,
        subject_kind=one.subject_kind,
        overall_due_at=one.overall_due_at,
        suspended_at=one.suspended_at,
        rectify_by=one.rectify_by,
        assignee=one.assignee.code if one.assignee else None,
        can=[str(verb) for verb in possible(one, asking(request))],
    )


def _form(form: Form) -> FormLine:
    return FormLine(
        verb=form.verb,
        title=Title.of(form.title),
        grave=form.grave,
        fields=[
            FieldLine(
                name=field.name,
                kind=field.kind,
                label=Title.of(field.label),
                required=field.required,
                choices=[
                    ChoiceLine(value=choice.value, title=Title.of(choice.title))
                    for choice in field.choices
                ],
                when={field.when[0]: [str(value) for value in field.when[1]]} if field.when else {},
            )
            for field in form.fields
        ],
    )
