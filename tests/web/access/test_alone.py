"""No one person can do harm alone (P24): every way of acting is tried, step by step, and what one
actor can reach with the real verbs is held against what nobody may reach."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction

from web.world import NOW, World
from zhunsheng_web.access import administering, exclusive, glass, policy
from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.faults import NotDone
from zhunsheng_web.access.models import BreakGlass, Posting, PostingRequest
from zhunsheng_web.access.roles import ADMINISTRATORS, Role
from zhunsheng_web.access.verbs import accounts, postings
from zhunsheng_web.access.verbs.postings import Wanted
from zhunsheng_web.casework.queue import visible_warnings

DEPTH = 6
VICTIM, FRIEND = "LEAD1", "W1"
SOMEBODY_ELSE, GRANTED = "signed in as somebody else", "granted a post"
READ_A_CASE, OWN_REVIEW = "an administrator read a case", "closed his own review"
AFTER = dt.timedelta(hours=1)
_seconds = itertools.count(1)


@dataclass(frozen=True)
class Known:
    """What one person has in his hands: who he can act as, and halves of ways in."""

    codes: frozenset[str]
    passwords: frozenset[str] = frozenset()
    enrolments: frozenset[str] = frozenset()

    def with_halves(self, needed: int) -> Known:
        """He can sign in as whoever he holds enough halves of."""
        both = self.passwords & self.enrolments
        either = self.passwords | self.enrolments
        return replace(self, codes=self.codes | (both if needed == 2 else either))


Way = Callable[[Known, Actor, dt.datetime], Known]


@dataclass
class Search:
    """The search from one person. ``found``: toxic goal → the way to it. ``until``: a goal that is
    enough to have found."""

    world: World
    until: str = ""
    halves: int = 2
    found: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seen: set[object] = field(default_factory=set)

    def run(self, code: str) -> dict[str, tuple[str, ...]]:
        self.roles = {one: self.world.actor(one).roles for one in self.world.people}
        self._go(code, Known(frozenset({code})), ())
        return self.found

    def _go(self, me: str, known: Known, way: tuple[str, ...]) -> None:
        self._judge(me, known, way)
        state = (known, _database())
        if state in self.seen or len(way) == DEPTH or self.until in self.found:
            return
        self.seen.add(state)
        for code in sorted(known.codes):
            for name, act in self._acts(code):
                with _tried():
                    try:
                        learnt = act(known, self._actor(code), _moment())
                    except NotDone:
                        continue
                    self._go(me, learnt.with_halves(self.halves), (*way, f"{code}:{name}"))

    def _actor(self, code: str) -> Actor:
        return actor_of(self.world.people[code], NOW.date(), NOW)

    def _acts(
        self, code: str
    ) -> Iterator[tuple[str, Callable[[Known, Actor, dt.datetime], Known]]]:
        world = self.world
        for target in (VICTIM, FRIEND, code):
            person = world.people[target]
            yield (
                f"password of {target}",
                lambda k, a, now, p=person, t=target: (
                    accounts.hand_password(p, actor=a, now=now),
                    replace(k, passwords=k.passwords | {t}),
                )[1],
            )
            yield (
                f"code for {target}",
                lambda k, a, now, p=person, t=target: (
                    accounts.hand_enrolment(p, actor=a, now=now),
                    replace(k, enrolments=k.enrolments | {t}),
                )[1],
            )
        for target, role in ((code, Role.AUDIT_HEAD), (FRIEND, Role.LEADER)):
            wanted = Wanted(world.offices["6400"], role, NOW.date())
            yield (
                f"propose {target} as {role}",
                lambda k, a, now, w=wanted, t=target: (
                    postings.propose_posting(world.people[t], w, "需要", actor=a, now=now),
                    k,
                )[1],
            )
        for request in PostingRequest.objects.filter(granted__isnull=True):
            yield (
                "grant",
                lambda k, a, now, r=request: (
                    postings.grant_posting(r, actor=a, now=now),
                    k,
                )[1],
            )
        if not BreakGlass.objects.filter(person__code=code).exists():
            yield (
                "ask alone",
                lambda k, a, now: (
                    glass.ask("warning", "T-0001", "要看", alone=True, actor=a, now=NOW),
                    k,
                )[1],
            )
        for opening in BreakGlass.objects.all():
            yield (
                "second",
                lambda k, a, now, o=opening: (
                    glass.second(o.token, actor=a, now=now),
                    k,
                )[1],
            )
            yield (
                "review",
                lambda k, a, now, o=opening: (
                    glass.review(
                        o.token, "无妨", proper=True, actor=a, now=now + dt.timedelta(hours=1)
                    ),
                    k,
                )[1],
            )

    def _judge(self, me: str, known: Known, way: tuple[str, ...]) -> None:
        if known.codes != {me}:
            self.found.setdefault(SOMEBODY_ELSE, way)
        for code in self.world.people:
            if code in (me, FRIEND) and self._actor(code).roles - self.roles[code]:
                self.found.setdefault(GRANTED, way)
        if self.roles[me] & ADMINISTRATORS and visible_warnings(self._actor(me)).exists():
            self.found.setdefault(READ_A_CASE, way)
        if BreakGlass.objects.filter(reviewed_by__code=me).exists():
            self.found.setdefault(OWN_REVIEW, way)
        unheard = BreakGlass.objects.filter(opened_at__isnull=False, seconded_by__isnull=True)
        if any(not _told(one) for one in unheard):
            self.found.setdefault("looked unheard", way)


class _Back(Exception):
    pass


class _tried:  # noqa: N801
    """Whatever is done inside is taken back."""

    def __enter__(self) -> None:
        self._held = transaction.atomic()
        self._held.__enter__()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        transaction.set_rollback(True)
        self._held.__exit__(None, None, None)
        return False


def _database() -> object:
    return (
        frozenset(PostingRequest.objects.values_list("person", "role", "granted")),
        frozenset(Posting.objects.values_list("person", "role", "valid_to")),
        frozenset(BreakGlass.objects.values_list("person", "seconded_by", "reviewed_by")),
    )


def _told(one: BreakGlass) -> bool:
    return one.person.notices.model.objects.filter(cause=f"glass:{one.token}").exists()


def _moment() -> dt.datetime:
    return NOW + dt.timedelta(seconds=next(_seconds) / 1000)


ONE_OF_EACH = {
    Role.OFFICER: "W2", Role.SECTION_HEAD: "SH1", Role.LIAISON: "LIA1", Role.OFFICE_HEAD: "HEAD1",
    Role.FUNCTIONAL: "FUN1", Role.FUNCTIONAL_HEAD: "FUNH", Role.AUDIT: "AUD1",
    Role.AUDIT_HEAD: "AUDH", Role.DISCIPLINE: "DIS1", Role.LEADER: "LEAD0", Role.LEGAL: "LEG0",
    Role.SYSTEM_ADMIN: "SYS1", Role.SECURITY_ADMIN: "SEC1", Role.AUDIT_ADMIN: "ADM1",
}  # fmt: skip


@pytest.mark.parametrize("code", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_nobody_reaches_what_nobody_may_alone(world: World, code: str) -> None:
    world.warning()
    assert Search(world).run(code) == {}


def _both_administrators(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exclusive, "mixed", lambda roles: False)
    monkeypatch.setattr("zhunsheng_web.access.actor.mixed", lambda roles: False)
    Posting.objects.create(
        person=world.people["SYS1"], office=world.offices["6400"], role=Role.SECURITY_ADMIN,
        valid_from=NOW.date(),
    )  # fmt: skip


def test_the_control_two_administrators_in_one_person_reach_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _both_administrators(world, monkeypatch)
    assert SOMEBODY_ELSE in Search(world, until=SOMEBODY_ELSE).run("SYS1")


def test_the_control_without_the_proposer_kept_from_deciding(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _both_administrators(world, monkeypatch)
    real = administering.administering

    def lax(*args, not_by=None, **more):  # type: ignore[no-untyped-def]
        return real(*args, **more)

    monkeypatch.setattr(postings, "administering", lax)
    assert GRANTED in Search(world, until=GRANTED).run("SYS1")


def test_the_control_one_half_enough_to_sign_in(world: World) -> None:
    for code in ("SYS1", "SEC1"):
        found = Search(world, until=SOMEBODY_ELSE, halves=1).run(code)
        assert SOMEBODY_ELSE in found


def test_the_control_an_administrator_who_sees_cases(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.warning()
    told = policy.rules()
    sees = told.sees.model_copy(update={"open": told.sees.open | {Role.SYSTEM_ADMIN}})
    monkeypatch.setattr(policy, "rules", lambda: told.model_copy(update={"sees": sees}))
    assert READ_A_CASE in Search(world, until=READ_A_CASE).run("SYS1")


def test_the_control_a_review_anybody_may_close(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lax(token: str, what: str, actor: Actor, now: dt.datetime) -> BreakGlass:
        return BreakGlass.objects.get(token=token)

    monkeypatch.setattr(glass, "_reach", lax)
    assert OWN_REVIEW in Search(world, until=OWN_REVIEW).run("DIS1")
