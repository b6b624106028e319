"""Only what DuckDB and Spark both say, and mean alike, may enter a plan."""

from __future__ import annotations

import pytest
import sqlglot

from judging.worlds import random_world
from zhunsheng.engine.dialect import refuse_unportable, to_spark
from zhunsheng.model.errors import JudgingError
from zhunsheng.standards.compile import compile_plan
from zhunsheng.standards.shapes import BY_NAME


@pytest.mark.parametrize("shape", BY_NAME)
def test_every_query_of_every_shape_is_portable(shape: str) -> None:
    """As compiled for several registers: which parts a query has depends on what is used."""
    for seed in range(6):
        for query in compile_plan(random_world(shape, seed).register).queries:
            for sql in filter(None, (query.sql, query.asks)):
                refuse_unportable(sql, of=shape)
                spark = to_spark(sql)
                again = sqlglot.parse_one(spark, read="spark")
                assert sqlglot.parse_one(sql, read="duckdb").named_selects == again.named_selects


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("SELECT date_diff('hour', a, b) FROM t", "DATE DIFF"),
        ("SELECT a FROM t ASOF JOIN u ON t.x >= u.x", "ASOF JOIN"),
        ("SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1", "QUALIFY"),
        ("SELECT a, count(*) FROM t GROUP BY ALL", "GROUP BY ALL"),
        ("SELECT to_hours(3) FROM t", "to_hours()"),
        ("SELECT to_minutes(3) FROM t", "to_minutes()"),
        ("SELECT list(a) FROM t", "ARRAY AGG"),
        ("SELECT [a, b] FROM t", "ARRAY"),
        ("SELECT list_contains(a, 1) FROM t", "ARRAY CONTAINS"),
        ("SELECT list_transform(a, x -> x) FROM t", "LAMBDA"),
        ("SELECT {'a': 1} FROM t", "STRUCT"),
        ("SELECT a + INTERVAL 1 DAY FROM t", "INTERVAL"),
        ("SELECT timezone('UTC', a) FROM t", "timezone()"),
        ("SELECT now() FROM t", "now()"),
        ("SELECT hash(a) FROM t", "hash()"),
        ("SELECT a FROM t SEMI JOIN u USING (a)", "SEMI JOIN"),
        ("SELECT a FROM t POSITIONAL JOIN u", "POSITIONAL JOIN"),
        ("SELECT a UNION BY NAME SELECT b", "UNION BY NAME"),
        ("SELECT * EXCLUDE (a) FROM t", "* EXCLUDE"),
        ("SELECT * REPLACE (1 AS a) FROM t", "* REPLACE"),
        ("WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x", "WITH RECURSIVE"),
        ("SELECT max(a, 3) FROM t", "max(…, n)"),
        ("SELECT CAST(a AS HUGEINT) FROM t", "INT128"),
        ("SELECT CAST(a AS TIMESTAMPTZ) FROM t", "TIMESTAMPTZ"),
        ("SELECT CAST(a AS INTEGER[]) FROM t", "INT[]"),
        ("SELECT a FROM t LIMIT 1", "LIMIT"),
        ("DELETE FROM t", "DELETE"),
    ],
)
def test_what_only_one_engine_understands_is_refused_by_name(sql: str, word: str) -> None:
    with pytest.raises(JudgingError) as refused:
        refuse_unportable(sql, of="overdue")
    (said,) = refused.value.problems
    for text in (said.what.zh, said.what.en):
        assert word in text
        assert "overdue" in text


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(JudgingError) as refused:
        refuse_unportable("SELECT list(to_hours(a)) FROM t GROUP BY ALL", of="x")
    said = refused.value.problems[0].what.en
    assert all(word in said for word in ("ARRAY AGG", "to_hours()", "GROUP BY ALL"))


def test_nothing_unportable_is_translated() -> None:
    with pytest.raises(JudgingError):
        to_spark("SELECT to_hours(3)")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT (a >> 20) + ((a & 127) - 56) * 900000 FROM t",
        "SELECT count(DISTINCT a) FROM t GROUP BY b",
        "SELECT lag(a) OVER (PARTITION BY b ORDER BY c) FROM t",
        "SELECT CAST(a AS DECIMAL(18, 4)) FROM t LEFT JOIN u ON u.a = t.a",
    ],
)
def test_the_portable_subset_is_let_through(sql: str) -> None:
    refuse_unportable(sql, of="x")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT 1 FROM t\nWHERE a = = 3", ("line 2", "a = =")),
        ("SELECT (1 FROM t", ("line 1", "Expecting )")),
        ("SELECT 'a", ("tokenizing",)),
        ("", ("No expression",)),
    ],
)
def test_what_is_no_sql_is_refused_as_ours_and_says_where(sql: str, words: tuple[str, ...]) -> None:
    with pytest.raises(JudgingError) as refused:
        refuse_unportable(sql, of="overdue")
    (said,) = refused.value.problems
    assert said.code == "sql-unreadable"
    assert "overdue" in said.what.zh and "overdue" in said.what.en
    assert said.why is not None
    assert all(word in said.what.en + said.why.en for word in words)
