"""The three administrators a workbench begins with; everybody else is entered by them.

Each gets a first password and a code to set up the second factor, shown once and handed over in a
sealed envelope: whoever runs the command holds both halves until then, and so it is done with
witnesses and recorded.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from zhunsheng.model.text import Text
from zhunsheng_web.access.factors import GOOD_FOR, new_code
from zhunsheng_web.access.models import Account, Office, Person, Posting
from zhunsheng_web.access.roles import TITLES, Role
from zhunsheng_web.clock import day_of
from zhunsheng_web.record.deed import deed

ADMINISTRATORS = {
    "system": Role.SYSTEM_ADMIN,
    "security": Role.SECURITY_ADMIN,
    "audit": Role.AUDIT_ADMIN,
}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A number (or an office's code) and a name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What is handed to an administrator."""

    role: Text
    name: str
    username: str
    password: str
    code: str


def begin(people: Mapping[str, Newcomer], *, office: Newcomer, now: dt.datetime) -> list[Begun]:
    """Makes the office at the top and the administrators, once. Raises ValueError where there are
    some already, or one person is to be two of them."""
    if Posting.objects.filter(role__in=ADMINISTRATORS.values()).exists():
        raise ValueError(
            "已有管理员，不再设定；人员变动由系统管理员提出、安全管理员批准 / there are "
            "administrators already; changes are proposed and approved in the workbench"
        )
    if len({one.code for one in people.values()}) != len(ADMINISTRATORS):
        raise ValueError(
            "三名管理员须是三个人 / the three administrators are three different people"
        )
    with deed("workbench.begin", who="system", on=("office", office.code), now=now) as act:
        top = _top(office, day_of(now))
        begun = [_administrator(top, ADMINISTRATORS[name], one, now)
                 for name, one in people.items()]  # fmt: skip
        act.counts = {"administrators": len(begun)}
    return begun


def _top(office: Newcomer, on: dt.date) -> Office:
    found = Office.objects.filter(parent=None).first()
    return found or Office.objects.create(
        code=office.code,
        path=f"{office.code}.",
        level="headquarters",
        title_zh=office.name,
        title_en=office.name,
        valid_from=on,
    )


def _administrator(top: Office, role: Role, who: Newcomer, now: dt.datetime) -> Begun:
    person = Person.objects.create(code=who.code, name_zh=who.name, name_en=who.name)
    title = TITLES[role]
    Posting.objects.create(
        person=person, office=top, role=role, title_zh=title.zh, title_en=title.en,
        valid_from=day_of(now),
    )  # fmt: skip
    password, (code, stored) = secrets.token_urlsafe(15), new_code()
    account = Account.objects.create_user(role, password, person=person)
    account.enrolment, account.enrolment_until = stored, now + GOOD_FOR
    account.save(update_fields=["enrolment", "enrolment_until"])
    return Begun(title, who.name, account.username, password, code)
