"""One range of subjects judged, from its acts to its failures and their evidence.

Ranges know nothing of each other, so several are judged side by side, each on a connection and a
thread of its own. A query that is cut up among threads pays for it in every join and every
grouping; ranges pay for it nowhere.
"""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

import duckdb

from zhunsheng.engine import preparation as prepare
from zhunsheng.engine.surroundings import Surroundings
from zhunsheng.model.plan import FieldKind, ShapeQuery
from zhunsheng.model.verdict import Outcome, Reason

FAILED = (
    "rule INTEGER, reason INTEGER, subject BIGINT, anchor BIGINT, anchor_act BIGINT, "
    "seen_from BIGINT, seen_to BIGINT, is_span BOOLEAN, observed DOUBLE, allowed DOUBLE, "
    "also_act BIGINT"
)
Counts = Counter[tuple[int, Outcome, Reason]]


@dataclass(frozen=True, slots=True)
class Range:
    """Acts that can be judged by themselves: a SELECT of them, the queries to judge them by, the
    fields these want summed up, and the rules of days for which there is no law."""

    subject: str
    acts: str
    queries: Sequence[ShapeQuery]
    sums: Sequence[tuple[str, FieldKind]]
    silent: Sequence[int]


@dataclass(slots=True)
class Tally:
    """What ranges came to: judgements by rule, outcome and reason; seconds of work by part."""

    counts: Counts = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, other: Tally) -> None:
        # Not Counter.update: what was set aside is counted off, and zero stays zero.
        for key, n in other.counts.items():
            self.counts[key] += n
        for part, seconds in other.seconds.items():
            self.seconds[part] += seconds


def judge_ranges(
    db: duckdb.DuckDBPyConnection,
    ranges: Sequence[Range],
    surroundings: Surroundings,
    *,
    threads: int | None,
    done: Callable[[int], None],
) -> Tally:
    """Judge them all; failures go into ``all_failed`` and their acts into ``evidence``.

    ``threads``: how many at once (None: as many as there are cores). ``done``: called with the
    number of ranges finished so far.
    """
    workers = max(1, min(threads or os.cpu_count() or 1, len(ranges)))
    before = db.execute("SELECT current_setting('threads')").fetchall()[0][0]
    started = time.perf_counter()
    total = Tally()
    if workers > 1:
        db.execute("SET threads = 1")
    pool = ThreadPoolExecutor(workers)
    try:
        tasks = [pool.submit(_judge, db.cursor(), one, surroundings) for one in ranges]
        for n, task in enumerate(as_completed(tasks), start=1):
            total.add(task.result())
            done(n)
    finally:
        pool.shutdown(cancel_futures=True)
        db.execute(f"SET threads = {before}")
    worked = sum(total.seconds.values())
    share = (time.perf_counter() - started) / worked if worked else 0.0
    for part in total.seconds:
        total.seconds[part] *= share
    return total


def lay_out(
    db: duckdb.DuckDBPyConnection, one: Range, seconds: defaultdict[str, float] | None = None
) -> None:
    """Leave the range's ``act``, ``first_of`` and ``doubt`` on the connection."""
    seconds = seconds if seconds is not None else defaultdict(float)
    with Stopwatch(seconds, "loading"):
        db.execute(f"CREATE TEMP TABLE act AS {one.acts}")
    with Stopwatch(seconds, "first acts"):
        if any("first_of" in query.sql for query in one.queries):
            for statement in prepare.first_acts(one.sums):
                db.execute(statement)
        db.execute(f"CREATE TEMP TABLE doubt AS {prepare.DOUBT}")


def _judge(
    db: duckdb.DuckDBPyConnection,
    one: Range,
    surroundings: Surroundings,
) -> Tally:
    tally = Tally()
    with db:
        lay_out(db, one, tally.seconds)
        db.execute(f"CREATE TEMP TABLE failed ({FAILED})")
        for query in one.queries:
            with Stopwatch(tally.seconds, query.shape):
                _ask(db, query, surroundings, tally.counts, silent=one.silent)
        with Stopwatch(tally.seconds, "gaps and exceptions"):
            for (rule, reason, to), n in surroundings.set_aside(db, one.subject).items():
                tally.counts[rule, Outcome.FAIL, Reason(reason)] -= n
                tally.counts[rule, Outcome.NOT_EVALUATED, Reason(to)] += n
        with Stopwatch(tally.seconds, "evidence"):
            db.execute(f"INSERT INTO evidence {prepare.EVIDENCE}")
            db.execute("INSERT INTO all_failed SELECT *, ? FROM failed", [one.subject])
    return tally


def _ask(
    db: duckdb.DuckDBPyConnection,
    query: ShapeQuery,
    surroundings: Surroundings,
    counts: Counts,
    *,
    silent: Sequence[int],
) -> None:
    """Judge by one query: count all verdicts, keep the failures in ``failed``."""
    if query.asks is not None:
        surroundings.answer(db, query.asks)
    db.execute(
        "CREATE OR REPLACE TEMP TABLE judged AS "
        + prepare.settled(query.sql, reaches_across=query.reach == "trace", silent=silent)
    )
    for rule, said, n in db.execute("SELECT rule, said, n FROM judged").fetchall():
        outcome, reason = divmod(said, 100)
        counts[rule, Outcome(outcome), Reason(reason)] += n
    shown = ", ".join(f"f.{name}" for name in prepare.SHOWN)
    db.execute(
        f"INSERT INTO failed SELECT rule, reason, {shown} FROM (SELECT rule, said % 100 AS reason, "
        "unnest(failures) AS f FROM judged) AS u"
    )


class Stopwatch:
    """Adds the seconds spent in its block to a part's."""

    def __init__(self, seconds: defaultdict[str, float], part: str) -> None:
        self.seconds, self.part = seconds, part

    def __enter__(self) -> None:
        self.started = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds[self.part] += time.perf_counter() - self.started
