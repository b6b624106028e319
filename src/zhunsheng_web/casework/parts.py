"""The fields a grant or a system change is written in, and what they say."""

from __future__ import annotations

import yaml

from zhunsheng.model.text import Text
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.proposal_stages import ProposalKind

_NAMES = {
    "post": Text("岗位", "Post"),
    "power": Text("权责事项", "Power"),
    "change": Text("变动", "Change"),
    "up_to": Text("金额上限（元）", "Up to (yuan)"),
    "system": Text("业务系统", "System"),
    "accepted_when": Text("怎样算改好了", "How one sees that it was made"),
    "measured_by": Text("以哪项标准衡量", "Measured by"),
    "at_most": Text("预期每月不超过（件）", "At most a month (warnings)"),
    "after_days": Text("施行多少日后判断", "Judged after (days)"),
}
_CHANGES = {
    "grant": Text("授予", "granted"),
    "limit": Text("限定金额", "limited in amount"),
    "withdraw": Text("收回授权", "withdrawn"),
}
_IN_REGISTER = {"post": "posts", "power": "powers", "measured_by": "standards"}


def parts_in_words(proposal: Proposal) -> tuple[tuple[Text, Text], ...]:
    """A grant or a system change as a reader says it: names instead of ids."""
    told = parts_of(proposal.kind, proposal.draft)
    is_grant = proposal.kind == ProposalKind.GRANT
    found = []
    for name, value in told.items():
        said = _titled(_IN_REGISTER.get(name, ""), value)
        if is_grant and name == "change":
            said = _CHANGES.get(value, said)
        found.append((_NAMES.get(name, Text(name, name)), said))
    return tuple(found)


def parts_of(kind: str, draft: str) -> dict[str, str]:
    """The fields of a draft; none for a standard or a chart."""
    if kind not in (ProposalKind.GRANT, ProposalKind.SYSTEM) or not draft:
        return {}
    told = yaml.safe_load(draft)
    return {name: str(value) for name, value in told.items()} if isinstance(told, dict) else {}


def _titled(section: str, name: str) -> Text:
    found = next((one for one in getattr(register(), section, ()) if one.id == name), None)
    return found.title if found is not None else Text(name, name)
