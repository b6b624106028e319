"""Every page somebody can reach: found from the addresses that exist and by following links, one
example of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.exceptions import NoReverseMatch

_LINK = re.compile(r'(?:href|src|data)="(/[^"#]*)')
_LEFT_OUT = ("/account/logout", "/static/", "/language/")
MOST = 250
"""Nobody's pages are so many kinds; a crawl that goes on for longer has lost its way."""


def addresses() -> Iterator[str]:
    """Every address that needs nothing filled in."""
    for name in _names(get_resolver().url_patterns, ""):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _names(one.url_patterns, inner)
        elif one.name:
            yield space + one.name


def reached(client: Client) -> dict[str, str]:
    """View → an address of it that shows this reader a page of HTML."""
    found: dict[str, str] = {}
    tried: set[str] = set()
    waiting = ["/", *addresses()]
    while waiting and len(tried) < MOST:
        path = waiting.pop(0)
        view = view_of(path)
        if view is None or view in found or path in tried or path.startswith(_LEFT_OUT):
            continue
        tried.add(path)
        answer = client.get(path)
        if answer.status_code in (301, 302):
            waiting.append(answer.headers["location"])
            continue
        if answer.status_code != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found[view] = path
        waiting += [unescape(link) for link in _LINK.findall(answer.content.decode())]
    return found


def view_of(path: str) -> str | None:
    """The name of what answers at an address; each step of a warning has a form of its own."""
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return None
    return f"{match.view_name} {match.kwargs.get('verb', '')}".strip()
