"""Whether the charts of a register are sound, speak its language, and agree with its standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from zhunsheng.charts.agreement import (
    Surroundings,
    contradictions,
    holding,
    stated_limits,
)
from zhunsheng.charts.chart import ANY_POST, Chart
from zhunsheng.charts.check import check
from zhunsheng.charts.game import Game
from zhunsheng.charts.read import read
from zhunsheng.charts.relations import Relations
from zhunsheng.model.errors import ChartError, Place, Problem, problem
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Standard, StandardVersion


def check_charts(register: Register, *, on: dt.date | None = None) -> Iterator[Problem]:
    """Everything wrong with the register's charts, each with its place.

    A chart shows what holds now: it is held against the versions in force ``on`` a day, or the
    newest ones. A chart that is not sound is not compared, for it says nothing certain.
    """
    versions = [(standard, _version(standard, on)) for standard in register.standards]
    standards = [(standard, version) for standard, version in versions if version is not None]
    periods = {clock.id: clock.versions[-1].period for clock in register.clocks if clock.versions}
    stated = stated_limits(version for _, version in standards)
    for _, path in register.charts:
        try:
            chart = read(Path(path))
        except ChartError as error:
            yield from error.problems
            continue
        faults = check(chart)
        yield from faults
        if faults:
            continue
        yield from _unknown(chart, register)
        held = holding(chart, Relations(Game(chart).graph()))
        for standard, version in standards:
            around = Surroundings(_holders(register, version), periods, stated)
            yield from contradictions(held, standard, version, around)


def _version(standard: Standard, on: dt.date | None) -> StandardVersion | None:
    if on is None:
        return standard.versions[-1] if standard.versions else None
    return next((version for version in standard.versions if on in version.validity), None)


def _holders(register: Register, version: StandardVersion) -> frozenset[str]:
    power = version.parameters.get("power")
    if version.shape != "beyond_authority" or power is None:
        return frozenset()
    return frozenset(
        post.id for post in register.posts if any(grant.power == power for grant in post.grants)
    )


def _unknown(chart: Chart, register: Register) -> Iterator[Problem]:
    """Posts, clocks and activities the register does not define.

    A register that defines no activities is not held to them.
    """
    posts = {post.id for post in register.posts}
    clocks = {clock.id for clock in register.clocks}
    activities = {one.id for one in register.activities}
    for lane in chart.lanes:
        if not lane.outside and lane.post != ANY_POST and lane.post not in posts:
            yield _stranger(chart, ("岗位", "post"), lane.post, posts, lane.place)
    for node in chart.nodes:
        if node.timer is not None and node.timer.clock and node.timer.clock not in clocks:
            yield _stranger(chart, ("时限", "clock"), node.timer.clock, clocks, node.place)
        if node.kind == "task" and activities and node.activity not in activities:
            yield _stranger(chart, ("行为", "activity"), node.activity, activities, node.place)


def _stranger(
    chart: Chart, what: tuple[str, str], name: str, known: set[str], place: Place | None
) -> Problem:
    near = get_close_matches(name, sorted(known), n=1)
    return problem(
        "chart-name-unknown",
        (
            f"流程图“{chart.id}”所用的{what[0]}“{name}”没有定义",
            f"chart {chart.id!r} uses the {what[1]} {name!r}, which is not defined",
        ),
        mend=(
            f"是否应为“{near[0]}”？" if near else "补充定义，或改正名称",
            f"did you mean {near[0]!r}?" if near else "define it, or correct the name",
        ),
        place=place,
    )
