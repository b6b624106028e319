"""What hangs on what in the register: each tie said once, and read from both ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from zhunsheng.charts.chart import Chart
from zhunsheng.flow import PARAMETERS
from zhunsheng.model.law import Basis, article_in_words
from zhunsheng.model.open_value import asked
from zhunsheng.model.power import Post
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Step
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.register.shapes import read_parameters, referred

Key = tuple[str, str]
"""Section and id."""


@dataclass(frozen=True, slots=True)
class Tie:
    """``lower`` hangs on ``upper``: a standard on its power, a power on its article.

    ``days``: when; None for always. ``said``: what is to be said beside it (an article, an amount).
    """

    upper: Key
    lower: Key
    days: Validity | None = None
    said: Text | None = None


def ties(register: Register, charts: Mapping[str, Chart]) -> Iterator[Tie]:
    """Every tie between two items of the register."""
    yield from _on_laws(register)
    for power in register.powers:
        here = ("powers", power.id)
        if power.chart is not None:
            yield Tie(here, ("charts", power.chart))
        yield from (Tie(("clocks", clock), here) for clock in power.clocks)
    for post in register.posts:
        yield from _of_post(post)
    for point in register.risk_points:
        here = ("risk_points", point.id)
        yield Tie(("powers", point.power), here)
        yield Tie(("posts", point.post), here)
        yield from (Tie(here, ("standards", one)) for one in point.standards)
        yield from (Tie(("indicators", one), here) for one in point.indicators)
    for activity in register.activities:
        if activity.power is not None:
            yield Tie(("powers", activity.power), ("activities", activity.id))
    for name, chart in charts.items():
        yield from _of_chart(name, chart)
    yield from _of_standards(register)


def activities_in(read: BaseModel) -> Iterator[str]:
    """The activities the parameters of a standard speak of."""
    for name in type(read).model_fields:
        yield from _activities(getattr(read, name))


def _activities(value: Any) -> Iterator[str]:
    if isinstance(value, Step):
        yield from value.activities
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _activities(one)


def _of_post(post: Post) -> Iterator[Tie]:
    here = ("posts", post.id)
    for grant in post.grants:
        limit = grant.up_to
        said = Text(f"不超过{limit:,}", f"up to {limit:,}") if limit is not None else None
        yield Tie(("powers", grant.power), here, grant.validity, said)
    for power in post.incompatible_with:
        yield Tie(("powers", power), here, None, Text("不得兼任", "may not be held besides"))


def _of_chart(name: str, chart: Chart) -> Iterator[Tie]:
    here = ("charts", name)
    inside = {lane.post for lane in chart.lanes if not lane.outside}
    yield from (Tie(("posts", post), here) for post in sorted(inside))
    clocks = {node.timer.clock for node in chart.nodes if node.timer and node.timer.clock}
    yield from (Tie(("clocks", clock), here) for clock in sorted(clocks))
    acts = dict.fromkeys(node.activity for node in chart.nodes if node.kind == "task")
    yield from (Tie(here, ("activities", act)) for act in acts)


def _of_standards(register: Register) -> Iterator[Tie]:
    for standard in register.standards:
        here = ("standards", standard.id)
        yield Tie(("powers", standard.power), here)
        yield from (Tie(("posts", post), here) for post in standard.posts)
        yield from (Tie(("indicators", one), here) for one in standard.indicators)
        for version in standard.versions:
            for name in sorted(asked(version.parameters)):
                yield Tie(("parameters", name), here, version.validity)
            read = read_parameters(version, PARAMETERS, register)
            if read is None:
                continue
            for section, name in referred(read):
                if section in ("clocks", "tables"):
                    yield Tie((section, name), here, version.validity)
            for act in dict.fromkeys(activities_in(read)):
                yield Tie(("activities", act), here, version.validity)


def _on_laws(register: Register) -> Iterator[Tie]:
    for section in ("powers", "clocks", "tables", "standards"):
        for item in getattr(register, section):
            for version in item.versions:
                yield from _rests((section, item.id), version.basis, version.validity)
    for post in register.posts:
        for grant in post.grants:
            yield from _rests(("posts", post.id), grant.basis, grant.validity)
    for indicator in register.indicators:
        yield from _rests(("indicators", indicator.id), indicator.basis, None)


def _rests(item: Key, bases: Iterable[Basis], days: Validity | None) -> Iterator[Tie]:
    for basis in bases:
        yield Tie(("laws", basis.law), item, days, article_in_words(basis.article))
