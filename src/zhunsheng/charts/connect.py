"""Charts from a few lines of Python, for tests and for charts that are generated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from zhunsheng.charts.chart import UNSAID, Chart, Flow, Kind, Lane, Node, Timer
from zhunsheng.model.text import Text

_FORMS: dict[Kind, str] = {
    "start": "startEvent",
    "end": "endEvent",
    "terminate": "endEvent",
    "task": "userTask",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "inclusive": "inclusiveGateway",
    "event": "intermediateCatchEvent",
    "boundary": "boundaryEvent",
}


def node(
    id: str,
    kind: Kind = "task",
    *,
    name: str | None = None,
    label: Text | None = None,
    stands_for: str | None = None,
    repeats: bool = False,
    timer: Timer | None = None,
    attached_to: str | None = None,
    interrupting: bool = True,
    public: bool = True,
) -> Node:
    """A node; a task without a name is called by its id, anything else has none."""
    if name is None:
        name = label.en if label else (id if kind == "task" else "")
    return Node(
        id=id,
        kind=kind,
        name=name,
        label=label or Text(name, name),
        form=_FORMS[kind] if kind != "event" or timer else "intermediateThrowEvent",
        stands_for=stands_for,
        repeats=repeats,
        timer=timer,
        attached_to=attached_to,
        interrupting=interrupting,
        public=public,
    )


def connect(
    id: str,
    nodes: Iterable[Node],
    paths: Iterable[Sequence[str]],
    *,
    title: Text | None = None,
    lanes: Iterable[Lane] = (),
    labels: Mapping[tuple[str, str], Text] | None = None,
) -> Chart:
    """A chart from its nodes and paths of node ids; each step of a path is a flow, drawn once."""
    pairs = dict.fromkeys((a, b) for path in paths for a, b in pairwise(path))
    said = labels or {}
    flows = []
    for number, (source, target) in enumerate(pairs, start=1):
        label = said.get((source, target), UNSAID)
        flows.append(Flow(f"flow-{number}", source, target, name=label.en, label=label))
    return Chart(
        id=id,
        title=title or Text(id, id),
        nodes=tuple(nodes),
        flows=tuple(flows),
        lanes=tuple(lanes),
    )
