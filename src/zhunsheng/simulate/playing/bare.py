"""A chart played for itself: to try it before anybody has written a play for it.

Every branch is as likely as the others, border events are rare, steps take some minutes at any
hour and are done by nobody in particular. Acts touch only the case, of type :data:`THING`.
"""

from __future__ import annotations

from typing import Any

from zhunsheng.charts.chart import Chart
from zhunsheng.model.errors import Place
from zhunsheng.simulate.playing.play import Play, PlayBlock

THING = "thing"


def bare_play(chart: Chart, *, name: str, border: float = 0.2, some: float = 0.4) -> Play:
    """A play of the chart called ``name``: a case for each declaration.

    ``border``: how often a border event fires. ``some``: how often each branch of an inclusive
    gateway is taken.
    """
    branches: dict[str, dict[str, Any]] = {}
    for node in chart.nodes:
        out = [flow.target for flow in chart.outgoing[node.id]]
        if len(out) < 2 or node.kind not in ("exclusive", "inclusive"):
            continue
        share = 1 / len(out) if node.kind == "exclusive" else some
        branches[node.id] = {**dict.fromkeys(out[:-1], share), out[-1]: "rest"}
    step = {
        "after": {"minutes": [3, 1]},
        "hours": "always",
        "by": "party",
        "objects": {THING: THING},
    }
    block = PlayBlock.model_validate(
        {
            "id": name,
            "title": {"zh": chart.title.zh or name, "en": chart.title.en or name},
            "chart": name,
            "subject": THING,
            "volume": {"per_1000_declarations": 1000},
            "branches": branches,
            "steps": {task.id: step for task in chart.tasks},
            "boundaries": {
                node.id: border
                for node in chart.nodes
                if node.kind == "boundary" and node.interrupting and chart.outgoing[node.id]
            },
        }
    )
    return Play(block, Place(chart.file or name))
