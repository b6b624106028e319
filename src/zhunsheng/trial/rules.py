"""Two sets of rules that stand for one register before and after a change, each judged on the past.

A rule is written as a standard. Rules of the same id on both sides say the same and are there to be
held against each other; the others are there on one side only. What is judged is the last stretch
of the past, so that a trial of a nation's trace ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from zhunsheng.engine.duckdb import judge_trace
from zhunsheng.flow import plan_of, trace_of
from zhunsheng.model.moment import EPOCH_DAY, Moment, day_of
from zhunsheng.model.quoting import quoted
from zhunsheng.model.register import Register
from zhunsheng.model.run import RunOptions
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.trace import Store
from zhunsheng.trial.side import Side, side_of

DAYS = 366
"""How much of the past is judged, back from the trace's last act."""


@dataclass(frozen=True, slots=True)
class RuleTried:
    """One rule; a side on which it is not there is None."""

    title: Text
    draft: Side | None
    in_force: Side | None


@dataclass(frozen=True, slots=True)
class RulesTrial:
    """``since``: the first day that was judged. ``shared``: how many rules both sides have and
    were not judged, for they cannot differ. ``untried``: rules that could not be tried, since no
    object of the trace goes through all their steps."""

    rules: tuple[RuleTried, ...]
    since: dt.date
    as_of: Moment
    shared: int = 0
    untried: tuple[Text, ...] = ()

    def sums(self, side: str) -> tuple[int, int, int]:
        """Passed, failed, not evaluated over all rules of ``draft`` or ``in_force``."""
        sides: list[Side] = [one for rule in self.rules if (one := getattr(rule, side)) is not None]
        return (
            sum(one.passed for one in sides),
            sum(one.failed for one in sides),
            sum(one.not_evaluated for one in sides),
        )


def rule(
    name: str, title: Text, *, shape: str, subject: str, parameters: Mapping[str, Any]
) -> Standard:
    """A rule to be tried, as a standard of all days."""
    version = StandardVersion(Validity(EPOCH_DAY), (), shape, subject, parameters)
    return Standard(name, title, "", (), 1, "medium", (version,))


def try_rules(
    draft: tuple[Register, Sequence[Standard]],
    in_force: tuple[Register, Sequence[Standard]],
    store: Store,
    *,
    keep: Path,
    days: int = DAYS,
    options: RunOptions | None = None,
) -> RulesTrial:
    """Judges the past by both sides, each its rules against its register.

    ``keep``: an empty folder in which the findings are left, as ``draft/findings.parquet`` and
    ``in_force/findings.parquet``. Raises JudgingError if a rule cannot be compiled.
    """
    last = _last(store, options)
    since = day_of(last) - dt.timedelta(days=days)
    judged = {
        side: _judged(register, rules, store, since, keep / side, options)
        for side, (register, rules) in (("draft", draft), ("in_force", in_force))
    }
    titles = {one.id: one.title for _, rules in (draft, in_force) for one in rules}
    found = tuple(
        RuleTried(title, judged["draft"].get(name), judged["in_force"].get(name))
        for name, title in titles.items()
    )
    return RulesTrial(found, since, last)


def _judged(
    register: Register,
    rules: Sequence[Standard],
    store: Store,
    since: dt.date,
    folder: Path,
    options: RunOptions | None,
) -> dict[str, Side]:
    folder.mkdir()
    if not rules:
        return {}
    lately = tuple(_since(one, since) for one in rules)
    plan = plan_of(replace(register, standards=lately), store, only=[one.id for one in lately])
    counts = judge_trace(plan, trace_of(store), folder, options=options).totals.counts
    named = {number.number: number.standard for number in plan.rules}
    return {
        one.id: side_of(one, {key: n for key, n in counts.items() if named[key[0]] == one.id})
        for one in lately
    }


def _since(standard: Standard, day: dt.date) -> Standard:
    """The newest version, for all that was done since the day, whatever its own days are."""
    return replace(standard, versions=(replace(standard.versions[-1], validity=Validity(day)),))


def _last(store: Store, options: RunOptions | None) -> Moment:
    if options is not None and options.as_of is not None:
        return options.as_of
    files = ", ".join(quoted(path) for path in store.act_files())
    row = None
    if files:
        with duckdb.connect() as db:
            row = db.execute(f"SELECT max(moment) FROM read_parquet([{files}])").fetchone()
    return Moment(row[0]) if row and row[0] is not None else Moment(0)
