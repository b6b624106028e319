"""What is learned about each standard from how its warnings ended, and which need attention."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from zhunsheng.model.text import Text
from zhunsheng_web.access.actor import Actor
from zhunsheng_web.book.shelf import Entry, shelf
from zhunsheng_web.casework.handling import handling
from zhunsheng_web.casework.indicators import Figures, Rate, advice, by_standard, figures

LOOKED_AT_DAYS = 365
"""The stretch that is learned from: what is older was often another version."""
_Z2 = 1.959964**2


@dataclass(frozen=True, slots=True)
class Share:
    """One figure: its name, what it is a share of, the 95 % Wilson interval (in percent), and
    whether it is worse than the service will have it (None where there are too few)."""

    name: Text
    rate: Rate
    low: float
    high: float
    bad: bool | None

    @property
    def percent(self) -> float:
        return 100 * self.rate.good / self.rate.of if self.rate.of else 0.0


@dataclass(frozen=True, slots=True)
class Learned:
    """``standard``: None where the register has it no longer. ``needs``: how many figures are
    worse than they should be."""

    id: str
    standard: Entry | None
    shares: tuple[Share, ...]
    advice: tuple[Text, ...]

    @property
    def needs(self) -> int:
        return sum(bool(share.bad) for share in self.shares)

    @property
    def enough(self) -> bool:
        return any(share.bad is not None for share in self.shares)


def learned(standard: str, actor: Actor) -> Learned:
    """What the figures of one standard say, of what the actor may know."""
    since = actor.on - dt.timedelta(days=LOOKED_AT_DAYS)
    return _learned(standard, figures(actor, standard=standard, since=since))


def all_learned(actor: Actor) -> tuple[Learned, ...]:
    """Every standard with figures, what needs attention most on top, then the least precise."""
    since = actor.on - dt.timedelta(days=LOOKED_AT_DAYS)
    found: Mapping[str, Figures] = by_standard(actor, since=since)
    rows = [_learned(standard, of) for standard, of in found.items()]
    return tuple(sorted(rows, key=lambda one: (-one.needs, not one.enough, _precise(one), one.id)))


def wilson(good: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), between 0 and 1; all of it where there is
    nothing."""
    if not of:
        return 0.0, 1.0
    share = good / of
    middle = (share + _Z2 / (2 * of)) / (1 + _Z2 / of)
    spread = (_Z2 * (share * (1 - share) / of + _Z2 / (4 * of * of))) ** 0.5 / (1 + _Z2 / of)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def _precise(one: Learned) -> float:
    rate = one.shares[0].rate
    return rate.good / rate.of if rate.of else 1.0


def _learned(standard: str, of: Figures) -> Learned:
    told = handling().indicators
    return Learned(
        standard,
        shelf().entry("standards", standard),
        (
            _share(Text("有效率", "Precision"), of.precision, least=told.precision),
            _share(Text("及时率", "On time"), of.on_time, least=told.on_time),
            _share(Text("一键核销率", "Rubber stamps"), of.rubber_stamped, most=told.rubber_share),
            _share(
                Text("抽查一致率", "Second looks agreed"),
                of.second_looks_agreed,
                least=told.second_look_agreed,
            ),
            _share(Text("复发率", "Recurred"), of.recurred),
        ),
        advice(of),
    )


def _share(
    name: Text, rate: Rate, *, least: float | None = None, most: float | None = None
) -> Share:
    low, high = wilson(rate.good, rate.of)
    value = rate.value
    bad = None
    if value is not None:
        bad = (least is not None and value < least) or (most is not None and value > most)
    return Share(name, rate, 100 * low, 100 * high, bad)
