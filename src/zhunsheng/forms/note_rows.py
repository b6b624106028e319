"""What the note says of one power, line by line: head and text in one language."""

from __future__ import annotations

from collections.abc import Iterator

from zhunsheng.forms.catalogue import periods_of
from zhunsheng.forms.citations import show_bases
from zhunsheng.forms.entries import show_amount, show_codes, show_flag
from zhunsheng.forms.world import World
from zhunsheng.model.power import Post, Power, PublicColumns
from zhunsheng.model.text import Text

_UP_TO = Text("（{amount} 以内）", " (up to {amount})")
_DUTIES = Text("{post}{limit}：{duties}", "{post}{limit}: {duties}")


def note_rows(world: World, power: Power) -> Iterator[tuple[Text, str]]:
    """Heads and texts of a power; one with nothing to say is left out."""
    columns = _columns(world, power)
    version = power.versions[0]
    listed: list[tuple[Text, str]] = [
        (Text("编码", "Code"), power.code or ""),
        (Text("类型", "Type"), world.codes("power-types").shown(power.type)),
        (Text("业务领域", "Domain"), world.codes("domains").shown(power.domain)),
        (Text("子项", "Sub-items"), "\n".join(one.say(world.language) for one in power.subitems)),
        (Text("实施依据", "Legal basis"), show_bases(world, version.basis)),
        (Text("权力内容", "Content"), _said(world, columns.content)),
        (Text("权限范围", "Limits of authority"), _said(world, version.limits)),
        (Text("行使要求", "How it is exercised"), _said(world, columns.conduct)),
        (Text("办理条件", "Conditions"), _said(world, columns.conditions)),
        (Text("法定时限", "Statutory time limits"), periods_of(world, power)),
        (Text("承诺时限", "Time promised"), _said(world, columns.promised)),
        (Text("收费", "Fee"), _said(world, columns.fee)),
        (
            Text("审批权限", "Approval"),
            world.codes("approvals").shown(power.approval) if power.approval else "",
        ),
        (Text("实施层级", "Levels"), show_codes(world.codes("levels"), power.levels)),
        (Text("责任岗位", "Posts"), _posts(world, power)),
        (Text("救济途径", "Remedies"), _said(world, columns.remedies)),
        (Text("责任追究", "Liability"), _said(world, columns.liability)),
        (Text("监督方式", "Supervision"), _said(world, columns.supervision)),
        (Text("是否公开", "Public"), show_flag(world, power.public)),
    ]
    yield from ((head, text) for head, text in listed if text)


def _columns(world: World, power: Power) -> PublicColumns:
    default = next(
        (one.columns for one in world.today.public_defaults if one.id == power.type),
        PublicColumns(),
    )
    return power.columns.over(default)


def _posts(world: World, power: Power) -> str:
    return "\n".join(_post(world, power, post) for post in world.holders(power.id))


def _post(world: World, power: Power, post: Post) -> str:
    amounts = [grant.up_to for grant in post.grants if grant.power == power.id]
    bounded = [amount for amount in amounts if amount is not None]
    whole = Text("", "")
    limit = (
        _UP_TO.fill(amount=show_amount(max(bounded))) if bounded and None not in amounts else whole
    )
    if post.duties is None:
        return (post.title.say(world.language)) + limit.say(world.language)
    return _DUTIES.fill(post=post.title, limit=limit, duties=post.duties).say(world.language)


def _said(world: World, text: Text | None) -> str:
    return text.say(world.language).strip() if text is not None else ""
