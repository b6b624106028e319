"""Chart against standard: where the two cannot both be kept.

A chart and a standard contradict each other where no way through the chart can satisfy the
standard, or where both state one time limit and state it differently. A standard that asks for
more than the chart shows, or speaks of special cases the chart leaves open, does not contradict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhunsheng.charts import neighbours, timers
from zhunsheng.charts.chart import ANY_POST, Chart
from zhunsheng.charts.relations import Relations
from zhunsheng.model.clock import Period
from zhunsheng.model.errors import Problem, problem
from zhunsheng.model.notation_period import LENGTHS
from zhunsheng.model.notation_step import ANY_ACTIVITY
from zhunsheng.model.standard import Standard, StandardVersion

Said = Iterator[tuple[str, str]]
"""Why, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Part:
    """A step of a standard: its activities, and whether only some of their acts are meant.

    Conditions are not read: they may name values the site has yet to decide.
    """

    activities: tuple[str, ...]
    special: bool = False


def part(written: object) -> Part:
    """A step from its notation; any act whatever (``*``) is no activity of a chart."""
    if isinstance(written, Mapping):
        named = part(written.get("activity"))
        return Part(named.activities, bool(written.get("where")))
    names = [written] if isinstance(written, str) else list(written or ())  # type: ignore[call-overload]
    return Part(tuple(name for name in names if name != ANY_ACTIVITY))


@dataclass(frozen=True, slots=True)
class Holding:
    """What a sound chart holds: the chart, its relations, and its time limits.

    ``limits``: (from, to) → the periods of the timers between them, as parameters say them;
    ``waits``: the same of timers in the flow, before whose end ``to`` must not come.
    """

    chart: Chart
    relations: Relations
    limits: Mapping[tuple[str, str], tuple[dict[str, Any], ...]]
    waits: Mapping[tuple[str, str], tuple[dict[str, Any], ...]]

    def of(self, step: Part) -> tuple[str, ...]:
        """The activities of the step the chart shows."""
        return tuple(act for act in step.activities if act in self.chart.activities)

    def whole(self, step: Part) -> tuple[str, ...]:
        """The same, if the chart shows all of them; else the chart is silent: nothing."""
        found = self.of(step)
        return found if len(found) == len(step.activities) else ()


