"""How long cases took, by the timings a register defines: mean, median, P90, whose time, where.

Statistics of the trace, not judgements: nothing here says that anybody did anything wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb

from zhunsheng.model.matching import plays
from zhunsheng.model.moment import MS_PER_DAY, MS_PER_HOUR, Moment, milliseconds_in_sql
from zhunsheng.model.quoting import listed
from zhunsheng.model.register import Register
from zhunsheng.model.standard import Step
from zhunsheng.model.timing import Mark, Side, Stretch, Timing
from zhunsheng.trace import Store

_PEOPLE = ("officer", "post", "office")
_MS = {"hours": MS_PER_HOUR, "days": MS_PER_DAY}


@dataclass(frozen=True, slots=True)
class Taken:
    """Times of so many cases, in the timing's unit."""

    cases: int
    mean: float
    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class StretchTaken:
    stretch: Stretch
    taken: Taken | None


@dataclass(frozen=True, slots=True)
class TimingTaken:
    """What one timing came to.

    ``unfinished``: cases that began and had not ended by the run's day. ``waiting_for``: the mean
    of each side's time in the whole; the two add up to its mean. ``offices``: by the office of the
    act that ended the case, None where it is not recorded.
    """

    timing: Timing
    whole: Taken | None
    unfinished: int
    waiting_for: Mapping[Side, float]
    stretches: tuple[StretchTaken, ...]
    offices: tuple[tuple[str | None, Taken], ...]


def timings_taken(register: Register, store: Store, *, as_of: Moment) -> list[TimingTaken]:
    """All timings of a register whose subject the trace knows, in the order of its file."""
    subjects = set(store.subject_types())
    known = [timing for timing in register.timings if timing.subject in subjects]
    known.sort(key=lambda one: (one.place.line if one.place is not None else None) or 0)
    found: list[TimingTaken] = []
    for subject in dict.fromkeys(timing.subject for timing in known):
        with duckdb.connect() as db:
            measuring = _Measuring(db, store, subject, as_of)
            found += [measuring.taken(one) for one in known if one.subject == subject]
    return sorted(found, key=lambda one: known.index(one.timing))


