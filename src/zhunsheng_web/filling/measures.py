"""What the weeks lead to besides closed warnings: a mute, a draft, a loophole closed."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count

from zhunsheng_web.access.actor import Actor, actor_of
from zhunsheng_web.access.models import Person, Posting, in_force
from zhunsheng_web.access.roles import Role
from zhunsheng_web.casework import mutes, proposals
from zhunsheng_web.casework.drafts import block_of
from zhunsheng_web.casework.models import Warning
from zhunsheng_web.filling.playing import words

MUTED = "gate-weight-agrees"
CLOSED = "release-paid-or-secured"
DRAFTED = "barrier-lifted-with-reason"
_CHANGE = """\
system: 新一代通关管理系统
change: 放行环节强制校验税费已缴或者已提供担保，未通过校验的不能提交放行
accepted_when: 抽查放行日志，未通过校验而放行的为零
measured_by: release-paid-or-secured
at_most: 2
after_days: 90
"""


class Measures:
    """Taken at a district, by its people."""

    def __init__(self, district: str, begin: dt.datetime) -> None:
        self._district, self._begin = district, begin

    def take(self) -> int:
        """How many were taken: only what warnings of the run give rise to."""
        return self._mute() + self._loophole(CLOSED) + self._draft(DRAFTED)

    def _mute(self) -> int:
        busiest = (
            Warning.objects.filter(yardstick__standard=MUTED, secrecy="open")
            .values("office__path")
            .annotate(n=Count("pk"))
            .order_by("-n", "office__path")
            .first()
        )
        author, approver = self._pair(Role.FUNCTIONAL, Role.FUNCTIONAL_HEAD, 9)
        if busiest is None or author is None or approver is None:
            return 0
        day = self._moment(9).date()
        mute = mutes.make(
            MUTED,
            busiest["office__path"],
            reason=words()["mute_reason"],
            valid_from=day,
            valid_to=day + dt.timedelta(days=45),
            actor=author,
            now=self._moment(9),
        )
        mutes.approve(mute.token, actor=approver, now=self._moment(10, 10))
        return 1

    def _loophole(self, standard: str) -> int:
        """A change of a system that came of a founded warning, approved and in effect."""
        author, approver = self._pair(Role.FUNCTIONAL, Role.FUNCTIONAL_HEAD, 11)
        founded = self._founded(standard)
        if author is None or approver is None:
            return 0
        made = proposals.make(
            kind="system",
            target=standard,
            title="放行前由系统校验税费或者担保",
            title_en="Have the system check tax or guarantee before release",
            reason_en="The warnings confirmed show that tax and guarantees are checked by hand at "
            "release, and now and then not at all; the system should stop such a release.",
            reason="核查属实的预警表明，放行环节靠人工核对税费和担保，漏核时有发生，应由系统拦住。",
            draft=_CHANGE,
            warning=founded.token if founded is not None else "",
            actor=author,
            now=self._moment(11),
        )
        made = proposals.submit(
            made.token, actor=author, now=self._moment(11, 15), revision=made.revision
        )
        made = proposals.approve(
            made.token,
            text="同意，请科技处排期上线。",
            actor=approver,
            now=self._moment(12),
            revision=made.revision,
        )
        day = self._moment(14).date()
        made = proposals.set_date(
            made.token, effective_on=day, actor=approver, now=self._moment(12, 16),
            revision=made.revision,
        )  # fmt: skip
        proposals.enact(
            made.token,
            text="已上线。",
            actor=approver,
            now=self._moment(14),
            revision=made.revision,
        )
        return 1

    def _draft(self, standard: str) -> int:
        """A standard whose draft waits to be tried on history."""
        author, _ = self._pair(Role.FUNCTIONAL, Role.FUNCTIONAL_HEAD, 15)
        draft = _redrafted(block_of(standard))
        if author is None or not draft:
            return 0
        made = proposals.make(
            kind="standard",
            target=standard,
            title="手工抬杆还应当记录通道",
            title_en="Record the lane as well when the barrier is lifted by hand",
            reason_en="Several verifications could not tell which lane’s barrier was lifted, so "
            "the recording could not be found; the lane should be a mandatory field.",
            reason="核查时多次无法确定是哪条通道抬杆，调不到对应的录像；建议把通道列为必录项。",
            draft=draft,
            actor=author,
            now=self._moment(15),
        )
        proposals.ask_trial(
            made.token, actor=author, now=self._moment(15, 10), revision=made.revision
        )
        return 1

    def _founded(self, standard: str) -> Warning | None:
        return (
            Warning.objects.filter(
                yardstick__standard=standard,
                secrecy="open",
                conclusion__in=("founded", "partly"),
                closed_at__lt=self._moment(11),
            )
            .order_by("closed_at", "group_key")
            .first()
        )

    def _pair(self, author: Role, approver: Role, day: int) -> tuple[Actor | None, Actor | None]:
        return self._somebody(author, day), self._somebody(approver, day)

    def _somebody(self, role: Role, day: int) -> Actor | None:
        """Somebody of the district who is at work that day."""
        on = self._moment(day).date()
        held = Posting.objects.filter(in_force(on), role=role, office__code=self._district)
        people = Person.objects.filter(postings__in=held).order_by("pk")
        actors = (actor_of(one, on) for one in people)
        return next((one for one in actors if role in one.roles), None)

    def _moment(self, day: int, hour: int = 9) -> dt.datetime:
        zone = ZoneInfo(settings.ZONE)
        begun = self._begin.astimezone(zone).date()
        return dt.datetime.combine(begun + dt.timedelta(days=day), dt.time(hour, 12), zone)


def _redrafted(block: str) -> str:
    """The standard with a version from the next year on that asks for one more field."""
    head, mark, rest = block.partition("  - from:")
    version, ends, examples = rest.partition("  examples:")
    if not mark or "fields: [reason, officer]" not in version:
        return ""
    later = re.sub(r"^ \S+", " 2027-01-01", version, count=1)
    later = later.replace("fields: [reason, officer]", "fields: [reason, officer, lane]")
    return f"{head}{mark}{version}{mark}{later}{ends}{examples}"
