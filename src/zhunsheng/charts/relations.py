"""What holds between two activities in every complete trace of a sound chart, decided exactly.

A sound chart's graph of states is a finite automaton whose words are its traces, and every prefix
of it can be completed. A relation then fails on some trace exactly if a certain state can be
reached, so each is one search of the graph, with no rule of thumb about gateways or loops.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from zhunsheng.charts.game import Graph, Move


class Relations:
    """Questions to one graph of states; activities by name."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.activities = tuple(sorted({m.activity for m in graph.moves if m.activity}))
        self._out: list[list[Move]] = [[] for _ in graph.states]
        self._in: list[list[Move]] = [[] for _ in graph.states]
        self._of: dict[str, list[Move]] = {a: [] for a in self.activities}
        for move in graph.moves:
            self._out[move.source].append(move)
            self._in[move.target].append(move)
            if move.activity:
                self._of[move.activity].append(move)
        self._steps = [[(m.target, m.activity, m.node) for m in out] for out in self._out]
        self._without = {a: self._ahead([0], without=a) for a in self.activities}
        self._leading_to = {
            a: self._behind(move.source for move in self._of[a]) for a in self.activities
        }
        self._later = {a: self._possible(self._ahead(self._ends(a))) for a in self.activities}
        self._unanswered: dict[tuple[str, str], frozenset[str]] = {}

    def needs(self, late: str, early: str) -> bool:
        """In every trace, the first ``late`` comes after an ``early``."""
        free = self._without[early]
        return late != early and all(move.source not in free for move in self._of[late])

    def follows(self, first: str, then: str) -> bool:
        """In some trace a ``then`` comes somewhere after a ``first``."""
        return then in self._later[first]

    def together(self, one: str, other: str) -> bool:
        """Some trace has both."""
        return self.follows(one, other) or self.follows(other, one)

    def ordered(self, first: str, then: str) -> bool:
        """Every trace with both has its first ``first`` before its first ``then``."""
        free, leading = self._without[first], self._leading_to[first]
        return first != then and all(
            move.source not in free or move.target not in leading for move in self._of[then]
        )

    def answered_before(self, end: str, cause: str, answer: str) -> bool:
        """Between any ``cause`` and any later ``end`` there is an ``answer``."""
        if (cause, answer) not in self._unanswered:
            open_ = self._ahead(self._ends(cause), without=answer)
            self._unanswered[cause, answer] = self._possible(open_)
        return end not in self._unanswered[cause, answer]

    def can_be_last(self, activity: str) -> bool:
        """Some trace ends with it."""
        quiet = self._ahead(self._ends(activity), silent=True)
        return self.graph.final in quiet

    def balanced(self, more: str, less: str) -> bool:
        """At every point of every trace, ``less`` has occurred at most as often as ``more``.

        The least surplus of ``more`` on any way to a state, by relaxation; a negative one refutes
        the relation, and as every improvement lowers a number that starts finite, it ends.
        """
        surplus = {0: 0}
        todo = deque([0])
        while todo:
            state = todo.popleft()
            for move in self._out[state]:
                change = (move.activity == more) - (move.activity == less)
                value = surplus[state] + change
                if value < 0:
                    return False
                if move.target not in surplus or value < surplus[move.target]:
                    surplus[move.target] = value
                    todo.append(move.target)
        return True

    def first_after(self, start: str, goal: str) -> frozenset[str]:
        """The tasks by which the first ``goal`` after a ``start`` can be done."""
        waiting = self._ahead(self._ends(start), without=goal)
        return frozenset(move.node for move in self._of[goal] if move.source in waiting)

    def passes_between(self, first: str, node: str, then: str) -> bool:
        """After every ``first``, the node (an event) occurs before any ``then``."""
        open_ = self._ahead(self._ends(first), without_node=node)
        return all(move.source not in open_ for move in self._of[then])

    def released_by(self, start: str, goal: str) -> frozenset[str] | None:
        """What can happen instead: after ``start``, each trace has ``goal`` or one of these.

        On every way past the last chance of ``goal``: the next activity, or where the trace ends
        there, the last one since ``start``. ``None`` where such a trace has no activity at all
        after ``start`` (nothing would tell a case that is late from one that took another way),
        or where ``goal`` needs one of them anyway (the rule would then say nothing).
        """
        chances = self._leading_to[goal]
        seen: set[tuple[int, str | None]] = set()
        found: set[str | None] = set()
        todo: list[tuple[int, str | None]] = [(state, None) for state in self._ends(start)]
        while todo:
            state, last = todo.pop()
            if (state, last) in seen:
                continue
            seen.add((state, last))
            if state == self.graph.final:
                found.add(last)
            for move in self._out[state]:
                if move.activity == goal:
                    continue
                if move.activity and move.target not in chances:
                    found.add(move.activity)
                else:
                    todo.append((move.target, move.activity or last))
        acts = frozenset(act for act in found if act is not None)
        if None in found or any(self.needs(goal, act) and self.needs(act, start) for act in acts):
            return None
        return acts

    def _ends(self, activity: str) -> list[int]:
        return [move.target for move in self._of[activity]]

    def _possible(self, states: frozenset[int]) -> frozenset[str]:
        """The activities that can be done next in one of the states."""
        return frozenset(m.activity for s in states for m in self._out[s] if m.activity)

    def _ahead(
        self,
        starts: Iterable[int],
        *,
        without: str | None = None,
        without_node: str | None = None,
        silent: bool = False,
    ) -> frozenset[int]:
        seen = set(starts)
        todo = list(seen)
        while todo:
            for target, activity, node in self._steps[todo.pop()]:
                if target in seen or (activity is not None and (silent or activity == without)):
                    continue
                if node == without_node:
                    continue
                seen.add(target)
                todo.append(target)
        return frozenset(seen)

    def _behind(self, goals: Iterable[int]) -> frozenset[int]:
        seen = set(goals)
        todo = list(seen)
        while todo:
            for move in self._in[todo.pop()]:
                if move.source not in seen:
                    seen.add(move.source)
                    todo.append(move.source)
        return frozenset(seen)
