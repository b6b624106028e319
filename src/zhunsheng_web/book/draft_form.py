"""The form of a proposal: its fields by what is to change, and the draft they make."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import yaml
from django.http import HttpRequest

from zhunsheng.model.text import Text
from zhunsheng_web.book.shelf import Shelf
from zhunsheng_web.book.typed import text
from zhunsheng_web.casework.drafts import LONGEST, block_of
from zhunsheng_web.casework.faults import Incomplete, NotDone
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.proposal_stages import ProposalKind
from zhunsheng_web.casework.proposals import DraftFaulty

GRANT_FIELDS = ("post", "power", "change", "up_to")
SYSTEM_FIELDS = ("system", "change", "accepted_when", "measured_by", "at_most", "after_days")
NUMBERS = ("up_to", "at_most", "after_days")
_FIELDS = {ProposalKind.GRANT: GRANT_FIELDS, ProposalKind.SYSTEM: SYSTEM_FIELDS}


@dataclass(frozen=True, slots=True)
class DraftForm:
    """What is in the form; ``parts``: the fields a grant or a system change is written in.
    ``fault`` stands beside ``field``."""

    kind: str
    target: str = ""
    title: str = ""
    reason: str = ""
    title_en: str = ""
    reason_en: str = ""
    draft: str = ""
    warning: str = ""
    parts: dict[str, str] | None = None
    field: str = ""
    fault: NotDone | None = None

    @property
    def problems(self) -> tuple[Text, ...]:
        """The faults of the draft, each with its line."""
        found = self.fault.problems if isinstance(self.fault, DraftFaulty) else ()
        return tuple(Text(one.in_language("zh"), one.in_language("en")) for one in found)

    def refused(self, fault: NotDone) -> DraftForm:
        """The form as it was filled in, with what was wrong."""
        field = fault.field if isinstance(fault, Incomplete) else ""
        return replace(self, fault=fault, field=field)


def blank(kind: str, target: str, warning: str) -> DraftForm:
    """A form to begin with: a standard as it stands in the register, to add a version to."""
    draft = block_of(target) if kind == ProposalKind.STANDARD and target else ""
    return DraftForm(kind, target=target, draft=draft, warning=warning, parts={})


def of_proposal(proposal: Proposal) -> DraftForm:
    """The form of a proposal that is there."""
    return DraftForm(
        proposal.kind,
        target=proposal.target,
        title=proposal.title,
        reason=proposal.reason,
        title_en=proposal.title_en,
        reason_en=proposal.reason_en,
        draft=proposal.draft,
        parts=_parts(proposal.kind, proposal.draft),
    )


def sent(request: HttpRequest, kind: str, *, kept: str = "") -> DraftForm:
    """What was sent. ``kept``: the draft there is, for a chart where no file was sent."""
    names = _FIELDS.get(ProposalKind(kind), ())
    parts = {name: text(request, name).strip() for name in names}
    target = text(request, "target").strip()
    if kind == ProposalKind.GRANT:
        target = parts["post"] or target
        draft = _written(parts)
    elif kind == ProposalKind.SYSTEM:
        target = parts["system"] or target
        draft = _written(parts)
    elif kind == ProposalKind.CHART:
        draft = _uploaded(request) or kept
    else:
        draft = text(request, "draft")
    return DraftForm(
        kind,
        target=target,
        title=text(request, "title"),
        reason=text(request, "reason"),
        title_en=text(request, "title_en"),
        reason_en=text(request, "reason_en"),
        draft=draft,
        warning=text(request, "warning"),
        parts=parts,
    )


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


def parts_in_words(proposal: Proposal, book: Shelf) -> tuple[tuple[Text, Text], ...]:
    """A grant or a system change as a reader says it: names instead of ids."""
    told = _parts(proposal.kind, proposal.draft)
    is_grant = proposal.kind == ProposalKind.GRANT
    found = []
    for name, value in told.items():
        entry = book.entry(_IN_REGISTER.get(name, ""), value)
        said = entry.title if entry is not None else Text(value, value)
        if is_grant and name == "change":
            said = _CHANGES.get(value, said)
        found.append((_NAMES.get(name, Text(name, name)), said))
    return tuple(found)


def _uploaded(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > LONGEST:
        return "<!-- too long or empty -->" if file is not None else ""
    return bytes(file.read()).decode("utf-8", errors="replace").replace("\x00", "")


def _number(text: str) -> Any:
    """The number that was typed; what is none stays as it is, and the check tells of it."""
    if re.fullmatch(r"[0-9]{1,15}", text):
        return int(text)
    return float(text) if re.fullmatch(r"[0-9]{1,15}\.[0-9]{1,6}", text) else text


def _written(parts: dict[str, str]) -> str:
    filled = {
        name: _number(value) if name in NUMBERS else value for name, value in parts.items() if value
    }
    if not filled:
        return ""
    return yaml.safe_dump(filled, allow_unicode=True, sort_keys=False)


def _parts(kind: str, draft: str) -> dict[str, str]:
    if kind not in (ProposalKind.GRANT, ProposalKind.SYSTEM) or not draft:
        return {}
    told = yaml.safe_load(draft)
    return {name: str(value) for name, value in told.items()} if isinstance(told, dict) else {}
