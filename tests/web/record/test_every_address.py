"""No action, no denial, no reading of a warning or of somebody by name, no export without its
record (P2): every address, as somebody of every role."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import clear_url_caches, path

from web.record.asking import Ask, acts, addresses, readings, table
from web.record.everything import PEOPLE, Everything, everything
from web.record.watching import BOOKKEEPING, contents, did, tables, tried, unsealed, writing
from web.world import NOW, World
from zhunsheng.seal.log import SealedLog
from zhunsheng_web import urls
from zhunsheng_web.access.roles import Role
from zhunsheng_web.desk.views import course
from zhunsheng_web.record import middleware

Browser = Callable[[str], Client]
TABLE = table()
SOME = ("SH1", "HEAD1", "FUNH", "AUD1", "ANA1", "DIS1", "W2", "SYS1", "SEC1", "ADM1")
"""By whom everything that can be done is done; the others try it in the full run."""
ELSEWHERE = {"desk:record", "desk:clearance"}
"""Served only after more has happened than here: tests/web/desk has their records."""
QUICK = ("SH1", "AUD1")
"""The people before whom the log fails each time; before everybody in the full run."""


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhunsheng_web.clock.timezone.now", lambda: NOW)


@pytest.fixture
def all_of(world: World) -> Everything:
    return everything(world)


def asked(all_of: Everything, code: str) -> Iterator[Ask]:
    yield from readings(all_of, code)
    yield from acts(all_of, code)


def faults(all_of: Everything, client: Client, code: str) -> list[str]:
    """What somebody could read without a record."""
    found = []
    for ask in readings(all_of, code):
        fault = unsealed(ask, tried(ask, client), TABLE[ask.view])
        if fault is not None:
            found.append(f"{code} {ask}: {fault}")
    return found


def test_somebody_of_every_role_asks(all_of: Everything) -> None:
    assert {role for code in PEOPLE for role in all_of.world.actor(code).roles} == set(Role)


def test_every_address_has_been_thought_about() -> None:
    assert addresses() == set(TABLE)


@pytest.mark.parametrize("people", [SOME, pytest.param(PEOPLE, marks=pytest.mark.full)])
def test_whatever_is_shown_done_or_refused_leaves_its_record(
    all_of: Everything, browser_of: Browser, people: Sequence[str]
) -> None:
    """Everybody tries everything; and each reading and act is somebody's, or refusals alone would
    have been tried."""
    found, acted, read = [], set(), set()
    for code in people:
        client = browser_of(code)
        for ask in asked(all_of, code):
            seen, told = tried(ask, client), TABLE[ask.view]
            fault = unsealed(ask, seen, told)
            if fault is not None:
                found.append(f"{code} {ask}: {fault}")
            if did(ask, seen, told):
                acted.add(ask.view)
            if ask.method == "get" and seen.status == 200:
                read.add(ask.view)
    assert found == [], chr(10).join(found)
    assert {name for name, told in TABLE.items() if told.post} - acted - ELSEWHERE == set()
    assert {name for name, told in TABLE.items() if told.get} - read - ELSEWHERE == set()


def _full_disk(self: SealedLog, records: object) -> range:
    raise OSError(errno.ENOSPC, "No space left on device")


def done_unrecorded(requests: Sequence[Ask], client: Client) -> list[str]:
    """With a log that takes nothing: what was shown that had to be sealed, and what changed."""
    found, before = [], contents(tables())
    for ask in requests:
        told = TABLE[ask.view]
        with writing() as touched:
            status = ask.of(client).status_code
        wanted = told.get if ask.method == "get" else told.post
        if status in (403, 404) or (wanted and status in (200, 201, 204)):
            found.append(f"{ask}: {status}")
        after = contents(touched - BOOKKEEPING)
        if changed := {name for name in after if after[name] != before[name]}:
            found.append(f"{ask}: {changed} changed")
            before |= after
    return found


@pytest.mark.parametrize(
    "code", [pytest.param(one, marks=() if one in QUICK else pytest.mark.full) for one in PEOPLE]
)
def test_what_cannot_be_recorded_does_not_happen_at_any_address(
    all_of: Everything, browser_of: Browser, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """But signing out: it takes rights away and gives none (``access.signing``)."""
    client = browser_of(code)
    requests = [ask for ask in asked(all_of, code) if ask.view != "account_logout"]
    monkeypatch.setattr(SealedLog, "append", _full_disk)
    assert done_unrecorded(requests, client) == []


# ---- the broken variants -------------------------------------------------------------------------


def test_a_page_that_forgets_its_record_is_caught(
    all_of: Everything, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(course, "note", lambda *_, **__: 0)
    found = faults(all_of, browser_of("SH1"), "SH1")
    assert found and all("course.svg" in one for one in found)


def test_a_refusal_nobody_records_is_caught(
    all_of: Everything, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgotten(request: HttpRequest) -> None:
        return None

    monkeypatch.setattr(middleware, "refused", forgotten)
    assert any("a refusal (404)" in one for one in faults(all_of, browser_of("W2"), "W2"))


def test_a_new_address_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = path("fresh/", course.course, name="fresh")
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, fresh])
    clear_url_caches()
    try:
        assert addresses() - set(TABLE) == {"fresh"}
    finally:
        monkeypatch.undo()
        clear_url_caches()
