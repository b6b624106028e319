"""The warnings behind a figure, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, below
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.policy import lying_below
from zhunsheng_web.boards.doors import for_those_who_may
from zhunsheng_web.boards.naming import domain_titles, post_titles, yardsticks_of
from zhunsheng_web.boards.riskmap import points_of, title_of
from zhunsheng_web.boards.scope import Scope, scope_of
from zhunsheng_web.casework.lateness import BREACHED
from zhunsheng_web.casework.models import Warning, Yardstick
from zhunsheng_web.casework.queue import loaded, seen_in_parts, visible_warnings
from zhunsheng_web.casework.stages import CONCLUSION_TITLES, Conclusion, Stage, stage_title
from zhunsheng_web.clock import today
from zhunsheng_web.ui.faults import not_there

A_PAGE = 50
_MANY = 3
OUTCOMES = {
    "open": Text("未办结", "open"),
    "late": Text("超期未办结", "open and past the limit"),
    "closed": Text("已办结", "closed"),
} | {str(kind): title for kind, title in CONCLUSION_TITLES.items()}
_SHALLOW = 2
"""Steps of an office's path down to a district: of the many warnings there the indexes know the
order; deeper down the few offices are named one by one, which every database finds quicker."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A warning as a line of the list."""

    warning: Warning
    stage: Text
    conclusion: Text | None


def listed(warning: Warning) -> Listed:
    """A warning as it is listed."""
    return Listed(
        warning,
        stage_title(warning.stage, warning.secrecy),
        CONCLUSION_TITLES[Conclusion(warning.conclusion)] if warning.conclusion else None,
    )


@for_those_who_may("figures.see")
def warnings(request: HttpRequest) -> HttpResponse:
    """The warnings of a figure: the same scope, with a domain, standard, post or outcome."""
    actor, given = actor_in(request), request.GET.dict()
    scope = scope_of(actor, given, today=today())
    if scope is None:
        return not_there(request)
    after = given.get("after", "")
    page = list(_page(actor, scope, given, after))
    others = {name: given.get(name, "") for name in _OWN}
    return render(
        request,
        "boards/warnings.html",
        {
            "scope": scope,
            "filters": _said(given),
            "listed": [listed(one) for one in page[:A_PAGE]],
            "next": scope.query(**others, after=page[A_PAGE - 1].token)
            if len(page) > A_PAGE
            else "",
            "first_page": scope.query(**others) if after else "",
            "back": scope.query(),
        },
    )


_OWN = ("domain", "standard", "post", "risk", "outcome", "since", "until")


def _page(actor: Actor, scope: Scope, given: Mapping[str, str], after: str) -> list[Warning]:
    shown = (
        seen_in_parts(actor)
        .filter(
            _at(scope.office),
            first_on__gte=_day(given.get("since")) or scope.first,
            first_on__lte=_day(given.get("until")) or scope.last,
            level__in=scope.levels,
        )
        .filter(~Q(stage__in=(Stage.MERGED, Stage.SUPERSEDED)))
    )
    chosen = _standards(given)
    if chosen is not None and len(chosen) > _MANY:
        # Many standards: reading by day finds a page of theirs soon; sorting all of them does not.
        # The sum keeps the database from starting with the standards.
        shown = shown.annotate(of=F("yardstick_id") + 0).filter(of__in=chosen)
    elif chosen is not None:
        shown = shown.filter(yardstick__in=chosen)
    match given.get("outcome"):
        case "open":
            shown = shown.filter(state="open")
        case "late":
            shown = shown.filter(BREACHED, state="open")
        case "closed":
            shown = shown.filter(stage=Stage.CLOSED)
        case str(kind) if kind in set(Conclusion):
            shown = shown.filter(conclusion=kind)
        case _:
            pass
    if after:
        last = visible_warnings(actor).filter(token=after).values_list("first_on", "pk").first()
        if last is not None:
            shown = shown.filter(Q(first_on__lt=last[0]) | Q(pk__lt=last[1]), first_on__lte=last[0])
    return loaded(shown.first(A_PAGE + 1, ("-first_on", "-pk")))


def _standards(given: Mapping[str, str]) -> list[int] | None:
    """The versions of standards asked for, as row numbers; None for all."""
    domain, standard, post, risk = (
        given.get(name, "") for name in ("domain", "standard", "post", "risk")
    )
    if not (domain or standard or post or risk):
        return None
    rows = Yardstick.objects.all()
    if domain:
        rows = rows.filter(domain=domain)
    if standard:
        rows = rows.filter(standard=standard)
    return [
        row.pk
        for row in rows.only("pk", "posts", "standard")
        if (not post or post in row.posts) and (not risk or risk in points_of(row.standard))
    ]


def _at(office: Office) -> Q:
    if office.path.count(".") <= _SHALLOW:
        return lying_below(office.path)
    ids = Office.objects.filter(below("path", office.path)).values_list("pk", flat=True)
    return Q(office_id__in=list(ids))


def _day(told: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(told or "")
    except ValueError:
        return None


def _said(given: Mapping[str, str]) -> list[Text]:
    """What the list was narrowed to, in words."""
    said: list[Text] = []
    if domain := given.get("domain"):
        said.append(domain_titles().get(domain) or Text(domain, domain))
    if standard := given.get("standard"):
        known = yardsticks_of([standard]).get(standard)
        said.append(known.title if known else Text(standard, standard))
    if post := given.get("post"):
        said.append(post_titles().get(post) or Text(post, post))
    if risk := given.get("risk"):
        said.append(title_of(risk) or Text(risk, risk))
    if outcome := OUTCOMES.get(given.get("outcome", "")):
        said.append(outcome)
    if week := _day(given.get("since")):
        said.append(Text(f"{week}起一周", f"the week of {week}"))
    return said
