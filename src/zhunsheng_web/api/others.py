"""Everything that is not a warning: who asks, inquiries, notices, the register, runs, keys."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Status

from zhunsheng.model.text import Text
from zhunsheng_web.access.models import Notice
from zhunsheng_web.access.policy import may
from zhunsheng_web.api.auth import asking
from zhunsheng_web.api.keys import end_key, make_key
from zhunsheng_web.api.models import AccessKey
from zhunsheng_web.api.once import once_of
from zhunsheng_web.api.parts import cursor, opened
from zhunsheng_web.api.service import REFUSED
from zhunsheng_web.api.shapes import (
    AnswerIn,
    Code,
    Cursor,
    Health,
    Inquiries,
    InquiryLine,
    KeyIn,
    KeyLine,
    KeyMade,
    Keys,
    Me,
    NoticeLine,
    Notices,
    Once,
    RegisterLine,
    RegisterPage,
    RunCounts,
    RunLine,
    Runs,
    Standing,
    Title,
    Token,
)
from zhunsheng_web.casework.faults import NotAllowed, NotThere
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Inquiry, Intake
from zhunsheng_web.casework.performing import perform_answer
from zhunsheng_web.casework.telling import see
from zhunsheng_web.casework.verbs.inquiries import own_inquiry
from zhunsheng_web.clock import now
from zhunsheng_web.record.deed import AlreadyDone, note

me, inquiries, notices = Router(tags=["本人 / me"]), Router(tags=["说明 / inquiries"]), Router()
book, runs, keys = Router(tags=["权责清单 / register"]), Router(), Router(tags=["密钥 / keys"])
notices.tags, runs.tags = ["提醒 / notices"], ["运行 / runs"]
health = Router(tags=["状态 / health"])
Limit = Annotated[int, Query(ge=1, le=200)]
Key = Annotated[Once | None, Header(alias="Idempotency-Key")]
Part = Literal["powers", "posts", "standards", "risk_points", "laws"]
_NOT_YOURS = Text("您的岗位不查看运行情况。", "Your post does not see the runs.")


@health.get("", response={200: Health}, auth=None, summary="Health / 状态")
def healthy(request: HttpRequest) -> Health:
    """Answers while the workbench serves. Says nothing else to nobody in particular."""
    return Health(status="ok")


@me.get("", response={200: Me} | REFUSED, summary="Who asks / 本人")
def who(request: HttpRequest) -> Me:
    """The asker and the posts he holds today."""
    actor = asking(request)
    return Me(
        code=actor.code,
        name=Title.of(actor.name),
        standings=[
            Standing(
                role=one.role,
                office=one.path.rstrip(".").rpartition(".")[2],
                office_title=Title.of(one.office),
                acting=one.acting,
            )
            for one in actor.standings
        ],
    )


@inquiries.get("", response={200: Inquiries} | REFUSED, summary="What I am asked / 请我说明的事项")
def asked(request: HttpRequest) -> Inquiries:
    """What the asker himself was asked, the latest first; two hundred at most."""
    found = Inquiry.objects.filter(person_id=asking(request).person_id).order_by("-asked_at", "pk")
    return Inquiries(items=[_inquiry(one) for one in found[:200]])


@inquiries.get("/{token}", response={200: InquiryLine} | REFUSED, summary="One of them / 一项")
def one_asked(request: HttpRequest, token: Annotated[Token, Path()]) -> InquiryLine:
    """One of them. That it was read is recorded."""
    actor, moment = asking(request), now()
    found = own_inquiry(token, actor=actor, now=moment)
    note("inquiry.see", who=actor.code, on=("inquiry", token), now=moment)
    return _inquiry(found)


@inquiries.post("/{token}/answer", response={200: InquiryLine} | REFUSED, summary="Answer / 说明")
def answer(
    request: HttpRequest,
    response: HttpResponse,
    token: Annotated[Token, Path()],
    body: AnswerIn,
    once: Key = None,
) -> InquiryLine:
    """Answers it: ``text``, ``reason_code``, ``attachments``."""
    actor, moment = asking(request), now()
    own_inquiry(token, actor=actor, now=moment)
    try:
        perform_answer(
            token, body.given, actor=actor, now=moment, once=once_of(once, f"answer|{token}")
        )
    except AlreadyDone:
        note("inquiry.see", who=actor.code, on=("inquiry", token), now=moment)
        response["Idempotent-Replayed"] = "true"
    return _inquiry(own_inquiry(token, actor=actor, now=moment))


@notices.get("", response={200: Notices} | REFUSED, summary="What I am told / 提醒")
def told(request: HttpRequest, limit: Limit = 50) -> Notices:
    """The latest notices to the asker."""
    found = Notice.objects.filter(person_id=asking(request).person_id).order_by("-made_at", "pk")
    return Notices(
        items=[
            NoticeLine(
                token=one.token,
                kind=one.kind,
                title=Title.of(one.title),
                link=one.link,
                made_at=one.made_at,
                seen_at=one.seen_at,
            )
            for one in found[:limit]
        ]
    )


@notices.post("/{token}/seen", response={204: None} | REFUSED, summary="Seen / 已阅")
def seen(request: HttpRequest, token: Annotated[Token, Path()]) -> Status[None]:
    """Notes that a notice was read. Somebody else's is not there."""
    if not see(token, actor=asking(request), now=now()):
        raise NotThere
    return Status(204, None)


