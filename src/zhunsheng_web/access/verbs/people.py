"""People and offices: who there is, not what he may do."""

from __future__ import annotations

import datetime as dt
import re

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.administering import administering, homes, lock_office, required
from zhunsheng_web.access.faults import Incomplete, WrongState
from zhunsheng_web.access.models import Office, Person, Posting
from zhunsheng_web.access.taken import only_one

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_PRIVATE = re.compile(r"[0-9]{11}")
"""Long enough to be a telephone or identity number, which must not enter the sealed log."""
_LEVELS = ("district", "subordinate", "section")
_SOMEBODY_S = Text("这个工号已有人使用。", "This number is somebody’s already.")
_AN_OFFICE_S = Text("这个代码已有单位使用。", "An office has this code already.")


def add_person(
    code: str,
    name_zh: str,
    name_en: str,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> Person:
    """Enters somebody who serves: he has no post and no account yet. Raises Incomplete,
    NotAllowed."""
    person = Person(
        code=_code(code),
        name_zh=required("name_zh", name_zh, 60),
        name_en=required("name_en", name_en, 80),
    )
    with administering("people.manage", act="person.add", actor=actor, now=now, once=once) as act:
        with only_one("code", _SOMEBODY_S):
            person.save()
        act.person = person
        act.given = {"code": person.code}
    return person


def rename_person(
    person: Person,
    name_zh: str,
    name_en: str,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> None:
    """Corrects a name; what was sealed under his number stays his."""
    zh, en = required("name_zh", name_zh, 60), required("name_en", name_en, 80)
    with administering(
        "people.manage",
        act="person.rename",
        actor=actor,
        now=now,
        person=person,
        paths=homes(person),
        once=once,
    ):
        Person.objects.filter(pk=person.pk).update(name_zh=zh, name_en=en)


def add_office(
    parent: Office,
    code: str,
    level: str,
    title_zh: str,
    title_en: str,
    valid_from: dt.date,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> Office:
    """Enters an office below another. Raises Incomplete, NotAllowed, WrongState (the one above is
    closed, or about to be)."""
    told = _code(code)
    if level not in _LEVELS:
        raise Incomplete("level", Text("请选择层级。", "Choose a level."))
    office = Office(
        code=told,
        path=f"{parent.path}{told}.",
        parent=parent,
        level=level,
        group=parent.group,
        title_zh=required("title_zh", title_zh, 120),
        title_en=required("title_en", title_en, 160),
        valid_from=valid_from,
    )
    with administering(
        "people.manage", act="office.add", actor=actor, now=now, office=parent,
        paths=(parent.path,), once=once,
    ) as act:  # fmt: skip
        _outlives(lock_office(parent), valid_from)
        with only_one("code", _AN_OFFICE_S):
            office.save()
        act.office = office
        act.given = {"code": told, "level": level, "valid_from": valid_from.isoformat()}
    return office


def close_office(
    office: Office,
    valid_to: dt.date,
    reason: str,
    *,
    actor: Actor,
    now: dt.datetime,
    once: str | None = None,
) -> None:
    """Says from which day an office no longer is. Raises WrongState while people are posted there
    on that day, or offices below it stand."""
    told = required("reason", reason, 500)
    with administering(
        "people.manage", act="office.close", actor=actor, now=now, office=office,
        paths=(office.path,), reason=told, once=once,
    ) as act:  # fmt: skip
        held = lock_office(office)
        if valid_to <= held.valid_from:
            raise Incomplete(
                "valid_to",
                Text(
                    "须晚于设立日期（{day}）。", "It has to be after the day it was set up ({day})."
                ).fill(day=held.valid_from.isoformat()),
            )
        after = Posting.objects.filter(office=office).exclude(valid_to__lte=valid_to)
        below = office.children.exclude(valid_to__lte=valid_to)
        if after.exists() or below.exists():
            raise WrongState(
                "not-empty",
                Text(
                    "该单位届时仍有人任职或仍有下级单位。请先调整人员和下级单位。",
                    "People are still posted there on that day, or offices below it stand. Move "
                    "them first.",
                ),
            )
        Office.objects.filter(pk=office.pk).update(valid_to=valid_to)
        act.given = {"valid_to": valid_to.isoformat()}


def _outlives(parent: Office, valid_from: dt.date) -> None:
    """An office is set up below one that is there, and that nobody is about to close."""
    if valid_from < parent.valid_from:
        raise Incomplete(
            "valid_from",
            Text(
                "上级单位“{office}”自 {day} 起设立，下级单位不能早于该日。",
                "“{office}” above it is there from {day}; it cannot be set up before that day.",
            ).fill(office=parent.title, day=parent.valid_from.isoformat()),
        )
    if parent.valid_to is not None:
        raise WrongState(
            "closed",
            Text(
                "“{office}”自 {day} 起撤销，不能再增设下级单位；请在承接其工作的单位下增设。",
                "“{office}” is closed from {day}, and nothing can be set up below it; do it below "
                "the office that has taken over its work.",
            ).fill(office=parent.title, day=parent.valid_to.isoformat()),
        )


def _code(value: str) -> str:
    told = value.strip()
    if not _CODE.fullmatch(told) or _PRIVATE.search(told):
        raise Incomplete(
            "code",
            Text(
                "只用字母、数字和 - _ .，最多 32 位；不得用身份证号或手机号。",
                "Letters, figures and - _ . only, at most 32; no identity or telephone number.",
            ),
        )
    return told
