"""The findings of a run laid out for counting: each with the office, post and hands it points to.

That is the last act of its evidence that records an office: the act that deviates, or, where
something never came, the one that should have been followed by it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from zhunsheng.flow import Run
from zhunsheng.hearing.inert import inert
from zhunsheng.model.moment import day_in_sql
from zhunsheng.model.quoting import listed, quoted
from zhunsheng.model.register import Register
from zhunsheng.model.verdict import REASON_TEXT
from zhunsheng.report.words import GRADE_ORDER
from zhunsheng.trace import Store

NO_DOMAIN = ""
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def leads(run: Run, register: Register, store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the table ``lead``: one row for each finding.

    key, standard, domain, grade, grade_order, line, reason, subject_type, subject_id, day (days
    since 1900), office, post, officer, anchor, observed, allowed.
    """
    with duckdb.connect() as db:
        db.register("standing", _standards(register))
        acts = store.act_files()
        pointing = (
            f"""SELECT e.finding_key,
              arg_max(a.office, a.moment) FILTER (a.office IS NOT NULL) AS office,
              arg_max(a.post, a.moment) FILTER (a.office IS NOT NULL) AS post,
              arg_max(a.officer, a.moment) FILTER (a.officer IS NOT NULL) AS officer
            FROM read_parquet({quoted(run.folder / "evidence.parquet")}) AS e
            JOIN read_parquet([{listed(acts)}], union_by_name = true) AS a USING (act)
            GROUP BY e.finding_key"""
            if acts
            else "SELECT '' AS finding_key, NULL AS office, NULL AS post, NULL AS officer"
        )
        db.execute(
            f"""CREATE TABLE lead AS
            SELECT f.finding_key AS key, f.standard, s.domain, f.grade, s.grade_order, f.line,
              f.reason, f.subject_type, f.subject_id, {day_in_sql("f.seen_to")} AS day,
              p.office, p.post, p.officer, f.anchor, f.observed, f.allowed
            FROM read_parquet({quoted(run.folder / "findings.parquet")}) AS f
            JOIN standing AS s ON s.standard = f.standard
            LEFT JOIN ({pointing}) AS p ON p.finding_key = f.finding_key"""
        )
        db.unregister("standing")
        yield db


def domain_of(register: Register) -> Mapping[str, str]:
    """Standard → domain of its power."""
    domains = {power.id: power.domain for power in register.powers}
    return {one.id: domains.get(one.power, NO_DOMAIN) for one in register.standards}


def write_list(path: Path, run: Run, register: Register, store: Store) -> int:
    """All findings as a table for a spreadsheet (CSV, UTF-8 with its mark); how many there are.

    No person is named in it; the rows of a finding open with ``zhunsheng explain``.
    """
    titles = pa.table(
        {
            "standard": [one.id for one in register.standards],
            "title_zh": [one.title.zh for one in register.standards],
            "title_en": [one.title.en for one in register.standards],
        }
    )
    reasons = pa.table(
        {
            "reason": pa.array([int(code) for code in REASON_TEXT], pa.int32()),
            "outcome_zh": [text.zh for text in REASON_TEXT.values()],
            "outcome_en": [text.en for text in REASON_TEXT.values()],
        }
    )
    with leads(run, register, store) as db:
        db.register("title", titles)
        db.register("outcome", reasons)
        cursor = db.execute(
            """SELECT l.key, l.grade, l.line, l.domain, l.standard, t.title_zh, t.title_en,
              o.outcome_zh, o.outcome_en, l.subject_type, l.subject_id,
              DATE '1900-01-01' + CAST(l.day AS INTEGER) AS day, l.office, l.post
            FROM lead AS l JOIN title AS t USING (standard) JOIN outcome AS o USING (reason)
            ORDER BY l.grade_order, l.standard, l.day, l.key"""
        )
        heads = [str(column[0]) for column in cursor.description or ()]
        written = 0
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(heads)
            while rows := cursor.fetchmany(10_000):
                table.writerows([_cell(value) for value in row] for row in rows)
                written += len(rows)
    return written


def _cell(value: object) -> object:
    """A spreadsheet takes text that begins like a formula for one; an apostrophe keeps it text."""
    if not isinstance(value, str):
        return value
    shown = inert(value)
    return f"'{shown}" if shown.startswith(_BEGINS_A_FORMULA) else shown


def _standards(register: Register) -> pa.Table:
    domains = domain_of(register)
    return pa.table(
        {
            "standard": [one.id for one in register.standards],
            "domain": [domains[one.id] for one in register.standards],
            "grade_order": [GRADE_ORDER[one.grade] for one in register.standards],
        }
    )
