"""What a proposal changes against what is in force, as sentences in both languages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from zhunsheng.model.errors import ZhunshengError
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.register.wording import in_words
from zhunsheng.report.words import GRADE, LINE
from zhunsheng_web.casework.chart_changes import chart_changes
from zhunsheng_web.casework.demands import demands
from zhunsheng_web.casework.drafts import Grant, standard_in
from zhunsheng_web.casework.law import register
from zhunsheng_web.casework.models import Proposal
from zhunsheng_web.casework.proposal_stages import ProposalKind

_WAS = Text("{name}：由“{old}”改为“{new}”", "{name}: was “{old}”, will be “{new}”")
_FRESH = Text("{name}：新增“{new}”", "{name}: “{new}” is added")
_GONE = Text("{name}：取消（原为“{old}”）", "{name}: dropped (was “{old}”)")


def differences(proposal: Proposal) -> tuple[Text, ...]:
    """A sentence for each thing the draft changes; nothing for a system, whose change is told in
    its author's own words, and for a draft that is empty or cannot be read."""
    return _differences(register().digest, proposal.kind, proposal.target, proposal.draft)


@lru_cache(maxsize=64)
def _differences(digest: str, kind: str, target: str, draft: str) -> tuple[Text, ...]:
    if not draft.strip():
        return ()
    try:
        if kind == ProposalKind.STANDARD:
            return tuple(_of_standard(target, draft))
        if kind == ProposalKind.CHART:
            return _of_chart(target, draft)
        if kind == ProposalKind.GRANT:
            return (_of_grant(Grant.model_validate(yaml.safe_load(draft))),)
    except (ZhunshengError, ValueError, yaml.YAMLError):
        return ()
    return ()


def _of_standard(target: str, draft: str) -> Iterator[Text]:
    drafted = standard_in(target, draft)
    old = register().standard(target)
    if old is None:
        yield Text("新增一项标准：{title}", "A new standard: {title}").fill(title=drafted.title)
        for name, value in demands(drafted.versions[-1]):
            yield _one(name, None, value)
    else:
        found = [*between(old.versions[-1], drafted.versions[-1]), *_heads(old, drafted)]
        if not found:
            yield Text("内容不变，只增加一个版本", "Nothing but the day it is in force from")
        yield from found
    day = drafted.versions[-1].validity.start.isoformat()
    yield Text(
        "自 {day} 起施行；此前的行为仍按原标准判断",
        "In force from {day}; what was done before is judged as it was",
    ).fill(day=day)


def between(old: StandardVersion, new: StandardVersion) -> Iterator[Text]:
    """What one version of a standard says otherwise than another."""
    olds, news = dict(_told(old)), dict(_told(new))
    for name in dict.fromkeys([*olds, *news]):
        if olds.get(name) != news.get(name):
            yield _one(name, olds.get(name), news.get(name))


def _told(version: StandardVersion) -> Iterator[tuple[Text, Text]]:
    yield from demands(version)
    titles = {one.id: one.short or one.title for one in register().laws}
    if version.basis:
        cited = [
            Text("{law}第{article}条", "{law}, article {article}").fill(
                law=titles.get(one.law, Text(one.law, one.law)), article=one.article
            )
            for one in version.basis
        ]
        yield Text("依据", "Basis"), in_words(tuple(cited))


def _heads(old: Standard, new: Standard) -> Iterator[Text]:
    """What is said of the standard as a whole, whatever its version."""
    told = (
        (Text("名称", "Title"), old.title, new.title),
        (Text("权责事项", "Power"), _titled("powers", [old.power]), _titled("powers", [new.power])),
        (Text("责任岗位", "Posts"), _titled("posts", old.posts), _titled("posts", new.posts)),
        (Text("防线", "Line of defence"), LINE[old.line], LINE[new.line]),
        (Text("风险等级", "Grade of risk"), GRADE[old.grade], GRADE[new.grade]),
        (Text("状态", "State"), _state(old), _state(new)),
    )
    for name, was, will_be in told:
        if was != will_be:
            yield _one(name, was, will_be)


def _state(standard: Standard) -> Text:
    return Text("草案", "draft") if standard.draft else Text("施行", "in use")


def _titled(section: str, ids: Iterable[str]) -> Text:
    titles = {one.id: one.title for one in getattr(register(), section)}
    return in_words(tuple(titles.get(one, Text(one, one)) for one in ids))


def _one(name: Text, old: Text | None, new: Text | None) -> Text:
    sentence = _GONE if new is None else _FRESH if old is None else _WAS
    nothing = in_words(None)
    return sentence.fill(name=name, old=old or nothing, new=new or nothing)


def _of_chart(target: str, draft: str) -> tuple[Text, ...]:
    before = dict(register().charts).get(target)
    if before is None:
        return (Text("新增一张流程图", "A chart where there was none"),)
    with tempfile.TemporaryDirectory(prefix="zhunsheng-draft-") as name:
        file = Path(name) / f"{target}.bpmn"
        file.write_text(draft, encoding="utf-8")
        return chart_changes(before, str(file))


def _of_grant(grant: Grant) -> Text:
    held = next(
        (
            one
            for post in register().posts
            if post.id == grant.post
            for one in post.grants
            if one.power == grant.power and one.validity.end is None
        ),
        None,
    )
    limit = _amount(held.up_to if held is not None else None)
    said = {
        "grant": Text("“{post}”将获得“{power}”（{new}）", "“{post}” will hold “{power}” ({new})"),
        "limit": Text(
            "“{post}”的“{power}”由{old}改为{new}", "“{power}” of “{post}”: was {old}, will be {new}"
        ),
        "withdraw": Text(
            "“{post}”不再拥有“{power}”（原为{old}）",
            "“{post}” will no longer hold “{power}” (was {old})",
        ),
    }[grant.change]
    return said.fill(
        post=_titled("posts", [grant.post]),
        power=_titled("powers", [grant.power]),
        old=limit,
        new=_amount(grant.up_to),
    )


def _amount(up_to: object) -> Text:
    if up_to is None:
        return Text("不限金额", "without limit of amount")
    return Text("不超过 {n} 元", "up to {n} yuan").fill(n=f"{up_to:,}")
