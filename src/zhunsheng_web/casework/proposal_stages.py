"""The life of a proposal in one place: its stages, and which act leads from which to which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhunsheng.model.text import Text


class ProposalStage(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ENACTED = "enacted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


PROPOSAL_STAGE_TITLES = {
    ProposalStage.DRAFT: Text("起草中", "Being drafted"),
    ProposalStage.SUBMITTED: Text("待批准", "Awaiting approval"),
    ProposalStage.APPROVED: Text("已批准，待落实", "Approved, to be put in place"),
    ProposalStage.ENACTED: Text("已落实", "Put in place"),
    ProposalStage.REFUSED: Text("未获批准", "Refused"),
    ProposalStage.WITHDRAWN: Text("已撤回", "Withdrawn"),
}


class ProposalVerb(StrEnum):
    """What can be done with a proposal."""

    MAKE = "make"
    EDIT = "edit"
    TRY = "try"
    SUBMIT = "submit"
    APPROVE = "approve"
    REFUSE = "refuse"
    DATE = "date"
    ENACT = "enact"
    WITHDRAW = "withdraw"


PROPOSAL_VERB_TITLES = {
    ProposalVerb.MAKE: Text("提出建议", "Propose"),
    ProposalVerb.EDIT: Text("修改草案", "Edit the draft"),
    ProposalVerb.TRY: Text("用历史数据试行", "Try on history"),
    ProposalVerb.SUBMIT: Text("提交批准", "Submit for approval"),
    ProposalVerb.APPROVE: Text("批准", "Approve"),
    ProposalVerb.REFUSE: Text("不予批准", "Refuse"),
    ProposalVerb.DATE: Text("确定施行日期", "Set the day it takes effect"),
    ProposalVerb.ENACT: Text("确认已落实", "Confirm it is in place"),
    ProposalVerb.WITHDRAW: Text("撤回", "Withdraw"),
}


@dataclass(frozen=True, slots=True)
class ProposalStep:
    """``verb`` leads from any of ``sources`` to ``target`` (None: the stage stays). ``needs``: what
    of ``access/rules.yaml`` its doer must be allowed; ``by_author``: the author may, too.
    ``not_by``: those who did one of these may not."""

    verb: ProposalVerb
    sources: tuple[ProposalStage, ...]
    target: ProposalStage | None
    needs: str
    by_author: bool = False
    not_by: tuple[ProposalVerb, ...] = ()


_HANDS = (ProposalVerb.MAKE, ProposalVerb.EDIT, ProposalVerb.SUBMIT)
"""Whoever wrote a proposal or sent it up does not decide on it."""
STEPS: tuple[ProposalStep, ...] = (
    ProposalStep(ProposalVerb.MAKE, (), ProposalStage.DRAFT, "proposal.make"),
    ProposalStep(
        ProposalVerb.EDIT,
        (ProposalStage.DRAFT, ProposalStage.REFUSED),
        ProposalStage.DRAFT,
        "proposal.try",
        by_author=True,
    ),
    ProposalStep(
        ProposalVerb.TRY,
        (ProposalStage.DRAFT, ProposalStage.SUBMITTED),
        None,
        "proposal.try",
    ),
    ProposalStep(
        ProposalVerb.SUBMIT,
        (ProposalStage.DRAFT,),
        ProposalStage.SUBMITTED,
        "proposal.try",
        by_author=True,
    ),
    ProposalStep(
        ProposalVerb.APPROVE,
        (ProposalStage.SUBMITTED,),
        ProposalStage.APPROVED,
        "proposal.approve",
        not_by=_HANDS,
    ),
    ProposalStep(
        ProposalVerb.REFUSE,
        (ProposalStage.SUBMITTED,),
        ProposalStage.REFUSED,
        "proposal.approve",
        not_by=_HANDS,
    ),
    ProposalStep(
        ProposalVerb.DATE,
        (ProposalStage.APPROVED,),
        None,
        "proposal.approve",
        not_by=_HANDS,
    ),
    ProposalStep(
        ProposalVerb.ENACT, (ProposalStage.APPROVED,), ProposalStage.ENACTED, "proposal.approve"
    ),
    ProposalStep(
        ProposalVerb.WITHDRAW,
        (
            ProposalStage.DRAFT,
            ProposalStage.SUBMITTED,
            ProposalStage.REFUSED,
            ProposalStage.APPROVED,
        ),
        ProposalStage.WITHDRAWN,
        "proposal.approve",
        by_author=True,
    ),
)
STEP_OF = {step.verb: step for step in STEPS}


class ProposalKind(StrEnum):
    """What is to change."""

    STANDARD = "standard"
    CHART = "chart"
    GRANT = "grant"
    SYSTEM = "system"


KIND_TITLES = {
    ProposalKind.STANDARD: Text("内控标准", "A standard"),
    ProposalKind.CHART: Text("流程图", "A chart"),
    ProposalKind.GRANT: Text("岗位授权", "What a post may do"),
    ProposalKind.SYSTEM: Text("业务系统", "A business system"),
}
TRIED = frozenset({ProposalKind.STANDARD, ProposalKind.CHART, ProposalKind.GRANT})
"""What can be tried on history, and has to be before it is sent up. A change of a business system
cannot: its draft says instead by what it will be measured."""
