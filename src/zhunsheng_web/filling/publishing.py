"""What the book shows in a demonstration: a proposal tried on history and sent up, one in effect,
a case to learn from, notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.models import Person
from zhunsheng_web.access.roles import Role
from zhunsheng_web.book import announcing, cases
from zhunsheng_web.casework import proposals
from zhunsheng_web.casework.drafts import block_of
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.casework.queue import visible_warnings
from zhunsheng_web.casework.stages import Conclusion, Stage
from zhunsheng_web.casework.trying import work_off
from zhunsheng_web.filling.accounts import accounts_given

WEIGHT, IDLE, ALONE = (
    "gate-weight-agrees", "account-idle-off-shift", "inspection-by-two-officers",
)  # fmt: skip
_OPEN_VALUES = (
    ("{parameter: weight-gap-amount}", "300"),
    ("{parameter: weight-gap-share}", "0.02"),
)
_CASE: dict[str, Any] = {
    "title": "“两人查验”只有一个人到场",
    "text": "某科查验一票货物，记录上有两名关员，另一人当时并不在现场，由主查人代为录入。核查时调取"
    "现场视频，发现开箱、取样、封箱均由一人完成。当事人解释为人手紧张、图省事，货物本身未见异常。",
    "lesson": "双人作业防的不是哪一票货，而是机会。人手不够应当报告值班科长调整派单，不能代签。"
    "科长派单时应看到当班人数，不足两人的不派。",
}
_CASE_IN_ENGLISH = cases.InEnglish(
    title="Two officers on the record, one at the inspection",
    text="A section inspected a consignment. Two officers were on the record; one of them was not "
    "there, and the other had entered him. The recording showed one person opening, sampling and "
    "sealing. He explained that they were short of people and that it saved time; nothing was "
    "wrong with the goods.",
    lesson="Two pairs of eyes guard against the opportunity, not against one consignment. Whoever "
    "is short of people tells the head on duty, who assigns the work anew; nobody signs for "
    "another. A head who assigns work should see how many are on duty, and assign none to fewer "
    "than two.",
)
_NOTICES = (
    (
        "关于规范预警核查意见书写的提示",
        "近期抽查发现，部分核查意见只写“已核查，正常”，看不出查了什么、依据是什么。\n\n"
        "请写明核对了哪些记录、与标准差在哪里、结论的理由。写法见“使用指南”中的《核查与下结论》。",
        "On writing verification opinions",
        "Recent second looks found opinions that say no more than “checked, in order”: neither "
        "what was checked nor on what grounds.\n\nSay which records were checked, how they differ "
        "from the standard, and why you conclude as you do. See the guide to verifying.",
        (Role.SECTION_HEAD, Role.LIAISON, Role.FUNCTIONAL),
    ),
    (
        "卡口称重差异标准拟收紧，正在试行",
        "卡口称重与申报毛重之差的限度拟由 500 公斤、3% 收紧为 300 公斤、2%，已用十月数据试行，"
        "待批准后公布施行日期。施行前仍按现行标准办理。",
        "The weight tolerance at the gate is to be tightened and is on trial",
        "The gap allowed between the weight at the gate and the gross weight declared is to go "
        "from 500 kg and 3% to 300 kg and 2%. It has been tried on the records of October; the day "
        "it takes effect will be announced once approved. Until then the present one applies.",
        (),
    ),
)  # fmt: skip


def fill_book(*, begin: dt.datetime, end: dt.datetime) -> None:
    """For a workbench that has its people, handled warnings and accounts."""
    people = {
        Role(given.posting.role): actor_of(given.posting.person, end.date())
        for given in accounts_given()
    }
    needed = {Role.FUNCTIONAL, Role.AUDIT, Role.AUDIT_HEAD}
    if not needed <= people.keys():
        return
    _tighten(people, end - dt.timedelta(days=4))
    _close_accounts(people, begin + dt.timedelta(days=9))
    _tell_a_case(people, end - dt.timedelta(days=2))
    for at, (title, text, title_en, text_en, roles) in enumerate(_NOTICES):
        now = end - dt.timedelta(days=3 - at)
        announcing.announce(
            title=title,
            text=text,
            title_en=title_en,
            text_en=text_en,
            roles=roles,
            office=announcing.places_of(people[Role.AUDIT_HEAD])[0].code,
            valid_from=now.date(),
            valid_to=end.date() + dt.timedelta(days=30),
            actor=people[Role.AUDIT_HEAD],
            now=now,
        )


def _tighten(people: Mapping[Role, Actor], now: dt.datetime) -> None:
    """A standard's new version, tried on the month's records and sent up."""
    author = people[Role.FUNCTIONAL]
    warning, draft = _founded(author, WEIGHT), _tighter()
    if warning is None or not draft:
        return
    made = proposals.make(
        kind="standard",
        target=WEIGHT,
        title="收紧卡口称重与申报毛重之差的限度",
        title_en="Tighten the gap allowed between weight at the gate and weight declared",
        reason="多件预警查实为少报重量，差额都压在 500 公斤以内，恰在限度之下。",
        reason_en="Several warnings were found to be weight declared too low, each time by just "
        "under 500 kg, within what is allowed.",
        draft=draft,
        warning=warning.token,
        actor=author,
        now=now,
    )
    if settings.TRACE.exists():
        asked = proposals.ask_trial(made.token, actor=author, now=now, revision=made.revision)
        work_off(now=now + dt.timedelta(minutes=1))
        made.refresh_from_db()
        if made.trial.get("state") == "done":
            sent = now + dt.timedelta(hours=1)
            proposals.submit(
                made.token, text="试行结果见附。", actor=author, now=sent, revision=asked.revision
            )


def _tighter() -> str:
    """The standard as it stands, and a version more with limits of its own."""
    head, _, examples = block_of(WEIGHT).partition("  examples:")
    first = head.find("  - from:")
    if first < 0:
        return ""
    fresh = head[head.rindex("  - from:") :]
    fresh = f"  - from: 2027-01-01{fresh[fresh.index(chr(10)) :]}"
    for written, value in _OPEN_VALUES:
        if written not in fresh:
            return ""
        fresh = fresh.replace(written, value)
    return f"{head}{fresh}  examples:{examples}"


def _close_accounts(people: Mapping[Role, Actor], now: dt.datetime) -> None:
    """A change of a system: approved by another person, in effect, followed."""
    author, head = people[Role.AUDIT], people[Role.AUDIT_HEAD]
    warning = _founded(author, IDLE)
    if warning is None:
        return
    made = proposals.make(
        kind="system",
        target="账号管理",
        title="账号下班后自动锁定，凭排班解锁",
        title_en="Lock accounts after the shift, and unlock them by the roster",
        reason_en="In the cases confirmed, an account left open after the shift was used by "
        "somebody else to release goods. Reminders do not stop this; the system should lock it.",
        reason="查实的几件都是下班后账号未退出，被他人用来放行。靠提醒管不住，应由系统锁定。",
        draft="system: 账号管理\nchange: 超过排班结束时间 30 分钟自动锁定，下一班次开始时解锁\n"
        "accepted_when: 连续两周没有当班以外的登录\n"
        f"measured_by: {IDLE}\nat_most: 1\nafter_days: 90\n",
        warning=warning.token,
        actor=author,
        now=now,
    )
    hour, token = dt.timedelta(hours=1), made.token
    on = now.date() + dt.timedelta(days=2)
    then = _earlier(head, now)
    proposals.submit(token, actor=author, now=now + hour, revision=1)
    proposals.approve(
        token, text="同意，请科技处两日内完成。", actor=then, now=now + 2 * hour, revision=2
    )
    proposals.set_date(token, effective_on=on, actor=then, now=now + 3 * hour, revision=3)
    proposals.enact(token, text="已上线。", actor=head, now=now + 72 * hour, revision=4)


def _earlier(actor: Actor, now: dt.datetime) -> Actor:
    """The same person as he stood on an earlier day."""
    return actor_of(Person.objects.get(pk=actor.person_id), now.date())


def _tell_a_case(people: Mapping[Role, Actor], now: dt.datetime) -> None:
    author = people[Role.AUDIT]
    closed = visible_warnings(author).filter(stage=Stage.CLOSED, secrecy="closed")
    warning = closed.filter(yardstick__standard=ALONE).first() or closed.first()
    if warning is None:
        return
    made = cases.make(
        warning=warning.token,
        **_CASE,
        english=_CASE_IN_ENGLISH,
        roles=(Role.SECTION_HEAD, Role.LIAISON, Role.OFFICER, Role.OFFICE_HEAD, Role.AUDIT),
        actor=author,
        now=now,
    )
    cases.publish(
        made.token,
        actor=people[Role.AUDIT_HEAD],
        now=now + dt.timedelta(hours=2),
        revision=made.revision,
    )


def _founded(actor: Actor, standard: str) -> Warning | None:
    """A warning of the standard that was found to be true, as the actor may know it."""
    found = visible_warnings(actor).filter(
        yardstick__standard=standard, conclusion=Conclusion.FOUNDED, secrecy="open"
    )
    return found.order_by("created_at", "pk").first()
