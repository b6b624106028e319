"""Two worlds that differ in one secret, and everything a person can get out of each.

The worlds are made with the same dice and at the same moment, so that nothing has to be normalised:
tokens, marks against forgery and times are the same to the byte, unless the secret shows. Pages are
found in the address table and by following links, so that a new page is tried without being named
here.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import logging
import random
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.core import mail
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from web.world import NOW, PEOPLE, World, build_world
from zhunsheng_web.access import factors
from zhunsheng_web.boards.models import Watch
from zhunsheng_web.boards.watching import tell_watchers
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Intake, Warning
from zhunsheng_web.casework.verbs import handling as verbs
from zhunsheng_web.papers.form import forms
from zhunsheng_web.record import log

Answer = tuple[int, tuple[tuple[str, str], ...], bytes, str]
"""Status, headers, body, cookies."""
PER_ROUTE = 2
"""Addresses of one route that are tried: links of lists lead to the same page again and again."""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOT_FOLLOWED = re.compile(r"^/(account/logout|static/|language/)")
_LINK = re.compile(r'(?:href|src|data|hx-get|action)="([^"]+)"')
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_FIELD = re.compile(r'<(?:input|select|textarea)\b[^>]*\bname="([^"]+)"')


class _Still(dt.datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


class Dice:
    """Chance that can be thrown again: every stream gives the same throws."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.turn("start")
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        patch.setattr(secrets, "choice", lambda letters: self._chance.choice(letters))
        patch.setattr(secrets, "randbelow", lambda below: self._chance.randrange(below))
        patch.setattr(secrets, "token_bytes", lambda n=32: self._chance.randbytes(n))
        patch.setattr(secrets, "token_hex", lambda n=32: self._chance.randbytes(n).hex())
        patch.setattr(secrets, "token_urlsafe", lambda n=32: self._chance.randbytes(n).hex())
        patch.setattr(timezone, "now", lambda: NOW.astimezone(dt.UTC))
        patch.setattr(time, "time", NOW.timestamp)
        # An Excel file says when it was made, and asks the machine.
        patch.setattr("xlsxwriter.core.datetime", _Still)

    def turn(self, stream: str) -> None:
        self._chance = random.Random(stream)


SYSTEM = (
    "system: 查验系统\nchange: 派单随机\naccepted_when: 无改派\n"
    f"measured_by: {register().standards[0].id}\nat_most: 1\nafter_days: 90\n"
)
"""What a change of a system is written as."""
Secret = Callable[[World], None]
WATCHERS = ("SH1", "SH1L", "HEAD1", "FUN1", "FUN2", "AUD1")
FIRST = "T-0001"
"""The warning that is there in every world, signed for by the head of the section."""


@contextmanager
def lived(dice: Dice, secret: Secret | None) -> Iterator[World]:
    """A world in which some things happened, then the secret or nothing, then more things."""
    log.forget()
    shutil.rmtree(log.folder(), ignore_errors=True)
    with transaction.atomic():
        dice.turn("before")
        log.set_up()
        world = build_world()
        first = world.warning(about="W2", level=4, rows=3)
        world.warning(about="W1", level=3)
        world.warning(about="W4", office="6401-b", level=4)
        world.warning(about="W6", office="6402-a", level=3)
        Intake.objects.create(
            run="run-1", as_of=NOW.date(), taken_at=NOW, findings=4, fresh=4, known=0, muted=0,
            cleared=0, warnings=4, register_digest="0" * 64,
        )  # fmt: skip
        verbs.sign(first.token, actor=world.actor("SH1"), now=NOW, revision=1, once="one")
        for code in WATCHERS:
            Watch.objects.create(
                person=world.people[code], name="本关", office_path="0000.6400.", made_at=NOW,
                since=NOW - dt.timedelta(minutes=1),
            )  # fmt: skip
        if secret is not None:
            dice.turn("secret")
            numbers, world.numbers = world.numbers, itertools.count(9_000)
            secret(world)
            world.numbers = numbers
        dice.turn("after")
        world.warning(about="W3", level=4)
        world.warning(about="W5", office="6401-b", level=3)
        verbs.explain(
            first.token, actor=world.actor("SH1L"), now=NOW, revision=2, text="人手", once="two"
        )
        tell_watchers(NOW)
        mail.outbox.clear()
        yield world
        transaction.set_rollback(True)


