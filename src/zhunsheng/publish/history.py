"""What changed for those subject to a power, told from the dated versions of it and its clocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from zhunsheng.model.clock import Clock, ClockVersion
from zhunsheng.model.law import Basis
from zhunsheng.model.power import Power, PowerVersion
from zhunsheng.model.text import Text
from zhunsheng.publish.items import Citation, Event
from zhunsheng.register.wording import in_words

Cite = Callable[[Basis], Citation]
FIRST = Text("本清单所载的最早文本自本日起有效。", "The earliest text in this list is in force.")
LIMITS_NEW = Text("法定限制写明为“{now}”。", "Bounds are stated: “{now}”.")
LIMITS_GONE = Text("不再载明法定限制。", "Bounds are no longer stated.")
LIMITS = Text("法定限制由“{was}”改为“{now}”。", "Bounds were “{was}”, are “{now}”.")
BASIS = Text("设定依据改为：{now}。", "The legal basis is now: {now}.")
PERIOD = Text("“{clock}”由{was}改为{now}。", "“{clock}” was {was}, is {now}.")
PERIOD_NEW = Text("“{clock}”定为{now}。", "“{clock}” is set at {now}.")
PERIOD_BASIS = Text("“{clock}”的依据改为：{now}。", "“{clock}” now rests on: {now}.")
PERIOD_GONE = Text("“{clock}”不再有规定。", "“{clock}” is no longer laid down.")
ENDS = Text("本事项不再有效。", "The power is no longer in force.")


def history(power: Power, clocks: Iterable[Clock], *, on: dt.date, cite: Cite) -> tuple[Event, ...]:
    """Days on which something changed, latest first; what is enacted for later is marked ahead.

    Of clocks only what changed since the power's first version is told.
    """
    said: dict[dt.date, list[Text]] = {}
    for day, text in (*_of_power(power, cite), *_of_clocks(clocks, cite)):
        said.setdefault(day, []).append(text)
    first = power.versions[0].validity.start
    return tuple(
        Event(day, tuple(said[day]), ahead=day > on)
        for day in sorted(said, reverse=True)
        if day >= first
    )


def _of_power(power: Power, cite: Cite) -> Iterator[tuple[dt.date, Text]]:
    yield power.versions[0].validity.start, FIRST
    for was, now in pairwise(power.versions):
        day = now.validity.start
        if was.basis != now.basis:
            yield day, BASIS.fill(now=_listed(now.basis, cite))
        if was.limits != now.limits:
            yield day, _limits(was, now)
    last = power.versions[-1].validity.end
    if last is not None:
        yield last, ENDS


def _limits(was: PowerVersion, now: PowerVersion) -> Text:
    if now.limits is None:
        return LIMITS_GONE
    if was.limits is None:
        return LIMITS_NEW.fill(now=now.limits)
    return LIMITS.fill(was=was.limits, now=now.limits)


def _of_clocks(clocks: Iterable[Clock], cite: Cite) -> Iterator[tuple[dt.date, Text]]:
    for clock in clocks:
        before: ClockVersion | None = None
        for version in clock.versions:
            day, now = version.validity.start, in_words(version.period)
            if before is None or before.validity.end != day:
                yield day, PERIOD_NEW.fill(clock=clock.title, now=now)
            elif before.period != version.period:
                was = in_words(before.period)
                yield day, PERIOD.fill(clock=clock.title, was=was, now=now)
            elif before.basis != version.basis:
                listed = _listed(version.basis, cite)
                yield day, PERIOD_BASIS.fill(clock=clock.title, now=listed)
            if before is not None and before.validity.end not in (None, day):
                yield before.validity.end, PERIOD_GONE.fill(clock=clock.title)
            before = version
        if before is not None and before.validity.end is not None:
            yield before.validity.end, PERIOD_GONE.fill(clock=clock.title)


def _listed(bases: Iterable[Basis], cite: Cite) -> Text:
    named = [cite(one).named for one in bases]
    return Text("、".join(one.zh for one in named), "; ".join(one.en for one in named))
