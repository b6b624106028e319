"""The functions formulas may call: chance, time, people, the register's numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np

from zhunsheng.simulate.book import EMPTY_TIME, Clock, Coded, Flags, Floats, Ints, Longs
from zhunsheng.simulate.hours import DAY, HOUR, MINUTE, ms_of
from zhunsheng.simulate.playing.formula import FormulaFault, Operand, truth
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.stage import Stage


class Cases(Protocol):
    """The cases a formula is about, as functions see them; ``asking`` answers.

    ``now``: the act's moment. Steps are named as the chart's node that asks would name them.
    """

    now: Longs

    @property
    def count(self) -> int: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def law(self) -> Law: ...
    @property
    def generator(self) -> np.random.Generator: ...
    def random(self, count: int) -> Floats: ...
    def serials(self, count: int) -> int: ...
    def figure(self, name: str) -> float: ...
    def done_at(self, step: str) -> Longs: ...
    def done_by(self, step: str) -> Ints: ...
    def assigned(self, name: str) -> Ints: ...
    def eligible(self, name: str) -> Floats: ...
    def officer_text(self, officer: Ints) -> Coded: ...
    def section_text(self, officer: Ints) -> Coded: ...
    def object_names(self, type_: str) -> Coded: ...


Function = Callable[[Cases, list[Operand]], Operand]


def _number(value: Operand) -> Floats | float:
    if isinstance(value, (str, Coded, Clock)):
        raise FormulaFault("a number is needed")
    return np.asarray(value, np.float64) if isinstance(value, np.ndarray) else float(value)


def _word(value: Operand) -> str:
    if not isinstance(value, str):
        raise FormulaFault("a text in quotes is needed")
    return value


def _clock(value: Operand) -> Longs:
    if not isinstance(value, Clock):
        raise FormulaFault("a time is needed")
    return value.at


def _rounded(_: Cases, said: list[Operand]) -> Operand:
    digits = int(float(_number(said[1]))) if len(said) > 1 else 0
    # a hair's breadth up, so that 0.125 is not 0.12 for want of a bit
    scale = 10.0**digits
    value = np.asarray(_number(said[0]))
    return np.asarray(np.floor(np.abs(value) * scale + 0.5 + 1e-9) / scale * np.sign(value))


def _pick(asking: Cases, said: list[Operand]) -> Operand:
    half = len(said) // 2
    words = tuple(_word(word) for word in said[:half])
    weights = [np.broadcast_to(np.asarray(_number(w)), (asking.count,)) for w in said[half:]]
    edges = np.cumsum(np.array(weights), axis=0)
    drawn = asking.random(asking.count) * edges[-1]
    codes = (drawn[None, :] >= edges).sum(axis=0).astype(np.int32)
    return Coded(np.minimum(codes, len(words) - 1), words)


def _flag(asking: Cases, said: list[Operand]) -> Operand:
    held = truth(said[0], asking.count)
    return Coded((~held).astype(np.int32), ("true", "false"))


def _serial(asking: Cases, said: list[Operand]) -> Operand:
    prefix = _word(said[0])
    first = asking.serials(asking.count)
    words = tuple(f"{prefix}{number}" for number in range(first, first + asking.count))
    return Coded(np.arange(asking.count, dtype=np.int32), words)


_FEW = 256
"""Numbers so close together are written out all, whether or not each occurs."""


def _text(asking: Cases, said: list[Operand]) -> Operand:
    prefix = _word(said[0])
    width = int(float(_number(said[2]))) if len(said) > 2 else 0
    value = np.broadcast_to(np.asarray(_number(said[1])), (asking.count,))
    whole = np.nan_to_num(value, nan=-1).astype(np.int64)
    least, most = (int(whole.min()), int(whole.max())) if len(whole) else (0, 0)
    if most - least < _FEW:
        numbers, place = np.arange(least, most + 1), whole - least
    else:
        numbers, place = np.unique(whole, return_inverse=True)
    words = tuple(f"{prefix}{number:0{width}d}" for number in numbers.tolist())
    return Coded(np.where(np.isnan(value), -1, place).astype(np.int32), words)


def _since(unit: int) -> Function:
    def found(asking: Cases, said: list[Operand]) -> Operand:
        return _gap(asking.done_at(_word(said[0])), asking.now, unit)

    return found


def _between(unit: int) -> Function:
    def found(_: Cases, said: list[Operand]) -> Operand:
        return _gap(_clock(said[0]), _clock(said[1]), unit)

    return found


def _gap(begun: Longs, done: Longs, unit: int) -> Floats:
    known = (begun != EMPTY_TIME) & (done != EMPTY_TIME)
    length = done // DAY - begun // DAY if unit == DAY else done - begun
    return np.where(known, length / (1 if unit == DAY else unit), np.nan)


def _working_days_since(asking: Cases, said: list[Operand]) -> Operand:
    begun = asking.done_at(_word(said[0]))
    days = asking.stage.hours.working_days_between(begun, asking.now)
    return np.where(begun == EMPTY_TIME, np.nan, days.astype(np.float64))


def _late_days(asking: Cases, said: list[Operand]) -> Operand:
    due = asking.law.due(_word(said[0]), _clock(said[1]))
    return np.maximum(_gap(due, _clock(said[2]), DAY), 0)


def _working_day(asking: Cases, said: list[Operand]) -> Operand:
    at = _clock(said[0])
    count = np.broadcast_to(np.asarray(_number(said[1])), (asking.count,)).astype(np.int64)
    day = asking.stage.hours.after_working_days(at, count)
    return Clock(np.where(at == EMPTY_TIME, EMPTY_TIME, day + DAY - MINUTE))


def _month_working_day(asking: Cases, said: list[Operand]) -> Operand:
    """The n-th working day of the month after each moment's."""
    at = _clock(said[0])
    months = (at // DAY).astype("datetime64[D]").astype("datetime64[M]") + 1
    eve = (months.astype("datetime64[D]").astype(np.int64) - 1) * DAY
    count = np.broadcast_to(np.asarray(_number(said[1])), (asking.count,)).astype(np.int64)
    day = asking.stage.hours.after_working_days(eve, count)
    return Clock(np.where(at == EMPTY_TIME, EMPTY_TIME, day + DAY - MINUTE))


def _day_end(_: Cases, said: list[Operand]) -> Operand:
    at = _clock(said[0])
    return Clock(np.where(at == EMPTY_TIME, EMPTY_TIME, at // DAY * DAY + DAY - MINUTE))


def _drawn(make: Callable[[np.random.Generator, int, list[Floats | float]], Floats]) -> Function:
    def found(asking: Cases, said: list[Operand]) -> Operand:
        return make(asking.generator, asking.count, [_number(one) for one in said])

    return found


def _chance(asking: Cases, said: list[Operand]) -> Flags:
    return np.asarray(asking.random(asking.count) < np.asarray(_number(said[0])))


def _plain(make: Callable[..., object]) -> Function:
    def found(_: Cases, said: list[Operand]) -> Operand:
        return np.asarray(make(*(_number(one) for one in said)))

    return found


def _length(unit: int) -> Function:
    return _plain(lambda n: np.asarray(n) * unit)


def _hour(asking: Cases, _: list[Operand]) -> Operand:
    return np.asarray(asking.now % DAY / HOUR)


def _period_first(asking: Cases, _: list[Operand]) -> Operand:
    return Clock(np.full(asking.count, ms_of(asking.law.day), np.int64))


FUNCTIONS: dict[str, Function] = {
    "round": _rounded,
    "floor": _plain(np.floor),
    "ceil": _plain(np.ceil),
    "abs": _plain(np.abs),
    "exp": _plain(np.exp),
    "log": _plain(np.log),
    "min": _plain(np.minimum),
    "max": _plain(np.maximum),
    "clip": _plain(np.clip),
    "chance": _chance,
    "uniform": _drawn(lambda g, n, a: g.uniform(a[0], a[1], n)),
    "normal": _drawn(lambda g, n, a: g.normal(a[0], a[1], n)),
    "lognormal": _drawn(
        lambda g, n, a: np.asarray(a[0]) * np.exp(np.asarray(a[1]) * g.standard_normal(n))
    ),
    "integer": _drawn(
        lambda g, n, a: np.floor(g.uniform(np.asarray(a[0]), np.asarray(a[1]) + 1, n))
    ),
    "poisson": _drawn(lambda g, n, a: g.poisson(np.asarray(a[0]), n).astype(np.float64)),
    "pick": _pick,
    "flag": _flag,
    "text": _text,
    "serial": _serial,
    "present": lambda asking, said: truth(
        said[0] if isinstance(said[0], (str, Coded, Clock)) else ~np.isnan(said[0]), asking.count
    ),
    "empty": lambda asking, _: Coded.same(None, asking.count),
    "nothing": lambda asking, _: math.nan,
    "figure": lambda asking, said: asking.figure(_word(said[0])),
    "parameter": lambda asking, said: asking.law.parameter(_word(said[0])),
    "seconds_since": _since(1000),
    "minutes_since": _since(MINUTE),
    "hours_since": _since(HOUR),
    "days_since": _since(DAY),
    "minutes_between": _between(MINUTE),
    "days_between": _between(DAY),
    "working_days_since": _working_days_since,
    "minutes": _length(MINUTE),
    "hours": _length(HOUR),
    "days": _length(DAY),
    "at": lambda asking, said: Clock(asking.done_at(_word(said[0]))),
    "now": lambda asking, _: Clock(asking.now),
    "period_first": _period_first,
    "due": lambda asking, said: Clock(asking.law.due(_word(said[0]), _clock(said[1]))),
    "late_days": _late_days,
    "day_end": _day_end,
    "working_day": _working_day,
    "month_working_day": _month_working_day,
    "hour": _hour,
    "weekend": lambda asking, _: (asking.now // DAY + 3) % 7 >= 5,
    "working": lambda asking, _: asking.stage.hours.is_working(asking.now),
    "officer_of": lambda asking, said: asking.officer_text(asking.done_by(_word(said[0]))),
    "officer_id": lambda asking, said: asking.officer_text(asking.assigned(_word(said[0]))),
    "section_of": lambda asking, said: asking.section_text(asking.done_by(_word(said[0]))),
    "eligible": lambda asking, said: asking.eligible(_word(said[0])),
    "name": lambda asking, said: asking.object_names(_word(said[0])),
}
