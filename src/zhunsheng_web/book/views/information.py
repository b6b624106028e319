"""Information: notices, guides and cases, by post."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng.model.text import Text
from zhunsheng_web.access.doors import actor_in
from zhunsheng_web.access.policy import may
from zhunsheng_web.book import announcing, cases
from zhunsheng_web.book.door import reader
from zhunsheng_web.book.guides import BY_NAME, for_roles
from zhunsheng_web.book.shelf import shelf
from zhunsheng_web.casework.faults import NotThere
from zhunsheng_web.ui.templatetags.words import language

MOST = 50
LATEST = 300
"""Published cases that are looked through for a reader."""


@reader
def information(request: HttpRequest) -> HttpResponse:
    """What is published to the reader's posts."""
    actor = actor_in(request)
    publishes = may(actor, "information.publish").allowed
    latest = cases.published(actor)[:LATEST]
    domain = request.GET.get("domain", "")
    found = [one for one in latest if cases.readable(one, actor)]
    shown = [one for one in found if not domain or one.domain == domain]
    return render(
        request,
        "book/information.html",
        {
            "announcements": announcing.for_reader(actor),
            "guides": for_roles(actor.roles),
            "cases": shown[:MOST],
            "domains": _domains({one.domain for one in found}),
            "domain": domain,
            "publishes": publishes,
            "drafts": cases.in_hand(actor)[:MOST] if publishes else (),
            "own": announcing.published_by(actor)[:MOST] if publishes else (),
        },
    )


@reader
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide, in the reader's language."""
    found = BY_NAME.get(name)
    if found is None:
        raise NotThere
    text = f"book/guides/{name}.{language()}.html"
    return render(request, "book/guide.html", {"guide": found, "text": text})


def _domains(ids: set[str]) -> list[tuple[str, Text]]:
    """The domains there are cases of, as the register calls them."""
    table = shelf().register.code_table("domains")
    named = {one.id: one.title for one in table.codes} if table is not None else {}
    return [(name, named.get(name, Text(name, name))) for name in sorted(ids) if name]
