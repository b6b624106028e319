"""The demonstration's door: one click, no password. It is there in a demonstration alone, and for
somebody at this machine alone; elsewhere the address is as if it had never been."""

from __future__ import annotations

from collections import Counter

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from zhunsheng.model.text import Text
from zhunsheng_web.access import factors
from zhunsheng_web.access.demo import is_open
from zhunsheng_web.access.models import Account, Posting, in_force
from zhunsheng_web.access.roles import TITLES, Role
from zhunsheng_web.access.signing import seal
from zhunsheng_web.clock import today
from zhunsheng_web.ui.faults import not_there

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_SHOWN = 8
"""Accounts shown of one role; the rest sign in as everybody does."""


def door(request: HttpRequest) -> HttpResponse:
    """The accounts by role; POST ``account`` walks in as one."""
    if not is_open(request):
        return not_there(request)
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        wanted = "/"
    if request.method == "POST":
        account = Account.objects.filter(
            username=request.POST.get("account", ""), is_active=True, person__isnull=False
        ).first()
        if account is None:
            return not_there(request)
        seal("session.begin", account, why="demo")
        login(request, account, _BACKEND)
        factors.strong(request.session, "demo")
        UserSession.objects.create_from_request(request)
        return redirect(wanted)
    return render(request, "access/door.html", {"groups": _groups(), "next": wanted})


def _groups() -> list[tuple[Text, list[Posting], int]]:
    """Every account once, under the rarest of the roles it has: role, who is shown, how many
    more."""
    held = (
        Posting.objects.filter(in_force(today()), person__account__is_active=True)
        .select_related("person__account", "office")
        .order_by("office__path", "person__code")
    )
    posts: dict[int, list[Posting]] = {}
    for one in held:
        posts.setdefault(one.person_id, []).append(one)
    holders = Counter(role for some in posts.values() for role in {one.role for one in some})
    groups: dict[str, list[Posting]] = {}
    for some in posts.values():
        chosen = min(some, key=lambda one: holders[one.role])
        groups.setdefault(chosen.role, []).append(chosen)
    for some in groups.values():
        # Those of the district before those of headquarters, who are there to be asked by them.
        some.sort(key=lambda one: -one.office.path.count("."))
    return [
        (TITLES[role], groups[role][:_SHOWN], max(0, len(groups[role]) - _SHOWN))
        for role in Role
        if role in groups
    ]
