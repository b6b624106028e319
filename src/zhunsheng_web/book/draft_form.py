"""The form of a proposal: its fields by what is to change, and the draft they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import yaml
from django.http import HttpRequest

from zhunsheng.model.text import Text
from zhunsheng_web.book.typed import text
from zhunsheng_web.casework.drafts import LONGEST, block_of
from zhunsheng_web.casework.faults import Incomplete, NotDone
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.proposal_stages import ProposalKind
from zhunsheng_web.casework.proposals import DraftFaulty

GRANT_FIELDS = ("post", "power", "change", "up_to")
SYSTEM_FIELDS = ("system", "change", "accepted_when")
_FIELDS = {ProposalKind.GRANT: GRANT_FIELDS, ProposalKind.SYSTEM: SYSTEM_FIELDS}


@dataclass(frozen=True, slots=True)
class DraftForm:
    """What is in the form; ``parts``: the fields a grant or a system change is written in.
    ``fault`` stands beside ``field``."""

    kind: str
    target: str = ""
    title: str = ""
    reason: str = ""
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
        draft = _written(parts | {"up_to": _number(parts["up_to"])})
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
        draft=draft,
        warning=text(request, "warning"),
        parts=parts,
    )


def _uploaded(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > LONGEST:
        return "<!-- too long or empty -->" if file is not None else ""
    return bytes(file.read()).decode("utf-8", errors="replace").replace("\x00", "")


def _number(text: str) -> Any:
    return int(text) if text.isdecimal() else text


def _written(parts: dict[str, Any]) -> str:
    filled = {name: value for name, value in parts.items() if value not in ("", None)}
    if not filled:
        return ""
    return yaml.safe_dump(filled, allow_unicode=True, sort_keys=False)


def _parts(kind: str, draft: str) -> dict[str, str]:
    if kind not in (ProposalKind.GRANT, ProposalKind.SYSTEM) or not draft:
        return {}
    told = yaml.safe_load(draft)
    return {name: str(value) for name, value in told.items()} if isinstance(told, dict) else {}
