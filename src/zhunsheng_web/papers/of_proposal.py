"""What a paper can say of a proposal: the change in sentences, and its trial in figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from zhunsheng.model.text import Text
from zhunsheng_web.casework.differences import differences
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Proposal, Warning
from zhunsheng_web.casework.parts import parts_in_words
from zhunsheng_web.casework.proposal_stages import (
    KIND_TITLES,
    PROPOSAL_STAGE_TITLES,
    ProposalKind,
    ProposalStage,
)
from zhunsheng_web.casework.stages import CONCLUSION_TITLES, Conclusion
from zhunsheng_web.casework.trial_shown import Judged, TrialShown
from zhunsheng_web.papers.composing import Filling
from zhunsheng_web.papers.of_warning import office_title
from zhunsheng_web.papers.saying import EMPTY, day, joined, person, plain

_SECTIONS: dict[str, str] = {ProposalKind.STANDARD: "standards", ProposalKind.GRANT: "posts"}
_UNTRIED = Text(
    "业务系统的改动不能用历史数据试行", "a change of a business system cannot be tried on history"
)


def filling_of_proposal(
    proposal: Proposal, warnings: Sequence[Warning], shown: TrialShown | None
) -> Filling:
    """A proposal with what the maker of the paper may see of its warnings and of its trial.
    ``shown``: None where there is no result, or none for him."""
    untried = _UNTRIED if proposal.kind == ProposalKind.SYSTEM else EMPTY
    return Filling(
        {
            "number": plain(proposal.number),
            "kind": KIND_TITLES[ProposalKind(proposal.kind)],
            "target": _target(proposal),
            "title": Text(proposal.title, proposal.title_en or proposal.title),
            "reason": Text(proposal.reason, proposal.reason_en or proposal.reason),
            "draft": _change(proposal),
            "office": office_title(proposal.office_path),
            "author": person(proposal.author),
            "made": day(proposal.made_at),
            "stage": PROPOSAL_STAGE_TITLES[ProposalStage(proposal.stage)],
            "tried": day(proposal.tried_at) if proposal.tried_at else untried,
            "approved_by": person(proposal.approved_by),
            "approved": day(proposal.approved_at),
            "refusal": plain(proposal.refusal),
            "effective": day(proposal.effective_on),
            "warnings_number": plain(len(warnings)),
        },
        {
            "warnings": [
                {
                    "place": plain(place),
                    "number": plain(one.number),
                    "standard": one.yardstick.title,
                    "office": one.office.title,
                    "conclusion": CONCLUSION_TITLES[Conclusion(one.conclusion)]
                    if one.conclusion
                    else EMPTY,
                }
                for place, one in enumerate(warnings, 1)
            ],
            "trial": [
                {"place": plain(place), "label": label, "value": value}
                for place, (label, value) in enumerate(_figures(shown) if shown else (), 1)
            ],
        },
    )


def _target(proposal: Proposal) -> Text:
    """What it concerns, by its title where the register knows it."""
    items = getattr(register(), _SECTIONS.get(proposal.kind, ""), ())
    return next((one.title for one in items if one.id == proposal.target), plain(proposal.target))


def _change(proposal: Proposal) -> Text:
    """The change, a sentence a line."""
    told = list(differences(proposal))
    if proposal.kind == ProposalKind.SYSTEM:
        told = [
            Text("{name}：{value}", "{name}: {value}").fill(name=name, value=value)
            for name, value in parts_in_words(proposal)
        ]
    return joined(told, "\n", "\n")


def _figures(shown: TrialShown) -> Iterator[tuple[Text, Text]]:
    sums = shown.sums
    if shown.since:
        yield Text("试行所用记录的起始日", "Records from"), _day(shown.since)
    yield (
        Text("试行所用记录的截止日", "Records up to"),
        _day(shown.as_of),
    )
    if shown.sides:
        for name, side in (
            (Text("按现行标准判为符合", "Kept by what is in force"), shown.sides["in_force"]),
            (Text("按草案判为符合", "Kept by the draft"), shown.sides["draft"]),
        ):
            if side is not None:
                yield name, _counted(side["passed"])
    yield Text("草案新增命中", "Found by the draft alone"), _counted(sums.fresh)
    yield Text("草案不再命中", "No longer found by the draft"), _counted(sums.gone)
    yield Text("两者都命中", "Found by both"), _counted(sums.both)
    yield from _held(Text("属实的预警中", "Of the confirmed warnings"), shown.confirmed)
    yield from _held(Text("不属实的预警中", "Of the unfounded warnings"), shown.unfounded)


def _held(head: Text, judged: Judged) -> Iterator[tuple[Text, Text]]:
    """How many of the judged warnings each side finds; nothing where none were judged."""
    if not judged.total:
        return
    for of, count in (
        (Text("现行标准发现的", "found by what is in force"), judged.in_force),
        (Text("草案发现的", "found by the draft"), judged.draft),
    ):
        label = Text("{head}{of}", "{head}, {of}").fill(head=head, of=of)
        yield label, Text("{n}（共 {all}）", "{n} of {all}").fill(n=count, all=judged.total)


def _day(told: str) -> Text:
    return day(dt.date.fromisoformat(told[:10]))


def _counted(count: int) -> Text:
    return plain(f"{count:,}")