def secret_token(dice: Dice) -> str:
    """The token the first thing made in a secret gets."""
    from zhunsheng_web.access.tokens import new_token

    dice.turn("secret")
    return new_token()


@dataclass
class Reader:
    """Somebody who tries everything he can, and what he was answered. ``attacks``: the name of the
    hidden thing, tried in every address; it and the others in every search. ``office``: his own;
    ``known``: the name of a warning that is no secret. ``most``: after so many pages he follows no
    more links."""

    dice: Dice
    client: Client
    attacks: tuple[str, ...]
    office: str
    known: str
    most: int = 10_000
    answers: dict[str, Answer] = field(default_factory=dict)
    tried: dict[str, int] = field(default_factory=dict)

    def read(self) -> dict[str, Answer]:
        """Every page without a name in its address, what it links to, and his attacks."""
        waiting = [address for address, named in routes("x") if not named]
        while waiting and len(self.answers) < self.most:
            address = waiting.pop(0)
            route = route_of(address)
            if route is None or self.tried.get(route, 0) >= PER_ROUTE or address in self.answers:
                continue
            self.tried[route] = self.tried.get(route, 0) + 1
            waiting += self._links(address, self._get(address))
        for address, named in routes(self.attacks[0]):
            if named:
                self._get(address)
                self._post(address)
        if len(self.answers) < self.most:
            for address, given in channels(self.attacks[0], self.office, self.known):
                self._post(address, given)
        return self.answers

    def _get(self, address: str) -> str:
        self.dice.turn(address)
        return self._keep(f"GET {address}", self.client.get(address))

    def _post(self, address: str, filled: dict[str, Any] | None = None) -> None:
        # What is asked as well: two files from one address are two, and have names of their own.
        self.dice.turn(f"{address} {sorted(filled.items()) if filled else ''}")
        given = filled or {"text": "x", "revision": "1", "once": f"once{len(self.answers)}"}
        if address.startswith("/api/"):
            answer = self.client.post(address, json.dumps(given), content_type="application/json")
        else:
            answer = self.client.post(address, given)
        self._keep(f"POST {address} {sorted(given.items()) if filled else ''}", answer)

    def _keep(self, asked: str, answer: HttpResponseBase) -> str:
        streamed = getattr(answer, "streaming_content", None)
        body = b"".join(streamed) if streamed is not None else answer.content  # type: ignore[attr-defined]
        headers = tuple(sorted(answer.headers.items()))
        cookies = answer.cookies.output()
        self.answers[asked] = (answer.status_code, headers, body, cookies)
        html = "text/html" in answer.headers.get("Content-Type", "")
        return body.decode("utf-8", "replace") if html else ""

    def _links(self, address: str, page: str) -> list[str]:
        found = []
        for link in _LINK.findall(page):
            parts = urlsplit(urljoin(address, unescape(link)))
            if not parts.netloc and not NOT_FOLLOWED.match(parts.path):
                found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        for attributes, inside in _FORM.findall(page):
            if 'method="post"' in attributes.lower():
                continue
            action = re.search(r'action="([^"]*)"', attributes)
            target = urljoin(address, unescape(action[1]) if action else "")
            names = [n for n in _FIELD.findall(inside) if n != "csrfmiddlewaretoken"]
            for attack in self.attacks:
                found.append(f"{target.split('?')[0]}?{urlencode(dict.fromkeys(names, attack))}")
        return found


