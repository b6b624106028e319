"""Verdicts: pass, fail, or not evaluated, and why."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from zhunsheng.model.text import Text


class Outcome(IntEnum):
    """The three ways a judgement can end; together they make up all that is in scope."""

    PASS = 0
    FAIL = 1
    NOT_EVALUATED = 2


class Reason(IntEnum):
    """Why a judgement failed, or why it could not be made. Codes are stored; never renumber."""

    NONE = 0
    # why it failed
    ABSENT = 1
    LATE = 2
    NEVER_CAME = 3
    TOO_EARLY = 4
    FORBIDDEN = 5
    NO_POST = 6
    OVER_LIMIT = 7
    NO_CERTIFICATE = 8
    OFF_ROSTER = 9
    SAME_HANDS = 10
    TOO_FEW = 11
    BELOW = 12
    ABOVE = 13
    ALTERED = 14
    DIFFERENT = 15
    TOO_MANY = 16
    UNLIKE = 17
    NOT_IN_TABLE = 18
    # why it was not evaluated
    FIELD_MISSING = 50
    ACTOR_MISSING = 51
    CLOCKS_INVERTED = 52
    CALENDAR_UNKNOWN = 53
    NOT_YET_DUE = 54
    TRACE_GAP = 55
    EXEMPTED = 56
    NO_COMPARISON = 57
    SUSPENDED = 58
    NO_VERSION = 59


ABSENCES = (Reason.ABSENT, Reason.NEVER_CAME)
"""Breaches that consist in something not being on record."""
NOT_EVALUATED = frozenset(reason for reason in Reason if reason >= Reason.FIELD_MISSING)
"""Why a judgement could not be made; the others say why it failed."""

REASON_TEXT: dict[Reason, Text] = {
    Reason.NONE: Text("符合", "holds"),
    Reason.ABSENT: Text("应有步骤缺失", "a required step is missing"),
    Reason.LATE: Text("超过期限", "done after its time limit"),
    Reason.NEVER_CAME: Text("期限已过仍未办理", "not done, and its time limit has passed"),
    Reason.TOO_EARLY: Text("先后次序颠倒", "done before what must come first"),
    Reason.FORBIDDEN: Text("实施了不得实施的行为", "an act that was not allowed any more"),
    Reason.NO_POST: Text("办理人不在有权岗位", "the officer held no post with this power"),
    Reason.OVER_LIMIT: Text("超出授权额度", "beyond the amount granted"),
    Reason.NO_CERTIFICATE: Text("无有效资格证件", "no valid certificate"),
    Reason.OFF_ROSTER: Text("不在当班时间", "not on duty then"),
    Reason.SAME_HANDS: Text("不相容职责由同一人办理", "incompatible duties in the same hands"),
    Reason.TOO_FEW: Text("参与人数不足", "too few officers took part"),
    Reason.BELOW: Text("低于下限", "below the lower bound"),
    Reason.ABOVE: Text("高于上限", "above the upper bound"),
    Reason.ALTERED: Text("事后被改动", "altered afterwards"),
    Reason.DIFFERENT: Text("两处记录不一致", "two records do not agree"),
    Reason.TOO_MANY: Text("次数过多", "too often"),
    Reason.UNLIKE: Text("同类情形处理不一致", "like cases were treated unlike"),
    Reason.NOT_IN_TABLE: Text("不在规定的档次之内", "no such tier in the table"),
    Reason.FIELD_MISSING: Text("所需栏目未填写", "a field that is needed is not filled"),
    Reason.ACTOR_MISSING: Text("未记录办理人", "the officer is not recorded"),
    Reason.CLOCKS_INVERTED: Text("记录的时间前后颠倒", "the recorded times are inverted"),
    Reason.CALENDAR_UNKNOWN: Text(
        "工作日历未包含该年度", "the working-day calendar lacks that year"
    ),
    Reason.NOT_YET_DUE: Text("尚未办理，期限未到", "still open and not yet due"),
    Reason.TRACE_GAP: Text("该时段数据缺失", "the trace has a gap there"),
    Reason.EXEMPTED: Text("经批准的例外", "an approved exception applies"),
    Reason.NO_COMPARISON: Text("没有可比对的记录", "nothing to compare with"),
    Reason.SUSPENDED: Text("期限中止中", "the period is suspended"),
    Reason.NO_VERSION: Text(
        "所依据的时限或幅度表当日没有有效版本",
        "the clock or table it rests on has no version in force that day",
    ),
}


class Verdict(NamedTuple):  # a frozen dataclass takes four times as long to make
    """One standard on one subject at one anchor act.

    ``anchor``: moment of the act the judgement hangs on. ``evidence``: moments of the acts that
    show it, ascending, the anchor among them. ``observed`` and ``allowed``: the numbers that were
    compared, where there are any (days, amounts, counts), in the shape's unit. ``anchor_act`` is
    the anchor's identity; ``also`` that of an act of another subject the verdict rests on.
    """

    outcome: Outcome
    reason: Reason
    subject: int
    anchor: int
    evidence: tuple[int, ...] = ()
    observed: float | int | None = None
    allowed: float | int | None = None
    anchor_act: int = 0
    also: int | None = None
