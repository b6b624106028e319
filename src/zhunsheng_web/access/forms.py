"""What an administrator fills in for each act about a person, and what is done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.access.administering import day
from zhunsheng_web.access.faults import Incomplete
from zhunsheng_web.access.models import Account, Leave, Office, Person, Posting
from zhunsheng_web.access.policy import may
from zhunsheng_web.access.roles import TITLES, Role
from zhunsheng_web.access.verbs import accounts, people, postings

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``kind``: text, long, date, choice, tick."""

    name: str
    label: Text
    kind: str = "text"
    required: bool = True
    hint: Text | None = None
    choices: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Handed:
    """A secret shown once, to be given to the person: a ``password`` or an enrolment ``code``."""

    kind: str
    secret: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act: the rule that permits it, its fields and what it does."""

    name: str
    rule: str
    title: Text
    fields: tuple[Field, ...]
    does: Callable[[Person, Given, Actor, dt.datetime, str | None], Handed | None]
    grave: bool = False


REASON = Field("reason", Text("理由", "Reason"), "long")
_MOST_NAMED = 200
"""Offices of one name that are looked at: more than there are customs."""
_ROLES = tuple((str(role), TITLES[role]) for role in Role)
_LEAVES = tuple(postings.LEAVES.items())


def _rename(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> None:
    people.rename_person(p, g["name_zh"], g["name_en"], actor=a, now=now, once=once)


def _open(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> Handed:
    return Handed("password", accounts.open_account(p, g["username"], actor=a, now=now, once=once))


def _password(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> Handed:
    return Handed("password", accounts.hand_password(p, actor=a, now=now, once=once))


def _code(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> Handed:
    return Handed("code", accounts.hand_enrolment(p, actor=a, now=now, once=once))


def _disable(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> None:
    accounts.disable_account(p, g["reason"], actor=a, now=now, once=once)


def _enable(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> None:
    accounts.enable_account(p, g["reason"], actor=a, now=now, once=once)


def _sessions(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> None:
    accounts.end_sessions(p, actor=a, now=now, once=once)


def _propose(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> None:
    office = _office(g["office"].strip(), a)
    if g["role"] not in set(Role):
        raise Incomplete("role", Text("请选择岗位角色。", "Choose a role."))
    stand_in = g["acting_for"].strip()
    absent = Person.objects.filter(code=stand_in).first() if stand_in else None
    if stand_in and absent is None:
        raise Incomplete("acting_for", Text("没有这个工号。", "Nobody has this number."))
    begins = day("valid_from", g["valid_from"])
    assert begins is not None
    wanted = postings.Wanted(
        office,
        Role(g["role"]),
        begins,
        day("valid_to", g["valid_to"], required=False),
        post=g["post"].strip()[:64],
        command=g["command"] == "yes",
        acting_for=absent,
    )
    postings.propose_posting(p, wanted, g["reason"], actor=a, now=now, once=once)


def _office(told: str, actor: Actor) -> Office:
    """The office of a code, or of a whole name within the actor's area. Raises Incomplete: none;
    several, which are then named with their codes."""
    by_code = Office.objects.filter(code=told).first()
    if by_code is not None:
        return by_code
    named = Office.objects.filter(Q(title_zh=told) | Q(title_en__iexact=told))
    near = [
        one
        for one in named.select_related("parent")[:_MOST_NAMED]
        if may(actor, "posting.propose", one.path).allowed
    ]
    if len(near) == 1:
        return near[0]
    if not near:
        raise Incomplete(
            "office",
            Text(
                "没有这个单位代码或全称，请在“机构”页查对。",
                "There is no office of this code or whole name; look it up under Offices.",
            ),
        )
    told_zh = "、".join(f"{one.parent.title_zh if one.parent else ''} {one.code}" for one in near)
    told_en = ", ".join(f"{one.parent.title_en if one.parent else ''} {one.code}" for one in near)
    raise Incomplete(
        "office",
        Text(
            "同名单位不止一个，请改填代码：{those}。",
            "Several offices have this name; give the code: {those}.",
        ).fill(those=Text(told_zh.strip(), told_en.strip())),
    )


def _end(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> None:
    posting = Posting.objects.filter(token=g["posting"], person=p).select_related("office").first()
    if posting is None:
        raise Incomplete("posting", Text("请选择任职。", "Choose a post."))
    last = day("valid_to", g["valid_to"])
    assert last is not None
    postings.end_posting(posting, last, g["reason"], actor=a, now=now, once=once)


def _leave(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> None:
    first, last = day("first", g["first"]), day("last", g["last"])
    assert first is not None and last is not None
    postings.enter_leave(p, first, last, g["leave"], actor=a, now=now, once=once)


def _back(p: Person, g: Given, a: Actor, now: dt.datetime, once: str | None) -> None:
    first, _, last = g["away"].partition("/")
    try:
        days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError:
        days = None
    held = Leave.objects.filter(person=p, first=days[0], last=days[1]).first() if days else None
    if held is None:
        raise Incomplete("away", Text("请选择请假。", "Choose the leave."))
    until = day("last", g["last"])
    assert until is not None
    postings.end_leave(held, until, actor=a, now=now, once=once)


_FROM = Field("valid_from", Text("开始日期", "From"), "date")
_UNTIL = Text("不再担任之日起（不含当日）", "No longer held from (that day excluded)")
ACTS = (
    Act("propose", "posting.propose", Text("提出任职", "Propose a post"), (
        Field("office", Text("单位代码或全称", "Code or whole name of the office")),
        Field("role", Text("岗位角色", "Role"), "choice", choices=_ROLES),
        Field("post", Text("权责清单岗位编号", "Post in the register"), required=False),
        _FROM,
        Field("valid_to", _UNTIL, "date", required=False,
              hint=Text("空白为长期；代职必填。", "Blank: open-ended; needed for an acting post.")),
        Field("acting_for", Text("代谁任职（工号）", "Acting for (number)"), required=False),
        Field("command", Text("主持该单位", "Directs the office"), "tick", required=False),
        REASON,
    ), _propose),
    Act("end-posting", "posting.end", Text("结束任职", "End a post"), (
        Field("posting", Text("任职", "Post"), "choice"),
        Field("valid_to", _UNTIL, "date"),
        REASON,
    ), _end),
    Act("leave", "people.manage", Text("登记请假", "Enter leave"), (
        Field("first", Text("第一天", "First day"), "date"),
        Field("last", Text("最后一天", "Last day"), "date"),
        Field("leave", Text("类别", "Kind"), "choice", choices=_LEAVES),
    ), _leave),
    Act("end-leave", "people.manage", Text("提前返岗或取消请假", "Shorten or cancel leave"), (
        Field("away", Text("请假", "Leave"), "choice"),
        Field("last", Text("改为最后一天", "Last day now"), "date",
              hint=Text("早于第一天即为取消。", "Before the first day: the leave is cancelled.")),
    ), _back),
    Act("open-account", "account.open", Text("开通账号", "Open an account"), (
        Field("username", Text("用户名", "User name")),
    ), _open),
    Act("hand-password", "password.hand", Text("发放一次性密码", "Hand out a password"), (),
        _password, grave=True),
    Act("hand-enrolment", "factor.hand",
        Text("重置第二因素并发放启用码", "Reset second factors and hand out a code"), (), _code,
        grave=True),
    Act("end-sessions", "session.end", Text("结束全部登录", "End all sign-ins"), (), _sessions,
        grave=True),
    Act("disable", "account.disable", Text("停用账号", "Disable the account"), (REASON,), _disable,
        grave=True),
    Act("enable", "account.enable", Text("恢复账号", "Enable the account"), (REASON,), _enable),
    Act("rename", "people.manage", Text("更正姓名", "Correct the name"), (
        Field("name_zh", Text("姓名", "Name in Chinese")),
        Field("name_en", Text("拼音姓名", "Name in English")),
    ), _rename),
)  # fmt: skip
BY_NAME = {act.name: act for act in ACTS}


def open_to(
    actor: Actor, person: Person, account: Account | None, *, away: bool = True
) -> list[Act]:
    """The acts he may do about this person now. ``away``: is there leave to be shortened?"""
    if person.pk == actor.person_id:
        return []
    has = account is not None
    active = account is not None and account.is_active
    fitting = {
        "open-account": not has,
        "hand-password": has,
        "hand-enrolment": has,
        "end-sessions": has,
        "disable": active,
        "enable": has and not active,
        "end-leave": away,
    }
    return [act for act in ACTS if fitting.get(act.name, True) and may(actor, act.rule).allowed]
