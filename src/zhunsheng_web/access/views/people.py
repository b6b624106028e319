"""People, for the three administrators: who there is, what he holds, what is done about him."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhunsheng_web.access.actor import Actor, below
from zhunsheng_web.access.doors import actor_in, once_of, only
from zhunsheng_web.access.faults import Incomplete, NotDone
from zhunsheng_web.access.forms import BY_NAME, Act, Handed, open_to
from zhunsheng_web.access.models import (
    AccessAct,
    Account,
    Leave,
    Person,
    Posting,
    PostingRequest,
    in_force,
)
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import ADMINISTRATORS, TITLES, Role
from zhunsheng_web.access.verbs import people as verbs
from zhunsheng_web.access.verbs.postings import LEAVES
from zhunsheng_web.access.wording import told
from zhunsheng_web.clock import now, today
from zhunsheng_web.record.deed import AlreadyDone, note
from zhunsheng_web.ui.faults import not_there
from zhunsheng_web.ui.templatetags.words import say

_PAGE = 50
_FIRST_STEPS = ("code", "name_zh", "name_en")


def reachable(actor: Actor) -> QuerySet[Person]:
    """The people he looks after: posted, now or once, at or below his offices; and those who never
    had a post."""
    posted = Posting.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(_near(actor) | ~Exists(posted))


def _near(actor: Actor) -> Q:
    """Who is or was posted at or below his offices. Asked from the offices: few of the hundred
    thousand people are his, unless his office is the top of the tree; then all are."""
    places = actor.places(*ADMINISTRATORS)
    if any(place.count(".") == 1 for place in places):
        return Q(pk__gt=0)
    near = Q(pk__in=[])
    for place in places:
        near |= below("office__path", place)
    return Q(pk__in=Posting.objects.filter(near).order_by().values("person_id"))


def _found(rows: QuerySet[Person], q: str) -> QuerySet[Person]:
    """Whose number, user name or name begins so. One column at a time, each with its index."""
    named = Q(account__username=q.lower())
    if any(sign.isdigit() for sign in q):
        return rows.filter(Q(code__gte=q, code__lt=q + "\uffff") | named)
    if q.isascii():
        told = q[:1].upper() + q[1:]
        return rows.filter(Q(name_en__gte=told, name_en__lt=told + "\uffff") | named)
    return rows.filter(name_zh__gte=q, name_zh__lt=q + "\uffff")


@only(*ADMINISTRATORS)
def people(request: HttpRequest) -> HttpResponse:
    """People by number, fifty a page; ``q``: the beginning of a number, user name or name."""
    return _list(request)


@only(Role.SYSTEM_ADMIN)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Enters a person."""
    given = {name: request.POST.get(name, "") for name in _FIRST_STEPS}
    try:
        person = verbs.add_person(
            **given, actor=actor_in(request), now=now(), once=once_of(request)
        )
    except NotDone as refused:
        return _list(request, given, refused)
    except AlreadyDone:
        return redirect("access:people")
    messages.success(request, told("已登记。", "Entered."))
    return redirect("access:person", token=person.token)


@only(*ADMINISTRATORS)
def person(request: HttpRequest, token: str) -> HttpResponse:
    """One person: posts, leave, account; and the acts that are the reader's."""
    found = reachable(actor_in(request)).filter(token=token).first()
    if found is None:
        return not_there(request)
    return _page(request, found)


