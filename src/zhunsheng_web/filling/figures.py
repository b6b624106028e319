"""What the pages of figures show in a demonstration: work counted, things watched, queries kept, a
month's evaluation with a unit's reply."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.models import Office
from zhunsheng_web.access.roles import Role
from zhunsheng_web.boards.asking.question import Condition, Question
from zhunsheng_web.boards.editions import publish, reply
from zhunsheng_web.boards.models import SavedQuery, Watch
from zhunsheng_web.boards.surveying import survey
from zhunsheng_web.boards.watching import tell_watchers
from zhunsheng_web.casework.law import register
from zhunsheng_web.filling.accounts import accounts_given

_WATCHED = (
    (Role.AUDIT, "一、二级预警", {"level": 2}),
    (Role.FUNCTIONAL, "税款征收", {"domain": "duty"}),
    (Role.SECTION_HEAD, "本科预警", {"level": 4}),
    (Role.DISCIPLINE, "红包报告", {"standard": "gift-reported-in-time"}),
)
_ASKED = (
    (Role.AUDIT, "十月放行作业，按单位", Question(
        "acts",
        ((Condition("activity", "is", "release.order"),),
         (Condition("happened", "since", "2026-10-01"),)),
        by="office", shown="bar",
    )),
    (Role.FUNCTIONAL, "未办结的三级预警", Question(
        "warnings",
        ((Condition("level", "is", "3"),), (Condition("stage", "not", "closed"),)),
    )),
    (Role.ANALYST, "逐日申报量", Question(
        "acts", ((Condition("activity", "is", "declaration.submit"),),),
        by="happened", shown="line",
    )),
)  # fmt: skip
_REPLY = (
    "十月我关承接机场口岸业务扩容，查验和放行作业量集中，建议评估时考虑夜班和节假日因素。"
    "相关预警已逐件核查，属实的均已整改。"
)


def fill_figures(district: str, *, begin: dt.datetime, end: dt.datetime) -> None:
    """For a workbench that has its people, warnings and accounts."""
    survey(register(), Path(settings.TRACE), Path(settings.RUNS), now=begin)
    people = {
        Role(given.posting.role): actor_of(given.posting.person, end.date())
        for given in accounts_given()
    }
    known = {standard.id for standard in register().standards}
    for role, name, condition in _WATCHED:
        if role in people and condition.get("standard", "") in known | {""}:
            Watch.objects.create(
                person_id=people[role].person_id,
                name=name,
                made_at=begin,
                since=begin - dt.timedelta(days=1),
                **condition,
            )
    tell_watchers(end - dt.timedelta(hours=1))
    for role, name, question in _ASKED:
        if role in people:
            SavedQuery.objects.create(
                person_id=people[role].person_id,
                name=name,
                question=question.stored(),
                made_at=begin,
            )
    _evaluate(district, people, begin)


def _evaluate(district: str, people: dict[Role, Actor], begin: dt.datetime) -> None:
    audit, head = people.get(Role.AUDIT_HEAD), people.get(Role.OFFICE_HEAD)
    office = Office.objects.filter(code=district).first()
    if audit is None or office is None:
        return
    month = (begin.replace(day=1) - dt.timedelta(days=1)).date().replace(day=1)
    made = publish(office, month, actor=audit, now=begin + dt.timedelta(days=3, hours=2))
    unit = Office.objects.filter(path__in=head.places(Role.OFFICE_HEAD)).first() if head else None
    if head is not None and unit is not None:
        at = begin + dt.timedelta(days=4, hours=3)
        reply(made.token, unit.code, text=_REPLY, actor=head, now=at)
