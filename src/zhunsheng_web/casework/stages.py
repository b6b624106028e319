"""The life of a warning in one place: its stages, and which act leads from which to which.

The drawing in the documentation is made from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhunsheng.model.text import Text


class Stage(StrEnum):
    """Where a warning stands. All but the last three wait for somebody."""

    GENERATED = "generated"
    ASSIGNED = "assigned"
    EXPLAINED = "explained"
    VERIFIED = "verified"
    REVIEWED = "reviewed"
    DISPOSED = "disposed"
    CLOSED = "closed"
    MERGED = "merged"
    SUPERSEDED = "superseded"


STAGE_TITLES = {
    Stage.GENERATED: Text("待签收", "To be signed for"),
    Stage.ASSIGNED: Text("待说明", "To be explained"),
    Stage.EXPLAINED: Text("待核查", "To be verified"),
    Stage.VERIFIED: Text("待复核", "To be reviewed"),
    Stage.REVIEWED: Text("待处置", "To be disposed of"),
    Stage.DISPOSED: Text("待销号", "To be struck off"),
    Stage.CLOSED: Text("已办结", "Closed"),
    Stage.MERGED: Text("已并入", "Merged"),
    Stage.SUPERSEDED: Text("已因更正消除", "Cleared by a correction"),
}
_NOT_EXPLAINED = Text("待了解情况", "Facts to be gathered")


def stage_title(stage: str, secrecy: str) -> Text:
    """What a warning waits for. A restricted one is not explained by the section it concerns:
    whoever handles it writes down what is known so far."""
    if stage == Stage.ASSIGNED and secrecy == "closed":
        return _NOT_EXPLAINED
    return STAGE_TITLES[Stage(stage)]


OPEN = (
    Stage.GENERATED,
    Stage.ASSIGNED,
    Stage.EXPLAINED,
    Stage.VERIFIED,
    Stage.REVIEWED,
    Stage.DISPOSED,
)


class Verb(StrEnum):
    """What can be done with a warning."""

    SIGN = "sign"
    REASSIGN = "reassign"
    ASK = "ask"
    ANSWER = "answer"
    EXPLAIN = "explain"
    VERIFY = "verify"
    REVIEW = "review"
    DISPOSE = "dispose"
    CLOSE = "close"
    SETTLE = "settle"
    CLEAR = "clear"
    RETURN = "return"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    MERGE = "merge"
    SPLIT = "split"
    REOPEN = "reopen"
    HAND_UP = "hand-up"
    REFER = "refer"
    SUPERSEDE = "supersede"
    SECOND_LOOK = "second-look"
    NOTE = "note"
    BREACH = "breach"
    COUNT = "count"
    TAKE_IN = "take-in"
    GROW = "grow"
    CORRECT = "correct"
    PASS_ON = "pass-on"
    TAKE_OVER = "take-over"


SYSTEM_VERBS = (
    Verb.TAKE_IN,
    Verb.GROW,
    Verb.CORRECT,
    Verb.BREACH,
    Verb.COUNT,
    Verb.PASS_ON,
    Verb.TAKE_OVER,
)
"""Done by nobody: by the taking in of runs, or because time passed; no transition leads there."""


VERB_TITLES = {
    Verb.SIGN: Text("签收并分派", "Sign for and assign"),
    Verb.REASSIGN: Text("改派", "Assign to another"),
    Verb.ASK: Text("要求经办人说明", "Ask the officer to explain"),
    Verb.ANSWER: Text("经办人说明", "The officer's answer"),
    Verb.EXPLAIN: Text("提交说明", "Explain"),
    Verb.VERIFY: Text("核查", "Verify"),
    Verb.REVIEW: Text("复核同意", "Agree on review"),
    Verb.DISPOSE: Text("处置", "Dispose of"),
    Verb.CLOSE: Text("办结销号", "Close and strike off"),
    Verb.SETTLE: Text("即办即结", "Settle at once"),
    Verb.CLEAR: Text("书面澄清", "Clear the officer in writing"),
    Verb.RETURN: Text("退回", "Return"),
    Verb.SUSPEND: Text("中止", "Suspend"),
    Verb.RESUME: Text("恢复", "Resume"),
    Verb.EXTEND: Text("延期", "Extend"),
    Verb.MERGE: Text("并案", "Merge"),
    Verb.SPLIT: Text("拆分", "Split"),
    Verb.REOPEN: Text("重新办理", "Reopen"),
    Verb.HAND_UP: Text("上交下一道防线", "Hand up"),
    Verb.REFER: Text("移交线索", "Hand over a lead"),
    Verb.SUPERSEDE: Text("因更正消除", "Clear after a correction"),
    Verb.SECOND_LOOK: Text("抽查复看", "Second look"),
    Verb.NOTE: Text("批注", "Note"),
    Verb.BREACH: Text("逾期", "Overdue"),
    Verb.COUNT: Text("核定期限", "Limit counted"),
    Verb.TAKE_IN: Text("生成预警", "Made"),
    Verb.GROW: Text("新增线索", "Rows added"),
    Verb.CORRECT: Text("部分线索因更正消除", "Rows cleared by a correction"),
    Verb.PASS_ON: Text("离岗交接", "Handed over on leaving"),
    Verb.TAKE_OVER: Text("撤并承接", "Taken over from a closed office"),
}


_DONE = {
    Verb.SIGN: "Signed for and assigned",
    Verb.REASSIGN: "Assigned to another",
    Verb.ASK: "The officer was asked",
    Verb.EXPLAIN: "Explained",
    Verb.VERIFY: "Verified",
    Verb.REVIEW: "Agreed on review",
    Verb.DISPOSE: "Disposed of",
    Verb.CLOSE: "Closed and struck off",
    Verb.SETTLE: "Settled at once",
    Verb.CLEAR: "Officer cleared in writing",
    Verb.RETURN: "Returned",
    Verb.SUSPEND: "Suspended",
    Verb.RESUME: "Resumed",
    Verb.EXTEND: "Extended",
    Verb.MERGE: "Merged",
    Verb.SPLIT: "Split",
    Verb.REOPEN: "Reopened",
    Verb.HAND_UP: "Handed up",
    Verb.REFER: "Lead handed over",
    Verb.SUPERSEDE: "Cleared after a correction",
}
DONE_TITLES = {
    verb: Text(title.zh, _DONE.get(verb, title.en)) for verb, title in VERB_TITLES.items()
}
"""The same looked back on, as a history tells it; Chinese needs no other words."""


@dataclass(frozen=True, slots=True)
class Transition:
    """``verb`` leads from any of ``sources`` to ``target``; None: the stage stays. ``or_else``:
    where else the act may lead, by what it says."""

    verb: Verb
    sources: tuple[Stage, ...]
    target: Stage | None
    or_else: tuple[Stage, ...] = ()


_BEFORE_REVIEW = (Stage.GENERATED, Stage.ASSIGNED, Stage.EXPLAINED)
TRANSITIONS: tuple[Transition, ...] = (
    Transition(Verb.SIGN, (Stage.GENERATED,), Stage.ASSIGNED),
    Transition(Verb.REASSIGN, OPEN[1:], None),
    Transition(Verb.ASK, (Stage.ASSIGNED, Stage.EXPLAINED, Stage.VERIFIED), None),
    Transition(Verb.ANSWER, (*OPEN, Stage.CLOSED, Stage.MERGED, Stage.SUPERSEDED), None),
    Transition(Verb.EXPLAIN, (Stage.ASSIGNED,), Stage.EXPLAINED),
    Transition(Verb.VERIFY, (Stage.EXPLAINED,), Stage.VERIFIED),
    Transition(Verb.REVIEW, (Stage.VERIFIED,), Stage.REVIEWED),
    Transition(Verb.DISPOSE, (Stage.REVIEWED,), Stage.DISPOSED),
    Transition(Verb.CLOSE, (Stage.DISPOSED,), Stage.CLOSED),
    Transition(Verb.SETTLE, _BEFORE_REVIEW, Stage.CLOSED),
    Transition(Verb.RETURN, (Stage.EXPLAINED, Stage.VERIFIED), Stage.ASSIGNED, (Stage.EXPLAINED,)),
    Transition(Verb.CLEAR, (Stage.REVIEWED, Stage.DISPOSED, Stage.CLOSED), None),
    Transition(Verb.SUSPEND, OPEN, None),
    Transition(Verb.RESUME, OPEN, None),
    Transition(Verb.EXTEND, OPEN, None),
    Transition(Verb.MERGE, OPEN, Stage.MERGED),
    Transition(Verb.SPLIT, OPEN, None),
    Transition(Verb.REOPEN, (Stage.CLOSED,), Stage.EXPLAINED),
    Transition(Verb.HAND_UP, OPEN, None),
    Transition(Verb.REFER, (*OPEN, Stage.CLOSED, Stage.SUPERSEDED), None),
    Transition(Verb.SUPERSEDE, OPEN, Stage.SUPERSEDED),
    Transition(Verb.SECOND_LOOK, (Stage.CLOSED,), None, (Stage.EXPLAINED,)),
    Transition(Verb.NOTE, (*OPEN, Stage.CLOSED), None),
)
BY_VERB = {transition.verb: transition for transition in TRANSITIONS}


class Conclusion(StrEnum):
    """What a verifier concludes."""

    FOUNDED = "founded"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    UNDETERMINED = "undetermined"


CONCLUSION_TITLES = {
    Conclusion.FOUNDED: Text("属实", "Well-founded"),
    Conclusion.PARTLY: Text("部分属实", "Partly founded"),
    Conclusion.UNFOUNDED: Text("不属实", "Unfounded"),
    Conclusion.UNDETERMINED: Text("无法核实", "Cannot be determined"),
}


class Disposal(StrEnum):
    """What is done about it."""

    NONE = "none"
    REMINDER = "reminder"
    RECTIFICATION = "rectification"
    TAX = "tax"
    PROPOSAL = "proposal"
    REFERRAL = "referral"


DISPOSAL_TITLES = {
    Disposal.NONE: Text("无需处置", "Nothing to be done"),
    Disposal.REMINDER: Text("提醒谈话", "Reminder"),
    Disposal.RECTIFICATION: Text("限期整改", "Rectification"),
    Disposal.TAX: Text("补税纠正", "Tax recovered"),
    Disposal.PROPOSAL: Text("制度建议", "System proposal"),
    Disposal.REFERRAL: Text("移交线索", "Lead handed over"),
}


class Desk(StrEnum):
    """Who has to do the next thing: a line of defence, the third one by organ."""

    LINE1 = "line1"
    LINE2 = "line2"
    AUDIT = "audit"
    DISCIPLINE = "discipline"


DESK_ORDER = tuple(Desk)
"""From the first line to the last."""
DESK_TITLES = {
    Desk.LINE1: Text("第一道防线（基层自控）", "First line (self-control)"),
    Desk.LINE2: Text("第二道防线（职能监控）", "Second line (functional monitoring)"),
    Desk.AUDIT: Text("第三道防线（督察内审）", "Third line (internal audit)"),
    Desk.DISCIPLINE: Text("第三道防线（纪检监察）", "Third line (discipline inspection)"),
}
