"""Drafts of proposals: read as the register reads its files, every fault with its line."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhunsheng.charts import check, read
from zhunsheng.charts.standing import check_charts
from zhunsheng.model.errors import Place, Problem, ZhunshengError, problem
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.standards.compile import compile_plan
from zhunsheng.trial import read_draft
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.proposal_stages import ProposalKind

LONGEST = 2_000_000
"""Letters of a draft; the largest chart in the register has a tenth of that."""
_HERE = "草案 draft"
"""What the place of a fault is called: it has no file of its own yet."""


class Grant(BaseModel):
    """A change of what a post may do. ``up_to``: the amount, in yuan; none: without limit."""

    model_config = ConfigDict(extra="forbid")
    post: str = Field(min_length=1)
    power: str = Field(min_length=1)
    change: Literal["grant", "limit", "withdraw"]
    up_to: int | None = Field(None, ge=0)


class SystemChange(BaseModel):
    """A change of a business system: which, what, and how one sees that it was made.

    It cannot be tried on history. ``measured_by``: the standard whose warnings say whether it
    helped; ``at_most``: how many of them a month are still expected; ``after_days``: how long after
    it takes effect that is looked at.
    """

    model_config = ConfigDict(extra="forbid")
    system: str = Field(min_length=1)
    change: str = Field(min_length=1)
    accepted_when: str = Field(min_length=1)
    measured_by: str = Field(min_length=1)
    at_most: float = Field(ge=0, le=1_000_000, allow_inf_nan=False)
    after_days: int = Field(ge=30, le=730)


def faults(kind: str, target: str, draft: str) -> tuple[Problem, ...]:
    """What is wrong with a draft; nothing where it can be tried and approved."""
    if len(draft) > LONGEST:
        return (
            problem(
                "draft-too-long",
                ("草案过长", "the draft is too long"),
                mend=(f"不超过 {LONGEST:,} 字", f"keep it within {LONGEST:,} letters"),
            ),
        )
    match ProposalKind(kind):
        case ProposalKind.STANDARD:
            return _of_standard(target, draft)
        case ProposalKind.CHART:
            return _of_chart(target, draft)
        case ProposalKind.GRANT:
            return _of_grant(draft)
        case ProposalKind.SYSTEM:
            return _of_system(draft)


def standard_in(target: str, draft: str) -> Standard:
    """The standard a draft holds. Raises RegisterError or JudgingError with every fault."""
    with tempfile.TemporaryDirectory(prefix="zhunsheng-draft-") as name:
        file = Path(name) / _HERE
        file.write_text(draft, encoding="utf-8")
        try:
            book = register()
            found = read_draft(target, book, file)
            others = tuple(one for one in book.standards if one.id != target)
            compile_plan(replace(book, standards=(*others, found)), only=[target])
        except ZhunshengError as fault:
            raise type(fault)(tuple(_here(one) for one in fault.problems)) from None
    return found


def since(draft: Standard) -> dt.date:
    """The first day of the version that is proposed: its last one."""
    return draft.versions[-1].validity.start


def block_of(standard: str) -> str:
    """A standard as it stands in the register's files, to begin a draft with; '' for none."""
    found = register().standard(standard)
    if found is None or found.place is None or found.place.line is None:
        return ""
    lines = file_of(found.place).read_text(encoding="utf-8").splitlines(keepends=True)
    first, last = span(lines, found.place.line)
    return "".join(lines[first:last]).rstrip() + "\n"


def file_of(place: Place) -> Path:
    """The register's file something was read from; places begin with the register's folder."""
    return Path(settings.REGISTER).parent / place.file


def span(lines: list[str], line: int) -> tuple[int, int]:
    """The lines of the block that begins at ``line`` (from 1): first, and first no longer."""
    first = line - 1
    while first > 0 and not lines[first].startswith("- "):
        first -= 1
    last = first + 1
    while last < len(lines) and not re.match(r"- |#", lines[last]):
        last += 1
    return first, last


def _of_standard(target: str, draft: str) -> tuple[Problem, ...]:
    try:
        found = standard_in(target, draft)
    except ZhunshengError as fault:
        return fault.problems
    in_force = register().standard(target)
    if in_force is None:
        return ()
    kept = [_said(version) for version in in_force.versions]
    drafted = [_said(version) for version in found.versions]
    if drafted == kept:
        return (
            problem(
                "draft-unchanged",
                ("草案与现行标准相同", "the draft says what the standard says already"),
                mend=(
                    "在 versions 末尾另加一个版本，写明自（from）何日起施行",
                    "add a version at the end of versions, with the day it is in force from",
                ),
            ),
        )
    if drafted[: len(kept)] != kept:
        return (
            problem(
                "draft-rewrites",
                ("草案改写了已有的版本", "the draft rewrites a version that stands"),
                why=(
                    "过去的行为须按当时的标准判断",
                    "what was done then is judged by what held then",
                ),
                mend=(
                    "保留原有版本，另加新版本",
                    "leave the versions as they are and add a new one",
                ),
            ),
        )
    return ()


