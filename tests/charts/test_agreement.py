"""When a chart and a standard contradict each other, and when they only say different things."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zhunsheng.charts import Chart, write
from zhunsheng.charts.agreement import Surroundings, contradictions, holding, stated_limits
from zhunsheng.charts.chart import Lane, Timer
from zhunsheng.charts.connect import connect, node
from zhunsheng.charts.game import Game
from zhunsheng.charts.relations import Relations
from zhunsheng.charts.standing import check_charts
from zhunsheng.model.clock import Clock, ClockVersion, Period
from zhunsheng.model.power import Grant, Post
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Condition, Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.model.vocabulary import Activity

ALWAYS = Validity(dt.date(2000, 1, 1))


def chart() -> Chart:
    """file, then extend or not, then decide in time or refuse; after a wait, collect."""
    month, long = Timer(clock="month", since="file"), Timer(clock="long", since="file")
    nodes = [
        node("s", "start"),
        *(node(act) for act in ("file", "extend", "decide", "refuse", "collect")),
        node("x", "exclusive"),
        node("y", "exclusive"),
        node("wait", "event", timer=Timer(clock="wait", since="decide")),
        node("e", "end"),
        node("t1", "boundary", attached_to="extend", timer=month, interrupting=False),
        node("t2", "boundary", attached_to="decide", timer=long, interrupting=False),
    ]
    paths = [["s", "file", "x", "extend", "y", "decide", "wait", "collect", "e"]]
    lanes = [
        Lane("l1", "clerk", "Clerk", Text("科员", "Clerk"), ("file", "collect")),
        Lane("l2", "head", "Head", Text("科长", "Head"), ("extend", "decide", "refuse")),
    ]
    return connect("chart", nodes, [*paths, ["x", "y", "refuse", "e"]], lanes=lanes)


def standard(shape: str, *, scope: tuple[Condition, ...] = (), **parameters: Any) -> Standard:
    version = StandardVersion(ALWAYS, (), shape, "case", _from(parameters), scope)
    return Standard("s", Text("标准", "standard"), "p", ("clerk",), 1, "high", (version,))


def _from(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name.rstrip("_"): value for name, value in parameters.items()}


def told(one: Standard, *others: Standard, holders: frozenset[str] = frozenset()) -> list[str]:
    held = holding(chart(), Relations(Game(chart()).graph()))
    versions = [other.versions[0] for other in others]
    periods = {"wait": Period(60, "calendar_days"), "month": Period(1, "months")}
    around = Surroundings(holders, periods, stated_limits(versions))
    found = list(contradictions(held, one, one.versions[0], around))
    assert all(p.code == "chart-against-standard" and p.why and p.mend for p in found)
    return [p.why.en for p in found if p.why]


MONTH, LONG, WAIT = {"clock": "month"}, {"clock": "long"}, {"clock": "wait"}

OPPOSED: dict[str, Standard] = {
    "a step that can only come later": standard("missing_step", at="file", needs="decide"),
    "steps that exclude each other": standard("missing_step", at="refuse", needs="decide"),
    "a step that never comes in between": standard(
        "missing_step", at="decide", needs="file", after="extend"
    ),
    "a step that never comes, when another did": standard(
        "missing_step", at="decide", needs="collect", when="extend"
    ),
    "the order turned round": standard("wrong_order", first="decide", then="file"),
    "together forbidden, one presupposes the other": standard(
        "never_together", one="file", other="decide"
    ),
    "forbidden what only comes after": standard(
        "forbidden_after", after="file", forbidden="decide"
    ),
    "another wait": standard("forbidden_after", after="decide", forbidden="collect", within=MONTH),
    "a longer wait": standard(
        "forbidden_after", after="decide", forbidden="collect", within={"days": 61}
    ),
    "another limit": standard("overdue", from_="file", to="decide", within={"days": 3}),
    "a limit counted backwards": standard("overdue", from_="decide", to="file", within=LONG),
    "a limit counted from another act": standard(
        "overdue", from_="extend", to="decide", within=LONG
    ),
    "another post": standard("beyond_authority", act="decide", posts=["clerk"]),
}

AGREEING: dict[str, Standard] = {
    "the step that comes before": standard("missing_step", at="decide", needs="file"),
    "one of several that comes before": standard(
        "missing_step", at="decide", needs=["file", "elsewhere"]
    ),
    "a step the chart shows on one way only": standard("missing_step", at="decide", needs="extend"),
    "a step that comes in between": standard(
        "missing_step", at="decide", needs="extend", after="file"
    ),
    "a step wanted after what never comes before": standard(
        "missing_step", at="decide", needs="collect", after="refuse"
    ),
    "a step wanted when something else was done": standard(
        "missing_step", at="decide", needs="collect", when="elsewhere"
    ),
    "a step the chart does not know": standard("missing_step", at="decide", needs="elsewhere"),
    "two readings of one act": standard(
        "missing_step", at="decide", needs={"activity": "decide", "where": {"signed": "true"}}
    ),
    "the order": standard("wrong_order", first="file", then="decide"),
    "what the chart keeps apart": standard("never_together", one="decide", other="refuse"),
    "forbidden until an act": standard(
        "forbidden_after", after="file", forbidden="decide", until="extend"
    ),
    "the wait": standard("forbidden_after", after="decide", forbidden="collect", within=WAIT),
    "a ban that ends a day before the wait": standard(
        "forbidden_after", after="decide", forbidden="collect", within={"days": 59}
    ),
    "the limit": standard("overdue", from_="file", to="decide", within=LONG),
    "the limit drawn on the extension": standard(
        "overdue", from_="file", to="decide", within=MONTH, released_by="extend"
    ),
    "a limit on one of several answers": standard(
        "overdue", from_="file", to=["decide", "refuse"], within=MONTH
    ),
    "a limit the site decides": standard(
        "overdue", from_="file", to="decide", within={"days": {"parameter": "n"}}
    ),
    "a limit for special cases": standard(
        "overdue",
        from_="file",
        to="decide",
        within={"days": 3},
        scope=(Condition("kind", "in", ("simple",)),),
    ),
    "a due day on the act": standard("overdue", from_="file", to="decide", due="due_on"),
    "any act whatever": standard("forbidden_after", after="refuse", forbidden="*"),
    "the post": standard("beyond_authority", act="decide", posts=["head", "director"]),
    "a certificate": standard("beyond_authority", act="decide", certificate="law"),
    "a shape charts say nothing of": standard("too_few_hands", act="decide", least=2),
}


@pytest.mark.parametrize("case", OPPOSED)
def test_what_no_way_through_the_chart_can_satisfy_is_told(case: str) -> None:
    assert len(told(OPPOSED[case])) == 1


@pytest.mark.parametrize("case", AGREEING)
def test_what_can_be_kept_together_is_not(case: str) -> None:
    assert told(AGREEING[case]) == []


def test_a_second_standard_that_states_the_drawn_limit_settles_it() -> None:
    one = standard("overdue", from_="file", to="decide", within={"days": 300})
    other = standard("overdue", from_="file", to="decide", within=LONG)
    assert told(one) != []
    assert told(one, other) == []


def test_a_power_is_held_by_the_posts_it_is_granted_to() -> None:
    one = standard("beyond_authority", act="decide", power="p")
    assert told(one, holders=frozenset({"head"})) == []
    assert told(one, holders=frozenset({"clerk"})) != []


def register(folder: Path, drawn: Chart, *standards: Standard) -> Register:
    path = folder / "chart.bpmn"
    path.write_bytes(write(drawn))
    return Register(
        "r",
        Text("清单", "register"),
        "Asia/Shanghai",
        "",
        posts=tuple(
            Post(one, Text(one, one), (Grant("p", ALWAYS),) if one == "head" else ())
            for one in ("clerk", "head")
        ),
        clocks=tuple(
            Clock(one, Text(one, one), (ClockVersion(ALWAYS, Period(days, "calendar_days"), ()),))
            for one, days in (("month", 30), ("long", 90), ("wait", 60))
        ),
        activities=tuple(Activity(one, Text(one, one)) for one in drawn.activities),
        standards=standards,
        charts=(("chart", str(path)),),
    )


def test_a_register_whose_charts_are_in_order_has_nothing_to_tell(tmp_path: Path) -> None:
    agreeing = tuple(replace(one, id=case) for case, one in AGREEING.items())
    assert list(check_charts(register(tmp_path, chart(), *agreeing))) == []


def test_names_the_register_does_not_know_are_told_with_line_and_nearest(tmp_path: Path) -> None:
    known = register(tmp_path, chart())
    unknown = replace(known, posts=known.posts[:1], clocks=known.clocks[1:])
    unknown = replace(unknown, activities=known.activities[1:])
    found = list(check_charts(unknown))
    assert {p.code for p in found} == {"chart-name-unknown"}
    assert all(p.place and p.place.line and p.mend for p in found)
    said = " ".join(p.what.en for p in found)
    assert all(name in said for name in ("'head'", "'month'", "'file'"))


def test_an_unsound_or_broken_chart_is_told_and_not_compared(tmp_path: Path) -> None:
    nodes = [node("s", "start"), node("+", "parallel"), node("decide"), node("file")]
    broken = connect(
        "broken", [*nodes, node("e", "end")], [["s", "+", "decide", "e"], ["+", "file", "decide"]]
    )
    opposed = register(tmp_path, broken, OPPOSED["the order turned round"])
    assert {p.code for p in check_charts(opposed)} == {"chart-not-joined"}
    (tmp_path / "chart.bpmn").write_text("<nonsense")
    assert {p.code for p in check_charts(opposed)} == {"chart-unreadable"}


def test_a_chart_is_held_against_the_versions_of_the_day(tmp_path: Path) -> None:
    newer = OPPOSED["another post"].versions[0]
    older = replace(
        newer,
        validity=Validity(dt.date(2000, 1, 1), dt.date(2020, 1, 1)),
        parameters={"act": "decide", "posts": ["head"]},
    )
    newer = replace(newer, validity=Validity(dt.date(2020, 1, 1)))
    one = replace(OPPOSED["another post"], versions=(older, newer))
    held = register(tmp_path, chart(), one)
    assert list(check_charts(held, on=dt.date(2010, 1, 1))) == []
    assert len(list(check_charts(held, on=dt.date(2021, 1, 1)))) == 1
    assert len(list(check_charts(held))) == 1
    assert list(check_charts(held, on=dt.date(1999, 1, 1))) == []