@book.get("/{part}", response={200: RegisterPage} | REFUSED, summary="Register / 权责清单")
def items(
    request: HttpRequest,
    part: Annotated[Part, Path()],
    after: Annotated[Cursor | None, Query()] = None,
    limit: Limit = 50,
) -> RegisterPage:
    """A part of the register in use, in order of ids."""
    ordered = _items(part)
    if after is not None:
        last = opened(after, 1)[0]
        ordered = [one for one in ordered if one.id > last]
    following = cursor(ordered[limit - 1].id) if len(ordered) > limit else None
    return RegisterPage(
        items=[RegisterLine(id=one.id, title=Title.of(one.title)) for one in ordered[:limit]],
        next=following,
    )


@book.get("/{part}/{id}", response={200: RegisterLine} | REFUSED, summary="One item / 一项")
def item(
    request: HttpRequest, part: Annotated[Part, Path()], id: Annotated[Code, Path()]
) -> RegisterLine:
    """One item by its id."""
    for one in _items(part):
        if one.id == id:
            return RegisterLine(id=one.id, title=Title.of(one.title))
    raise NotThere


@runs.get("", response={200: Runs} | REFUSED, summary="Runs taken in / 运行")
def taken_in(request: HttpRequest, limit: Limit = 50) -> Runs:
    """The latest runs; to the administrators also how their findings were accounted for."""
    actor = asking(request)
    if not may(actor, "runs.see").allowed:
        note("runs.see", who=actor.code, on=("runs", "all"), now=now(), result="denied",
             why="not-your-post")  # fmt: skip
        raise NotAllowed("not-your-post", _NOT_YOURS)
    counts = may(actor, "runs.count").allowed
    return Runs(
        items=[
            RunLine(
                run=one.run,
                as_of=one.as_of,
                taken_at=one.taken_at,
                counts=RunCounts.model_validate(one) if counts else None,
            )
            for one in Intake.objects.order_by("-taken_at")[:limit]
        ]
    )


@keys.get("", response={200: Keys} | REFUSED, summary="My keys / 我的密钥")
def mine(request: HttpRequest) -> Keys:
    """The asker's keys, the latest first; their secrets are not kept."""
    found = AccessKey.objects.filter(person_id=asking(request).person_id).order_by("-made_at")
    return Keys(items=[KeyLine(**_key(one)) for one in found[:100]])


@keys.post("", response={201: KeyMade} | REFUSED, summary="Make a key / 新建密钥")
def make(request: HttpRequest, body: KeyIn) -> Status[KeyMade]:
    """A key for a program of one's own. Made with a web session only: a key makes no keys."""
    actor = asking(request)
    if hasattr(request, "by_key"):
        raise NotAllowed(
            "key-makes-key",
            Text("请登录网页后新建密钥。", "Sign in with a browser to make a key."),
        )
    made, secret = make_key(body.title, body.scope, body.days, actor=actor, now=now())
    return Status(201, KeyMade(**_key(made), secret=secret))


@keys.delete("/{token}", response={204: None} | REFUSED, summary="End a key / 停用密钥")
def end(request: HttpRequest, token: Annotated[Token, Path()]) -> Status[None]:
    """Ends a key at once: one's own, or anybody's for the security administrator."""
    end_key(token, actor=asking(request), now=now())
    return Status(204, None)


def _items(part: str) -> list[Any]:
    return sorted(getattr(register(), part), key=lambda one: one.id)


def _key(one: AccessKey) -> dict[str, Any]:
    return {
        "token": one.token,
        "title": one.title,
        "scope": one.scope,
        "made_at": one.made_at,
        "expires_at": one.expires_at,
        "last_used_on": one.last_used_on,
        "ended_at": one.ended_at,
    }


def _inquiry(one: Inquiry) -> InquiryLine:
    return InquiryLine(
        token=one.token,
        question=one.question,
        asked_at=one.asked_at,
        due_at=one.due_at,
        answered_at=one.answered_at,
        answer=one.answer,
        cleared_at=one.cleared_at,
        clearance=one.clearance,
    )
