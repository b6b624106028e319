"""The catalogue of powers (行政权力目录表): one row a power."""

from __future__ import annotations

from typing import Any

from zhunsheng.forms import entries
from zhunsheng.forms.citations import bases_cell, show_bases
from zhunsheng.forms.entries import show_codes, show_flag
from zhunsheng.forms.form import REPORTING, Column, Form, Row, number_column
from zhunsheng.forms.world import World
from zhunsheng.model.text import Text
from zhunsheng.register.wording import in_words

_CLASS = Text("权力类别", "Class of power")
_POWER = Text("权力事项", "Power")
_LAW = Text("权力来源", "Where it comes from")
_EXERCISE = Text("权力行使", "How it is exercised")
_VERIFIED = Text("已核实", "Verified")
_UNVERIFIED = Text("待核实", "To be verified")


def _rows(world: World) -> list[Row]:
    return [Row((power.id,), power, place) for place, power in enumerate(world.powers, start=1)]


def _limits(world: World, power: Any) -> str:
    limits = power.versions[0].limits
    return limits.say(world.language) if limits is not None else ""


def periods_of(world: World, power: Any) -> str:
    """The periods a power is bound by, as long as they are that day, one a line."""
    clocks = {clock.id: clock for clock in world.today.clocks}
    lines = []
    for name in power.clocks:
        clock = clocks.get(name)
        if clock is not None:
            length = in_words(clock.versions[0].period).say(world.language)
            colon = "：" if world.language == "zh" else ": "
            lines.append(f"{clock.title.say(world.language)}{colon}{length}")
    return "\n".join(lines)


def _holders(world: World, power: Any) -> str:
    return "\n".join(post.title.say(world.language) for post in world.holders(power.id))


CATALOGUE = Form(
    name="catalogue",
    section="powers",
    title=Text("行政权力目录表", "Catalogue of administrative powers"),
    tab=Text("行政权力目录表", "Catalogue of powers"),
    ids=(Text("事项标识", "Power id"),),
    rows=_rows,
    signatures=(
        REPORTING,
        Text("法制部门审核意见", "Opinion of the legal department"),
        Text("审定机关意见", "Approval by the authority"),
    ),
    columns=(
        number_column(),
        Column(
            "type",
            Text("类型", "Type"),
            10,
            lambda world, row: world.codes("power-types").shown(row.item.type),
            entries.code_cell(lambda world: world.codes("power-types"), "type", required=True),
            over=_CLASS,
            centred=True,
        ),
        Column(
            "domain",
            Text("业务领域", "Domain"),
            11,
            lambda world, row: world.codes("domains").shown(row.item.domain),
            entries.code_cell(lambda world: world.codes("domains"), "domain", required=True),
            over=_CLASS,
            centred=True,
        ),
        Column(
            "code",
            Text("编码", "Code"),
            11,
            lambda world, row: row.item.code or "",
            entries.plain_cell("code"),
            over=_POWER,
            centred=True,
        ),
        Column(
            "title",
            Text("名称", "Name"),
            18,
            lambda world, row: row.item.title.say(world.language),
            entries.words_cell("title", required=True),
            over=_POWER,
        ),
        Column(
            "subitems",
            Text("子项", "Sub-items"),
            14,
            lambda world, row: "\n".join(t.say(world.language) for t in row.item.subitems),
            entries.subitems_cell("subitems"),
            over=_POWER,
        ),
        Column(
            "basis",
            Text("设定和实施依据", "Legal basis"),
            33,
            lambda world, row: show_bases(world, row.item.versions[0].basis),
            bases_cell("@version", "basis"),
            over=_LAW,
        ),
        Column(
            "verified",
            Text("核实情况", "Verified"),
            8,
            lambda world, row: show_flag(world, row.item.verified, yes=_VERIFIED, no=_UNVERIFIED),
            entries.flag_cell("verified", yes=_VERIFIED, no=_UNVERIFIED, default=True),
            over=_LAW,
            centred=True,
        ),
        Column(
            "limits",
            Text("权限范围", "Limits of authority"),
            23,
            lambda world, row: _limits(world, row.item),
            entries.words_cell("@version", "limits"),
            over=_EXERCISE,
        ),
        Column(
            "levels",
            Text("实施层级", "Levels"),
            10,
            lambda world, row: show_codes(world.codes("levels"), row.item.levels),
            entries.codes_cell(lambda world: world.codes("levels"), "levels"),
            over=_EXERCISE,
            centred=True,
        ),
        Column(
            "approval",
            Text("审批权限", "Approval"),
            13,
            lambda world, row: (
                world.codes("approvals").shown(row.item.approval) if row.item.approval else ""
            ),
            entries.code_cell(lambda world: world.codes("approvals"), "approval"),
            over=_EXERCISE,
        ),
        Column(
            "periods",
            Text("法定时限", "Time limits"),
            23,
            lambda world, row: periods_of(world, row.item),
            over=_EXERCISE,
        ),
        Column(
            "holders",
            Text("责任岗位", "Posts"),
            14,
            lambda world, row: _holders(world, row.item),
            over=_EXERCISE,
        ),
        Column(
            "chart",
            Text("流程图编号", "Chart"),
            11,
            lambda world, row: row.item.chart or "",
            over=_EXERCISE,
            centred=True,
        ),
        Column(
            "public",
            Text("是否公开", "Public"),
            6,
            lambda world, row: show_flag(world, row.item.public),
            entries.flag_cell("public"),
            centred=True,
        ),
        Column("remark", Text("备注", "Remarks"), 8, lambda world, row: "", blank=True),
    ),
)
