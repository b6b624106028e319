"""Nothing lies with nobody: what waited at an office that is closed is taken over by the one above;
where the last person of a desk has left, those above are told, and where there is nobody above
either it goes to the next line. All of it on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import prefixes
from zhunsheng_web.access.models import Office, Posting, in_force
from zhunsheng_web.access.policy import DESKS
from zhunsheng_web.casework.acting import Before, Doing, counted, matter_of, seat, set_due, write
from zhunsheng_web.casework.barriers import gone_of
from zhunsheng_web.casework.crew import heads, nearest
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.passing import each, people_told, sealed, system, told
from zhunsheng_web.casework.stages import DESK_ORDER, DESK_TITLES, Desk, Stage, Verb
from zhunsheng_web.casework.telling import tell
from zhunsheng_web.casework.verbs.raising import move_up
from zhunsheng_web.clock import day_of

WAITING = Warning.objects.filter(state="open", desk__in=DESK_ORDER)


def take_over_all(now: dt.datetime) -> int:
    """What the offices that have closed left open; how many warnings were taken over."""
    closed = Office.objects.filter(valid_to__lte=day_of(now), passed_on_at=None)
    done = 0
    for office in closed.order_by("-path"):  # what is below first
        left = WAITING.filter(handled_path=office.path)
        done += each(left, lambda one, office=office: _take_over(one, office, now))  # type: ignore[misc]
        Office.objects.filter(pk=office.pk).update(passed_on_at=now)
    return done


def tell_above(left: Iterable[tuple[str, str]], now: dt.datetime) -> None:
    """Whose posts have ended: (role, path of the office). Where nobody is left at a desk at which
    warnings wait, those above are told that they are theirs; or they go to the next line."""
    places = {(desk, path) for role, path in left for desk, roles in DESKS.items() if role in roles}
    for desk, path in sorted(places):
        waiting = WAITING.filter(desk=desk, handled_path=path)
        if _manned(desk, [path], now) or not waiting.exists():
            continue
        if not _manned(desk, list(prefixes(path)), now) and desk != DESK_ORDER[-1]:
            each(waiting, lambda one: go_up(one, now))
            continue
        each(waiting, lambda one, desk=desk: _tell(one, Desk(desk), now))  # type: ignore[misc]


def go_up(warning: Warning, now: dt.datetime) -> None:
    """To the next line, because there is nobody at its desk."""
    name = f"nobody|{warning.token}|{warning.revision}"
    with sealed(warning, Verb.HAND_UP, name, now) as record:
        act, before = Doing(warning, now, system(now)), Before(warning)
        move_up(act)
        act.given["nobody"] = True
        write(Verb.HAND_UP, act, before, record.name)
        told(warning, ("desk", "desk-head"), "hand-up", now,
             Text("预警 {number} 原承办岗位无人在岗，已上交到您处",
                  "Nobody is left at the desk of warning {number}; it waits with you now"),
             )  # fmt: skip


def _manned(desk: str, paths: list[str], now: dt.datetime) -> bool:
    posts = Posting.objects.filter(in_force(day_of(now)), office__path__in=paths)
    return posts.filter(role__in=DESKS[desk]).exists()


def _take_over(warning: Warning, office: Office, now: dt.datetime) -> None:
    """Where the desk is now that the office is not there. Its limit stays, save where it has come
    to another line, which has the time of its step."""
    name = f"closed|{warning.token}|{office.code}|{office.valid_to}"
    with sealed(warning, Verb.TAKE_OVER, name, now) as record:
        act, before, desk = Doing(warning, now, system(now)), Before(warning), warning.desk
        seat(warning, desk, gone_of(warning.office_path, day_of(now)))
        if warning.desk != desk and warning.suspended_at is None:
            days = handling().stages[Stage(warning.stage)][warning.level].days
            set_due(warning, counted(now, days))
        above = Office.objects.filter(path=warning.handled_path).values_list("code", flat=True)
        act.given = {"from_office": office.code, "to_office": above.first() or ""}
        if warning.desk != desk:
            act.given["to"] = warning.desk
        write(Verb.TAKE_OVER, act, before, record.name)
        tell(
            people_told(warning, ("assignee", "desk-head"), day_of(now)),
            kind="handover",
            cause=f"closed:{office.code}:{office.valid_to}",
            link=reverse("desk:today"),
            now=now,
            title=Text("“{office}”已撤销，未办结的预警由您处承接",
                       "“{office}” is closed; the warnings it left open are yours now")
            .fill(office=office.title),
        )  # fmt: skip


def _tell(warning: Warning, desk: Desk, now: dt.datetime) -> None:
    """Those above who may see it, each once for the whole desk."""
    on, matter, path = day_of(now), matter_of(warning), warning.handled_path
    people = [*nearest(DESKS[desk], path, matter, on), *heads(path, matter, on)]
    office = Office.objects.get(path=path)
    tell(
        dict.fromkeys(people),
        kind="handover",
        cause=f"left:{desk}:{office.code}:{on}",
        link=reverse("desk:today"),
        now=now,
        title=Text("“{office}”已无{desk}人员在岗，其预警由您处办理，请安排人员",
                   "Nobody of the {desk} is left at “{office}”; its warnings are yours until "
                   "somebody is posted there")
        .fill(office=office.title, desk=DESK_TITLES[desk]),
    )  # fmt: skip