class _Measuring:
    """The acts on one type of subject; a table for every mark and stretch asked for."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, store: Store, subject: str, as_of: Moment
    ) -> None:
        self.db = db
        self.tables: dict[object, str] = {}
        strands = f"[{listed(store.strand_files(subject))}]"
        gone = store.superseded_files()
        standing = (
            f"AND NOT EXISTS (SELECT 1 FROM read_parquet([{listed(gone)}]) AS x "
            "WHERE x.act = s.act AND x.in_batch = s.batch)"
            if gone
            else ""
        )
        db.execute(
            "CREATE VIEW strand AS SELECT * FROM "
            f"read_parquet({strands}, union_by_name = true) AS s "
            f"WHERE moment <= {int(as_of)} {standing}"
        )
        self.columns = {str(row[0]) for row in db.execute("DESCRIBE strand").fetchall()}

    def taken(self, timing: Timing) -> TimingTaken:
        scale = _MS[timing.unit]
        whole = self._spans(timing.start, timing.end)
        ended = self._table(
            (timing.id, "ended"), lambda: f"SELECT * FROM {whole} WHERE until IS NOT NULL"
        )
        parts = [(one, self._spans(one.start, one.end)) for one in timing.stretches]
        row = self.db.execute(f"SELECT count(*) FROM {whole} WHERE until IS NULL").fetchone()
        assert row is not None
        of_all = self._summed(ended, scale).get(None)
        of_part = f"SEMI JOIN {ended} USING (subject) WHERE until IS NOT NULL"
        offices = self._summed(ended, scale, by="office")
        return TimingTaken(
            timing=timing,
            whole=of_all,
            unfinished=int(row[0]),
            waiting_for=self._sides(ended, parts, of_all, scale),
            stretches=tuple(
                StretchTaken(one, self._summed(f"{table} {of_part}", scale).get(None))
                for one, table in parts
            ),
            offices=tuple(sorted(offices.items(), key=lambda item: item[0] or "")),
        )

    def _sides(
        self,
        ended: str,
        parts: list[tuple[Stretch, str]],
        of_all: Taken | None,
        scale: int,
    ) -> dict[Side, float]:
        """The mean time in which the party had to act (stretches may overlap), and the rest."""
        if of_all is None:
            return {}
        waiting = [table for stretch, table in parts if stretch.waits_for == "party"]
        if not waiting:
            return {"authority": of_all.mean}
        pieces = " UNION ALL ".join(f"SELECT subject, since, until FROM {one}" for one in waiting)
        row = self.db.execute(
            f"""
            WITH piece AS (
              SELECT w.subject, greatest(p.since, w.since) AS since,
                least(coalesce(p.until, w.until), w.until) AS until
              FROM ({pieces}) AS p JOIN {ended} AS w USING (subject)),
            laid AS (
              SELECT since, until, max(until) OVER (
                PARTITION BY subject ORDER BY since, until
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
              FROM piece WHERE until > since)
            SELECT coalesce(
              sum(greatest(0, until - greatest(since, coalesce(covered, since)))), 0)
            FROM laid"""
        ).fetchone()
        assert row is not None
        party = float(row[0]) / scale / of_all.cases
        return {"party": party, "authority": of_all.mean - party}

    def _summed(self, spans: str, scale: int, *, by: str = "NULL") -> dict[str | None, Taken]:
        rows = self.db.execute(
            f"""SELECT {by} AS part, count(*), avg(until - since), median(until - since),
              quantile_cont(until - since, 0.9)
            FROM {spans} GROUP BY part"""
        ).fetchall()
        return {
            part: Taken(count, *(float(value) / scale for value in values))
            for part, count, *values in rows
        }

    def _spans(self, start: Mark, end: Mark) -> str:
        """subject, since, until (NULL: not yet), office of the last act."""
        return self._table(
            (start, end),
            lambda: (
                f"""
            WITH begun AS (
              SELECT subject, min(happened) AS since FROM {self._marks(start)} GROUP BY subject)
            SELECT a.subject, a.since, min(b.happened) AS until,
              arg_min(b.office, b.happened) AS office
            FROM begun AS a
            LEFT JOIN {self._marks(end)} AS b ON b.subject = a.subject AND b.happened >= a.since
            GROUP BY a.subject, a.since"""
            ),
        )

    def _marks(self, mark: Mark) -> str:
        """subject, happened (milliseconds), office: every act that bears the mark."""
        return self._table(mark, lambda: self._marked(mark))

    def _marked(self, mark: Mark) -> str:
        if mark.field is not None and f"t_{mark.field}" not in self.columns:
            return "SELECT subject, 0 AS happened, office FROM strand WHERE false"
        moment = "moment" if mark.field is None else f"t_{mark.field}"
        names = mark.step.activities
        played = f"activity IN ({listed(names)})" if names else "true"
        if mark.step.where:
            played = f"({played}) AND {self._held(mark.step, played)}"
        return (
            f"SELECT subject, {milliseconds_in_sql(moment)} AS happened, office FROM strand "
            f"WHERE {played} AND {moment} IS NOT NULL"
        )

    def _held(self, step: Step, played: str) -> str:
        """The conditions of a step as SQL: judged once per situation, by the one implementation."""
        column_of = {one.field: self._column(one.field) for one in step.where}
        columns = sorted({name for name in column_of.values() if name is not None})
        selected = "".join(f", {name}" for name in columns)
        situation = self._table(
            (step, "situation"),
            lambda: (
                f"SELECT row_number() OVER () AS number, * "
                f"FROM (SELECT DISTINCT activity{selected} FROM strand WHERE {played})"
            ),
        )
        held = []
        for number, activity, *values in self.db.execute(f"FROM {situation}").fetchall():
            seen = dict(zip(columns, values, strict=True))
            fields = {field: seen.get(column or "") for field, column in column_of.items()}
            if plays(step, activity, fields):
                held.append(str(number))
        same = "".join(f" AND q.{name} IS NOT DISTINCT FROM strand.{name}" for name in columns)
        return (
            f"EXISTS (SELECT 1 FROM {situation} AS q WHERE q.activity = strand.activity{same} "
            f"AND q.number IN ({', '.join(held) or 'NULL'}))"
        )

    def _column(self, field: str) -> str | None:
        names = (field,) if field in _PEOPLE else (f"a_{field}", f"n_{field}", f"t_{field}")
        return next((name for name in names if name in self.columns), None)

    def _table(self, key: object, query: Callable[[], str]) -> str:
        if key not in self.tables:
            sql = query()
            name = f"t{len(self.tables)}"
            self.tables[key] = name
            self.db.execute(f"CREATE TEMP TABLE {name} AS {sql}")
        return self.tables[key]
