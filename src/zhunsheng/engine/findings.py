"""Findings as they rest on disk: one row per breach, one row per act of its evidence."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from zhunsheng.model.plan import Plan
from zhunsheng.model.quoting import quoted
from zhunsheng.model.run import Trace

KEY = (
    "substr(sha256(concat_ws('|', r.standard, r.since, f.type, CAST(f.subject AS VARCHAR), "
    "CAST(f.anchor_act AS VARCHAR))), 1, 32)"
)
"""A finding's key: digest of standard, version, subject and the act it hangs on."""


def write_findings(db: duckdb.DuckDBPyConnection, plan: Plan, trace: Trace, folder: Path) -> int:
    """Write findings.parquet and evidence.parquet; how many findings there are."""
    rules = pa.table(
        {
            "rule": pa.array([rule.number for rule in plan.rules], pa.int32()),
            "standard": pa.array([rule.standard for rule in plan.rules], pa.string()),
            "since": pa.array([rule.since.isoformat() for rule in plan.rules], pa.string()),
            "shape": pa.array([rule.shape for rule in plan.rules], pa.string()),
            "grade": pa.array([rule.grade for rule in plan.rules], pa.string()),
            "line": pa.array([rule.line for rule in plan.rules], pa.int32()),
        }
    )
    db.register("rules", rules)
    db.execute(
        f"""CREATE TABLE finding AS
        SELECT {KEY} AS finding_key, r.standard, r.since, r.shape, r.grade, r.line, f.rule,
          f.type AS subject_type, f.subject, o.id AS subject_id, f.reason, f.anchor, f.anchor_act,
          f.seen_from, f.seen_to, f.is_span, f.observed, f.allowed, f.also_act
        FROM all_failed AS f
        JOIN rules AS r ON r.rule = f.rule
        LEFT JOIN object AS o ON o.type = f.type AND o.subject = f.subject"""
    )
    db.execute(
        f"COPY (SELECT * FROM finding ORDER BY standard, anchor, finding_key) "
        f"TO {quoted(folder / 'findings.parquet')} (FORMAT parquet, COMPRESSION zstd)"
    )
    db.execute(
        f"""COPY (
          SELECT f.finding_key, e.act FROM evidence AS e
          JOIN finding AS f ON f.rule = e.rule AND f.subject = e.subject
            AND f.anchor_act = e.anchor_act
          ORDER BY f.finding_key, e.act
        ) TO {quoted(folder / "evidence.parquet")} (FORMAT parquet, COMPRESSION zstd)"""
    )
    db.unregister("rules")
    counted = db.execute("SELECT count(*) FROM finding").fetchone()
    assert counted is not None
    return int(counted[0])