def _said(version: StandardVersion) -> tuple[Any, ...]:
    """What a version says, without where it stands and when the next one ends it."""
    return (
        version.validity.start,
        version.basis,
        version.shape,
        version.subject,
        version.parameters,
        version.scope,
    )


def _of_chart(target: str, draft: str) -> tuple[Problem, ...]:
    with tempfile.TemporaryDirectory(prefix="zhunsheng-draft-") as name:
        file = Path(name) / f"{target}.bpmn"
        file.write_text(draft, encoding="utf-8")
        try:
            found = list(check(read(file)))
            if not found:
                book = replace(register(), charts=((target, str(file)),))
                found = [*check_charts(book)]
        except ZhunshengError as fault:
            found = list(fault.problems)
    return tuple(_here(one) for one in found if one.severity == "error")


def _of_grant(draft: str) -> tuple[Problem, ...]:
    faults = _of_fields(Grant, draft)
    if faults:
        return faults
    grant = Grant.model_validate(yaml.safe_load(draft))
    book = register()
    known = {"post": {one.id for one in book.posts}, "power": {one.id for one in book.powers}}
    for field, said in (("post", ("岗位", "post")), ("power", ("权责事项", "power"))):
        name = getattr(grant, field)
        if name not in known[field]:
            return (
                problem(
                    f"{field}-unknown",
                    (f"清单中没有{said[0]}“{name}”", f"the register has no {said[1]} {name!r}"),
                    mend=("按清单选择", "choose one of the register"),
                ),
            )
    held = any(
        one.power == grant.power
        for post in book.posts
        if post.id == grant.post
        for one in post.grants
        if one.validity.end is None
    )
    if grant.change == "limit" and grant.up_to is None:
        return (
            problem(
                "limit-open",
                ("限定金额而未填上限", "the amount is to be limited, and no limit is given"),
                mend=("填写金额上限", "give the amount"),
            ),
        )
    if held == (grant.change == "grant"):
        return (
            problem(
                "grant-as-it-is",
                (
                    "该岗位已有这项权力" if held else "该岗位没有这项权力",
                    "the post holds this power already"
                    if held
                    else "the post does not hold this power",
                ),
                mend=("核对岗位、事项和变动", "check post, power and change"),
            ),
        )
    apart = next(post for post in book.posts if post.id == grant.post).incompatible_with
    if grant.change == "grant" and grant.power in apart:
        return (
            problem(
                "grant-against-post",
                (
                    "该岗位与这项权力不相容，不得授予",
                    "the post must not hold this power: the register keeps the two apart",
                ),
                mend=("授予其他岗位", "grant it to another post"),
            ),
        )
    return ()


def _of_system(draft: str) -> tuple[Problem, ...]:
    faults = _of_fields(SystemChange, draft)
    if faults:
        return faults
    measure = SystemChange.model_validate(yaml.safe_load(draft)).measured_by
    if any(one.id == measure for one in register().standards):
        return ()
    return (
        problem(
            "measure-unknown",
            (f"清单中没有内控标准“{measure}”", f"the register has no standard {measure!r}"),
            why=(
                "成效以该标准的预警多少衡量",
                "whether the change helped is seen from that standard's warnings",
            ),
            mend=("按清单选择一项标准", "choose a standard of the register"),
        ),
    )


def system_change(draft: str) -> SystemChange | None:
    """What a draft of a system change says; None where it cannot be read."""
    try:
        return SystemChange.model_validate(yaml.safe_load(draft))
    except (yaml.YAMLError, ValidationError):
        return None


def _of_fields(form: type[BaseModel], draft: str) -> tuple[Problem, ...]:
    try:
        told: Any = yaml.safe_load(draft)
        form.model_validate(told)
    except yaml.YAMLError as fault:
        return (problem("draft-unreadable", ("草案无法读取", "the draft cannot be read"),
                        why=(str(fault)[:200], str(fault)[:200])),)  # fmt: skip
    except ValidationError as fault:
        names = ", ".join(str(one["loc"][0]) if one["loc"] else "?" for one in fault.errors())
        return (
            problem(
                "draft-incomplete",
                (f"缺少或不合要求：{names}", f"missing or not as it should be: {names}"),
                mend=("逐项填写", "fill in every field"),
            ),
        )
    return ()


def _here(found: Problem) -> Problem:
    if found.place is None:
        return found
    return replace(found, place=replace(found.place, file=_HERE))
