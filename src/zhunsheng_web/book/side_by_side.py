"""A draft beside what is in force: line by line, and as a patch for the register's maintainers."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings

from zhunsheng_web.casework.drafts import block_of, file_of, span
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.proposal_stages import ProposalKind


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison; '' on the side that has none."""

    before: str
    after: str
    change: Literal["same", "changed", "added", "removed"]


MOST = 400
"""Lines that are shown; a chart's file has more, and is drawn instead."""


def side_by_side(proposal: Proposal) -> tuple[Line, ...]:
    """What is in force beside the draft, for a standard; nothing for other kinds."""
    if proposal.kind != ProposalKind.STANDARD:
        return ()
    before = block_of(proposal.target).splitlines()
    return tuple(_lines(before, proposal.draft.splitlines()))[:MOST]


def _lines(before: list[str], after: list[str]) -> Iterator[Line]:
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for what, a0, a1, b0, b1 in matcher.get_opcodes():
        olds, news = before[a0:a1], after[b0:b1]
        for place in range(max(len(olds), len(news))):
            old = olds[place] if place < len(olds) else ""
            new = news[place] if place < len(news) else ""
            if what == "equal":
                yield Line(old, new, "same")
            elif place < len(olds) and place < len(news):
                yield Line(old, new, "changed")
            elif place < len(news):
                yield Line("", new, "added")
            else:
                yield Line(old, "", "removed")


def patch(proposal: Proposal) -> tuple[str, str]:
    """A file for the register's maintainers: its name and its text.

    For a standard or a chart a unified diff against the register's folder, to be applied with
    ``git apply`` or ``patch -p1`` there; for other changes the draft itself.
    """
    name = f"{proposal.number}.patch"
    if proposal.kind == ProposalKind.STANDARD:
        return name, _patch_of_standard(proposal)
    if proposal.kind == ProposalKind.CHART:
        path = dict(register().charts).get(proposal.target)
        before = Path(path).read_text(encoding="utf-8") if path is not None else ""
        return name, _diff(before, proposal.draft, f"charts/{proposal.target}.bpmn")
    return f"{proposal.number}.yaml", proposal.draft


def _patch_of_standard(proposal: Proposal) -> str:
    found = register().standard(proposal.target)
    draft = proposal.draft.rstrip() + "\n"
    if found is None or found.place is None or found.place.line is None:
        return _diff("", draft, f"standards/{proposal.target}.yaml")
    path = file_of(found.place)
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    first, last = span(lines, found.place.line)
    gap = "\n" if "".join(lines[first:last]).endswith("\n\n") else ""
    after = "".join([*lines[:first], draft + gap, *lines[last:]])
    return _diff(before, after, path.relative_to(Path(settings.REGISTER)).as_posix())


def _diff(before: str, after: str, name: str) -> str:
    found = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"a/{name}" if before else "/dev/null",
        f"b/{name}",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in found)
