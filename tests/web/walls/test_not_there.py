"""What is hidden answers as what does not exist: in every byte, and in the time it takes (P22)."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Sequence
from math import erfc, sqrt

import pytest
from django.test import Client

from web.walls.two_worlds import SYSTEM, channels, routes
from web.world import NOW, World
from zhunsheng_web.access.middleware import ActorMiddleware
from zhunsheng_web.access.models import Notice
from zhunsheng_web.casework import attachments, leads, mutes, proposals
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Inquiry, Lead, Warning
from zhunsheng_web.casework.verbs import handling, inquiries, referring

NOBODY_S = "zzzzyzzzzxzzzzwzzzzv"
"""A name of the right form that names nothing."""
MARK = "the-name"
"""Stands for a name in an address: the same requests in the same order for every name."""
Browser = Callable[[str], Client]
Bare = tuple[int, bytes, tuple[str, ...]]
"""Status, body, headers."""
_MARKS = re.compile(rb'[A-Za-z0-9]{64}|(?<=name="once" value=")[0-9a-f]+')
"""The mark against forgery, and the name of a form: drawn anew each time."""


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhunsheng_web.clock.timezone.now", lambda: NOW)


def hidden_things(world: World) -> dict[str, str]:
    """Names of things that W2 and SH1 have no business with, of every kind there is."""
    one = world.warning(about="W1", level=1, rows=2)
    by = {"actor": world.actor("DIS1"), "now": NOW}
    handling.sign(one.token, revision=1, **by)  # type: ignore[arg-type]
    inquiries.ask(one.token, revision=2, person=world.people["W1"].token, text="?", **by)  # type: ignore[arg-type]
    kept = attachments.add(one.token, "a.txt", b"secret", actor=world.actor("DIS1"), now=NOW)
    referring.refer(one.token, revision=3, text="线索", **by)  # type: ignore[arg-type]
    leads.receive(Lead.objects.get().token, text="初核", **by)  # type: ignore[arg-type]
    Warning.objects.filter(pk=one.pk).update(conclusion="founded")
    proposal = proposals.make(
        kind="system", target="inspection", title="改派单", reason="屡次", warning=one.token,
        draft=SYSTEM,
        actor=world.actor("AUD1"), now=NOW,
    )  # fmt: skip
    mute = mutes.make(
        register().standards[0].id, world.offices["6402"].path, reason="升级",
        valid_from=NOW.date(), valid_to=NOW.date(), actor=world.actor("FUN1"), now=NOW,
    )  # fmt: skip
    told = Notice.objects.filter(person=world.people["DIS1"]).first()
    assert told is not None
    return {
        "warning": one.token, "inquiry": Inquiry.objects.get().token, "attachment": kept.token,
        "lead": Lead.objects.get().token, "proposal": proposal.token, "mute": mute.token,
        "notice": told.token, "event": one.events.latest("pk").token,
    }  # fmt: skip


def told_apart(client: Client, tokens: Sequence[str]) -> list[str]:
    """Requests that are answered otherwise for a hidden name than for one that names nothing."""
    nothing = answers(client, NOBODY_S)
    assert len(nothing) > 100, "hardly anything was tried"
    found = []
    for token in tokens:
        hidden = answers(client, token)
        assert hidden.keys() == nothing.keys()
        for asked, one in hidden.items():
            if one != nothing[asked]:
                at = f"{asked.replace(MARK, token)}: {one[0]} and {nothing[asked][0]}"
                found.append(f"{at}\n{one!r:.700}\n{nothing[asked]!r:.700}")
    return found


def answers(client: Client, token: str) -> dict[str, Bare]:
    """What a name is answered with, wherever an address or a form takes one."""
    found = {}
    for path in sorted(path for path, named in routes(MARK) if named):
        for method in ("get", "post"):
            answer = getattr(client, method)(path.replace(MARK, token))
            found[f"{method} {path}"] = _bare(answer, token)
    for path, given in channels(MARK, "6401-a", NOBODY_S):
        words = json.dumps(given)
        if MARK in path + words:
            filled = json.loads(words.replace(MARK, token))
            if path.startswith("/api/"):
                answer = client.post(path, json.dumps(filled), content_type="application/json")
            else:
                answer = client.post(path, filled)
            found[f"post {path} {words}"] = _bare(answer, token)
    return found


def _bare(answer, token: str) -> Bare:  # type: ignore[no-untyped-def]
    """An answer without the name itself, the mark against forgery and the name of a form; of a
    paper that it is one: each bears a mark of its own (``test_two_worlds`` reads every byte)."""
    is_paper = answer.status_code == 200 and "attachment" in answer.headers.get(
        "Content-Disposition", ""
    )
    told = b"" if is_paper else answer.content
    body = _MARKS.sub(b"*", told.replace(token.encode(), b"*"))
    where = answer.headers.get("Location", "").replace(token, "*")
    length = str(len(body)) if answer.status_code == 404 else ""
    return answer.status_code, body, (where, length, answer.headers.get("Content-Type", ""))


@pytest.mark.parametrize(
    "code",
    [
        "SH1",
        pytest.param("W2", marks=pytest.mark.full),
        pytest.param("FUN3", marks=pytest.mark.full),
    ],
)
def test_a_hidden_name_of_any_kind_is_answered_as_one_that_names_nothing(
    world: World, browser_of: Browser, code: str
) -> None:
    things, client = hidden_things(world), browser_of(code)
    assert told_apart(client, list(things.values())) == []


def test_the_control_an_answer_that_admits_it_is_told_apart(
    world: World, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, right = hidden_things(world)["lead"], ActorMiddleware.__call__

    def admits(self, request):  # type: ignore[no-untyped-def]
        answer = right(self, request)
        if answer.status_code == 404 and token in request.path:
            answer.content += b" "
        return answer

    monkeypatch.setattr(ActorMiddleware, "__call__", admits)
    assert told_apart(browser_of("SH1"), [token])


# ---- time ----------------------------------------------------------------------------------------


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """How likely two samples of one kind would differ in rank as much as these do (two-sided,
    normal approximation; ties are as good as none among times in nanoseconds)."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_, kind) in enumerate(ranked, 1) if kind == 0)
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / sqrt(n * m * (n + m + 1) / 12)
    return erfc(abs(z) / sqrt(2))


