"""Soundness: what hand-drawn faults are called, and the same verdict as a search by brute force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhunsheng.charts import Chart, check
from zhunsheng.charts.chart import Lane, Timer
from zhunsheng.charts.connect import connect, node
from zhunsheng.charts.game import Game
from zhunsheng.charts.structure import structure_problems
from zhunsheng.model.errors import ChartError
from zhunsheng.model.text import Text


def codes(chart: Chart) -> set[str]:
    return {found.code for found in check(chart)}


def chart_of(kinds: dict[str, str], *paths: str, **more: object) -> Chart:
    """Start ``s``, end ``e``, the nodes named, tasks for every other word of the paths."""
    words = list(dict.fromkeys(word for path in paths for word in path.split()))
    every = {"s": "start", "e": "end", **kinds}
    nodes = [node(word, every.get(word, "task")) for word in words]  # type: ignore[arg-type]
    return connect("c", nodes, [path.split() for path in paths], **more)  # type: ignore[arg-type]


FAULTS = {
    "chart-deadlock": chart_of({"x": "exclusive", "j": "parallel"}, "s x A j e", "x B j"),
    "chart-not-joined": chart_of({"x": "parallel", "j": "exclusive"}, "s x A j C e", "x B j"),
    "chart-unreachable": chart_of({"j": "parallel"}, "s A e", "B j B", "j C B"),
    "chart-endless": chart_of({"x": "exclusive", "y": "exclusive"}, "s x A e", "x B y C y"),
    "chart-start": chart_of({"t": "start"}, "s A e", "t B e"),
    "chart-end": chart_of({}, "s A B A"),
    "chart-entry": chart_of({}, "s A e", "B A"),
    "chart-exit": chart_of({"x": "exclusive"}, "s x A e", "x B"),
    "chart-inclusive-join": chart_of(
        {"p": "inclusive", "x": "exclusive", "j": "inclusive", "k": "inclusive"},
        "s p A x j C k e",
        "p B j",
        "x D k",
    ),
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_called_by_its_name(code: str) -> None:
    assert code in codes(FAULTS[code])


@pytest.mark.parametrize("code", FAULTS)
def test_every_problem_is_said_in_both_languages_with_a_way_to_mend_it(code: str) -> None:
    for found in check(FAULTS[code]):
        assert found.what.zh and found.what.en and found.mend is not None
        assert found.what.zh != found.what.en


def test_an_end_that_terminates_takes_the_other_tokens_along() -> None:
    paths = ("s p x A e", "x t", "p B e")
    kinds = {"p": "parallel", "x": "exclusive", "t": "terminate"}
    assert codes(chart_of(kinds, *paths)) == set()


def test_a_task_with_a_non_interrupting_timer_may_be_reminded_of_once() -> None:
    chart = connect(
        "reminded",
        [
            node("s", "start"),
            node("A"),
            node("B"),
            node("e", "end"),
            node("r"),
            node("f", "end"),
            node("t", "boundary", attached_to="B", interrupting=False, timer=Timer("P5D")),
        ],
        [["s", "A", "B", "e"], ["t", "r", "f"]],
    )
    assert codes(chart) == set()


def test_too_many_states_are_refused_not_guessed() -> None:
    wide = chart_of({"p": "parallel", "q": "parallel"}, *(f"s p {x} q e" for x in "ABCDEFGH"))
    with pytest.raises(ChartError, match="more than 50 states"):
        Game(wide, max_states=50).graph()
    assert codes(wide) == set()


def test_a_task_outside_every_lane_is_reported() -> None:
    lanes = [Lane("l", "l", "l", Text("甲", "l"), ("A",))]
    assert codes(chart_of({}, "s A B e", lanes=lanes)) == {"chart-lane"}


def test_two_tasks_of_one_name_must_say_that_they_are_one_activity() -> None:
    chart = chart_of({"x": "exclusive"}, "s x A e", "x B e")
    twins = tuple(replace(n, name="A") if n.id == "B" else n for n in chart.nodes)
    assert codes(replace(chart, nodes=twins)) == {"chart-same-name"}
    said = tuple(replace(n, stands_for="A") if n.kind == "task" else n for n in twins)
    assert codes(replace(chart, nodes=said)) == set()


@pytest.mark.parametrize(
    ("timer", "code"),
    [
        (Timer("P60D"), None),
        (Timer("P1M15D"), "chart-duration"),
        (Timer("soon"), "chart-duration"),
        (Timer(), "chart-duration"),
        (Timer(clock="notify"), None),
        (Timer("P60D", since="Z"), "chart-timer-activity"),
    ],
)
def test_timers_must_state_a_time_and_from_when(timer: Timer, code: str | None) -> None:
    chart = connect(
        "timed",
        [
            node("s", "start"),
            node("A"),
            node("B"),
            node("e", "end"),
            node("t", "boundary", attached_to="B", timer=timer),
        ],
        [["s", "A", "B", "e"]],
    )
    assert codes(chart) == ({code} if code else set())


def test_a_timer_after_a_merge_must_say_from_when_it_runs() -> None:
    kinds = {"x": "exclusive", "m": "exclusive"}
    chart = chart_of(kinds, "s x A m C e", "x B m")
    timer = node("t", "boundary", attached_to="C", timer=Timer("P5D"))
    assert codes(replace(chart, nodes=(*chart.nodes, timer))) == {"chart-timer-since"}


# --- brute force ---------------------------------------------------------------------------------

Marking = tuple[tuple[str, int], ...]


Step = tuple[str, str, Counter[str]]


def steps(chart: Chart, marking: Counter[str]) -> Iterator[Step]:
    """The rules of tokens from the textbook, counted, and nothing shared with the game."""
    for n in chart.nodes:
        ins = [f.id for f in chart.flows if f.target == n.id]
        outs = [f.id for f in chart.flows if f.source == n.id]
        if n.kind == "parallel":
            ways = [(ins, outs)] if all(marking[f] for f in ins) else []
        elif n.kind == "exclusive":
            ways = [([i], [o]) for i in ins if marking[i] for o in outs]
        elif n.kind == "start":
            ways = []
        else:
            ways = [([i], outs) for i in ins if marking[i]]
        for taken, put in ways:
            yield n.id, n.activity, +(marking - Counter(taken) + Counter(put))


def first_marking(chart: Chart) -> Counter[str]:
    start = next(n for n in chart.nodes if n.kind == "start")
    return Counter(f.id for f in chart.flows if f.source == start.id)


def key(marking: Counter[str]) -> Marking:
    return tuple(sorted(marking.items()))


def brute_force(chart: Chart) -> set[str]:
    """Soundness by visiting every reachable marking."""
    seen: dict[Marking, set[Marking]] = {}
    done: set[str] = set()
    todo = [first_marking(chart)]
    while todo:
        marking = todo.pop()
        if key(marking) in seen:
            continue
        seen[key(marking)] = set()
        if max(marking.values(), default=0) > 1:
            return {"unsafe"}
        for made, _, after in steps(chart, marking):
            done.add(made)
            seen[key(marking)].add(key(after))
            todo.append(after)
    found = {"unreachable" for n in chart.nodes if n.kind == "task" and n.id not in done}
    ending = {()} & set(seen)
    while more := {m for m, after in seen.items() if after & ending} - ending:
        ending |= more
    return found | ({"stuck"} if set(seen) - ending else set())


def brute_traces(chart: Chart, longest: int) -> set[tuple[str, ...]]:
    """Every trace, by playing every game there is."""
    seen: set[tuple[Marking, tuple[str, ...]]] = set()
    todo = [(first_marking(chart), ())]
    while todo:
        marking, trace = todo.pop()
        if len(trace) > longest or (key(marking), trace) in seen:
            continue
        seen.add((key(marking), trace))
        for _, activity, after in steps(chart, marking):
            todo.append((after, (*trace, activity) if activity else trace))
    return {trace for marking, trace in seen if not marking}


@st.composite
def unstructured(draw: st.DrawFn) -> Chart:
    size = draw(st.integers(3, 7))
    kinds = ["task", "task", "exclusive", "exclusive", "parallel", "parallel", "end"]
    nodes = [node("s", "start")]
    nodes += [node(f"n{i}", draw(st.sampled_from(kinds))) for i in range(size)]  # type: ignore[arg-type]
    nodes.append(node("e", "end"))
    into = [n.id for n in nodes[1:]]
    paths = [["s", draw(st.sampled_from(into))]]
    for n in nodes[1:]:
        if n.kind != "end":
            count = draw(st.integers(1, 1 if n.kind == "task" else 3))
            paths += [[n.id, draw(st.sampled_from(into))] for _ in range(count)]
    for n in nodes[1:]:
        if not any(path[1] == n.id for path in paths):
            others = [o.id for o in nodes if o.kind not in ("end", "start", "task")]
            paths.append([draw(st.sampled_from(others or ["s"])), n.id])
    return connect("random", nodes, paths)


def verdict(chart: Chart) -> set[str]:
    names = {
        "chart-not-joined": "unsafe",
        "chart-unreachable": "unreachable",
        "chart-deadlock": "stuck",
        "chart-endless": "stuck",
    }
    return {names[code] for code in codes(chart)}


@settings(max_examples=600, deadline=None)
@given(unstructured())
def test_unstructured_charts_are_judged_as_brute_force_judges_them(chart: Chart) -> None:
    if not structure_problems(chart):
        assert verdict(chart) == brute_force(chart)


def test_a_parallel_join_that_does_not_wait_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chart = FAULTS["chart-deadlock"]
    assert verdict(chart) == brute_force(chart) == {"stuck"}
    careless = Game.firings

    def impatient(self: Game, state: frozenset[str]):  # type: ignore[no-untyped-def]
        swapped = [replace(n, kind="exclusive") for n in self.chart.nodes if n.kind == "parallel"]
        others = [n for n in self.chart.nodes if n.kind != "parallel"]
        variant = Game(replace(self.chart, nodes=(*others, *swapped)))
        return careless(variant, state)

    monkeypatch.setattr(Game, "firings", impatient)
    assert verdict(chart) != brute_force(chart)
