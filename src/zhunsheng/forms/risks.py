"""The table of risk points (权力廉政风险点和等级确定及防控措施审核备案表): one row a risk point."""

from __future__ import annotations

from zhunsheng.forms import entries
from zhunsheng.forms.entries import show_codes
from zhunsheng.forms.form import REPORTING, Column, Form, Row, number_column
from zhunsheng.forms.measures import measures_cell, show_measures
from zhunsheng.forms.world import World
from zhunsheng.model.text import Text
from zhunsheng.report.words import GRADE

_WHERE = Text("风险所在", "Where")
_RISK = Text("廉政风险点", "Risk point")
_GRADING = Text("风险等级确定", "Grading")
_MEASURES = Text("防控措施", "Control measures")
_FILING = Text("审核备案", "Review and filing")


def _rows(world: World) -> list[Row]:
    points = world.risk_points
    return [Row((point.id,), point, place) for place, point in enumerate(points, start=1)]


RISKS = Form(
    name="risks",
    section="risk_points",
    title=Text(
        "权力廉政风险点和等级确定及防控措施审核备案表",
        "Integrity risk points, their grades and measures, for review and filing",
    ),
    tab=Text("风险点审核备案表", "Risk points"),
    ids=(Text("风险点标识", "Risk point id"),),
    rows=_rows,
    grows=True,
    signatures=(
        REPORTING,
        Text("职能部门审核意见", "Opinion of the functional department"),
        Text("纪检监察部门备案意见", "Filed with the discipline inspection body"),
    ),
    columns=(
        number_column(),
        Column(
            "power",
            Text("权力事项", "Power"),
            17,
            lambda world, row: world.names("powers").shown(row.item.power),
            entries.code_cell(lambda world: world.names("powers"), "power", required=True),
            over=_WHERE,
        ),
        Column(
            "post",
            Text("岗位", "Post"),
            13,
            lambda world, row: world.names("posts").shown(row.item.post),
            entries.code_cell(lambda world: world.names("posts"), "post", required=True),
            over=_WHERE,
        ),
        Column(
            "title",
            Text("风险点描述", "Risk"),
            26,
            lambda world, row: row.item.title.say(world.language),
            entries.words_cell("title", required=True),
            over=_RISK,
        ),
        Column(
            "sign",
            Text("表现形式", "Sign in the trace"),
            24,
            lambda world, row: row.item.sign.say(world.language) if row.item.sign else "",
            entries.words_cell("sign"),
            over=_RISK,
        ),
        Column(
            "misconduct",
            Text("可能导致的问题", "Misconduct it may come to"),
            20,
            lambda world, row: show_codes(world.codes("misconduct"), row.item.misconduct),
            entries.codes_cell(lambda world: world.codes("misconduct"), "misconduct"),
            over=_RISK,
        ),
        Column(
            "grade",
            Text("等级", "Grade"),
            6,
            lambda world, row: GRADE[row.item.grade].say(world.language),
            entries.choice_cell(dict(GRADE), "grade", required=True),
            over=_GRADING,
            centred=True,
        ),
        Column(
            "graded_on",
            Text("定级日期", "Graded on"),
            12,
            lambda world, row: row.item.graded_on.isoformat() if row.item.graded_on else "",
            entries.day_cell("graded_on"),
            over=_GRADING,
            centred=True,
        ),
        Column(
            "measures",
            Text("措施内容（实现方式）", "Measures (realised by)"),
            38,
            lambda world, row: show_measures(world, row.item.measures),
            measures_cell("measures"),
            over=_MEASURES,
        ),
        Column(
            "standards",
            Text("内控标准", "Control standards"),
            26,
            lambda world, row: show_codes(world.names("standards"), row.item.standards),
            entries.codes_cell(lambda world: world.names("standards"), "standards"),
            over=_MEASURES,
        ),
        Column(
            "indicators",
            Text("监控指标", "Indicators"),
            15,
            lambda world, row: show_codes(world.names("indicators"), row.item.indicators),
            entries.codes_cell(lambda world: world.names("indicators"), "indicators"),
            over=_MEASURES,
        ),
        Column(
            "review",
            Text("审核意见", "Review"),
            10,
            lambda world, row: "",
            over=_FILING,
            blank=True,
        ),
        Column(
            "filing",
            Text("备案意见", "Filing"),
            10,
            lambda world, row: "",
            over=_FILING,
            blank=True,
        ),
    ),
)
