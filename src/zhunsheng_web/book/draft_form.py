"""The form of a proposal: its fields by what is to change, and the draft they make."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import yaml
from django.http import HttpRequest

from zhunsheng.model.text import Text
from zhunsheng_web.book.lists import listing
from zhunsheng_web.book.standard_form import StandardForm, draft_of, standard_form
from zhunsheng_web.book.typed import text
from zhunsheng_web.casework.drafts import LONGEST, block_of
from zhunsheng_web.casework.faults import Incomplete, NotDone
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.parts import parts_of
from zhunsheng_web.casework.proposal_stages import ProposalKind
from zhunsheng_web.casework.proposals import DraftFaulty

GRANT_FIELDS = ("post", "power", "change", "up_to")
SYSTEM_FIELDS = ("system", "change", "accepted_when", "measured_by", "at_most", "after_days")
NUMBERS = ("up_to", "at_most", "after_days")
_FIELDS = {ProposalKind.GRANT: GRANT_FIELDS, ProposalKind.SYSTEM: SYSTEM_FIELDS}


@dataclass(frozen=True, slots=True)
class DraftForm:
    """What is in the form; ``parts``: the fields a grant or a system change is written in;
    ``standard``: the questions a standard is asked by. ``fault`` stands beside ``field``."""

    kind: str
    target: str = ""
    title: str = ""
    reason: str = ""
    title_en: str = ""
    reason_en: str = ""
    draft: str = ""
    warning: str = ""
    parts: dict[str, str] | None = None
    standard: StandardForm | None = None
    field: str = ""
    fault: NotDone | None = None

    @property
    def by_text(self) -> bool:
        """A standard whose draft is written as text: the form has no question for what it says."""
        return self.kind == ProposalKind.STANDARD and self.standard is None

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
    target = target_of(target, kind)
    is_standard = kind == ProposalKind.STANDARD and bool(target)
    return DraftForm(
        kind,
        target=target,
        draft=block_of(target) if is_standard else "",
        warning=warning,
        parts={},
        standard=standard_form(target) if is_standard else None,
    )


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
        parts=parts_of(proposal.kind, proposal.draft),
        standard=standard_form(proposal.target, proposal.draft)
        if proposal.kind == ProposalKind.STANDARD
        else None,
    )


def target_of(typed: str, kind: str) -> str:
    """The id of what was named: by its title in either language, or by the id itself."""
    found = listing("standards").id_of(typed) if kind == ProposalKind.STANDARD else None
    return found or typed.strip()


def sent(request: HttpRequest, kind: str, *, kept: str = "") -> DraftForm:
    """What was sent. ``kept``: the draft there is, for a chart where no file was sent."""
    standard, fault = None, None
    names = _FIELDS.get(ProposalKind(kind), ())
    parts = {name: text(request, name).strip() for name in names}
    target = target_of(text(request, "target"), kind)
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
        standard = _questioned(request, target, kept)
        if standard is not None:
            made, standard = draft_of(standard)
            draft = made or draft
            fault = DraftFaulty(standard.problems) if standard.wrong else None
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
        standard=standard,
        fault=fault,
    )


def _questioned(request: HttpRequest, target: str, kept: str) -> StandardForm | None:
    """The form with what was typed into it; None where the draft was written as text."""
    if not request.POST.get("asked") or request.POST.get("by_text"):
        return None
    return standard_form(target, kept, {name: text(request, name) for name in request.POST})


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
