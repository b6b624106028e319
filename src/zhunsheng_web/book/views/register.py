"""The register as of a day: its chapters, its items, the search, what changed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhunsheng.model.errors import RegisterError
from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.doors import actor_in, signed_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.book.changes import changes
from zhunsheng_web.book.days import day_in
from zhunsheng_web.book.drawing import steps, svg
from zhunsheng_web.book.editions import IN_USE, edition_named, editions, register_of
from zhunsheng_web.book.item_page import item_page
from zhunsheng_web.book.searching import index
from zhunsheng_web.book.sections import SECTIONS
from zhunsheng_web.book.shelf import Entry, Shelf, shelf
from zhunsheng_web.book.standing import STANDING_TITLES, Standing
from zhunsheng_web.book.touched import touched_by
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.proposal_reach import visible_proposals
from zhunsheng_web.casework.proposal_stages import ProposalKind
from zhunsheng_web.clock import today
from zhunsheng_web.ui.templatetags.words import language

MOST = 20
"""Proposals that are listed on an item's page."""


@signed_in
def register(request: HttpRequest, on: dt.date | None = None) -> HttpResponse:
    """The chapters of the book, with how many items of each were in force that day."""
    day, book = on or today(), shelf()
    chapters = [(name, title, *_counted(book, name, day)) for name, title in SECTIONS.items()]
    actor = actor_in(request)
    told = {
        "chapters": chapters,
        "book": book,
        "may_propose": may(actor, "proposal.make").allowed
        or may(actor, "proposal.approve").allowed,
        "may_learn": may(actor, "learning.see").allowed,
    }
    return render(request, "book/register.html", _page(day) | told)


@signed_in
def chapter(request: HttpRequest, on: dt.date, section: str) -> HttpResponse:
    """The items of one kind, those in force first."""
    if section not in SECTIONS:
        return _nothing(request)
    book = shelf()
    entries = [(entry, entry.standing(on)) for entry in book.chapter(section)]
    shown = [pair for pair in entries if _holds(pair[1])]
    others = [pair for pair in entries if not _holds(pair[1])]
    told = {
        "section": section,
        "section_title": SECTIONS[section],
        "entries": shown,
        "others": others,
    }
    return render(request, "book/chapter.html", _page(on) | told)


@signed_in
def item(request: HttpRequest, on: dt.date, section: str, item: str) -> HttpResponse:
    """One item as it stood on a day, and what it is tied to."""
    book = shelf()
    entry = book.entry(section, item)
    if entry is None:
        return _nothing(request)
    actor = actor_in(request)
    chart = _chart_of(entry)
    told: dict[str, Any] = {
        "section": section,
        "section_title": SECTIONS[section],
        "page": item_page(book, entry, on),
        "entry": entry,
        "may_propose": may(actor, "proposal.make").allowed,
        "may_learn": may(actor, "learning.see").allowed,
        "query": query_for(item),
        "proposals": _proposals(actor, section, item),
    }
    if chart in book.charts:
        told |= {"svg": svg(chart, language()), "chart": book.entry("charts", chart)}
        if section == "charts":
            told["steps"] = steps(book, book.charts[chart], on)
    return render(request, "book/item.html", _page(on) | told)


@signed_in
def touched(request: HttpRequest, on: dt.date, law: str) -> HttpResponse:
    """What a change of a law, or of one article of it, would touch."""
    entry = shelf().entry("laws", law)
    if entry is None:
        return _nothing(request)
    article = request.GET.get("article", "").strip()[:20]
    found = touched_by(entry.item, article=article or None, since=on)
    return render(
        request,
        "book/touched.html",
        _page(on) | {"entry": entry, "article": article, "chapters": found},
    )


@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Full-text search over all chapters or one."""
    asked, section = request.GET.get("q", ""), request.GET.get("in", "")
    day = day_in(request.GET.get("on", ""), today())
    chosen = (section,) if section in SECTIONS else ()
    answer = index().search(asked, language=language(), sections=chosen)
    found = [(one, one.entry.standing(day)) for one in answer.found]
    told = {"asked": asked, "chosen": section, "answer": answer, "found": found}
    return render(request, "book/search.html", _page(day) | told)


@signed_in
def changed(request: HttpRequest) -> HttpResponse:
    """What changed between two days, and from one edition of the register to another; the last
    year of the edition in use unless said."""
    last = today()
    before = day_in(request.GET.get("from", ""), last - dt.timedelta(days=365))
    after = day_in(request.GET.get("to", ""), last)
    asked = request.GET.get("before", IN_USE), request.GET.get("after", IN_USE)
    old, new = edition_named(asked[0]), edition_named(asked[1])
    if old is None or new is None:
        return _nothing(request)
    if old == new and before > after:
        before, after = after, before
    told: dict[str, Any] = {
        "before": before, "after": after, "old": old, "new": new, "editions": editions(),
    }  # fmt: skip
    try:
        told["chapters"] = changes(before, after, old=register_of(old), new=register_of(new))
    except RegisterError as fault:
        told["faults"] = [
            Text(one.in_language("zh"), one.in_language("en")) for one in fault.problems[:MOST]
        ]
    return render(request, "book/changed.html", _page(after) | told)


@signed_in
def turn(request: HttpRequest) -> HttpResponse:
    """The same page as of the day that was typed."""
    on = day_in(request.GET.get("on", ""), today())
    section, name = request.GET.get("section", ""), request.GET.get("item", "")
    if section in SECTIONS and name:
        return redirect("book:item", on=on, section=section, item=name)
    if section in SECTIONS:
        return redirect("book:chapter", on=on, section=section)
    return redirect("book:register_on", on=on)


_KINDS = {
    "standards": ProposalKind.STANDARD,
    "charts": ProposalKind.CHART,
    "posts": ProposalKind.GRANT,
}


def _proposals(actor: Actor, section: str, item: str) -> list[Proposal]:
    """What has been proposed to change the item, the latest first."""
    if section not in _KINDS:
        return []
    found = visible_proposals(actor).filter(kind=_KINDS[section], target=item)
    return list(found.order_by("-made_at", "-pk")[:MOST])


def query_for(standard: str) -> str:
    """The address of the query for the warnings of a standard."""
    return f"{reverse('boards:query')}?{urlencode({'standard': standard})}"


def _page(on: dt.date) -> dict[str, Any]:
    return {
        "on": on,
        "is_today": on == today(),
        "sections": SECTIONS,
        "standings": {standing.value: title for standing, title in STANDING_TITLES.items()},
    }


def _holds(standing: Standing) -> bool:
    return standing in (Standing.ALWAYS, Standing.IN_FORCE)


def _counted(book: Shelf, section: str, on: dt.date) -> tuple[int, int]:
    entries = book.chapter(section)
    held = [entry for entry in entries if _holds(entry.standing(on))]
    return len(held), sum(not entry.verified for entry in held)


def _chart_of(entry: Entry) -> str:
    return entry.id if entry.section == "charts" else str(getattr(entry.item, "chart", "") or "")


def _nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/not_there.html", status=404)
