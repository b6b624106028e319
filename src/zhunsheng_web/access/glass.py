"""Break-glass: a look at one thing that lies out of one's reach, loud, short and reviewed.

It is opened with a reason and a second person; or at once without one, and then people outside the
chain of whoever looks are told in the same transaction. It lasts thirty minutes, shows one thing,
permits reading alone, leaves a sealed record for every look, and a review that neither the one who
looked nor the second can close. Barriers are not broken by it: about himself, his section and his
chain nobody learns anything this way either. So that asking tells nothing, it is opened likewise
for what does not exist. (Promise P25; GB/T 22239 §8.1.4.2.)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from django.db.models import F, Q, QuerySet

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor, actor_of, actors_of, below, prefixes, within
from zhunsheng_web.access.administering import required
from zhunsheng_web.access.faults import NotAllowed, NotThere, WrongState
from zhunsheng_web.access.models import BreakGlass, Notice, Person, Posting, in_force
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.rules import rules
from zhunsheng_web.record.deed import deed, note

MINUTES = 30
_MOST_TOLD = 20
_MOST_WAITING = 200
WAITS = dt.timedelta(hours=24)
"""A request nobody seconds for so long has lapsed: need that could wait is no need."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that can be opened. ``find``: its token from what somebody typed, made up
    where there is no such thing; ``keeps_out``: of these people, those who must not know of it;
    ``hidden``: of these things, those a person must not know of; ``numbers``: what people call
    these things, by token, those that are not there left out; ``page``: the URL name under which it
    is read."""

    title: Text
    page: str
    find: Callable[[str], str]
    keeps_out: Callable[[str, Iterable[Actor]], set[int]]
    hidden: Callable[[Collection[str], Actor], set[str]]
    numbers: Callable[[Collection[str]], Mapping[str, str]]


KINDS: dict[str, Kind] = {}
"""Filled by the rooms that have something to open."""

REFUSALS = {
    "not-your-post": Text("您的岗位不办理这项工作。", "Your post does not do this."),
    "not-your-own": Text(
        "查阅人和见证人不得办理本次查阅的后续事项，须由他人办理。",
        "Neither who looked nor the second person does this; somebody else must.",
    ),
    "nobody-to-second": Text(
        "您管理链条之外没有可以见证的人，请直接向上级纪检监察机构反映。",
        "There is nobody outside your chain who could second it. Turn to the discipline inspection "
        "above you.",
    ),
    "nobody-to-tell": Text(
        "您的管理链条之外没有可以告知的人，不能单独开启。请由第二人见证后开启。",
        "There is nobody outside your chain who could be told, so it is not opened without a "
        "second person.",
    ),
}


def ask(
    kind: str,
    typed: str,
    reason: str,
    *,
    alone: bool,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> BreakGlass:
    """Asks to have something opened. ``typed``: its number or token; ``alone``: at once, without a
    second person. Raises Incomplete, NotAllowed."""
    told = required("reason", reason, 1000)
    wanted = required("thing", typed, 64)
    _permit("breakglass.open", actor, now)
    main = actor.main
    path = main.path if main else ""
    others = outside(actor, now)
    if alone and not others:
        _refuse("breakglass.open", actor, now, "nobody-to-tell")
    seconders = [] if alone else _around(actor, now, "breakglass.second", _directs)
    if not alone and not seconders:
        _refuse("breakglass.open", actor, now, "nobody-to-second")
    told_of_it = list({one.person_id: one for one in (*others, *seconders)}.values())
    thing = KINDS[kind].find(wanted)
    with deed("glass.ask", who=actor.code, on=(kind, thing), now=now, name=once) as act:
        opening = BreakGlass.objects.create(
            person_id=actor.person_id, office_path=path, kind=kind, thing=thing, reason=told,
            asked_at=now,
        )  # fmt: skip
        act.texts["reason"] = told
        act.why = "alone" if alone else "with-a-second"
        if alone:
            _open(opening, now)
        _tell(opening, actor, told_of_it, now)
    return opening


def second(token: str, *, actor: Actor, now: dt.datetime, once: str | None = None) -> dt.datetime:
    """The second person opens it with whoever asked; until when. Raises NotThere, NotAllowed,
    WrongState."""
    opening = _reach(token, "breakglass.second", actor, now)
    with deed(
        "glass.second", who=actor.code, on=(opening.kind, opening.thing), now=now, name=once
    ) as act:
        act.why = opening.token
        held = BreakGlass.objects.select_for_update().get(pk=opening.pk)
        if held.opened_at is not None:
            raise WrongState("open", Text("此件已经开启。", "It has been opened already."))
        if lapsed(held, now):
            raise WrongState(
                "lapsed",
                Text(
                    "申请后二十四小时无人见证，已失效；确有必要的，请申请人重新申请。",
                    "Nobody seconded it within 24 hours and it has lapsed. Whoever needs it asks "
                    "anew.",
                ),
            )
        held.seconded_by_id = actor.person_id
        return _open(held, now)


def looked(actor: Actor, kind: str, thing: str, *, now: dt.datetime) -> None:
    """Before what was opened is shown: counts and seals the look. Raises NotSealed, and
    NotThere when nothing stands open any more."""
    note("glass.look", who=actor.code, on=(kind, thing), now=now)
    counted = BreakGlass.objects.filter(
        person_id=actor.person_id, kind=kind, thing=thing, opened_at__lte=now, ends_at__gt=now
    ).update(reads=F("reads") + 1)
    if not counted:
        raise NotThere


def review(
    token: str,
    text: str,
    *,
    proper: bool,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> None:
    """Says whether it was proper. Not by the one who looked, nor by the second; not before it
    has ended. Raises Incomplete, NotThere, NotAllowed, WrongState."""
    told = required("text", text, 1000)
    opening = _reach(token, "breakglass.review", actor, now)
    with deed(
        "glass.review", who=actor.code, on=(opening.kind, opening.thing), now=now, name=once
    ) as act:
        act.why = "proper" if proper else "improper"
        act.texts["text"] = told
        held = BreakGlass.objects.select_for_update().get(pk=opening.pk)
        if held.reviewed_at is not None:
            raise WrongState("reviewed", Text("此件已经复查。", "It was reviewed already."))
        if held.ends_at is None or held.ends_at > now:
            raise WrongState(
                "still-open",
                Text("开启时间尚未结束，请结束后再复查。", "It is still open. Review it after."),
            )
        held.reviewed_by_id, held.reviewed_at = actor.person_id, now
        held.proper, held.review_note = proper, told
        held.save()


def lapsed(opening: BreakGlass, now: dt.datetime) -> bool:
    """Did it wait too long for a second person?"""
    return opening.opened_at is None and opening.asked_at + WAITS <= now


def to_second(actor: Actor, now: dt.datetime) -> QuerySet[BreakGlass]:
    """What waits for a second person, could be him, and has not lapsed."""
    waiting = BreakGlass.objects.filter(opened_at__isnull=True, asked_at__gt=now - WAITS)
    return _near(actor, "breakglass.second", waiting, _directs)


def to_review(actor: Actor) -> QuerySet[BreakGlass]:
    """What was opened, not reviewed yet, and could be reviewed by him."""
    opened = BreakGlass.objects.filter(opened_at__isnull=False, reviewed_at__isnull=True)
    return _near(actor, "breakglass.review", opened, _in_chain)


def outside(actor: Actor, now: dt.datetime) -> list[Actor]:
    """Who may review and stands outside the chain of the one who looks: neither under his command
    nor commanding him; the nearest first."""
    return _around(actor, now, "breakglass.review", _in_chain)


def _around(
    actor: Actor, now: dt.datetime, what: str, near: Callable[[Actor, Actor], bool]
) -> list[Actor]:
    """Who may do something with what the actor asks for and does not stand too near to him."""
    main = actor.main
    if main is None:
        return []
    steps = list(prefixes(main.path))
    roles = rules().may[what]
    held = (
        Posting.objects.filter(in_force(actor.on), role__in=roles, office__path__in=steps)
        .exclude(person_id=actor.person_id)
        .order_by("-office__path", "pk")
        .values_list("person_id", flat=True)
    )
    nearest = list(dict.fromkeys(held))[: 2 * _MOST_TOLD]
    people = Person.objects.in_bulk(nearest)
    found = [
        other
        for other in actors_of([people[one] for one in nearest], actor.on)
        if may(other, what, main.path).allowed and not near(actor, other)
    ]
    return found[:_MOST_TOLD]


def _in_chain(one: Actor, other: Actor) -> bool:
    return _directs(one, other) or _directs(other, one)


def _directs(above: Actor, below: Actor) -> bool:
    return any(within(s.path, office) for s in below.standings for office in above.commands)


def _near(
    actor: Actor,
    what: str,
    openings: QuerySet[BreakGlass],
    near: Callable[[Actor, Actor], bool],
) -> QuerySet[BreakGlass]:
    """Those of the openings, asked for within his reach, that he had no part in, whose thing is
    not hidden from him, and whose asker does not stand too near to him: what the act itself would
    refuse is in no list."""
    reach = Q(pk__in=[])
    for place in actor.places(*rules().may[what]):
        reach |= below("office_path", place)
    rows = (
        openings.filter(reach)
        .exclude(person_id=actor.person_id)
        .exclude(seconded_by_id=actor.person_id)
    )
    waiting = rows.order_by("asked_at").select_related("person")[:_MOST_WAITING]
    asked: dict[str, list[str]] = {}
    people: dict[int, Person] = {}
    for one in waiting:
        asked.setdefault(one.kind, []).append(one.thing)
        people[one.person_id] = one.person
    askers = actors_of(list(people.values()), actor.on)
    rows = rows.exclude(person_id__in=[one.person_id for one in askers if near(one, actor)])
    for kind, things in asked.items():
        rows = rows.exclude(kind=kind, thing__in=KINDS[kind].hidden(things, actor))
    return rows.select_related("person", "seconded_by").order_by("asked_at")


def _reach(token: str, what: str, actor: Actor, now: dt.datetime) -> BreakGlass:
    opening = BreakGlass.objects.filter(token=token).first()
    if opening is None:
        raise NotThere
    if actor.person_id in (opening.person_id, opening.seconded_by_id):
        _refuse(what, actor, now, "not-your-own", opening)
    if not may(actor, what, opening.office_path).allowed:
        _refuse(what, actor, now, "not-your-post", opening)
    asker = actor_of(Person.objects.get(pk=opening.person_id), actor.on)
    # Whoever is under his command cannot say no to him; who commands him does not judge him.
    near = _directs if what == "breakglass.second" else _in_chain
    if near(asker, actor) or KINDS[opening.kind].keeps_out(opening.thing, [actor]):
        note(what, who=actor.code, on=("glass", token), now=now, result="denied", why="barrier")
        raise NotThere
    return opening


def _open(opening: BreakGlass, now: dt.datetime) -> dt.datetime:
    opening.opened_at, ends_at = now, now + dt.timedelta(minutes=MINUTES)
    opening.ends_at = ends_at
    opening.save()
    return ends_at


def _tell(opening: BreakGlass, actor: Actor, others: list[Actor], now: dt.datetime) -> None:
    """Everybody outside the chain who may know of the thing; the notice itself says nothing of
    it."""
    hidden = KINDS[opening.kind].keeps_out(opening.thing, others)
    title = Text(
        "{who} 紧急查阅一件权限之外的事项" + ("，无人见证" if opening.opened_at else "，请见证"),
        "{who} "
        + (
            "has opened something beyond his reach, without a second person"
            if opening.opened_at
            else "asks to have something opened beyond his reach: second it"
        ),
    ).fill(who=actor.name)
    Notice.objects.bulk_create(
        Notice(
            person_id=other.person_id,
            kind="glass",
            cause=f"glass:{opening.token}",
            title_zh=title.zh,
            title_en=title.en,
            link="/access/glass/",
            made_at=now,
        )
        for other in others
        if other.person_id not in hidden
    )


def _permit(what: str, actor: Actor, now: dt.datetime) -> None:
    if not may(actor, what).allowed:
        _refuse(what, actor, now, "not-your-post")


def _refuse(
    what: str, actor: Actor, now: dt.datetime, code: str, opening: BreakGlass | None = None
) -> NoReturn:
    on = ("glass", opening.token if opening else "new")
    note(what, who=actor.code, on=on, now=now, result="denied", why=code)
    raise NotAllowed(code, REFUSALS[code])
