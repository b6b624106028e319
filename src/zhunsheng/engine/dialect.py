"""The portable subset of SQL: what DuckDB and Spark both say, and mean, alike.

Whatever is not on the list is refused, with the word that is wrong, so that a query that only one
engine understands (or that two understand differently) never enters a plan. Known traps are
refused by not being listed: ``date_diff('hour')`` counts boundaries in one and whole hours in the
other, ``ASOF JOIN`` and ``to_hours()`` pass translation and fail when run, time-zone functions
need an extension here and differ there, ``GROUP BY ALL`` and ``QUALIFY`` are dialect.
"""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from zhunsheng.model.errors import JudgingError, problem

_NODES: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Order, exp.Ordered,
        exp.With, exp.CTE, exp.Subquery, exp.Union, exp.Distinct,
        exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star,
        exp.Literal, exp.Null, exp.Boolean, exp.Cast, exp.DataType, exp.DataTypeParam,
        exp.And, exp.Or, exp.Not, exp.Paren, exp.Is, exp.In, exp.Between,
        exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ,
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Neg, exp.Abs,
        exp.BitwiseAnd, exp.BitwiseRightShift,
        exp.Case, exp.If, exp.Coalesce,
        exp.Min, exp.Max, exp.Sum, exp.Count,
        exp.Window, exp.WindowSpec, exp.RowNumber, exp.Lag, exp.Lead,
    }
)  # fmt: skip

_TYPES = frozenset(
    {
        exp.DType.INT, exp.DType.BIGINT, exp.DType.DOUBLE, exp.DType.DECIMAL,
        exp.DType.VARCHAR, exp.DType.TEXT, exp.DType.BOOLEAN,
    }
)  # fmt: skip

_TURNS: tuple[tuple[type[exp.Expr], str, str], ...] = (
    (exp.Group, "all", "GROUP BY ALL"),
    (exp.Union, "by_name", "UNION BY NAME"),
    (exp.Star, "except_", "* EXCLUDE"),
    (exp.Star, "replace", "* REPLACE"),
    (exp.With, "recursive", "WITH RECURSIVE"),
    (exp.CTE, "materialized", "MATERIALIZED"),
    (exp.Max, "count", "max(…, n)"),
    (exp.Min, "count", "min(…, n)"),
)
"""Turns that an otherwise portable word can take in one dialect only."""


def refuse_unportable(sql: str, *, of: str) -> None:
    """Raise JudgingError if ``sql`` (DuckDB's dialect) leaves the portable subset, or is no SQL.

    ``of``: whose query it is, for the message.
    """
    tree = _parsed(sql, of=of)
    strange = sorted(
        {_say(node) for node in tree.walk() if type(node) not in _NODES}
        | {
            _say(join)
            for join in tree.find_all(exp.Join)
            if join.method or (join.kind and join.kind.upper() not in ("INNER", "CROSS"))
        }
        | {
            said
            for word, turn, said in _TURNS
            for node in tree.find_all(word)
            if node.args.get(turn)
        }
        | {kind.sql("duckdb") for kind in tree.find_all(exp.DataType) if kind.this not in _TYPES}
    )
    if strange:
        raise JudgingError(
            (
                problem(
                    "sql-not-portable",
                    (
                        f"“{of}”的查询使用了不可移植的写法:{'、'.join(strange)}",
                        f"the query of {of} leaves the portable subset: {', '.join(strange)}",
                    ),
                    why=(
                        "查询须在各引擎上含义一致",
                        "a query must mean the same on every engine",
                    ),
                    mend=(
                        "改用 engine/dialect.py 所列的写法",
                        "say it with what engine/dialect.py lists",
                    ),
                ),
            )
        )


def _parsed(sql: str, *, of: str) -> exp.Expr:
    try:
        return sqlglot.parse_one(sql, read="duckdb")
    except SqlglotError as error:
        found = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
        said = str(found.get("description") or error).rstrip(".")
        where_zh, where_en, near = "", "", ""
        if found.get("line") is not None:
            where_zh = f"（第 {found['line']} 行第 {found['col']} 列）"
            where_en = f" (line {found['line']}, column {found['col']})"
            near = f"{found.get('start_context') or ''}{found.get('highlight') or ''}"[-60:].strip()
        raise JudgingError(
            (
                problem(
                    "sql-unreadable",
                    (
                        f"“{of}”的查询不是可以解析的 SQL{where_zh}",
                        f"the query of {of} is not SQL that can be parsed{where_en}",
                    ),
                    why=(
                        f"解析器报告：{said}" + (f"；出错位置：…{near}" if near else ""),
                        f"the parser says: {said}" + (f"; at: …{near}" if near else ""),
                    ),
                    mend=(
                        "改正该形态的查询；各形态的查询在 standards/shapes 目录中",
                        "correct the shape's query; the shapes' queries are in standards/shapes",
                    ),
                ),
            )
        ) from error


def to_spark(sql: str) -> str:
    """The same query in Spark's dialect. Raises JudgingError as :func:`refuse_unportable`."""
    refuse_unportable(sql, of="?")
    return sqlglot.transpile(sql, read="duckdb", write="spark")[0]


def _say(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return f"{node.name}()"
    if isinstance(node, exp.Join):
        return f"{node.method or node.kind} JOIN"
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(node).__name__).upper()
