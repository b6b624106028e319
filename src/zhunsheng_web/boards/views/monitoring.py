"""监控分析: figures by domain, office, standard, post and week, open down to the warnings."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhunsheng_web.access.actor import prefixes
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.models import Office
from zhunsheng_web.boards import riskmap, tables
from zhunsheng_web.boards.doors import for_those_who_may
from zhunsheng_web.boards.exposure import acts_by_place
from zhunsheng_web.boards.figures import Figure, Figures, summed
from zhunsheng_web.boards.intervals import share_of
from zhunsheng_web.boards.judgements import judged_by
from zhunsheng_web.boards.models import Worked
from zhunsheng_web.boards.naming import domain_titles, post_titles, yardsticks_of
from zhunsheng_web.boards.scope import Scope, scope_of
from zhunsheng_web.clock import today
from zhunsheng_web.ui.faults import not_there

MOST_STANDARDS = 25
MOST_COLUMNS = 45


@for_those_who_may("figures.see")
def monitoring(request: HttpRequest) -> HttpResponse:
    """The figures of an office and all below it, for some months."""
    actor = actor_in(request)
    scope = scope_of(actor, request.GET.dict(), today=today())
    if scope is None:
        return not_there(request)
    figures = Figures(actor, scope)
    near = Office.objects.filter(Q(parent=scope.office) | Q(path__in=_ups(scope))).order_by("path")
    around = list(near[: MOST_COLUMNS + len(scope.office.path)])
    children = [one for one in around if one.parent_id == scope.office.pk][:MOST_COLUMNS]
    standards = {str(key[0]): value for key, value in figures.by("topic", grain="standard").items()}
    around_here = [scope.office.path, *(child.path for child in children)]
    places = {
        (str(key[0]), str(key[1])): value
        for key, value in figures.by("path", "topic", grain="domain", paths=around_here).items()
    }
    domains = {
        domain: value for (path, domain), value in places.items() if path == scope.office.path
    }
    every = {
        child: sum(value.standing for (path, _), value in places.items() if path == child.path)
        for child in children
    }
    worked = acts_by_place(scope, [child.path for child in children])
    whole = Figure()
    for figure in domains.values():
        whole = whole.plus(figure)
    yardsticks = yardsticks_of(standards)
    titles = domain_titles()
    weeks = {
        day: value
        for (day,), value in figures.by("start", grain="week").items()
        if isinstance(day, dt.date)
    }
    listed = dict(sorted(standards.items(), key=lambda one: -one[1].standing)[:MOST_STANDARDS])
    bars = tables.trend(weeks, scope)
    asked = request.GET.get("across", "")
    across = (
        asked
        if asked in riskmap.ACROSS and (children or asked == "month")
        else ("office" if children else "month")
    )
    context = {
        "scope": scope,
        "children": children,
        "above": [one for one in around if one.parent_id != scope.office.pk],
        "whole": whole,
        "all_link": tables.warnings_link(scope),
        "open_link": tables.warnings_link(scope, outcome="open"),
        "late_link": tables.warnings_link(scope, outcome="late"),
        "closed_link": tables.warnings_link(scope, outcome="closed"),
        "confirmed": share_of(whole.confirmed, whole.concluded),
        "domains": tables.lines(
            domains,
            titles,
            {name: tables.warnings_link(scope, domain=name) for name in domains},
            {domain: acts for (path, domain), acts in worked.items() if path == scope.office.path},
        ),
        "offices": _offices(scope, children, places, worked),
        "standards": tables.lines(
            listed,
            {name: one.title for name, one in yardsticks.items()},
            {name: tables.warnings_link(scope, standard=name) for name in standards},
            judged=judged_by(scope, listed),
        ),
        "more_standards": max(0, len(standards) - MOST_STANDARDS),
        "posts": _posts(scope, standards, {n: tuple(y.posts) for n, y in yardsticks.items()}),
        "trend": bars,
        "trend_width": len(bars) * tables.STEP,
        "trend_height": tables.HEIGHT,
        "charts": Worked.objects.order_by("domain", "chart").only(
            "chart", "title_zh", "title_en", "objects_seen"
        ),
        "across": riskmap.ACROSS,
        "riskmap": riskmap.riskmap(figures, scope, across, standards, every),
    }
    return render(request, "boards/monitoring.html", context)


def _ups(scope: Scope) -> list[str]:
    """The way up from the office, as far as the reader's own places reach."""
    top = max(
        (place.path for place in scope.places if scope.office.path.startswith(place.path)), key=len
    )
    return [up for up in prefixes(scope.office.path) if up.startswith(top)][:-1]


def _offices(
    scope: Scope,
    children: list[Office],
    places: dict[tuple[str, str], Figure],
    worked: dict[tuple[str, str], int],
) -> list[tables.Line]:
    by_path = {child.path: child for child in children}
    sums = summed((path, figure) for (path, _), figure in places.items() if path in by_path)
    acts: Counter[str] = Counter()
    for (path, _), count in worked.items():
        acts[path] += count
    return tables.lines(
        sums,
        {path: child.title for path, child in by_path.items()},
        {path: tables.warnings_link(scope, office=by_path[path].code) for path in sums},
        acts,
        {
            path: f"{reverse('boards:monitoring')}?{scope.query(office=child.code)}"
            for path, child in by_path.items()
        },
    )


def _posts(
    scope: Scope, standards: dict[str, Figure], posts_of: dict[str, tuple[str, ...]]
) -> list[tables.Line]:
    """By the posts a standard binds; one that binds several is counted at each of them."""
    sums = summed(
        (post, figure) for name, figure in standards.items() for post in posts_of.get(name, ())
    )
    return tables.lines(
        sums, post_titles(), {post: tables.warnings_link(scope, post=post) for post in sums}
    )
