"""Playing a round: tokens through the chart, thousands of cases at each step.

A token is a case and a moment. Nodes are visited in an order in which all of a case that leads to
a node has come before the node is visited (loops come again), so that most nodes are visited once,
with all their tokens.
"""

from __future__ import annotations

import numpy as np

from zhunsheng.model.errors import PracticeError, problem
from zhunsheng.simulate.book import Book, Flags, Longs, Shorts
from zhunsheng.simulate.playing.asking import Asking
from zhunsheng.simulate.playing.doing import Doing
from zhunsheng.simulate.playing.flowing import Spot
from zhunsheng.simulate.playing.formula import Formula, FormulaFault
from zhunsheng.simulate.playing.round import Round
from zhunsheng.simulate.playing.timing import later, waited

MOST_VISITS = 200
"""Visits of one node after which a loop is taken to be endless."""

Tokens = tuple[Longs, Longs]


class Playing:
    """One round from its first tokens to its last act."""

    def __init__(self, round_: Round, *, first: int, last: int) -> None:
        """``first``, ``last``: the period in milliseconds, ``last`` not included. Cases over before
        it are left out whole; acts after it are not known yet."""
        self.round, self.first, self.last = round_, first, last
        self.spots = round_.course.spots
        self.pending: dict[str, list[Tokens]] = {}
        self.arrived: dict[str, Shorts] = {}
        self.latest: dict[str, Longs] = {}
        self.awaited: dict[str, Shorts] = {}
        self.visits: dict[str, int] = {}
        self.cut = np.full(round_.count, np.iinfo(np.int64).max, np.int64)
        self.doing = Doing(round_, last=last)

    def play(self, begins: Longs) -> Book:
        """``begins``: when each case begins."""
        rows = np.arange(self.round.count)
        self._send(self.round.course.start, rows, begins)
        while self.pending:
            name = min(self.pending, key=lambda one: self.spots[one].rank)
            parts = self.pending.pop(name)
            spot = self.spots[name]
            self.visits[name] = self.visits.get(name, 0) + 1
            if self.visits[name] > MOST_VISITS:
                raise self._fault(spot, "这里的循环没有尽头", "the loop here has no end")
            try:
                self._visit(
                    spot,
                    np.concatenate([part[0] for part in parts]),
                    np.concatenate([part[1] for part in parts]),
                )
            except FormulaFault as fault:
                raise self._fault(spot, str(fault), str(fault)) from fault
        return self._book()

    def _book(self) -> Book:
        book = Book()
        kept = self.doing.until >= self.first
        for rows, acts in self.doing.done:
            stays: Flags = kept[rows] & (acts.at <= self.cut[rows])
            book.add(acts if stays.all() else acts.take(stays))
        return book

    def _send(self, name: str, rows: Longs, at: Longs) -> None:
        """Tokens to a node; those that come after the period are at rest for good."""
        known = at < self.last
        if not known.all():
            self.doing.until[rows[~known]] = self.last
            rows, at = rows[known], at[known]
        if len(rows):
            self.pending.setdefault(name, []).append((rows, at))

    def _visit(self, spot: Spot, rows: Longs, at: Longs) -> None:
        rows, at = self._called(spot, rows, at)
        rows, at = self._fired(spot, rows, at)
        rows, at = self._joined(spot, rows, at)
        if not len(rows):
            return
        for step in spot.before:
            at = self.doing.inserted(step, rows, at)
        if spot.kind == "task":
            at = self.doing.perform(spot, rows, at)
        elif spot.kind == "event":
            asking = Asking(self.round, rows, at, spot.prefix)
            if spot.timer is not None:
                at = waited(asking, spot.timer, at)
            if spot.step.after is not None:
                at = later(asking, spot.step.after, at, 0)
            self.round.keep(spot.id, rows, at, np.full(len(rows), -1, np.int32))
        for step in spot.after:
            at = self.doing.inserted(step, rows, at)
        if spot.kind == "terminate":
            self.cut[rows] = np.minimum(self.cut[rows], at)
        self._on(spot, rows, at)

    def _called(self, spot: Spot, rows: Longs, at: Longs) -> Tokens:
        """Tokens for which another chart is played instead go there."""
        for way in spot.ways:
            if not len(rows):
                break
            goes = self._holds(way.when, spot, rows, at)
            self._send(way.entry, rows[goes], at[goes])
            rows, at = rows[~goes], at[~goes]
        return rows, at

    def _fired(self, spot: Spot, rows: Longs, at: Longs) -> Tokens:
        for name, chance in spot.boundaries:
            if not len(rows):
                break
            goes = self._holds(chance, spot, rows, at)
            border = self.spots[name]
            asking = Asking(self.round, rows[goes], at[goes], spot.prefix)
            moment = at[goes]
            if border.timer is not None:
                moment = waited(asking, border.timer, moment)
            if border.step.after is not None:
                moment = later(asking, border.step.after, moment, 0)
            self._on(border, rows[goes], moment)
            rows, at = rows[~goes], at[~goes]
        return rows, at

    def _holds(self, formula: Formula | None, spot: Spot, rows: Longs, at: Longs) -> Flags:
        if formula is None:
            return np.ones(len(rows), np.bool_)
        asking = Asking(self.round, rows, at, spot.prefix)
        return np.asarray(asking.random(len(rows)) < formula.numbers(asking))

    def _joined(self, spot: Spot, rows: Longs, at: Longs) -> Tokens:
        """Tokens of a join wait until all that are to come have come."""
        if spot.kind not in ("parallel", "inclusive") or spot.arrivals < 2:
            return rows, at
        if spot.id not in self.arrived:
            self.arrived[spot.id] = np.zeros(self.round.count, np.int16)
            self.latest[spot.id] = np.zeros(self.round.count, np.int64)
        arrived, moment = self.arrived[spot.id], self.latest[spot.id]
        np.add.at(arrived, rows, 1)
        np.maximum.at(moment, rows, at)
        cases = np.unique(rows)
        wanted = spot.arrivals
        if spot.kind == "inclusive":
            known = self.awaited.get(spot.id)
            complete = arrived[cases] >= (1 if known is None else known[cases])
        else:
            complete = arrived[cases] >= wanted
        done = cases[complete]
        arrived[done] = 0
        found = moment[done].copy()
        moment[done] = 0
        return done, found

    def _on(self, spot: Spot, rows: Longs, at: Longs) -> None:
        """Tokens on their way from a node."""
        if not len(rows):
            return
        match spot.out:
            case []:
                return
            case [only]:
                self._send(only, rows, at)
            case _ if spot.kind == "parallel":
                for target in spot.out:
                    self._send(target, rows, at)
            case _ if spot.kind == "inclusive":
                self._some(spot, rows, at)
            case _:
                self._one(spot, rows, at)

    def _one(self, spot: Spot, rows: Longs, at: Longs) -> None:
        asking = Asking(self.round, rows, at, spot.prefix)
        u, reached = asking.random(len(rows)), np.zeros(len(rows))
        left = np.ones(len(rows), np.bool_)
        if not spot.shares:
            raise self._fault(spot, "没有写明走哪一分支", "nothing says which branch is taken")
        for target, share in spot.shares.items():
            if isinstance(share, Formula):
                reached = reached + np.nan_to_num(share.numbers(asking))
                goes = left & (u < reached)
            else:
                goes = left
            self._send(target, rows[goes], at[goes])
            left = left & ~goes
        if left.any():
            raise self._fault(spot, "有的情形无分支可走", "some cases have no branch to take")

    def _some(self, spot: Spot, rows: Longs, at: Longs) -> None:
        asking = Asking(self.round, rows, at, spot.prefix)
        taken = np.zeros(len(rows), np.int16)
        ways: list[tuple[str, Flags]] = []
        for target, share in spot.shares.items():
            if isinstance(share, Formula):
                goes = asking.random(len(rows)) < np.nan_to_num(share.numbers(asking))
            else:
                goes = taken == 0
            ways.append((target, goes))
            taken += goes
        if not taken.all():
            raise self._fault(spot, "有的情形无分支可走", "some cases have no branch to take")
        if spot.closes is not None:
            if spot.closes not in self.awaited:
                self.awaited[spot.closes] = np.ones(self.round.count, np.int16)
            self.awaited[spot.closes][rows] = taken
        for target, goes in ways:
            self._send(target, rows[goes], at[goes])

    def _fault(self, spot: Spot, zh: str, en: str) -> PracticeError:
        play = self.round.play
        return PracticeError(
            (
                problem(
                    "practice-cannot-play",
                    (
                        f"演练业务“{play.id}”节点“{spot.id}”：{zh}",
                        f"play {play.id}, node {spot.id}: {en}",
                    ),
                    mend=("改正该节点的写法", "mend what is said of that node"),
                    place=play.place,
                ),
            )
        )
