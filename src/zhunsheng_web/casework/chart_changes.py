"""What a newer chart changed, in words: its steps, who takes them, the rules that follow."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zhunsheng.charts import Chart, derive, read
from zhunsheng.model.errors import ChartError
from zhunsheng.model.text import Text

MOST = 8
"""Steps that are named; of more only the number is said."""


def chart_changes(before: str, after: str) -> tuple[Text, ...]:
    """Sentences on two files of a chart. One that cannot be read is said to be so."""
    try:
        old, new = read(Path(before)), read(Path(after))
        rules = [{(one.shape, repr(dict(one.parameters))) for one in derive(c)} for c in (old, new)]
    except ChartError as fault:
        said = Text(
            "流程图已改；其中一版有误，未能逐项对照（{why}）",
            "Changed; one of the two is faulty and could not be compared in detail ({why})",
        )
        return (said.fill(why=fault.problems[0].what),)
    found = []
    olds, news = _steps(old), _steps(new)
    for head, names, steps in (
        (Text("新增环节：", "New steps: "), news.keys() - olds.keys(), news),
        (Text("取消环节：", "Steps dropped: "), olds.keys() - news.keys(), olds),
    ):
        if names:
            found.append(_listed(head, (steps[one] for one in names)))
    moved = [
        name for name in olds.keys() & news.keys() if _lanes(old).get(name) != _lanes(new).get(name)
    ]
    if moved:
        head = Text("改由其他岗位办理的环节：", "Steps another post takes: ")
        found.append(_listed(head, (news[one] for one in moved)))
    if rules[0] != rules[1]:
        found.append(
            Text(
                "由图推出的规则：新增 {more} 条，取消 {fewer} 条",
                "Rules that follow from it: new {more}, dropped {fewer}",
            ).fill(more=len(rules[1] - rules[0]), fewer=len(rules[0] - rules[1]))
        )
    return tuple(found) or (
        Text("只改了画法或文字，环节和规则不变", "Redrawn or reworded; steps and rules stay"),
    )


def _steps(chart: Chart) -> dict[str, Text]:
    return {task.activity: task.label for task in reversed(chart.tasks)}


def _lanes(chart: Chart) -> dict[str, str]:
    posts = {member: lane.post for lane in chart.lanes for member in lane.members}
    return {task.activity: posts.get(task.id, "") for task in reversed(chart.tasks)}


def _listed(head: Text, steps: Iterable[Text]) -> Text:
    named = sorted(steps, key=lambda one: one.en)
    zh = "、".join(one.zh for one in named[:MOST])
    en = ", ".join(one.en for one in named[:MOST])
    more = len(named) - MOST
    rest = Text(f"等 {len(named)} 个", f" and {more} more") if more > 0 else Text("", "")
    return Text(f"{head.zh}{zh}{rest.zh}", f"{head.en}{en}{rest.en}")