@only(*ADMINISTRATORS)
@require_POST
def act(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Does what the form says; what was typed stays on the page if it cannot be."""
    actor = actor_in(request)
    found = reachable(actor).filter(token=token).first()
    wanted = BY_NAME.get(name)
    if found is None or wanted is None:
        return not_there(request)
    given = {field.name: request.POST.get(field.name, "") for field in wanted.fields}
    try:
        handed = wanted.does(found, given, actor, now(), once_of(request))
    except NotDone as refused:
        return _page(request, found, wanted, given, refused)
    except AlreadyDone:
        return redirect("access:person", token=token)
    if isinstance(handed, Handed):
        return render(request, "access/handed.html", {"person": found, "handed": handed})
    messages.success(request, told("已办理并留痕。", "Done, and on record."))
    return redirect("access:person", token=token)


def _list(
    request: HttpRequest, given: dict[str, str] | None = None, refused: NotDone | None = None
) -> HttpResponse:
    actor = actor_in(request)
    q, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    rows = Person.objects.filter(_near(actor), code__gt=after)
    rows = rows.select_related("account").order_by("code")
    some = list((_found(rows, q) if q else rows)[: _PAGE + 1])
    if q and not some:
        # Somebody who was entered and has no post yet is found by his whole number.
        some = list(reachable(actor).filter(code=q).select_related("account"))
    note("people.see", who=actor.code, on=("people", "list"), now=now(),
         counts={"people": len(some[:_PAGE])})  # fmt: skip
    held = _held([one.pk for one in some[:_PAGE]])
    return render(
        request,
        "access/people.html",
        {
            "people": [(one, held.get(one.pk, ())) for one in some[:_PAGE]],
            "next": some[_PAGE - 1].code if len(some) > _PAGE else None,
            "q": q,
            "may_add": may(actor, "people.manage").allowed,
            "given": given or {},
            "refused": say(refused.text) if refused else None,
            "field": getattr(refused, "field", None),
            "once": secrets.token_hex(14),
        },
        status=refused.status if refused else 200,
    )


def _held(person_ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    rows = Posting.objects.filter(in_force(today()), person_id__in=person_ids)
    for one in rows.select_related("office"):
        found.setdefault(one.person_id, []).append((TITLES[Role(one.role)], one.office))
    return found


def _page(
    request: HttpRequest,
    found: Person,
    tried: Act | None = None,
    given: dict[str, str] | None = None,
    refused: NotDone | None = None,
) -> HttpResponse:
    actor, day = actor_in(request), today()
    note("person.see", who=actor.code, on=("person", found.code), now=now())
    account = Account.objects.filter(person=found).first()
    held = list(
        Posting.objects.filter(person=found)
        .select_related("office", "acting_for")
        .order_by("-valid_from", "-pk")[:50]
    )
    leaves = list(Leave.objects.filter(person=found, last__gte=day).order_by("first")[:20])
    choices = {
        "posting": [
            (one.token, _post(one)) for one in held if one.valid_to is None or one.valid_to > day
        ],
        "away": [(f"{one.first}/{one.last}", f"{one.first} – {one.last}") for one in leaves],
    }
    forms = [
        {
            "act": one,
            "given": given if one is tried else {"name_zh": found.name_zh, "name_en": found.name_en}
            if one.name == "rename" else {},
            "fault": say(refused.text) if one is tried and refused else None,
            "field": refused.field if one is tried and isinstance(refused, Incomplete) else None,
        }
        for one in open_to(actor, found, account, away=bool(leaves))
    ]  # fmt: skip
    return render(
        request,
        "access/person.html",
        {
            "person": found,
            "account": account,
            "factors": Authenticator.objects.filter(user=account).values_list("type", flat=True)
            if account
            else (),
            "sessions": UserSession.objects.filter(user=account).order_by("-last_seen_at")[:20]
            if account
            else (),
            "postings": [(TITLES[Role(one.role)], one) for one in held],
            "choices": choices,
            "ends_keys": may(actor, "key.end").allowed,
            "requests": [
                (TITLES[Role(one.role)], one)
                for one in PostingRequest.objects.filter(person=found, granted__isnull=True)
                .select_related("office", "proposed_by")
                .order_by("proposed_at")[:20]
            ],
            "leaves": [(one, LEAVES.get(one.reason)) for one in leaves],
            "acts": AccessAct.objects.filter(person=found)
            .select_related("actor")
            .order_by("-at", "-pk")[:20]
            if may(actor, "access-acts.see").allowed
            else None,
            "acts_open": forms,
            "once": secrets.token_hex(14),
        },
        status=refused.status if refused else 200,
    )


def _post(one: Posting) -> str:
    """A posting in one line."""
    return f"{say(TITLES[Role(one.role)])} · {say(one.office.title)}"