def holding(chart: Chart, relations: Relations) -> Holding:
    """What the chart holds. Of a sound chart whose timers are in order."""
    limits: dict[tuple[str, str], tuple[dict[str, Any], ...]] = {}
    waits: dict[tuple[str, str], tuple[dict[str, Any], ...]] = {}
    for node in chart.nodes:
        if node.timer is None:
            continue
        (start,) = timers.runs_from(chart, node)
        period: dict[str, Any] = dict(timers.period(node.timer))
        if node.kind == "boundary":
            pair = (start, chart.by_id[node.attached_to or ""].activity)
            limits[pair] = (*limits.get(pair, ()), period)
        else:
            for goal in neighbours.after(chart, node.id):
                waits[start, goal] = (*waits.get((start, goal), ()), period)
    return Holding(chart, relations, limits, waits)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else of the register bears on one standard.

    ``holders``: the posts that hold the power a *beyond authority* standard names, if it names
    one. ``stated``: (from, to) → every period some standard states between the two. ``periods``:
    how long the clocks run.
    """

    holders: frozenset[str] = frozenset()
    periods: Mapping[str, Period] = field(default_factory=dict)
    stated: Mapping[tuple[str, str], tuple[object, ...]] = field(default_factory=dict)


def stated_limits(
    versions: Iterable[StandardVersion],
) -> dict[tuple[str, str], tuple[object, ...]]:
    """(from, to) → the periods the *overdue* standards state between the two."""
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for version in versions:
        within = version.parameters.get("within")
        if version.shape == "overdue" and within is not None:
            for start in part(version.parameters["from"]).activities:
                for goal in part(version.parameters["to"]).activities:
                    found[start, goal] = (*found.get((start, goal), ()), within)
    return found


def contradictions(
    held: Holding, standard: Standard, version: StandardVersion, around: Surroundings
) -> Iterator[Problem]:
    """What the version of the standard and the chart cannot both mean.

    Shapes a chart says nothing of give nothing.
    """
    compare = _SHAPES.get(version.shape)
    if compare is None:
        return
    steps = {
        name: part(version.parameters[name])
        for name in _STEPS[version.shape]
        if version.parameters.get(name) is not None
    }
    for said in compare(held, steps, version, around):
        yield problem(
            "chart-against-standard",
            (
                f"内控标准“{standard.id}”与流程图“{held.chart.id}”相抵触",
                f"standard {standard.id!r} and chart {held.chart.id!r} contradict each other",
            ),
            why=said,
            mend=(
                "对照法律依据，改正其中一个",
                "hold both against the law they rest on, and correct one",
            ),
            place=version.place or standard.place,
        )


def _missing_step(held: Holding, steps: Mapping[str, Part], *_: object) -> Said:
    """``after`` and ``when`` narrow it: where the chart never has them before, it is silent."""
    needed = held.whole(steps["needs"])
    for at in held.of(steps["at"]):
        if not needed or at in needed:
            continue  # two readings of one act, which a chart does not tell apart
        causes = [
            [act for act in held.of(steps[name]) if held.relations.follows(act, at)]
            for name in ("after", "when")
            if name in steps
        ]
        if not all(causes):
            continue
        came = [act for act in needed if held.relations.follows(act, at)]
        if "after" in steps:
            came = [a for a in came if any(held.relations.follows(c, a) for c in causes[0])]
        if not came:
            yield (
                f"标准要求“{at}”之前有“{'、'.join(needed)}”，图上“{at}”之前从不出现",
                f"the standard wants {' or '.join(needed)} before {at}; "
                "on the chart it never comes before it",
            )


def _wrong_order(held: Holding, steps: Mapping[str, Part], *_: object) -> Said:
    firsts = held.whole(steps["first"])
    for then in held.of(steps["then"]):
        if firsts and all(
            held.relations.together(first, then) and held.relations.ordered(then, first)
            for first in firsts
        ):
            yield (
                f"标准要求“{'、'.join(firsts)}”先于“{then}”，图上恰好相反",
                f"the standard wants {' or '.join(firsts)} before {then}; "
                "the chart has it the other way round",
            )


def _never_together(held: Holding, steps: Mapping[str, Part], *_: object) -> Said:
    if steps["one"].special or steps["other"].special:
        return
    for one in held.of(steps["one"]):
        for other in held.of(steps["other"]):
            if held.relations.needs(one, other) or held.relations.needs(other, one):
                yield (
                    f"标准不许“{one}”与“{other}”同有，图上一个以另一个为前提",
                    f"the standard forbids {one} and {other} together; "
                    "on the chart one presupposes the other",
                )


def _forbidden_after(
    held: Holding, steps: Mapping[str, Part], version: StandardVersion, around: Surroundings
) -> Said:
    """A ban shorter than the chart's wait leaves the last day in doubt, and opposes nothing."""
    within, until = version.parameters.get("within"), version.parameters.get("until")
    special = bool(version.scope or steps["after"].special or steps["forbidden"].special)
    for after in held.of(steps["after"]):
        for late in held.of(steps["forbidden"]):
            waits = held.waits.get((after, late), ())
            if waits and not (special or within is None or _is_open(within)):
                if any(_no_longer(within, wait, around.periods) for wait in waits):
                    continue
                yield (
                    f"标准规定“{after}”后{_period(within)}内不得“{late}”，图上为{_periods(waits)}",
                    f"the standard bars {late} for {_period(within)} after {after}, "
                    f"the chart for {_periods(waits)}",
                )
            elif within is until is None and not special and held.relations.needs(late, after):
                yield (
                    f"标准规定“{after}”后不得“{late}”，图上“{late}”必在其后",
                    f"the standard forbids {late} after {after}; "
                    "on the chart it only comes after it",
                )


def _overdue(
    held: Holding, steps: Mapping[str, Part], version: StandardVersion, around: Surroundings
) -> Said:
    goals = held.whole(steps["to"])
    for start in held.of(steps["from"]):
        if goals and not any(held.relations.follows(start, goal) for goal in goals):
            if any(held.relations.follows(goal, start) for goal in goals):
                yield (
                    f"标准自“{start}”起算“{'、'.join(goals)}”的期限，图上后者总在其前",
                    f"the standard counts the time for {' or '.join(goals)} from {start}; "
                    "on the chart they always come before it",
                )
        elif len(goals) == 1:
            yield from _limits_differ(held, steps, version, around, (start, goals[0]))


