"""What surrounds the acts: the day of the run, deadlines, working days, mandates, gaps,
exceptions."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import duckdb
import pyarrow as pa

from zhunsheng.engine.preparation import BEGINNING
from zhunsheng.model.counting import UnknownYear, due_day
from zhunsheng.model.moment import (
    MS_PER_DAY,
    MS_PER_HOUR,
    ONE_MILLISECOND,
    Moment,
    date_of_day,
    day_in_sql,
    day_number,
    milliseconds_in_sql,
    number_of_day,
)
from zhunsheng.model.plan import GAP_REACH_DAYS, Plan
from zhunsheng.model.quoting import listed, quoted
from zhunsheng.model.run import Trace
from zhunsheng.model.verdict import ABSENCES, Reason


class Surroundings:
    """Lays the tables out and keeps the deadlines complete."""

    def __init__(self, db: duckdb.DuckDBPyConnection, plan: Plan, trace: Trace) -> None:
        self.db = db
        self.plan = plan
        self.trace = trace
        self.asked: set[tuple[int, int, int]] = set()
        self.extending = threading.Lock()
        self.db.execute("CREATE TABLE superseded (act BIGINT, in_batch INTEGER)")
        if trace.superseded:
            self.db.execute(
                "INSERT INTO superseded SELECT DISTINCT act, in_batch "
                f"FROM read_parquet([{listed(trace.superseded)}])"
            )

    def lay_out(self, *, as_of: Moment, first: int) -> None:
        """All tables that hold for the whole run; ``first``: the trace's first moment."""
        self.db.execute(
            "CREATE TABLE run AS "
            "SELECT CAST(? AS BIGINT) AS as_of, CAST(? AS INTEGER) AS as_of_day",
            [as_of, day_number(as_of)],
        )
        self._put("deadline", ("period", "day", "suspended", "due"), [])
        days = range(day_number(first), day_number(as_of) + 1)
        self._extend((n, day, 0) for n in range(1, len(self.plan.periods) + 1) for day in days)
        self._put("civil_day", ("day", "year", "month"), _civil_days(days))
        self._put("workday", ("day", "ordinal", "segment"), self._workdays())
        if self.trace.mandates:
            self.db.execute(
                'CREATE TABLE held AS SELECT officer, kind, value, "start" AS start_moment, '
                '"end" AS end_moment '
                f"FROM read_parquet([{listed(self.trace.mandates)}])"
            )
        else:
            self.db.execute(
                "CREATE TABLE held (officer VARCHAR, kind VARCHAR, value VARCHAR, "
                "start_moment BIGINT, end_moment BIGINT)"
            )
        self.db.execute("CREATE TABLE mandate_kind AS SELECT DISTINCT kind FROM held")
        if self.trace.objects:
            self.db.execute(
                "CREATE VIEW object AS SELECT DISTINCT type, subject, id "
                f"FROM read_parquet([{listed(self.trace.objects)}])"
            )
        else:
            self.db.execute("CREATE TABLE object (type VARCHAR, subject BIGINT, id VARCHAR)")
        self._gaps()
        self._exemptions()

    def answer(self, db: duckdb.DuckDBPyConnection, asks: str) -> None:
        """Work out the deadlines that only the trace can name (suspended periods)."""
        asked = db.execute(asks).fetchall()
        with self.extending:
            self._extend(
                (int(period), int(day), int(suspended))
                for period, day, suspended in asked
                if suspended is not None
            )

    def set_aside(
        self, db: duckdb.DuckDBPyConnection, subject: str
    ) -> Counter[tuple[int, int, int]]:
        """Take out of ``failed`` what a gap or an approved exception explains: (rule, reason it
        failed for, reason it is not evaluated for) → how many."""
        moved: Counter[tuple[int, int, int]] = Counter()
        if self.gap_count:
            db.execute(f"CREATE OR REPLACE TEMP TABLE beginning AS {BEGINNING}")
            absences = ", ".join(str(int(reason)) for reason in ABSENCES)
            reach = GAP_REACH_DAYS * MS_PER_DAY
            anchor, anchor_day = milliseconds_in_sql("f.anchor"), day_in_sql("f.anchor")
            start, end = milliseconds_in_sql("g.gap_start"), milliseconds_in_sql("g.gap_end")
            moved += self._move(
                db,
                Reason.TRACE_GAP,
                f"""
                SELECT DISTINCT f.rule, f.subject, f.anchor_act FROM failed AS f
                JOIN gap_rule AS g ON g.rule = f.rule
                JOIN beginning AS b ON b.rule = f.rule AND b.subject = f.subject
                WHERE f.reason IN ({absences}) AND CASE
                  WHEN f.reason <> {int(Reason.NEVER_CAME)}
                    THEN g.gap_start <= f.anchor
                      AND {end} >= {milliseconds_in_sql("b.began")} - {reach}
                  WHEN g.by_day = 1 AND g.each_first = 1
                    THEN g.last_day >= {anchor_day} AND g.first_day <= {anchor_day} + f.allowed
                  WHEN g.by_day = 1
                    THEN {end} > {anchor} AND g.first_day <= {anchor_day} + f.allowed
                  ELSE f.allowed >= 0 AND {end} > {anchor}
                    AND {start} <= {anchor} + round(f.allowed * {MS_PER_HOUR})
                END""",
            )
        if self.exempted:
            moved += self._move(
                db,
                Reason.EXEMPTED,
                f"""
                SELECT DISTINCT f.rule, f.subject, f.anchor_act FROM failed AS f
                JOIN exemption AS e ON e.rule = f.rule
                JOIN act AS a ON a.subject = f.subject AND a.act = f.anchor_act
                LEFT JOIN object AS o ON o.subject = f.subject AND o.type = {quoted(subject)}
                WHERE a.day >= e.start_day AND a.day < e.end_day
                  AND (e.subject IS NULL OR e.subject = o.id)
                  AND (e.office IS NULL OR e.office = a.text_office)
                  AND (e.officer IS NULL OR e.officer = a.text_officer)""",
            )
        return moved

    def _move(
        self, db: duckdb.DuckDBPyConnection, to: Reason, chosen: str
    ) -> Counter[tuple[int, int, int]]:
        db.execute(f"CREATE OR REPLACE TEMP TABLE excused AS {chosen}")
        same = (
            "x.rule = failed.rule AND x.subject = failed.subject "
            "AND x.anchor_act = failed.anchor_act"
        )
        rows = db.execute(
            f"""SELECT rule, reason, count(*) FROM failed
            WHERE EXISTS (SELECT 1 FROM excused AS x WHERE {same}) GROUP BY rule, reason"""
        ).fetchall()
        db.execute(f"DELETE FROM failed WHERE EXISTS (SELECT 1 FROM excused AS x WHERE {same})")
        return Counter({(rule, reason, int(to)): n for rule, reason, n in rows})

    def _extend(self, wanted: Iterable[tuple[int, int, int]]) -> None:
        rows = []
        for period, day, suspended in wanted:
            if (period, day, suspended) in self.asked:
                continue
            self.asked.add((period, day, suspended))
            try:
                last = due_day(
                    date_of_day(day),
                    self.plan.periods[period - 1],
                    self.plan.calendar,
                    suspended_days=suspended,
                )
            except UnknownYear:
                continue
            rows.append((period, day, suspended, number_of_day(last)))
        if rows:
            self._put("new_deadline", ("period", "day", "suspended", "due"), rows)
            self.db.execute("INSERT INTO deadline SELECT * FROM new_deadline")

    def _workdays(self) -> list[tuple[int, int, int]]:
        calendar = self.plan.calendar
        if calendar is None:
            return []
        years = sorted(known.year for known in calendar.years)
        breaks = {later for earlier, later in pairwise(years) if later > earlier + 1}
        rows: list[tuple[int, int, int]] = []
        ordinal = segment = 0
        for year in years:
            segment += year in breaks
            day = dt.date(year, 1, 1)
            while day.year == year:
                ordinal += calendar.is_working(day)
                rows.append((number_of_day(day), ordinal, segment))
                day += dt.timedelta(days=1)
        return rows

    def _gaps(self) -> None:
        """Which gap may have swallowed what which rule waits for, and how that rule counts."""
        rows = [
            (
                rule.number,
                gap.start,
                gap.end,
                day_number(gap.start),
                day_number(gap.end - ONE_MILLISECOND),
                int(rule.period_number is not None),
                int(getattr(rule.parameters, "each", "first") == "first"),
            )
            for rule in self.plan.rules
            for gap in self.trace.gaps
            if self.plan.can_hide(gap, rule)
        ]
        self.gap_count = len(rows)
        kept = ("rule", "gap_start", "gap_end", "first_day", "last_day", "by_day", "each_first")
        self._put("gap_rule", kept, rows)

    def _exemptions(self) -> None:
        rows: list[tuple[Any, ...]] = []
        for rule in self.plan.rules:
            for exemption in self.plan.exemptions:
                if exemption.standard != rule.standard:
                    continue
                days = exemption.validity.day_numbers
                rows.extend(
                    (rule.number, *days, subject, office, officer)
                    for subject in exemption.subjects or (None,)
                    for office in exemption.offices or (None,)
                    for officer in exemption.officers or (None,)
                )
        self.exempted = len(rows)
        self.db.execute(
            "CREATE TABLE exemption (rule INTEGER, start_day INTEGER, end_day INTEGER, "
            "subject VARCHAR, office VARCHAR, officer VARCHAR)"
        )
        if rows:
            self.db.executemany("INSERT INTO exemption VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _put(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[int]]) -> None:
        arrays = {
            column: pa.array([row[n] for row in rows], pa.int64())
            for n, column in enumerate(columns)
        }
        self.db.register("incoming", pa.table(arrays))
        self.db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
        self.db.unregister("incoming")


def _civil_days(days: Iterable[int]) -> list[tuple[int, int, int]]:
    rows: list[tuple[int, int, int]] = []
    for number in days:
        day = date_of_day(number)
        rows.append((number, day.year, day.year * 12 + day.month - 1))
    return rows
