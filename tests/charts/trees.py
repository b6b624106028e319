"""Block-structured charts and their traces, both straight from a tree.

The traces come from the tree alone (choice, sequence, shuffle, repetition); no chart, no token.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations, pairwise

from hypothesis import strategies as st

from zhunsheng.charts.chart import Chart, Kind, Lane, Node
from zhunsheng.charts.connect import connect, node
from zhunsheng.model.text import Text

Trace = tuple[str, ...]
TooMany = type("TooMany", (Exception,), {})
LIMIT = 2_000


@dataclass(frozen=True)
class Tree:
    """``op``: task, skip, seq, xor, and, or, loop (body, then perhaps redo and body again), rep."""

    op: str
    name: str = ""
    parts: tuple[Tree, ...] = ()

    def __repr__(self) -> str:
        inner = ", ".join(map(repr, self.parts))
        return self.name if self.op == "task" else f"{self.op}({self.name}{inner})"


def language(tree: Tree, longest: int) -> set[Trace]:
    """All traces of at most ``longest`` activities."""
    parts = [language(part, longest) for part in tree.parts]
    match tree.op:
        case "task":
            found = {(tree.name,)}
        case "skip":
            found = {()}
        case "rep":
            found = {(tree.name,) * n for n in range(1, longest + 1)}
        case "seq":
            found = {()}
            for part in parts:
                found = _cut({a + b for a in found for b in part}, longest)
        case "xor":
            found = set().union(*parts)
        case "and":
            found = _shuffled(parts, longest)
        case "or":
            found = set()
            for size in range(1, len(parts) + 1):
                for chosen in combinations(parts, size):
                    found |= _shuffled(list(chosen), longest)
        case "loop":
            body, redo = parts
            found, newest = set(body), set(body)
            while newest:
                again = {a + b + c for a in newest for b in redo for c in body}
                newest = _cut(again, longest) - found
                found |= newest
    return _cut(found, longest)


def _cut(traces: set[Trace], longest: int) -> set[Trace]:
    kept = {trace for trace in traces if len(trace) <= longest}
    if len(kept) > LIMIT:
        raise TooMany
    return kept


def _shuffled(parts: list[set[Trace]], longest: int) -> set[Trace]:
    found: set[Trace] = {()}
    for part in parts:
        if len(found) * len(part) > 4 * LIMIT:
            raise TooMany
        found = _cut({s for a in found for b in part for s in _shuffle(a, b, longest)}, longest)
    return found


def _shuffle(a: Trace, b: Trace, longest: int) -> set[Trace]:
    if len(a) + len(b) > longest:
        return set()
    if not a or not b:
        return {a + b}
    return {(a[0], *rest) for rest in _shuffle(a[1:], b, longest)} | {
        (b[0], *rest) for rest in _shuffle(a, b[1:], longest)
    }


@dataclass
class _Drawing:
    nodes: list[Node] = field(default_factory=list)
    paths: list[tuple[str, str]] = field(default_factory=list)

    def add(self, kind: Kind, **more: object) -> str:
        identity = f"{kind}{len(self.nodes)}"
        self.nodes.append(node(identity, kind, **more))  # type: ignore[arg-type]
        return identity

    def draw(self, tree: Tree) -> tuple[str, str]:
        """First and last node of the block."""
        match tree.op:
            case "task" | "rep":
                one = self.add(
                    "task", name=tree.name, stands_for=tree.name, repeats=tree.op == "rep"
                )
                return one, one
            case "skip":
                one = self.add("event")
                return one, one
            case "seq":
                ends = [self.draw(part) for part in tree.parts]
                for (_, last), (first, _) in pairwise(ends):
                    self.paths.append((last, first))
                return ends[0][0], ends[-1][1]
            case "loop":
                enter, leave = self.add("exclusive"), self.add("exclusive")
                body, redo = (self.draw(part) for part in tree.parts)
                self.paths += [(enter, body[0]), (body[1], leave), (leave, redo[0])]
                self.paths.append((redo[1], enter))
                return enter, leave
            case op:
                kinds: dict[str, Kind] = {"xor": "exclusive", "and": "parallel", "or": "inclusive"}
                split, join = self.add(kinds[op]), self.add(kinds[op])
                for part in tree.parts:
                    first, last = self.draw(part)
                    self.paths += [(split, first), (last, join)]
                return split, join


def drawn(tree: Tree) -> Chart:
    """The tree as a chart with two lanes."""
    drawing = _Drawing()
    start, end = drawing.add("start"), drawing.add("end")
    first, last = drawing.draw(tree)
    drawing.paths += [(start, first), (last, end)]
    tasks = [n for n in drawing.nodes if n.kind == "task"]
    lanes = [
        Lane("one", "one", "one", Text("甲", "one"), tuple(n.id for n in tasks if n.name < "C")),
        Lane("two", "two", "two", Text("乙", "two"), tuple(n.id for n in tasks if n.name >= "C")),
    ]
    return connect("tree", drawing.nodes, drawing.paths, lanes=lanes)


def trees(*, names: str = "ABCDE", depth: int = 3, repeated_names: bool = False):
    """Random trees of at most as many tasks as there are names."""

    @st.composite
    def make(draw):
        left = list(names)

        def leaf() -> Tree:
            if not left:
                return Tree("skip")
            name = draw(st.sampled_from(names)) if repeated_names else left[0]
            left.pop(0)
            return Tree("task", name)

        def grow(levels: int) -> Tree:
            ops = ["task"] * 2 + ["seq", "xor", "and", "or", "loop", "rep", "skip"] * bool(levels)
            op = draw(st.sampled_from(ops))
            if not left or op in ("task", "skip"):
                return Tree("skip") if op == "skip" else leaf()
            if op == "rep":
                inner = leaf()
                return Tree("rep", inner.name) if inner.op == "task" else inner
            return Tree(op, "", (grow(levels - 1), grow(levels - 1)))

        return Tree("seq", "", (grow(depth), grow(depth - 1)))

    return make()
