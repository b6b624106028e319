"""The table of posts (岗位职责细化表): one row for every power a post holds."""

from __future__ import annotations

from zhunsheng.forms import entries
from zhunsheng.forms.citations import show_bases
from zhunsheng.forms.entries import show_amount, show_codes, show_flag
from zhunsheng.forms.form import REPORTING, Column, Form, Row, number_column
from zhunsheng.forms.world import World
from zhunsheng.model.text import Text

_POST = Text("岗位", "Post")
_DUTY = Text("职责", "Duties")
_GRANT = Text("行使的权力", "Powers it exercises")


def _rows(world: World) -> list[Row]:
    found: list[Row] = []
    for number, post in enumerate(world.posts, start=1):
        scope = world.scope
        grants = [one for one in post.grants if scope.part != "power" or one.power == scope.id]
        names = world.names("powers")
        grants.sort(key=lambda one: (names.shown(one.power), one.power, one.validity))
        times: dict[str, int] = {}
        for place, grant in enumerate(grants):
            times[grant.power] = times.get(grant.power, 0) + 1
            again = f"~{times[grant.power]}" if times[grant.power] > 1 else ""
            found.append(Row((post.id, grant.power + again), post, number, grant, place == 0))
        if not grants:
            found.append(Row((post.id, ""), post, number))
    return found


POSTS = Form(
    name="posts",
    section="posts",
    title=Text("岗位职责细化表", "Posts and their duties in detail"),
    tab=Text("岗位职责细化表", "Posts and duties"),
    ids=(Text("岗位标识", "Post id"), Text("事项标识", "Power id")),
    rows=_rows,
    signatures=(
        REPORTING,
        Text("人事部门审核意见", "Opinion of the personnel department"),
        Text("审定机关意见", "Approval by the authority"),
    ),
    columns=(
        number_column(joined=True),
        Column(
            "title",
            Text("岗位名称", "Post"),
            18,
            lambda world, row: row.item.title.say(world.language),
            entries.words_cell("title", required=True),
            over=_POST,
            joined=True,
        ),
        Column(
            "levels",
            Text("设岗层级", "Levels"),
            11,
            lambda world, row: show_codes(world.codes("levels"), row.item.levels),
            entries.codes_cell(lambda world: world.codes("levels"), "levels"),
            over=_POST,
            centred=True,
            joined=True,
        ),
        Column(
            "key",
            Text("重点岗位", "Key post"),
            6,
            lambda world, row: show_flag(world, row.item.key),
            entries.flag_cell("key"),
            over=_POST,
            centred=True,
            joined=True,
        ),
        Column(
            "certificates",
            Text("上岗资格", "Certificates"),
            12,
            lambda world, row: show_codes(world.codes("certificates"), row.item.certificates),
            entries.codes_cell(lambda world: world.codes("certificates"), "certificates"),
            over=_POST,
            centred=True,
            joined=True,
        ),
        Column(
            "duties",
            Text("岗位职责", "Duties"),
            40,
            lambda world, row: row.item.duties.say(world.language) if row.item.duties else "",
            entries.words_cell("duties"),
            over=_DUTY,
            joined=True,
        ),
        Column(
            "power",
            Text("权力事项", "Power"),
            30,
            lambda world, row: world.names("powers").shown(row.grant.power) if row.grant else "",
            over=_GRANT,
        ),
        Column(
            "up_to",
            Text("权限额度", "Up to"),
            11,
            lambda world, row: show_amount(row.grant.up_to) if row.grant else "",
            entries.amount_cell("@grant", "up_to"),
            over=_GRANT,
            centred=True,
        ),
        Column(
            "since",
            Text("授权起始", "Since"),
            12,
            lambda world, row: row.grant.validity.start.isoformat() if row.grant else "",
            over=_GRANT,
            centred=True,
        ),
        Column(
            "basis",
            Text("授权依据", "Basis of the grant"),
            28,
            lambda world, row: show_bases(world, row.grant.basis) if row.grant else "",
            over=_GRANT,
        ),
        Column(
            "incompatible",
            Text("不相容权力（不得兼有）", "Powers it may not hold besides"),
            32,
            lambda world, row: show_codes(world.names("powers"), row.item.incompatible_with),
            entries.codes_cell(lambda world: world.names("powers"), "incompatible_with"),
            joined=True,
        ),
        Column("remark", Text("备注", "Remarks"), 10, lambda world, row: "", blank=True),
    ),
)
