"""What a reader is shown when a page cannot be: why, and what he can do, in both languages.

A page that is not there and a page that is not for him are one and the same answer.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from zhunsheng.model.text import Text

REFUSED = Text("不能打开", "Not for you")
UNREADABLE = Text("请求无法识别", "The request could not be read")
EXPIRED = Text("页面已失效，未予办理", "The page has expired; nothing was done")
BROKEN = Text("系统出错", "Something broke")


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same whether there is no such page or it is not for the reader."""
    return render(request, "ui/not_there.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    text = Text(
        "您的岗位不能打开这一页。如工作需要，请联系本单位系统管理员。",
        "Your post does not open this page. If your work needs it, ask your system administrator.",
    )
    return _told(request, 403, REFUSED, text)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent makes no sense."""
    text = Text(
        "浏览器送来的内容无法识别，没有办理任何事项。请返回上一页刷新后再试。",
        "What the browser sent could not be read, and nothing was done. Go back, reload the page "
        "and try again.",
    )
    return _told(request, 400, UNREADABLE, text)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's mark against forgery is missing or old; what was typed is still one page
    back."""
    text = Text(
        "这张表单的防伪标记已失效，可能是登录状态变化或页面打开过久，没有办理任何事项。"
        "请用浏览器返回上一页：已填内容仍在，复制后刷新页面再提交。",
        "The form’s mark against forgery is no longer valid: you may have signed in anew, or the "
        "page was open for long. Nothing was done. Go back in your browser, where what you wrote "
        "still stands; copy it, reload the page and send it again.",
    )
    return _told(request, 403, EXPIRED, text)


def damaged(request: HttpRequest, text: Text) -> HttpResponse:
    """500 for one thing that cannot be read any more, with what is to be done about it."""
    return _told(request, 500, BROKEN, text)


def broken(request: HttpRequest) -> HttpResponse:
    """500. Rendered without asking the database anything: it may be what broke."""
    text = Text(
        "系统出现故障，刚才的操作没有生效。请稍后重试；若仍出现，请将出错时间告知系统管理员。",
        "The system failed, and what you were doing did not take effect. Try again in a moment; "
        "if it happens again, tell your system administrator at what time.",
    )
    page = render_to_string("ui/told.html", {"heading": BROKEN, "text": text})
    return HttpResponse(page, status=500)


def _told(request: HttpRequest, status: int, heading: Text, text: Text) -> HttpResponse:
    return render(request, "ui/told.html", {"heading": heading, "text": text}, status=status)
