"""The query that made a finding, as a script anyone can run in DuckDB without this program.

The evidence and what surrounds it are laid out as the engine itself lays them out, written down
as INSERTs (people and values that are only compared stand there as numbers; which is which is said
above), and followed by the shape's own query, narrowed to the finding.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from sqlglot import exp

from zhunsheng.engine.duckdb import DuckDBRun
from zhunsheng.hearing.finding import Finding
from zhunsheng.hearing.inert import inert
from zhunsheng.model.act import Act
from zhunsheng.model.moment import Moment, day_in_sql
from zhunsheng.model.plan import Plan, Rule, ShapeQuery
from zhunsheng.model.quoting import quoted
from zhunsheng.model.run import RunOptions, Trace
from zhunsheng.trace import Store

_OF_DAYS = {"deadline": "day", "workday": "day", "civil_day": "day"}
_HEAD = """-- 线索 {key} / finding {key}
-- {standard}@{since}, {shape}
-- 在 DuckDB 中运行，得一行：outcome 1 为不符合，reason 为原因代码，
-- observed 为实际值，allowed 为限值。
-- Run it in DuckDB; it gives one row: outcome 1 = fail, reason = code of the reason, observed and
-- allowed = what was and what may be. Moments are integers: day of a moment m, counted from
-- 1900-01-01 in the legal zone: {day}
"""


def script_of(
    plan: Plan, rule: Rule, finding: Finding, acts: Sequence[Act], *, store: Store, as_of: Moment
) -> str:
    """SQL text. ``plan``: of the finding's standard alone, ``rule`` from it; ``acts``: its
    evidence."""
    query = next(
        q for q in plan.queries if q.shape == rule.shape and q.subject == finding.subject_type
    )
    with tempfile.TemporaryDirectory(prefix="zhunsheng-") as name:
        folder = Path(name)
        strand = folder / "strand.parquet"
        pq.write_table(_strand(acts), strand)
        trace = Trace(
            strands={finding.subject_type: [strand]},
            objects=store.object_files(),
            mandates=store.mandate_files(),
            gaps=store.gaps(),
        )
        made = DuckDBRun(plan, trace, options=RunOptions(as_of=as_of), spill=folder)
        try:
            made.lay_out(query)
            return _written(made.db, query, rule, finding, acts)
        finally:
            made.db.close()


def _strand(acts: Sequence[Act]) -> pa.Table:
    """The acts as a strand, with a column for every attribute any of them has."""
    texts = {n for act in acts for n, v in act.attributes.items() if not isinstance(v, Decimal)}
    numbers = {n for act in acts for n, v in act.attributes.items() if isinstance(v, Decimal)}
    times = {n for act in acts for n in act.times}

    def column(values: list[Any], kind: Any) -> Any:
        return pa.array(values, kind)

    columns = {
        "subject": column([a.subject for a in acts], pa.int64()),
        "moment": column([a.moment for a in acts], pa.int64()),
        "act": column([a.act for a in acts], pa.int64()),
        "batch": column([1 for _ in acts], pa.int32()),
        "activity": column([a.activity for a in acts], pa.string()),
        "officer": column([a.officer for a in acts], pa.string()),
        "post": column([a.post for a in acts], pa.string()),
        "office": column([a.office for a in acts], pa.string()),
    }
    for n in sorted(texts):
        columns[f"a_{n}"] = column(
            [v if isinstance(v := a.attributes.get(n), str) else None for a in acts], pa.string()
        )
    for n in sorted(numbers):
        columns[f"n_{n}"] = column(
            [v if isinstance(v := a.attributes.get(n), Decimal) else None for a in acts],
            pa.decimal128(18, 4),
        )
    for n in sorted(times):
        columns[f"t_{n}"] = column([a.times.get(n) for a in acts], pa.int64())
    return pa.table(columns)


def _written(
    db: duckdb.DuckDBPyConnection,
    query: ShapeQuery,
    rule: Rule,
    finding: Finding,
    acts: Sequence[Act],
) -> str:
    head = _HEAD.format(
        day=day_in_sql("m"),
        key=finding.key,
        standard=finding.standard,
        since=finding.since,
        shape=finding.shape,
    )
    shown = [
        f"-- {act.act}: {inert(act.activity)}, {inert(act.subject_id or str(act.subject))}"
        for act in acts
    ]
    shown += [
        f"-- {kind} {number} = {inert(name)}"
        for kind in ("person", "value")
        for number, name in db.execute(
            f"SELECT number, name FROM {kind} ORDER BY number"
        ).fetchall()
    ]
    tables = [_table(db, name, rule, finding) for name in _tables_in(query.sql)]
    own = (
        f"WHERE v.rule = {rule.number} AND v.subject = {finding.subject}\n"
        f"  AND v.anchor_act = {finding.anchor_act};"
    )
    body = f"SELECT v.* FROM (\n{query.sql.strip()}\n) AS v\n{own}\n"
    return head + "\n".join([*shown, "", *tables, body])


def _tables_in(sql: str) -> list[str]:
    tree = sqlglot.parse_one(sql, read="duckdb")
    own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
    return sorted({table.name for table in tree.find_all(exp.Table)} - own)


def _table(db: duckdb.DuckDBPyConnection, name: str, rule: Rule, finding: Finding) -> str:
    """CREATE and INSERT for what the engine laid out, as far as it bears on the finding."""
    described = db.execute(f'DESCRIBE "{name}"').fetchall()
    columns = [(str(row[0]), str(row[1])) for row in described]
    condition = "TRUE"
    if name in _OF_DAYS:
        condition = (
            f"t.{_OF_DAYS[name]} IN (SELECT {day_in_sql('moment')} FROM act "
            "UNION SELECT as_of_day FROM run)"
        )
        if name == "deadline":
            condition += f" AND t.period = {rule.period_number or 0}"
    elif name == "mandate":
        condition = "t.person IN (SELECT person_officer FROM act)"
    elif name == "object":
        condition = "t.subject IN (SELECT subject FROM act)"
    elif name.startswith("rule_") and columns[0][0] == "rule":
        condition = f"t.rule = {rule.number}"
    rows = db.execute(f'SELECT * FROM "{name}" AS t WHERE {condition} ORDER BY ALL').fetchall()
    listed = ", ".join(f'"{column}" {kind}' for column, kind in columns)
    made = f'CREATE TEMP TABLE "{name}" ({listed});'
    if not rows:
        return made + "\n"
    values = ",\n  ".join("(" + ", ".join(_literal(v) for v in row) + ")" for row in rows)
    return f'{made}\nINSERT INTO "{name}" VALUES\n  {values};\n'


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    return quoted(str(value)).replace("\x00", "' || chr(0) || '")
