"""A warning with a whole life behind it, and what else forms are about; and a bare one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from web.casework.test_proposals import STANDARD, new_version
from web.world import NOW, World
from zhunsheng_web.casework.models import (
    Attachment,
    Event,
    Inquiry,
    Mute,
    Proposal,
    Warning,
)
from zhunsheng_web.casework.stages import Stage, Verb
from zhunsheng_web.papers.form import PaperForm

HARD = '"引号" #set page(fill: red) \\ $x$ {{number}} <b>&amp; @sec *粗* _斜_ `码` //注\x07'
"""Text a typesetter might take for commands."""


def rich_warning(world: World) -> Warning:
    """Handled from end to end, with texts that try to break out."""
    one = world.warning(level=3, rows=25)
    yardstick = one.yardstick
    yardstick.basis = [
        {"law": "customs-law", "article": "28", "title_zh": "《中华人民共和国海关法》第二十八条",
         "title_en": "Customs Law, article 28"},
        {"law": "decree-138", "article": "6"},
    ]  # fmt: skip
    yardstick.power_zh, yardstick.power_en = "进出口货物查验", "inspection of goods"
    yardstick.save()
    one.level_why = [{"code": "standard", "zh": "内控标准为中风险", "en": "grade of the standard"}]
    one.money, one.assignee = Decimal("123456.70"), world.people["SH1L"]
    one.conclusion, one.disposal, one.stage = "founded", "rectification", Stage.CLOSED
    one.rectify_by, one.closed_at = dt.date(2026, 11, 20), NOW + dt.timedelta(days=9)
    one.overall_due_at = NOW + dt.timedelta(days=40)
    one.save()
    hands = {
        Verb.SIGN: ("SH1", "请周五前说明"),
        Verb.EXPLAIN: ("SH1L", "当日三人请假，由一人先行查验，另一人事后到场确认。" + HARD),
        Verb.VERIFY: ("FUN1", "调取视频并询问两名关员，属实。\n第二段。"),
        Verb.REVIEW: ("FUN2", "同意"),
        Verb.DISPOSE: ("FUN1", "调整排班，每班不少于三人；组织学习。"),
        Verb.CLOSE: ("AUD1", "已验收，整改到位。"),
        Verb.SUSPEND: ("AUD1", "等待稽查结果"),
        Verb.EXTEND: ("AUD1", "取证需要"),
        Verb.HAND_UP: ("SH1", "涉及科室负责人"),
        Verb.REOPEN: ("AUD1", "出现新证据"),
        Verb.SECOND_LOOK: ("AUD2", "与办结情况一致"),
        Verb.RETURN: ("FUN2", "未附依据"),
    }
    for day, (verb, (code, text)) in enumerate(hands.items()):
        Event.objects.create(
            warning=one, verb=verb, actor=world.people[code], role="audit", at=NOW
            + dt.timedelta(days=day), source="generated", target="assigned", text=text,
            reason_code="no-evidence", given={"until": "2026-12-01"}, was_due_at=NOW, in_time=True,
        )  # fmt: skip
    Attachment.objects.create(
        warning=one, name="排班表.pdf", media_type="application/pdf", size=12345, digest="ab" * 32,
        added_by=world.people["SH1L"], added_at=NOW,
    )  # fmt: skip
    return one


def inquiry(world: World, warning: Warning, *, rich: bool) -> Inquiry:
    return Inquiry.objects.create(
        warning=warning, person=world.people["W1"], asked_by=world.people["SH1"], asked_at=NOW,
        question="10月12日的查验为何只有一人签名？", due_at=NOW + dt.timedelta(days=3),
        shown={
            "title_zh": "查验应由两人以上办理", "title_en": "an inspection is made by two or more",
            "basis": [{"title_zh": "《海关法》第二十八条", "title_en": "Customs Law, article 28"}],
            "rows": [{"subject_id": "640120260000010001", "happened_at": "2026-10-13T09:00",
                      "sentence_zh": "只有一人办理。", "sentence_en": "made by one person."}],
        } if rich else {},
        **({"answered_at": NOW, "answer": "另一名同事在岗未签名。", "reason_code": "operation",
            "cleared_at": NOW, "cleared_by": world.people["AUD1"],
            "clearance": "经查，两人均在场，系漏签。"} if rich else {}),
    )  # fmt: skip


def mute(world: World, *, rich: bool) -> Mute:
    return Mute.objects.create(
        standard="inspection-by-two", office_path=world.offices["6401"].path, reason="系统升级",
        author=world.people["FUN1"], made_at=NOW, valid_from=NOW.date(),
        valid_to=NOW.date() + dt.timedelta(days=30),
        **({"approved_by": world.people["FUNH"], "muted": 3, "subject_id": "W1"} if rich else {}),
    )  # fmt: skip


def proposal(world: World, warning: Warning, *, rich: bool) -> Proposal:
    one = Proposal.objects.create(
        number=f"议-{Proposal.objects.count():04d}", kind="standard", target=STANDARD,
        title="查验须由两人同时签名方可提交", reason="一人查验多次发生。" + HARD,
        office_path=world.offices["6400"].path, author=world.people["FUN1"], made_at=NOW,
        stage="approved",
        **({"draft": new_version(), "tried_at": NOW,
            "trial": {"state": "done", "result": TRIAL}, "approved_by": world.people["FUNH"],
            "approved_at": NOW, "effective_on": NOW.date()} if rich else {}),
    )  # fmt: skip
    if rich:
        one.warnings.add(warning)
    return one


TRIAL = {
    "draft": {"passed": 1234, "failed": 52, "not_evaluated": 3},
    "in_force": {"passed": 1243, "failed": 43, "not_evaluated": 3},
    "both": 40, "only_draft": 12, "only_in_force": 3, "as_of": "2026-10-31", "judged": [],
    "offices": {"6402-a": {"both": 40, "only_draft": 12, "only_in_force": 3}}, "examples": {},
}  # fmt: skip


def thing_for(form: PaperForm, world: World, warning: Warning, *, rich: bool) -> str:
    """The token of what a form is about, made where it is not there yet."""
    match form.about:
        case "warning":
            return warning.token
        case "inquiry":
            return inquiry(world, warning, rich=rich).token
        case "mute":
            return mute(world, rich=rich).token
        case "proposal":
            return proposal(world, warning, rich=rich).token
    return "6400~2026-11-01~2026-11-30" if rich else "6402~2025-01-01~2025-01-31"
