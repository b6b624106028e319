"""What a formula sees: some cases of a round, at the moment and by the officer of the act."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhunsheng.simulate.book import NOBODY, Coded, Floats, Ints, Longs, Values, taken
from zhunsheng.simulate.playing.formula import FormulaFault, Operand
from zhunsheng.simulate.playing.functions import FUNCTIONS
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.round import Round
from zhunsheng.simulate.playing.stage import Stage


@dataclass(slots=True)
class Asking:
    """``rows``: the cases asked about. ``now``: the act's moment, or the token's before it is
    known. ``prefix``: of the chart whose node asks."""

    round: Round
    rows: Longs
    now: Longs
    prefix: str = ""

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def stage(self) -> Stage:
        return self.round.stage

    @property
    def law(self) -> Law:
        return self.round.law

    @property
    def generator(self) -> np.random.Generator:
        return self.round.generator

    def random(self, count: int) -> Floats:
        return self.round.generator.random(count)

    def serials(self, count: int) -> int:
        """The first of so many numbers nobody else has."""
        return self.round.serials(count)

    def column(self, name: str) -> Values:
        """A column of the cases. Raises FormulaFault for one that is not there."""
        values = self.round.columns.get(name)
        if values is None:
            raise FormulaFault(f"there is no column {name}")
        return taken(values, self.rows)

    def call(self, name: str, arguments: list[Operand]) -> Operand:
        function = FUNCTIONS.get(name)
        if function is None:
            raise FormulaFault(f"there is no function {name}")
        try:
            return function(self, arguments)
        except (IndexError, TypeError) as error:
            raise FormulaFault(f"{name}(…): {error}") from error

    def figure(self, name: str) -> float:
        figures = self.stage.figures
        if name not in figures:
            raise FormulaFault(f"there is no figure {name}")
        return figures[name]

    def done_at(self, step: str) -> Longs:
        """When the step was last done, EMPTY_TIME where it was not."""
        return self.round.at_of(self.prefix, step)[self.rows]

    def done_by(self, step: str) -> Ints:
        return self.round.by_of(self.prefix, step)[self.rows]

    def assigned(self, name: str) -> Ints:
        found = self.round.assigned.get(name)
        return np.full(self.count, NOBODY, np.int32) if found is None else found[self.rows]

    def eligible(self, name: str) -> Floats:
        found = self.round.eligible.get(name)
        return np.full(self.count, np.nan) if found is None else found[self.rows]

    def officer_text(self, officer: Ints) -> Coded:
        return Coded(officer, self.stage.people.id)

    def section_text(self, officer: Ints) -> Coded:
        section = np.where(officer >= 0, self.stage.people.section[officer], -1)
        numbers, place = np.unique(section, return_inverse=True)
        words = tuple(f"S{number:04d}" for number in numbers.tolist())
        return Coded(np.where(section < 0, -1, place).astype(np.int32), words)

    def object_names(self, type_: str) -> Coded:
        numbers = self.round.objects.get(type_)
        if numbers is None:
            raise FormulaFault(f"the play has no objects of type {type_}")
        mine = numbers[self.rows]
        known, place = np.unique(mine, return_inverse=True)
        words = tuple(self.stage.names(type_, known))
        return Coded(np.where(mine < 0, -1, place).astype(np.int32), words)
