"""Timers → standards: by when a step must be done, and before when it must not."""

from __future__ import annotations

from collections.abc import Iterator

from zhunsheng.charts import neighbours, timers
from zhunsheng.charts.chart import Chart, Node
from zhunsheng.charts.relations import Relations
from zhunsheng.charts.rule import DerivedRule
from zhunsheng.charts.sentences import SENTENCES, listed, period_said


def time_rules(chart: Chart, relations: Relations) -> Iterator[DerivedRule]:
    """Rules of time, from the timers of a chart whose timers are in order; each once."""
    said: list[object] = []
    for node in chart.nodes:
        if node.timer is None:
            continue
        (start,) = timers.runs_from(chart, node)
        period = timers.period(node.timer)
        rules = _within if node.kind == "boundary" else _not_before
        for rule in rules(chart, relations, node, start, period):
            if rule.parameters not in said:
                said.append(rule.parameters)
                yield rule


def _within(
    chart: Chart, relations: Relations, node: Node, start: str, period: dict[str, int | str]
) -> Iterator[DerivedRule]:
    """The task must come within the time, or an act that shows the case went another way.

    Without that clause a case that was paid and closed would be called late. Where a case can
    go another way and nothing in the trace tells (see ``released_by``), the task must be in time
    only if it is done at all. The same holds of the time an outsider has: it is his to use or
    not, and no officer's duty. Nothing follows where the activity can be done by another task
    that has not the same limit: the trace does not tell the tasks of one activity apart.
    """
    host = chart.by_id[node.attached_to or ""]
    goal, lane = host.activity, chart.lane_of.get(host.id)
    if goal == start or not relations.follows(start, goal):
        return
    if not all(_limited(chart, task, start, period) for task in relations.first_after(start, goal)):
        return
    instead = None if lane and lane.outside else relations.released_by(start, goal)
    parameters: dict[str, object] = {"from": start, "to": goal, "within": period}
    said = {"start": chart.said[start], "goal": chart.said[goal], "period": period_said(period)}
    sentence = SENTENCES["within_time"].fill(**said)
    if instead is None:
        parameters["only_if_done"] = True
        sentence = SENTENCES["within_time_if_done"].fill(**said)
    elif instead:
        release = [act for act in chart.activities if act in instead]
        parameters["released_by"] = release[0] if len(release) == 1 else release
        acts = listed([chart.said[act] for act in release])
        sentence = SENTENCES["within_time_unless"].fill(**said, instead=acts)
    if node.timer is not None and node.timer.paused_by:
        parameters["suspended_by"] = list(node.timer.paused_by)
        parameters["resumed_by"] = list(node.timer.resumed_by)
        pauses = listed([chart.said[act] for act in node.timer.paused_by])
        sentence = SENTENCES["standing_still"].fill(rule=sentence, pauses=pauses)
    yield DerivedRule("within_time", "overdue", parameters, sentence, (node.id,))


def _limited(chart: Chart, task: str, start: str, period: dict[str, int | str]) -> bool:
    """Whether the task has a timer on its border that says the same."""
    return any(
        border.timer is not None
        and timers.runs_from(chart, border) == (start,)
        and timers.period(border.timer) == period
        for border in chart.boundaries[task]
    )


def _not_before(
    chart: Chart, relations: Relations, node: Node, start: str, period: dict[str, int | str]
) -> Iterator[DerivedRule]:
    """What follows a timer in the flow waits for it, if there is no way past the timer."""
    for goal in neighbours.after(chart, node.id):
        if goal == start or not relations.follows(start, goal):
            continue
        if relations.passes_between(start, node.id, goal):
            yield DerivedRule(
                "not_before",
                "forbidden_after",
                {"after": start, "forbidden": goal, "within": period},
                SENTENCES["not_before"].fill(
                    start=chart.said[start], goal=chart.said[goal], period=period_said(period)
                ),
                (node.id,),
            )
