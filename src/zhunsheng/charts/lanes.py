"""Lanes: who takes a step, and what can be wrong with how it is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zhunsheng.charts.chart import Chart
from zhunsheng.model.errors import Problem, problem


def lane_problems(chart: Chart) -> Iterator[Problem]:
    """Where there are lanes, every task stands in exactly one, and every post has one lane."""
    if not chart.lanes:
        return
    held = Counter(member for lane in chart.lanes for member in lane.members)
    for task in chart.tasks:
        if held[task.id] != 1:
            zh = "不在任何泳道" if not held[task.id] else "同时在几个泳道"
            en = "no lane" if not held[task.id] else "several lanes"
            yield problem(
                "chart-lane",
                (f"任务“{task.label.zh}”{zh}", f"the task {task.label.en!r} is in {en}"),
                why=(
                    "泳道说明由哪个岗位办理",
                    "the lane says which post takes the step",
                ),
                mend=("把任务放进一个泳道", "put the task in one lane"),
                place=task.place,
            )
    posts = Counter(lane.post for lane in chart.lanes)
    for lane in chart.lanes:
        if posts[lane.post] > 1:
            yield problem(
                "chart-lane-post",
                (
                    f"岗位“{lane.post}”有几个泳道",
                    f"the post {lane.post!r} has several lanes",
                ),
                mend=("合并这些泳道", "make them one lane"),
                place=lane.place,
            )
        for member in lane.members:
            if member not in chart.by_id:
                yield problem(
                    "chart-lane-member",
                    (
                        f"泳道“{lane.label.zh}”列有不存在的“{member}”",
                        f"the lane {lane.label.en!r} lists {member!r}, which is not in the chart",
                    ),
                    mend=("在编辑器中重新保存该图", "save the chart again in an editor"),
                    place=lane.place,
                )
