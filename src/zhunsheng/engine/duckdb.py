"""DuckDB runs the plan: range after range of subjects, one query per shape.

Everything is read from Parquet and written to Parquet; the database itself lives in memory and
holds nothing that outlasts the run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.engine import preparation as prepare
from zhunsheng.engine.dialect import refuse_unportable
from zhunsheng.engine.findings import write_findings
from zhunsheng.engine.ranges import FAILED, Range, Stopwatch, Tally, judge_ranges
from zhunsheng.engine.situations import Lens, is_simple, lens_of, survey
from zhunsheng.engine.surroundings import Surroundings
from zhunsheng.model.moment import Moment
from zhunsheng.model.plan import Plan, Rule, ShapeQuery
from zhunsheng.model.run import Progress, RunOptions, RunResult, Totals, Trace

SUBJECT_SPACE = 1 << 63
_ARROW = {
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "DECIMAL(18, 4)": pa.decimal128(18, 4),
}


class DuckDBRun:
    """One run of one plan over one trace."""

    def __init__(
        self,
        plan: Plan,
        trace: Trace,
        *,
        options: RunOptions,
        spill: Path,
        progress: Progress | None = None,
    ) -> None:
        self.plan = plan
        self.trace = trace
        self.options = options
        self.progress = progress or (lambda what, share: None)
        self.tally = Tally()
        self.acts = 0
        self.horizon: Moment | None = None
        self.db = duckdb.connect()
        self.db.execute(f"SET memory_limit = '{options.memory_limit_gb}GB'")
        self.db.execute("SET temp_directory = ?", [str(spill)])
        self.db.execute("SET preserve_insertion_order = false")
        if options.threads is not None:
            self.db.execute(f"SET threads = {options.threads}")
        self.surroundings = Surroundings(self.db, plan, trace)

    def execute(self, folder: Path) -> RunResult:
        """Judge everything; leave findings.parquet and evidence.parquet in ``folder``."""
        for query in self.plan.queries:
            refuse_unportable(query.sql, of=query.shape)
        span = self._span()
        as_of = self.options.as_of if self.options.as_of is not None else Moment(span[1])
        self.horizon = as_of if as_of < span[1] else None
        with self._timed("preparing"):
            self.surroundings.lay_out(as_of=as_of, first=span[0])
            for table in self.plan.tables:
                self._table(table.name, table.columns, table.rows)
            self.db.execute(f"CREATE TABLE all_failed ({FAILED}, type VARCHAR)")
            self.db.execute(
                "CREATE TABLE evidence "
                "(rule INTEGER, subject BIGINT, anchor_act BIGINT, act BIGINT)"
            )
        queries: defaultdict[str, list[ShapeQuery]] = defaultdict(list)
        for query in self.plan.queries:
            if query.subject in self.trace.strands:
                queries[query.subject].append(query)
        for done, (subject, own) in enumerate(sorted(queries.items())):
            self._judge_type(subject, own, share=(done / len(queries), 1 / len(queries)))
        with self._timed("writing"):
            findings = write_findings(self.db, self.plan, self.trace, folder)
        return RunResult(
            as_of=as_of,
            acts=self.acts,
            totals=Totals(dict(self.tally.counts)),
            findings=findings,
            seconds=dict(self.tally.seconds),
        )

    def _judge_type(
        self, subject: str, queries: Sequence[ShapeQuery], *, share: tuple[float, float]
    ) -> None:
        rules = [rule for rule in self.plan.rules if rule.subject == subject]
        source, columns = self._source(subject)
        with self._timed("surveying"):
            lens = lens_of(self.plan, rules)
            widths = self._survey(rules, lens, source, columns)
        fields = list(self.plan.fields)
        if self.plan.exemptions:
            fields += [(n, "text") for n in ("office", "officer") if (n, "text") not in fields]
        total = self._scalar(f"SELECT count(*) FROM {source} AS t")
        self.acts += total
        ranges = []
        across = [query for query in queries if query.reach == "trace"]
        if across:
            narrowed = self._narrowed(source, rules, across)
            acts = prepare.acts(narrowed, lens, fields, columns, widths=widths)
            ranges.append(Range(subject, acts, across))
        by_subject = [query for query in queries if query.reach == "subject"]
        cuts = max(1, -(-total // self.options.rows_at_once)) if by_subject else 0
        for number in range(cuts):
            low = SUBJECT_SPACE * number // cuts
            high = SUBJECT_SPACE * (number + 1) // cuts - 1
            part = f"(SELECT * FROM {source} WHERE subject BETWEEN {low} AND {high})"
            acts = prepare.acts(part, lens, fields, columns, widths=widths)
            ranges.append(Range(subject, acts, by_subject))
        tally = judge_ranges(
            self.db,
            ranges,
            self.surroundings,
            threads=self.options.threads,
            done=lambda n: self.progress("judging", share[0] + share[1] * n / len(ranges)),
        )
        self.tally.add(tally)

    def _narrowed(self, source: str, rules: Sequence[Rule], across: Sequence[ShapeQuery]) -> str:
        """The acts that queries over the whole trace look at."""
        shapes = {query.shape for query in across}
        steps = {step for rule in rules for step in rule.steps.values() if rule.shape in shapes}
        chosen = [self.plan.steps[step - 1] for step in steps]
        if not all(step.activities for step in chosen):
            return source
        listed = sorted({activity for step in chosen for activity in step.activities})
        names = ", ".join("'" + name.replace("'", "''") + "'" for name in listed)
        return f"(SELECT * FROM {source} WHERE activity IN ({names}))"

    def _survey(
        self, rules: Sequence[Rule], lens: Lens, source: str, columns: frozenset[str]
    ) -> Mapping[str, int]:
        activities = [
            str(row[0])
            for row in self.db.execute(f"SELECT DISTINCT activity FROM {source}").fetchall()
        ]
        seen = {
            column: [
                str(row[0])
                for row in self.db.execute(
                    f"SELECT DISTINCT {shown} FROM {source} AS t WHERE {shown} IS NOT NULL"
                ).fetchall()
            ]
            for column, shown in prepare.shown_texts(lens, columns).items()
        }
        found = survey(self.plan, rules, lens, activities=activities, seen=seen)
        self._table(
            "base", (("activity", "VARCHAR"), ("code", "INTEGER"), ("base", "INTEGER")), found.bases
        )
        for column, classes in found.classes.items():
            kinds = (("shown", "VARCHAR"), ("class", "INTEGER"))
            self._table(f'"class_{column}"', kinds, classes)
        for column, addends in found.addends.items():
            kinds = (("place", "INTEGER"), ("addend", "INTEGER"))
            self._table(f'"addend_{column}"', kinds, addends)
        self._people(source, columns)
        firsts = np.array(
            sorted({rule.steps[role] for rule in rules for role in rule.firsts}), dtype=np.int32
        )
        simple = [step for step in firsts if is_simple(self.plan.steps[step - 1])]
        plays = found.plays
        mixed = np.setdiff1d(firsts, simple)
        self._numbers("plays", ("situation", "step"), plays)
        kinds = (("rule", "INTEGER"), ("core", "INTEGER"))
        self._table("rule_core", kinds, [(rule.number, rule.core) for rule in rules])
        casts = {
            (rule.shape, role, rule.core, step)
            for rule in rules for role, step in rule.steps.items()
        }  # fmt: skip
        cast_kinds = (
            ("shape", "VARCHAR"), ("role", "VARCHAR"), ("core", "INTEGER"), ("step", "INTEGER"),
        )  # fmt: skip
        self._table("cast_of", cast_kinds, casts)
        self.db.execute(
            "CREATE OR REPLACE TABLE part AS SELECT c.shape, c.role, c.core, p.situation "
            "FROM cast_of AS c JOIN plays AS p ON p.step = c.step"
        )
        self._numbers("first_simple", ("situation", "step"), plays[np.isin(plays[:, 1], simple)])
        chosen = plays[np.isin(plays[:, 1], mixed)]
        narrowed = np.array([bool(self.plan.steps[step - 1].where) for step in chosen[:, 1]])
        self._numbers(
            "first_mixed",
            ("situation", "step", "any_nth"),
            np.column_stack([chosen, narrowed.astype(np.int32)]),
        )
        self._numbers("scope", ("situation", "rule", "certain"), found.scope)
        self._numbers("unsure", ("situation", "rule"), found.unsure)
        return found.widths

    def _people(self, source: str, columns: frozenset[str]) -> None:
        """Number the people whose identity matters but not their name."""
        names = [
            prepare.text_of(name, "t", columns) for name, kind in self.plan.fields
            if kind == "person"
        ]  # fmt: skip
        listed = " UNION ".join(f"SELECT {name} AS name FROM {source} AS t" for name in names)
        self.db.execute(
            "CREATE OR REPLACE TABLE person AS SELECT name, "
            "CAST(row_number() OVER (ORDER BY name) AS INTEGER) AS number "
            f"FROM (SELECT DISTINCT name FROM ({listed or 'SELECT NULL AS name'}) AS n) AS d "
            "WHERE name IS NOT NULL"
        )

    def _numbers(self, name: str, columns: Sequence[str], rows: npt.NDArray[np.int32]) -> None:
        arrays = {column: pa.array(rows[:, n]) for n, column in enumerate(columns)}
        self.db.register("incoming", pa.table(arrays))
        self.db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
        self.db.unregister("incoming")

    def _source(self, subject: str) -> tuple[str, frozenset[str]]:
        files = ", ".join(
            "'" + str(path).replace("'", "''") + "'" for path in self.trace.strands[subject]
        )
        source = f"read_parquet([{files}], union_by_name = true)"
        described = self.db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        columns = frozenset(str(row[0]) for row in described)
        if self.trace.superseded:
            source = (
                f"(SELECT * FROM {source} AS t WHERE NOT EXISTS (SELECT 1 FROM superseded AS x "
                "WHERE x.act = t.act AND x.in_batch = t.batch))"
            )
        if self.horizon is not None:
            source = f"(SELECT * FROM {source} AS t WHERE moment <= {self.horizon})"
        return source, columns

    def _span(self) -> tuple[int, int]:
        least, most = SUBJECT_SPACE, 0
        for subject in self.trace.strands:
            source, _ = self._source(subject)
            low, high = self.db.execute(
                f"SELECT min(moment), max(moment) FROM {source}"
            ).fetchall()[0]
            if low is not None:
                least, most = min(least, low), max(most, high)
        return least, most

    def _table(
        self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
    ) -> None:
        listed = list(rows)
        arrays = {
            column: pa.array([row[n] for row in listed], _ARROW[kind])
            for n, (column, kind) in enumerate(columns)
        }
        table = pa.table(arrays)
        self.db.register("incoming", table)
        self.db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
        self.db.unregister("incoming")

    def _scalar(self, sql: str) -> int:
        row = self.db.execute(sql).fetchone()
        assert row is not None
        return int(row[0])

    def _timed(self, part: str) -> Stopwatch:
        return Stopwatch(self.tally.seconds, part)


def judge_trace(
    plan: Plan,
    trace: Trace,
    folder: Path,
    *,
    options: RunOptions | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Judge a trace by a plan; findings.parquet and evidence.parquet are left in ``folder``."""
    spill = folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    run = DuckDBRun(plan, trace, options=options or RunOptions(), spill=spill, progress=progress)
    try:
        return run.execute(folder)
    finally:
        run.db.close()
        for leftover in spill.iterdir():
            leftover.unlink()
        spill.rmdir()
