"""A chart of a power: steps, the flows between them, who takes them and by when.

The nouns follow BPMN 2.0 (ISO/IEC 19510); what our files add to it lives in the namespace
:data:`NAMESPACE`. A chart is plain data: it is read, checked, drawn, written and derived from by
the other files of this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from zhunsheng.model.errors import Place
from zhunsheng.model.text import Text

NAMESPACE = "urn:zhunsheng:chart:1"

Kind = Literal[
    "start",
    "end",
    "terminate",
    "task",
    "exclusive",
    "parallel",
    "inclusive",
    "event",
    "boundary",
]
UNSAID = Text("", "")
ANY_POST = "*"
"""The post of a lane in which an officer of any post may act."""
GATEWAYS: frozenset[str] = frozenset({"exclusive", "parallel", "inclusive"})


@dataclass(frozen=True, slots=True)
class Timer:
    """A time limit or a wait: an ISO 8601 duration as written, or a clock of the register.

    ``since``: the activity the time runs from; ``None``: the one task directly before. From an
    activity of ``paused_by`` to one of ``resumed_by`` the time stands still.
    """

    duration: str | None = None
    clock: str | None = None
    since: str | None = None
    paused_by: tuple[str, ...] = ()
    resumed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A step, a gateway or an event.

    ``name``: as written in the drawing. ``label``: what is shown. ``form``: the BPMN element's
    name (``userTask``, ``eventBasedGateway`` …). ``stands_for``: the activity of the trace, where
    it is not the name. ``repeats``: the task is marked as a loop (once or more often).
    ``attached_to`` and ``interrupting``: of boundary events only. ``public``: the step may be
    shown to the public; in the house it is drawn and judged all the same.
    """

    id: str
    kind: Kind
    name: str = ""
    label: Text = UNSAID
    form: str = "task"
    stands_for: str | None = None
    repeats: bool = False
    timer: Timer | None = None
    attached_to: str | None = None
    interrupting: bool = True
    public: bool = True
    place: Place | None = field(default=None, compare=False)

    @property
    def activity(self) -> str:
        """The activity in the trace this task stands for; empty for anything but a task."""
        return (self.stands_for or self.name) if self.kind == "task" else ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow (an arrow)."""

    id: str
    source: str
    target: str
    name: str = ""
    label: Text = UNSAID
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane and the post that works in it.

    ``outside``: the lane of people outside the authority (a citizen, a company): their acts are
    shown, but no standard about officers' posts is derived from it. Nor is one where ``post`` is
    :data:`ANY_POST`.
    """

    id: str
    post: str
    name: str = ""
    label: Text = UNSAID
    members: tuple[str, ...] = ()
    outside: bool = False
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the drawing, in pixels; ``x`` and ``y`` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


Route = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands (BPMN DI): boxes of nodes and lanes, way-points of flows, by id."""

    boxes: Mapping[str, Box]
    routes: Mapping[str, Route]


@dataclass(frozen=True)
class Chart:
    """The chart of one power.

    ``name``: the title as written in the drawing, in whatever language it was drawn.
    """

    id: str
    title: Text
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    lanes: tuple[Lane, ...] = ()
    layout: Layout | None = None
    name: str = field(default="", compare=False)
    file: str = field(default="", compare=False)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def incoming(self) -> dict[str, tuple[Flow, ...]]:
        return {n.id: tuple(f for f in self.flows if f.target == n.id) for n in self.nodes}

    @cached_property
    def outgoing(self) -> dict[str, tuple[Flow, ...]]:
        return {n.id: tuple(f for f in self.flows if f.source == n.id) for n in self.nodes}

    @cached_property
    def boundaries(self) -> dict[str, tuple[Node, ...]]:
        """Boundary events by the task they are attached to."""
        return {
            n.id: tuple(b for b in self.nodes if b.kind == "boundary" and b.attached_to == n.id)
            for n in self.nodes
        }

    @cached_property
    def lane_of(self) -> dict[str, Lane]:
        return {member: lane for lane in self.lanes for member in lane.members}

    @cached_property
    def tasks(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.kind == "task")

    @cached_property
    def activities(self) -> tuple[str, ...]:
        """The activities of the chart, each once, in the order of the file."""
        return tuple(dict.fromkeys(task.activity for task in self.tasks))

    @cached_property
    def said(self) -> dict[str, Text]:
        """How to call each activity in a sentence: its tasks' label, if they agree on one."""
        found: dict[str, set[Text]] = {}
        for task in self.tasks:
            found.setdefault(task.activity, set()).add(task.label)
        return {a: next(iter(t)) if len(t) == 1 else Text(a, a) for a, t in found.items()}

    def place(self, node: str) -> Place | None:
        """Where the node stands in its file, as far as that is known."""
        known = self.by_id.get(node)
        if known is not None and known.place is not None:
            return known.place
        return Place(self.file) if self.file else None
