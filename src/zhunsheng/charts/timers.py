"""Timers: what time limit or wait they state, and what can be wrong with how it is stated.

A timer on the border of a task: the task is to be done within that time. A timer in the flow:
what comes after it must wait for that long. Both run from ``since``, or from the one task
directly before.
"""

from __future__ import annotations

from collections.abc import Iterator

from zhunsheng.charts import neighbours
from zhunsheng.charts.chart import Chart, Node, Timer
from zhunsheng.charts.duration import period_of
from zhunsheng.model.errors import Problem, problem


def runs_from(chart: Chart, node: Node) -> tuple[str, ...]:
    """The activities the timer on ``node`` may run from; a clear timer has exactly one."""
    if node.timer is not None and node.timer.since:
        return (node.timer.since,)
    return neighbours.before(chart, node.id)


def period(timer: Timer) -> dict[str, int | str]:
    """The parameters of the period: ``{"clock": id}`` or ``{"days": n}`` and so on.

    Raises ValueError where the timer states no usable time.
    """
    if timer.clock:
        return {"clock": timer.clock}
    return dict(period_of(timer.duration or ""))


def timer_problems(chart: Chart) -> Iterator[Problem]:
    """Timers that state no time, or whose time runs from nobody knows when."""
    for node in chart.nodes:
        if node.timer is None:
            continue
        try:
            period(node.timer)
        except ValueError as cause:
            yield problem(
                "chart-duration",
                (
                    f"定时事件 {node.id} 没有写明可用的时长",
                    f"the timer {node.id} states no usable time",
                ),
                why=(f"“{node.timer.duration or ''}”不是单一单位的整数时长", str(cause)),
                mend=(
                    "写作 P60D、P3M、PT48H 等，或用 zhunsheng:clock 指明时限；工作日只能用后者",
                    "write P60D, P3M, PT48H …, or name a clock with zhunsheng:clock "
                    "(the only way to count working days)",
                ),
                place=node.place,
            )
        since = runs_from(chart, node)
        if len(since) != 1:
            listed = ", ".join(since)
            yield problem(
                "chart-timer-since",
                (
                    f"定时事件 {node.id} 从何时起算不明",
                    f"it is not clear from when the timer {node.id} runs",
                ),
                why=(
                    f"紧接在前的任务有：{listed}" if since else "在它之前没有任务",
                    f"directly before it come: {listed}" if since else "no task comes before it",
                ),
                mend=(
                    "用 zhunsheng:since 写明从哪个行为起算",
                    "name the activity it runs from with zhunsheng:since",
                ),
                place=node.place,
            )
        yield from _pauses(chart, node, node.timer)
        if len(since) == 1 and since[0] not in chart.activities:
            yield problem(
                "chart-timer-activity",
                (
                    f"定时事件 {node.id} 起算的“{since[0]}”不在图中",
                    f"the timer {node.id} runs from {since[0]!r}, which is not in the chart",
                ),
                mend=("改正 zhunsheng:since", "correct zhunsheng:since"),
                place=node.place,
            )


def _pauses(chart: Chart, node: Node, timer: Timer) -> Iterator[Problem]:
    unknown = [a for a in (*timer.paused_by, *timer.resumed_by) if a not in chart.activities]
    if unknown or bool(timer.paused_by) != bool(timer.resumed_by):
        listed = ", ".join(unknown)
        yield problem(
            "chart-timer-pause",
            (
                f"定时事件 {node.id} 何时中止、何时恢复计算不明",
                f"it is not clear when the time of {node.id} stands still",
            ),
            why=(
                f"图中没有：{listed}" if unknown else "中止与恢复须一并写明",
                f"not in the chart: {listed}" if unknown else "pause and resumption go together",
            ),
            mend=(
                "改正 zhunsheng:paused-by 与 zhunsheng:resumed-by",
                "correct zhunsheng:paused-by and zhunsheng:resumed-by",
            ),
            place=node.place,
        )
