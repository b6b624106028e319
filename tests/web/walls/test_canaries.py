"""A canary for every office, and the first wall gone: nothing foreign comes out of any way (P23).

Run by ``test_postgres.py`` in a process that is connected to a real PostgreSQL.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from web.walls.drawn import READERS, About, hidden_from
from web.walls.two_worlds import Dice, Reader, signed_in
from web.world import NOW, World
from zhunsheng_web.access import policy, walls
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.casework import leads
from zhunsheng_web.casework.models import Attachment, Event, Finding, Inquiry, Lead, Warning
from zhunsheng_web.record.service import as_the_service

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite has no second wall; see test_postgres"
    ),
]
SERVES = {
    "0000": "LEG0", "6400": "FUN2", "6401": "LIA1", "6401-a": "W1", "6401-b": "W4",
    "6402": "HEAD2", "6402-a": "W6", "5300": "AUD3", "5301-a": "W7",
}  # fmt: skip
"""Office → whose acts there the canaries are about."""
WAYS = (
    "/warnings/", "/boards/monitoring/warnings/", "/boards/query/export/", "/papers/make/",
    "/papers/exports/warnings/", "/papers/exports/rows/", "/api/v1/warnings",
)  # fmt: skip
"""What a canary comes out of when nothing holds it."""
PAST = {
    "zhunsheng_web.boards.figures._apart": "counts what is hidden, to take it off a sum",
    "zhunsheng_web.casework.marks.recount": "the same, when the sums are made anew",
    "zhunsheng_web.casework.attachments.fetch": "a file, by its name and whose it is",
    "zhunsheng_web.casework.verbs.inquiries.own_inquiry": "what he is asked, by its name and his",
}
"""Who asks tables of warnings in the service's own name while a page is made, and for what. Where
somebody else does, look at it: the database keeps nothing back there."""
SONG = re.compile(rb"Kanari(\d\d)|\b73,?(\d\d)1\b")
"""How a canary is heard: by its name, or by the rows of its warning where only figures are told."""
Sown = dict[str, tuple[About, str]]
"""Canary → what it is about, and the name of its warning."""


def sow(world: World) -> Sown:
    """An open and a closed warning of every office, with its canary in whatever is a part of it."""
    sown: Sown = {}
    for office, code in SERVES.items():
        for level in (1, 3):
            song, by = f"Kanari{len(sown):02d}", world.people["DIS0"]
            one = world.warning(about=code, office=office, level=level)
            Warning.objects.filter(pk=one.pk).update(
                number=song, sentence_zh=song, sentence_en=song, group_key=song,
                rows=int(f"73{song[-2:]}1"), first_on=NOW.date(), last_on=NOW.date(),
            )  # fmt: skip
            Finding.objects.filter(warning=one).update(subject_id=song, sentence_zh=song)
            event = Event.objects.create(
                warning=one,
                verb="note",
                actor=by,
                at=NOW,
                source="generated",
                target="generated",
                text=song,
            )
            Inquiry.objects.create(
                warning=one, person=world.people["W5"], asked_by=by, asked_at=NOW, question=song
            )
            Attachment.objects.create(
                warning=one, event=event, name=song, media_type="text/plain", size=1,
                digest="0" * 64, added_by=by, added_at=NOW,
            )  # fmt: skip
            Lead.objects.create(
                warning=one, facts=song, office_path=one.office_path, handed_by=by, handed_at=NOW,
                handled_path=one.office_path[:10],
            )  # fmt: skip
            sown[song] = About(code, office, level), one.token
    Inquiry.objects.update(person=world.people["LEG0"])
    return sown


def no_first_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program believes that everybody reaches everything and that nothing stands in the way."""

    def all_of_it(actor: Actor) -> policy.Reach:
        return policy.Reach(-1, (("0000.", "open"), ("0000.", "closed")), (), (), ())

    monkeypatch.setattr(policy, "reach_of", all_of_it)
    monkeypatch.setattr(leads, "reach_of", all_of_it)
    monkeypatch.setattr(policy, "within", lambda path, office: True)


def songs(body: bytes) -> set[str]:
    """The canaries in an answer, whatever kind of file it is."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b" ".join(packed.read(name) for name in packed.namelist())
    if body.startswith(b"%PDF") and (reader := shutil.which("pdftotext")):
        body = subprocess.run([reader, "-", "-"], input=body, capture_output=True).stdout
    return {f"Kanari{(name or rows).decode()}" for name, rows in SONG.findall(body)}


def foreign(dice: Dice, world: World, sown: Sown, code: str) -> dict[str, set[str]]:
    """What somebody asked → the canaries he heard and must not hear."""
    kept = {song: token for song, (one, token) in sown.items() if code in hidden_from(one)}
    assert kept, "nothing is kept from him"
    first, last = (list(kept.values())[place] for place in (0, -1))
    client = signed_in(world, code)
    told = Reader(dice, client, (last, code), office="0000", known=first).read()
    heard = {asked: songs(body) & kept.keys() for asked, (_, _, body, _) in told.items()}
    return {asked: those for asked, those in heard.items() if those}


@contextmanager
def overheard() -> Iterator[dict[str, str]]:
    """Where a table of warnings is asked in the service's own name, and so past the second wall, by
    pages that only show something; with the statement. What is done in a deed was permitted."""
    found: dict[str, str] = {}
    tables = re.compile(r'"({})"'.format("|".join(walls.policies())))

    def listen(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if getattr(connection, "zhunsheng_service", True) and tables.search(sql):
            found.setdefault(_asking(), sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        yield found


def _asking() -> str:
    """The nearest place in the program that opened the service's door."""
    frame = sys._getframe(1)
    while frame is not None:
        if "zhunsheng_web" in frame.f_code.co_filename:
            return f"{frame.f_globals['__name__']}.{frame.f_code.co_name}"
        frame = frame.f_back  # type: ignore[assignment]
    return "a test"


@pytest.fixture
def dice(monkeypatch: pytest.MonkeyPatch) -> Dice:
    return Dice(monkeypatch)


@pytest.mark.parametrize(
    "code",
    [
        "SH2",
        *(pytest.param(code, marks=pytest.mark.full) for code in READERS if code != "SH2"),
    ],
)
def test_with_the_first_wall_gone_nobody_hears_a_foreign_canary(
    dice: Dice, world: World, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    sown = sow(world)
    no_first_wall(monkeypatch)
    with overheard() as past:
        assert foreign(dice, world, sown, code) == {}
    assert past.keys() <= PAST.keys(), past


def test_with_both_walls_gone_they_sing_from_every_side(
    dice: Dice, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sown = sow(world)
    no_first_wall(monkeypatch)
    monkeypatch.setattr(walls, "_set", lambda reach, service: None)
    with as_the_service():
        asked = foreign(dice, world, sown, "FUN3")
    assert [way for way in WAYS if not any(way in one for one in asked)] == []
