"""Refusals as problem details (RFC 9457), in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhunsheng.model.text import Text
from zhunsheng_web.casework.faults import Incomplete, NotDone
from zhunsheng_web.record.log import NotSealed
from zhunsheng_web.record.middleware import REFUSALS, refused
from zhunsheng_web.ui.templatetags.words import say

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: Text("请求无法读取", "The request cannot be read"),
    401: Text("请先登录或出示有效密钥", "Sign in, or show a valid key"),
    403: Text("不允许", "Not allowed"),
    404: Text("没有这一项", "There is no such thing"),
    409: Text("未予办理", "Not done"),
    413: Text("请求过大", "The request is too large"),
    422: Text("所填内容有误", "Something that was given is wrong"),
    503: Text("未能留痕，未予办理", "Not recorded, so not done"),
}
_UNREAD = Text("请求正文应为 UTF-8 编码的 JSON。", "The body has to be JSON in UTF-8.")
_CSRF = Text(
    "缺少或不符的 CSRF 令牌。使用网页会话时，请随请求发送 X-CSRFToken。",
    "The CSRF token is missing or wrong. With a web session, send it as X-CSRFToken.",
)
_SIGN_IN = Text(
    "请登录，或以 Authorization: Bearer 出示本人的访问密钥。密钥可能已过期或停用。",
    "Sign in, or show a key of your own as Authorization: Bearer. It may have expired or ended.",
)
_FIELDS = Text("请按各字段的说明改正。", "Mend each field as it says.")
_SEALED = Text(
    "办理记录暂时无法写入封存日志，数据没有变化。请稍后重试。",
    "The sealed log could not be written; nothing has changed. Try again in a moment.",
)
_LARGE = Text("请求正文不超过 2.5 MB。", "A body has at most 2.5 MB.")
_NOWHERE = Text("没有这一项，或者您无权查看。", "There is no such thing, or it is not for you.")


class FieldProblem(Schema):
    """One field that is wrong: where it stands, and why."""

    field: str
    detail: str


class Problem(Schema):
    """A refusal. ``code`` is for programs and does not change with the language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = []


def problem(
    status: int, code: str, detail: Text, errors: Mapping[str, str] | None = None
) -> HttpResponse:
    """The answer."""
    body = Problem(
        type=f"/api/v1/#{code}",
        title=say(_TITLES[status]),
        status=status,
        detail=say(detail),
        code=code,
        errors=[FieldProblem(field=name, detail=why) for name, why in (errors or {}).items()],
    )
    content = json.dumps(body.model_dump(), ensure_ascii=False)
    answer = HttpResponse(content, status=status, content_type=MEDIA_TYPE)
    answer["Content-Language"] = get_language() or "zh-hans"
    answer["Cache-Control"] = "no-store"
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def told_by(api: NinjaAPI) -> None:
    """Makes every refusal of ``api`` a problem."""

    def not_done(request: HttpRequest, fault: Any) -> HttpResponse:
        assert isinstance(fault, NotDone)
        if fault.status in REFUSALS:
            try:
                refused(request)
            except NotSealed:
                return problem(503, "not-sealed", _SEALED)
        told = fault.fields if isinstance(fault, Incomplete) else {}
        errors = {name: say(text) for name, text in told.items()}
        return problem(fault.status, fault.code, fault.text, errors)

    def invalid(request: HttpRequest, fault: Any) -> HttpResponse:
        assert isinstance(fault, ValidationError)
        errors: dict[str, str] = {}
        for one in fault.errors[:50]:
            # The value itself is not said again: it may be anything.
            place = ".".join(str(step)[:60] for step in one.get("loc", ()))
            errors[place] = str(one.get("msg", ""))[:300]
        return problem(422, "invalid", _FIELDS, errors)

    def http(request: HttpRequest, fault: Any) -> HttpResponse:
        assert isinstance(fault, HttpError)
        if isinstance(fault, AuthenticationError):
            return problem(401, "sign-in", _SIGN_IN)
        if fault.status_code == 403:
            return problem(403, "csrf", _CSRF)
        return problem(400, "unreadable", _UNREAD)

    handlers: dict[type[Exception], Any] = {
        NotDone: not_done,
        ValidationError: invalid,
        HttpError: http,
        Http404: lambda request, fault: problem(404, "not-there", _NOWHERE),
        NotSealed: lambda request, fault: problem(503, "not-sealed", _SEALED),
        RequestDataTooBig: lambda request, fault: problem(413, "too-large", _LARGE),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
