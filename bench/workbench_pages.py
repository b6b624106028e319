"""Which pages there are, found in the map of the workbench itself, and what to open them with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from zhunsheng_web.access.models import Person
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.record.service import as_the_service

OURS = ("desk", "boards", "book", "papers", "upkeep", "access", "api")


def addresses() -> list[tuple[str, str]]:
    """(name, address); pages that need something named get the first that fits."""
    with as_the_service():
        given = _given()
    found: list[tuple[str, str]] = []
    for name, converters in _named(get_resolver()):
        if not converters:
            choices: list[dict[str, Any]] = [{}]
        else:
            choices = given.get((name, *sorted(converters)), [])
        for choice in choices:
            try:
                address = reverse(name, kwargs=choice)
                found.append((name, address))
                found += [(name, address + asked) for asked in ASKED.get(name, ())]
            except NoReverseMatch:
                continue
    return found


def _named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = ":".join(filter(None, (space, one.namespace or "")))
            yield from _named(one, inner)
        elif isinstance(one, URLPattern) and one.name and space.split(":")[0] in OURS:
            yield f"{space}:{one.name}", tuple(one.pattern.converters)


def _given() -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """What pages of one thing are opened with: warnings of all levels, high and low in the list."""
    tokens = []
    for level in (1, 2, 3, 4):
        tokens += list(
            Warning.objects.filter(level=level, office_path__startswith="0000.1000.")
            .order_by("-pk")
            .values_list("token", flat=True)[:3]
        )
    people = list(Person.objects.order_by("pk").values_list("token", flat=True)[:3])
    of_warning = [{"token": token} for token in tokens]
    day = {"on": dt.date(2026, 11, 2)}
    return {
        ("desk:warning", "token"): of_warning,
        ("desk:rows", "token"): of_warning,
        ("desk:related", "token"): of_warning,
        ("papers:offered", "about", "thing"): [
            {"about": "warning", "thing": token} for token in tokens
        ],
        ("api:api-1:warning", "token"): of_warning,
        ("api:api-1:rows", "token"): of_warning,
        ("api:api-1:events", "token"): of_warning,
        ("api:api-1:forms", "token"): of_warning,
        ("access:person", "token"): [{"token": token} for token in people],
        ("access:office", "code"): [{"code": "1000"}, {"code": "1001-1"}],
        ("book:register_on", "on"): [day],
        ("book:chapter", "on", "section"): [day | {"section": "standards"}],
        ("book:item", "item", "on", "section"): [
            day | {"section": "standards", "item": "inspection-by-two-officers"}
        ],
    }


ASKED = {
    "desk:today": ("?level=4", "?stage=generated"),
    "boards:warnings": ("?outcome=open", "?domain=domain-3&outcome=open"),
    "boards:monitoring": ("?from=2025-12&to=2026-11",),
    "book:search": ("?q=查验",),
    "access:people": ("?q=P09",),
}
"""Lists asked for something, besides as they open."""