def _limits_differ(
    held: Holding,
    steps: Mapping[str, Part],
    version: StandardVersion,
    around: Surroundings,
    pair: tuple[str, str],
) -> Said:
    """Where chart and standard give one step different times, or count them from other acts.

    A standard for special cases, one whose time the site has yet to set, and a time the chart
    draws on the act that releases from the duty ("decide in 20 days, or extend in time") differ
    from the chart without contradicting it; so does one of several the standards state.
    """
    (start, goal), within = pair, version.parameters.get("within")
    special = version.scope or steps["from"].special or steps["to"].special
    drawn = held.limits.get(pair, ())
    if special or within is None or within in drawn or _is_open(within):
        return
    instead = held.of(steps["released_by"]) if "released_by" in steps else ()
    by_release = any(within in held.limits.get((start, act), ()) for act in instead)
    if drawn and not by_release and not any(one in around.stated.get(pair, ()) for one in drawn):
        yield (
            f"标准规定“{start}”后{_period(within)}内办理“{goal}”，图上为{_periods(drawn)}",
            f"the standard wants {goal} within {_period(within)} after {start}, "
            f"the chart within {_periods(drawn)}",
        )
    elsewhere = [
        other for (other, to), periods in held.limits.items() if to == goal and within in periods
    ]
    if not drawn and not by_release and elsewhere:
        yield (
            f"{_period(within)}办理“{goal}”，标准自“{start}”起算，图上自“{'、'.join(elsewhere)}”起算",
            f"{_period(within)} for {goal} runs from {start} in the standard, "
            f"from {' or '.join(elsewhere)} on the chart",
        )


def _beyond_authority(
    held: Holding,
    steps: Mapping[str, Part],
    version: StandardVersion,
    around: Surroundings,
) -> Said:
    written = version.parameters.get("posts")
    posts = frozenset([written] if isinstance(written, str) else written or ()) or around.holders
    if not posts or version.scope or steps["act"].special:
        return
    for act in held.of(steps["act"]):
        lanes = [held.chart.lane_of.get(t.id) for t in held.chart.tasks if t.activity == act]
        drawn = {lane.post for lane in lanes if lane is not None and lane.post != ANY_POST}
        if drawn - posts:
            others = sorted(drawn - posts)
            yield (
                f"标准规定“{act}”由{'、'.join(sorted(posts))}办理，图上由{'、'.join(others)}办理",
                f"the standard leaves {act} to {', '.join(sorted(posts))}; "
                f"the chart has it done by {', '.join(others)}",
            )


def _no_longer(one: Any, other: Any, periods: Mapping[str, Period]) -> bool:
    """Whether one period is the other, or is known to be shorter (in the same unit)."""
    known, than = _known(one, periods), _known(other, periods)
    shorter = bool(known and than and known.unit == than.unit and known.length < than.length)
    return shorter or one == other


def _known(written: Mapping[str, Any], periods: Mapping[str, Period]) -> Period | None:
    for key, value in written.items():
        if key in LENGTHS and isinstance(value, int):
            return Period(value, LENGTHS[key])
    return periods.get(str(written.get("clock")))


def _is_open(written: object) -> bool:
    """Whether the period is one the site decides (a site parameter)."""
    return isinstance(written, Mapping) and any(isinstance(v, Mapping) for v in written.values())


def _period(written: Any) -> str:
    if isinstance(written, Mapping):
        return ", ".join(str(v) if k == "clock" else f"{v} {k}" for k, v in written.items())
    return str(written)


def _periods(written: tuple[dict[str, Any], ...]) -> str:
    return " / ".join(dict.fromkeys(_period(period) for period in written))


_STEPS: dict[str, tuple[str, ...]] = {
    "missing_step": ("at", "needs", "after", "when"),
    "wrong_order": ("first", "then"),
    "never_together": ("one", "other"),
    "forbidden_after": ("after", "forbidden"),
    "overdue": ("from", "to", "released_by"),
    "beyond_authority": ("act",),
}
_SHAPES: dict[str, Callable[..., Said]] = {
    "missing_step": _missing_step,
    "wrong_order": _wrong_order,
    "never_together": _never_together,
    "forbidden_after": _forbidden_after,
    "overdue": _overdue,
    "beyond_authority": _beyond_authority,
}
