"""The way from a first factor to a second one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhunsheng_web.access import factors
from zhunsheng_web.access.signing import seal
from zhunsheng_web.access.wording import told
from zhunsheng_web.clock import now

_WRONG = told(
    "启用码不正确或已过期。请核对，或请安全管理员重新发放。",
    "The code is not right or no longer good. Check it, or ask the security administrator for a "
    "new one.",
)


def begin(request: HttpRequest) -> HttpResponse:
    """Asks who has no second factor for the code that lets him set one up."""
    account: Any = request.user
    if not account.is_authenticated or factors.is_strong(request.session):
        return redirect("/")
    context: dict[str, Any] = {"enrolling": bool(request.session.get(factors.ENROLLING))}
    if request.method == "POST":
        code = request.POST.get("code", "")
        if factors.fits(account, code, now()):
            seal("factor.begin", account)
            request.session[factors.ENROLLING] = True
            return redirect("access:begin")
        seal("factor.begin", account, result="denied", why="code")
        context |= {"fault": _WRONG, "code": code}
    return render(request, "access/begin.html", context)