def channels(token: str, office: str, known: str) -> list[tuple[str, dict[str, Any]]]:
    """Every other way out: files of every kind, answers to queries, several at once. Asked for the
    hidden thing by name, for a warning many know, and for everything there is at an office."""
    period = {"office": office, "first": "2026-10-01", "last": "2026-11-30"}
    found: list[tuple[str, dict[str, Any]]] = [
        (f"/papers/make/{form.id}/", period | {"thing": thing, "kind": kind})
        for form in forms().values()
        for kind in ("docx", "pdf")
        for thing in ((token, known) if form.about == "warning" else (token,))
        if form.about in ("period", "warning") and (kind == "docx" or form.id in PRINTED)
    ]
    for form in ("csv", "xlsx"):
        found.append(("/papers/exports/warnings/", {"form": form}))
        for thing in (token, known):
            found.append((f"/papers/exports/rows/{thing}/", {"form": form, "purpose": "核查"}))
        asked = {"about": "warnings", "form": form, "purpose": "核查"}
        found += [("/boards/query/export/", asked), ("/boards/query/export/", asked | _BY_DAY)]
    rows = [{"token": token, "revision": 1}]
    found.append(("/api/v1/warnings/batch", {"verb": "sign", "rows": rows, "given": {}}))
    chosen = {"verb": "sign", "chosen": f"{token}.1"}
    return [*found, ("/several/", chosen), ("/several/", chosen | {"go": "1", "once": "a"})]


PRINTED = ("monthly-report", "assignment-slip")
"""Forms that are made as PDF as well: the page is the same."""
_BY_DAY = {"by": "first_on"}


def crawl(
    world: World, code: str, dice: Dice, attacks: tuple[str, ...], most: int = 10_000
) -> dict[str, Answer]:
    """Everything a person can get out of a world: what he asked → what he was answered."""
    return Reader(**what(world, code), dice=dice, attacks=attacks, most=most).read()


def what(world: World, code: str) -> dict[str, Any]:
    """What a reader of a world has to try things with."""
    known = Warning.objects.get(number=FIRST).token
    return {"client": signed_in(world, code), "office": PEOPLE[code][0], "known": known}


def signed_in(world: World, code: str) -> Client:
    """A browser in which a person of a world is at work."""
    client = Client()
    client.force_login(world.people[code].account, BACKEND)
    session = client.session
    factors.strong(session)
    session.save()
    return client


def routes(attack: str) -> list[tuple[str, bool]]:
    """An address for every route of the workbench; whether ``attack`` stands in it."""
    return sorted(set(_walk(get_resolver(), "/", attack)))


def _walk(resolver: URLResolver, before: str, attack: str) -> Iterator[tuple[str, bool]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route, attack)
        elif isinstance(entry, URLPattern) and "(?P" not in route:
            address = re.sub(r"<int:[^>]+>", "1", route.rstrip("$"))
            address = re.sub(r"<day:[^>]+>", "2026-11-02", address)
            address = re.sub(r"<[^>]*verb>", "sign", address)
            filled = re.sub(r"<[^>]+>", attack, address)
            if not NOT_FOLLOWED.match(filled):
                yield filled, filled != address


def route_of(address: str) -> str | None:
    from django.urls import Resolver404, resolve

    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return None


def differences(one: dict[str, Answer], other: dict[str, Answer]) -> list[str]:
    """What was asked and answered otherwise, with the first words that differ."""
    found = [f"{asked}: only in one world" for asked in sorted(one.keys() ^ other.keys())]
    for asked in sorted(one.keys() & other.keys()):
        if one[asked] == other[asked]:
            continue
        (s, h, b, _), (s2, h2, b2, _) = one[asked], other[asked]
        if s != s2:
            found.append(f"{asked}: status {s} and {s2}")
        elif b != b2:
            at = next((i for i, (x, y) in enumerate(zip(b, b2, strict=False)) if x != y), -1)
            near = slice(max(0, at - 60), at + 60)
            found.append(f"{asked}: {b[near].decode(errors='replace')!r} and "
                         f"{b2[near].decode(errors='replace')!r}")  # fmt: skip
        elif h != h2:
            found.append(f"{asked}: headers {set(h) ^ set(h2)}")
        else:
            found.append(f"{asked}: cookies")
    return found
