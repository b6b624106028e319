"""Making the work of a district: slice after slice, each play in its turn.

A slice holds an even share of every play's cases, so that memory does not grow with the month. What
a play draws depends on the seed, its own id and the slice alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from zhunsheng.charts.chart import Chart
from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.simulate.book import Book, Floats, Ints, Longs, taken
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.hours import DAY, HOUR, Regime, ms_of
from zhunsheng.simulate.playing.asking import Asking
from zhunsheng.simulate.playing.flowing import Course, course_of
from zhunsheng.simulate.playing.formula import FormulaFault
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.play import Play, StartsBlock
from zhunsheng.simulate.playing.questions import Questions, questions_of
from zhunsheng.simulate.playing.round import Round
from zhunsheng.simulate.playing.stage import Drawn, Stage
from zhunsheng.simulate.playing.tokens import Playing
from zhunsheng.simulate.world.naming import EXPORTED, OFFICE_BITS

TOP, TOP_APART = "headquarters", 200_000
"""Headquarters are every district's: each district's share of their cases has that many numbers of
its own, so that no two districts mean the same object."""
SLICE_BITS, DISTRICT_BITS = 32, 40
"""Serial numbers of acts: the district's place, the slice's, then a running number."""


@dataclass(frozen=True)
class Making:
    """The work of one district in one period.

    ``declarations``: how many begin in the period. ``place``: the district's place in the service,
    so that no two districts share a number. ``first``, ``last``: the period's days, both included.
    """

    stage: Stage
    law: Law
    plays: Sequence[Play]
    charts: Mapping[str, Chart]
    chance: Chance
    first: dt.date
    last: dt.date
    declarations: int
    slices: int = 1
    place: int = 0

    @cached_property
    def courses(self) -> dict[str, Course]:
        return {play.id: course_of(play, self.charts) for play in self.plays}

    @cached_property
    def questions(self) -> dict[str, Questions]:
        return {play.id: questions_of(play, self.courses[play.id]) for play in self.plays}

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many cases each play has, those that began before the period among them."""
        return {play.id: self._size(play) for play in self.plays}

    def books(self) -> Iterator[Book]:
        """The district's honest work, a slice at a time."""
        for number in range(self.slices):
            yield self.slice(number)

    def slice(self, number: int) -> Book:
        """One slice, the same whether or not the others are made. Raises PracticeError."""
        book = Book()
        serial = self.serial(number)
        for play in self.plays:
            round_, begins = self._round(play, number, serial)
            if round_.count:
                playing = Playing(round_, first=ms_of(self.first), last=ms_of(self.last) + DAY)
                for acts in playing.play(begins):
                    book.add(acts)
            serial = round_.next_serial
        return book

    def serial(self, number: int) -> int:
        """The first number of a slice's own acts."""
        return (self.place << DISTRICT_BITS) + (number << SLICE_BITS)

    def _size(self, play: Play) -> int:
        volume = play.block.volume
        if volume.each is not None:
            return len(_offices(self._table(play)))
        days = (self.last - self.first).days + 1
        months = (days + play.block.lead_days) / days
        if volume.per_1000_declarations is not None:
            wanted = self._much(play, volume.per_1000_declarations) * self.declarations / 1000
        elif volume.per_officer_month is not None:
            wanted = self._much(play, volume.per_officer_month) * len(self.stage.people.id)
        else:
            wanted = self._much(play, volume.per_office_month) * len(self._places(play))
        return round(wanted * volume.times * months)

    def _much(self, play: Play, said: float | str | None) -> float:
        """A volume as said, or the figure it names."""
        if not isinstance(said, str):
            return said or 0.0
        if said not in self.stage.figures:
            raise _fault(play, f"没有名为“{said}”的数据", f"there is no figure {said}")
        return self.stage.figures[said]

    def _table(self, play: Play) -> Drawn:
        name = str(play.block.volume.each)
        table = self.stage.tables.get(name)
        if table is None:
            raise _fault(play, f"没有名为“{name}”的名册", f"the world has no table {name}")
        return table

    def _places(self, play: Play) -> Ints:
        """The offices where the play's cases arise."""
        offices = self.stage.offices
        found = [
            number
            for number, (level, kind) in enumerate(zip(offices.level, offices.kind, strict=True))
            if level in play.block.at or kind in play.block.at
        ]
        if not found:
            raise _fault(play, "没有办理该业务的单位", "no office has such cases")
        return np.array(found, np.int32)

    def _round(self, play: Play, number: int, serial: int) -> tuple[Round, Longs]:
        total = self.sizes[play.id]
        first, end = (total * n // self.slices for n in (number, number + 1))
        count = end - first
        draw = self.chance.of("play", play.id, number)
        table = Drawn()
        if play.block.volume.each is not None:
            table = _rows(self._table(play), np.arange(first, end))
        office = table.office
        if office is None:
            places = self._places(play)
            weights = np.maximum(self.stage.offices.weight[places], 1e-12)
            edges = np.cumsum(weights) / weights.sum()
            office = places[
                np.searchsorted(edges, draw.random(count), "right").clip(max=len(places) - 1)
            ]
        begins = table.begins
        if begins is None:
            begins = self._begins(play.block.starts, play.block.lead_days, count, draw)
        round_ = Round(
            self.stage,
            self.law,
            play,
            self.courses[play.id],
            self.questions[play.id],
            count,
            office,
            draw,
            serial,
        )
        if count:
            try:
                self._fill(round_, table, begins, self._own(play, office, first))
            except FormulaFault as fault:
                raise _fault(play, str(fault), str(fault)) from fault
        return round_, begins

    def _own(self, play: Play, office: Ints, first: int) -> Longs:
        """The numbers of the cases' own objects: of the office, and running through all plays."""
        place = next(n for n, one in enumerate(self.plays) if one is play)
        before = self.plays[:place]
        running = sum(self.sizes[one.id] for one in before) + first + np.arange(len(office))
        top = np.array([level == TOP for level in self.stage.offices.level])[office]
        if top.any():
            few = sum(self.sizes[one.id] for one in before if TOP in one.block.at)
            mine = self.place * TOP_APART + few + first + np.arange(len(office))
            running = np.where(top, mine, running)
        return np.asarray((office.astype(np.int64) << OFFICE_BITS) + running)

    def _fill(self, round_: Round, table: Drawn, begins: Longs, own: Longs) -> None:
        """The cases' columns and objects; ``own``: the numbers of those that are their own."""
        block, count = round_.play.block, round_.count
        round_.columns.update(table.columns)
        drawn = dict(table.objects)
        for name, settings in block.draws.items():
            draw = self.stage.sources.get(name)
            if draw is None:
                raise FormulaFault(f"the world has no source {name}")
            found = draw(round_.office, begins, round_.generator, **settings)
            round_.columns.update(found.columns)
            drawn.update(found.objects)
        if any(settings.get("flow") == "export" for settings in block.draws.values()):
            own = own | EXPORTED
        for type_, said in {block.subject: "own", **block.objects}.items():
            if said == "own":
                round_.objects[type_] = own
            elif type_ in drawn:
                round_.objects[type_] = drawn[type_]
            elif said in drawn:
                round_.objects[type_] = drawn[said]
            else:
                raise FormulaFault(f"nothing gives the objects of type {type_}")
        rows = np.arange(count)
        for name, formula in block.case.items():
            round_.set(name, rows, formula.values(Asking(round_, rows, begins)))

    def _begins(
        self, starts: StartsBlock, lead: int, count: int, draw: np.random.Generator
    ) -> Longs:
        begin = ms_of(self.first) - lead * DAY
        if starts.spread == "once":
            return np.full(count, begin, np.int64)
        days = begin + np.arange((ms_of(self.last) - begin) // DAY + 1) * DAY
        weekday = (days // DAY + 3) % 7
        weights = np.array(starts.weekdays, np.float64)[weekday]
        off = ~self.stage.hours.is_working(days) & (weekday < 5)
        weights = np.where(off, weights * starts.holidays, weights)
        if len({*starts.hours}) == 1 and starts.regime != "always":
            return _within(self._regime(starts.regime), begin, weights, count, draw)
        day = days[_drawn(weights, count, draw)]
        hour = _drawn(np.array(starts.hours, np.float64), count, draw)
        moment = day + hour * HOUR + (draw.random(count) * HOUR).astype(np.int64)
        return np.asarray(self._regime(starts.regime).opens(moment))

    def _regime(self, name: str) -> Regime:
        regime = self.stage.hours.regimes.get(name)
        if regime is None:
            raise FormulaFault(f"there is no regime of hours {name}")
        return regime


def _drawn(weights: Floats, count: int, draw: np.random.Generator) -> Longs:
    """Places drawn by weight."""
    edges = np.cumsum(weights)
    found = np.searchsorted(edges, draw.random(count) * edges[-1], "right")
    return np.asarray(np.minimum(found, len(weights) - 1), np.int64)


def _within(
    regime: Regime, begin: int, weights: Floats, count: int, draw: np.random.Generator
) -> Longs:
    """Moments evenly within a regime's spells, which count by the weight of their day.

    ``weights``: of the days from ``begin`` on. Only thus do cases not crowd at the opening."""
    day = (regime.starts - begin) // DAY
    inside = (day >= 0) & (day < len(weights))
    starts, ends = regime.starts[inside], regime.ends[inside]
    spell = _drawn((ends - starts) * weights[day[inside]], count, draw)
    lasts = (ends - starts)[spell]
    return np.asarray(starts[spell] + (draw.random(count) * lasts).astype(np.int64))


def _rows(table: Drawn, rows: Longs) -> Drawn:
    return Drawn(
        {name: taken(values, rows) for name, values in table.columns.items()},
        {name: numbers[rows] for name, numbers in table.objects.items()},
        None if table.office is None else table.office[rows],
        None if table.begins is None else table.begins[rows],
    )


def _offices(table: Drawn) -> Ints | Longs:
    """Any column of a table: they are all of one length."""
    if table.office is not None:
        return table.office
    return next(iter(table.objects.values()))


def _fault(play: Play, zh: str, en: str) -> PracticeError:
    return PracticeError(
        (
            problem(
                "practice-cannot-begin",
                (f"演练业务“{play.id}”：{zh}", f"play {play.id}: {en}"),
                mend=("改正该业务的写法", "mend what is said of that play"),
                place=play.place,
            ),
        )
    )
