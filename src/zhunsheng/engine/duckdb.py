"""DuckDB runs the plan: range after range of subjects, one query per shape.

Everything is read from Parquet and written to Parquet; the database itself lives in memory and
holds nothing that outlasts the run.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import duckdb

from zhunsheng.engine import preparation as prepare
from zhunsheng.engine.dialect import refuse_unportable
from zhunsheng.engine.findings import write_findings
from zhunsheng.engine.preparation import Surveyed
from zhunsheng.engine.ranges import FAILED, Range, Stopwatch, Tally, judge_ranges, lay_out
from zhunsheng.engine.surroundings import Surroundings
from zhunsheng.engine.surveying import Survey, lay_table
from zhunsheng.model.moment import Moment
from zhunsheng.model.plan import Plan, Rule, ShapeQuery
from zhunsheng.model.quoting import listed
from zhunsheng.model.run import Progress, RunOptions, RunResult, Totals, Trace

SUBJECT_SPACE = 1 << 63
LEAST_RANGE = 100_000


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
        as_of = self._prepare()
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

    def lay_out(self, query: ShapeQuery) -> None:
        """Leave on ``db`` every table that one query reads, over the whole trace, and judge
        nothing: so that a finding's query can be shown with all it looked at."""
        self._prepare()
        source, columns = self._source(query.subject)
        lay_out(self.db, self._ranges(query.subject, [query], source, columns)[0])
        if query.asks is not None:
            self.surroundings.answer(self.db, query.asks)

    def _prepare(self) -> Moment:
        """Lay out what holds for the whole run; the moment from which it looks."""
        for query in self.plan.queries:
            refuse_unportable(query.sql, of=query.shape)
        span = self._span()
        as_of = self.options.as_of if self.options.as_of is not None else Moment(span[1])
        self.horizon = as_of if as_of < span[1] else None
        with self._timed("preparing"):
            self.surroundings.lay_out(as_of=as_of, first=span[0])
            for table in self.plan.tables:
                lay_table(self.db, table.name, table.columns, table.rows)
            self.db.execute(f"CREATE TABLE all_failed ({FAILED}, type VARCHAR)")
            self.db.execute(
                "CREATE TABLE evidence "
                "(rule INTEGER, subject BIGINT, anchor_act BIGINT, act BIGINT)"
            )
        return as_of

    def _judge_type(
        self, subject: str, queries: Sequence[ShapeQuery], *, share: tuple[float, float]
    ) -> None:
        source, columns = self._source(subject)
        ranges = self._ranges(subject, queries, source, columns)
        tally = judge_ranges(
            self.db,
            ranges,
            self.surroundings,
            threads=self.options.threads,
            done=lambda n: self.progress("judging", share[0] + share[1] * n / len(ranges)),
        )
        self.tally.add(tally)

    def _ranges(
        self,
        subject: str,
        queries: Sequence[ShapeQuery],
        source: str,
        columns: frozenset[str],
    ) -> list[Range]:
        """Survey a type of subject, and cut it up."""
        rules = [rule for rule in self.plan.rules if rule.subject == subject]
        with self._timed("surveying"):
            surveyed = Survey(self.db, self.plan, rules, queries).of(source, columns)
        self._settle_nth(subject, columns)
        total = self._scalar(f"SELECT count(*) FROM {source} AS t")
        self.acts += total
        ranges = []
        across = [query for query in queries if query.reach == "trace"]
        if across:
            narrowed = self._narrowed(source, rules, across)
            ranges.append(self._range(subject, narrowed, across, surveyed))
        by_subject = [query for query in queries if query.reach == "subject"]
        cuts = self._cuts(total) if by_subject else 0
        for number in range(cuts):
            low = SUBJECT_SPACE * number // cuts
            high = SUBJECT_SPACE * (number + 1) // cuts - 1
            part = f"(SELECT * FROM {source} WHERE subject BETWEEN {low} AND {high})"
            ranges.append(self._range(subject, part, by_subject, surveyed))
        return ranges

    def _cuts(self, acts: int) -> int:
        """Into how many ranges: none too large, and where it is worth it, one for each thread."""
        threads = self.options.threads or os.cpu_count() or 1
        worth = min(threads, acts // LEAST_RANGE)
        return max(1, -(-acts // self.options.rows_at_once), worth)

    def _range(
        self, subject: str, source: str, queries: Sequence[ShapeQuery], surveyed: Surveyed
    ) -> Range:
        fields = list(dict.fromkeys(use for query in queries for use in query.fields))
        if self.plan.exemptions:
            fields += [(n, "text") for n in ("office", "officer") if (n, "text") not in fields]
        sums = list(dict.fromkeys(use for query in queries for use in query.sums))
        if self.mended:
            source = prepare.counted_anew(source)
        silent = [rule.number for rule in self.plan.rules if rule.is_silent]
        return Range(subject, prepare.acts(source, fields, surveyed), queries, sums, silent)

    def _narrowed(self, source: str, rules: Sequence[Rule], across: Sequence[ShapeQuery]) -> str:
        """The acts that queries over the whole trace look at."""
        shapes = {query.shape for query in across}
        steps = {step for rule in rules for step in rule.steps.values() if rule.shape in shapes}
        chosen = [self.plan.steps[step - 1] for step in steps]
        if not all(step.activities for step in chosen):
            return source
        names = sorted({activity for step in chosen for activity in step.activities})
        return f"(SELECT * FROM {source} WHERE activity IN ({listed(names)}))"

    def _settle_nth(self, subject: str, columns: frozenset[str]) -> None:
        """Find the subjects whose acts have to be counted anew, since the strands count them within
        one batch: those with acts in several, or with acts that no longer hold."""
        self.mended = False
        if "nth" not in columns or (
            len(self.trace.strands[subject]) == 1 and not self.trace.superseded
        ):
            return
        self.db.execute(
            "CREATE OR REPLACE TABLE mended AS SELECT t.subject "
            f"FROM {_strands(self.trace.strands[subject])} AS t "
            "LEFT JOIN superseded AS x ON x.act = t.act AND x.in_batch = t.batch "
            "GROUP BY t.subject "
            "HAVING min(t.batch) <> max(t.batch) OR count(x.act) > 0 OR count(t.nth) < count(*)"
        )
        self.mended = self._scalar("SELECT count(*) FROM mended") > 0

    def _source(self, subject: str) -> tuple[str, frozenset[str]]:
        source = _strands(self.trace.strands[subject])
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

    def _scalar(self, sql: str) -> int:
        row = self.db.execute(sql).fetchone()
        assert row is not None
        return int(row[0])

    def _timed(self, part: str) -> Stopwatch:
        return Stopwatch(self.tally.seconds, part)


def _strands(files: Sequence[Path]) -> str:
    return f"read_parquet([{listed(files)}], union_by_name = true)"


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
