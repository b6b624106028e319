"""Honest work played, written as a trace and judged: for the tests of the plays of each domain."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from simulate.service import FOLDER, ROOT, SEED, district, register
from zhunsheng import flow
from zhunsheng.charts import read
from zhunsheng.charts.chart import Chart
from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.model.run import RunOptions
from zhunsheng.model.verdict import Outcome
from zhunsheng.simulate.book import Acts, Book, Coded, Floats
from zhunsheng.simulate.chance import Chance
from zhunsheng.simulate.out.trace import write_trace
from zhunsheng.simulate.playing.law import Law
from zhunsheng.simulate.playing.making import Making
from zhunsheng.simulate.playing.play import Play, read_plays
from zhunsheng.simulate.world.district import District
from zhunsheng.trace import Store

REGISTER = ROOT / "registers" / "china-customs"
NOW = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Month:
    """A district's honest month in some domains."""

    district: District
    book: Book

    def of(self, activity: str) -> Acts:
        acts = self.book.of(activity)
        assert acts is not None, f"nobody did {activity}"
        return acts


@cache
def charts() -> dict[str, Chart]:
    return {path.stem: read(path) for path in (REGISTER / "charts").glob("*.bpmn")}


def plays_in(
    folder: Path, names: Sequence[str], spoilt: Mapping[str, Sequence[tuple[str, str]]] | None
) -> list[Play]:
    """The plays in some files. ``spoilt``: of a file, what is written in place of what. ``folder``:
    where the files may be written anew."""
    plays = folder / "plays"
    plays.mkdir(parents=True)
    for name in names:
        text = (FOLDER / "plays" / f"{name}.yaml").read_text(encoding="utf-8")
        for right, wrong in (spoilt or {}).get(name, ()):
            assert text.count(right) == 1, f"{name}: {text.count(right)} times {right!r}"
            text = text.replace(right, wrong)
        (plays / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = read_plays(plays)
    shutil.rmtree(plays)
    return found


def played(
    folder: Path,
    names: Sequence[str],
    *,
    code: str = "7900",
    declarations: int,
    seed: int = SEED,
    spoilt: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> Month:
    """The month of the plays in these files, at so many declarations. ``spoilt``: of a file, what
    is written in place of what."""
    here = district(code, seed)
    period = here.period
    law = Law(register(), period.first)
    making = Making(
        here, law, plays_in(folder, names, spoilt), charts(), Chance(seed), period.first,
        period.last, declarations, place=here.place,
    )  # fmt: skip
    return Month(here, making.slice(0))


def judged(
    folder: Path, month: Month, *, only: Sequence[str] | None = None
) -> dict[str, tuple[int, int]]:
    """The month taken into a trace of its own and judged as of its end: by standard, how often it
    passed and how often it failed. ``only``: by these standards, else by the whole register."""
    write_trace(folder / "trace", [month.book], month.district.directory(), now=NOW)
    store = Store(folder / "trace")
    plan = flow.plan_of(register(), store, only=None if only is None else list(only))
    as_of = flow.end_of_day(store, month.district.period.last)
    result = judge_trace(plan, flow.trace_of(store), folder, options=RunOptions(as_of=as_of))
    rules: dict[str, list[int]] = {}
    for rule in plan.rules:
        rules.setdefault(rule.standard, []).append(rule.number)
    found = {name: result.totals.by_outcome(numbers) for name, numbers in rules.items()}
    return {name: (sums[Outcome.PASS], sums[Outcome.FAIL]) for name, sums in found.items()}


def failed(found: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """How many findings each standard made that made any."""
    return {standard: fails for standard, (_, fails) in found.items() if fails}


def judgements(found: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """How often each standard came to a judgement, if it ever did."""
    return {
        standard: passes + fails for standard, (passes, fails) in found.items() if passes + fails
    }


def beyond_the_vocabulary(month: Month) -> list[tuple[str, ...]]:
    """Fields that their activity does not have, and values that are not among a field's codes."""
    activities = {one.id: one for one in register().activities}
    fields = {one.id: one for one in register().fields}
    strange: list[tuple[str, ...]] = []
    for acts in month.book:
        for name, values in acts.fields.items():
            if name not in activities[acts.activity].fields:
                strange.append((acts.activity, name))
            codes = {code.id for code in fields[name].codes}
            if codes and isinstance(values, Coded):
                used = {values.words[code] for code in np.unique(values.codes) if code >= 0}
                strange += [(acts.activity, name, word) for word in sorted(used - codes)]
    return strange


def numbers(month: Month, activity: str, name: str) -> Floats:
    """A field of numbers of all acts of an activity."""
    values = month.of(activity).fields[name]
    assert isinstance(values, np.ndarray)
    return values