def times(client: Client, token: str, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of processor a request for a hidden thing takes, and one for nothing; in pairs, in
    an order that is drawn."""
    found: dict[str, list[float]] = {token: [], NOBODY_S: []}
    chance = random.Random(22)
    for turn in range(rounds + 20):
        pair = [token, NOBODY_S]
        chance.shuffle(pair)
        for name in pair:
            began = time.thread_time_ns()
            assert client.get(f"/warnings/{name}/").status_code == 404
            if turn >= 20:
                found[name].append(time.thread_time_ns() - began)
    return found[token], found[NOBODY_S]


CHANCE = 1e-4
"""Less likely than this is no chance: among ten thousand runs of a test that is right, one fails.
A thousand pairs still show a difference of a few hundredths of the time a request takes."""


@pytest.mark.full
@pytest.mark.parametrize("code", ["SH1", "W1", "HEAD1"])
def test_a_thousand_of_each_take_as_long(world: World, browser_of: Browser, code: str) -> None:
    one = world.warning(about="W1", level=1, rows=20)
    assert mann_whitney(*times(browser_of(code), one.token, 1_000)) > CHANCE


@pytest.mark.parametrize(
    ("milliseconds", "rounds"), [(20, 60), pytest.param(1, 1_000, marks=pytest.mark.full)]
)
def test_the_control_what_takes_longer_is_noticed(
    world: World,
    browser_of: Browser,
    monkeypatch: pytest.MonkeyPatch,
    milliseconds: int,
    rounds: int,
) -> None:
    token, right = world.warning(about="W1", level=1).token, ActorMiddleware.__call__

    def slow(self, request):  # type: ignore[no-untyped-def]
        if token in request.path:
            until = time.thread_time_ns() + milliseconds * 1_000_000
            while time.thread_time_ns() < until:
                pass
        return right(self, request)

    monkeypatch.setattr(ActorMiddleware, "__call__", slow)
    assert mann_whitney(*times(browser_of("SH1"), token, rounds)) < CHANCE
