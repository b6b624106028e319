"""One look at a type's whole strands: which situations they know, which texts have numbers.

What comes out are small tables that every range of subjects then looks its acts up in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhunsheng.engine import preparation as prepare
from zhunsheng.engine.preparation import Surveyed
from zhunsheng.engine.situations import Situations, is_simple, lens_of, survey
from zhunsheng.model.plan import FieldKind, Plan, Rule, ShapeQuery

MOST_NUMBERED = 1_000_000
"""More different values than this are compared as they are: the table of numbers would cost each
range more than it saves."""

_ARROW = {
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "VARCHAR": pa.string(),
    "DECIMAL(18, 4)": pa.decimal128(18, 4),
}


class Survey:
    """The survey of one type's strands for the rules and queries on it."""

    def __init__(
        self,
        db: duckdb.DuckDBPyConnection,
        plan: Plan,
        rules: Sequence[Rule],
        queries: Sequence[ShapeQuery],
    ) -> None:
        self.db, self.plan, self.rules, self.queries = db, plan, rules, queries

    def of(self, source: str, columns: frozenset[str]) -> Surveyed:
        """Lay out the tables for a source of acts with these columns."""
        lens = lens_of(self.plan, self.rules)
        shown = prepare.shown_texts(lens, columns)
        seen = self._seen(source, {"activity": "t.activity", **shown})
        found = survey(
            self.plan,
            self.rules,
            lens,
            activities=seen.pop("activity"),
            seen=seen,
        )
        self._lay_situations(found)
        self._lay_parts(found.plays)
        self._number_texts("person", source, columns)
        few = self._number_texts("value", source, columns) <= MOST_NUMBERED
        self.db.execute(
            "CREATE OR REPLACE TABLE mandate AS SELECT p.number AS person, h.kind, h.value, "
            "h.start_moment, h.end_moment FROM held AS h JOIN person AS p ON p.name = h.officer"
        )
        kinds: tuple[FieldKind, ...] = ("person", "value") if few else ("person",)
        return Surveyed(columns, lens, found.widths, frozenset(kinds))

    def _seen(self, source: str, shown: Mapping[str, str]) -> dict[str, list[str]]:
        """The values on record of each text, all in one scan."""
        lists = (
            f"list(DISTINCT {text}) FILTER (WHERE {text} IS NOT NULL)" for text in shown.values()
        )
        (row,) = self.db.execute(f"SELECT {', '.join(lists)} FROM {source} AS t").fetchall()
        return {name: [*map(str, values or ())] for name, values in zip(shown, row, strict=True)}

    def _lay_situations(self, found: Situations) -> None:
        kinds = (("activity", "VARCHAR"), ("code", "INTEGER"), ("base", "INTEGER"))
        lay_table(self.db, "base", kinds, found.bases)
        for column, classes in found.classes.items():
            of_class = (("shown", "VARCHAR"), ("class", "INTEGER"))
            lay_table(self.db, f'"class_{column}"', of_class, classes)
        for column, addends in found.addends.items():
            of_place = (("place", "INTEGER"), ("addend", "INTEGER"))
            lay_table(self.db, f'"addend_{column}"', of_place, addends)
        self._lay_numbers("plays", ("situation", "step"), found.plays)
        self._lay_numbers("scope", ("situation", "rule", "certain", "entry"), found.scope)
        self._lay_numbers("unsure", ("situation", "rule"), found.unsure)

    def _lay_parts(self, plays: npt.NDArray[np.int32]) -> None:
        """Which situations play which roles, and of which steps the first act is wanted."""
        firsts = {rule.steps[role] for rule in self.rules for role in rule.firsts}
        simple = {step for step in firsts if is_simple(self.plan.steps[step - 1])}
        entries = np.column_stack([plays, np.arange(len(plays), dtype=np.int32)])
        for name, steps in (("first_simple", simple), ("first_mixed", firsts - simple)):
            chosen = entries[np.isin(plays[:, 1], list(steps))]
            self._lay_numbers(name, ("situation", "step", "entry"), chosen)
        kinds = (("rule", "INTEGER"), ("core", "INTEGER"))
        lay_table(self.db, "rule_core", kinds, [(rule.number, rule.core) for rule in self.rules])
        casts = {
            (rule.shape, role, rule.core, step)
            for rule in self.rules for role, step in rule.steps.items()
        }  # fmt: skip
        cast_kinds = (
            ("shape", "VARCHAR"), ("role", "VARCHAR"), ("core", "INTEGER"), ("step", "INTEGER"),
        )  # fmt: skip
        lay_table(self.db, "cast_of", cast_kinds, casts)
        self.db.execute(
            "CREATE OR REPLACE TABLE part AS SELECT c.shape, c.role, c.core, p.situation "
            "FROM cast_of AS c JOIN plays AS p ON p.step = c.step"
        )

    def _number_texts(self, kind: FieldKind, source: str, columns: frozenset[str]) -> int:
        """Number the texts of fields of this kind, in their order; how many there are."""
        names = {name for query in self.queries for name, of in query.fields if of == kind}
        nobody = "SELECT CAST(NULL AS VARCHAR) AS name"
        listed = " UNION ALL ".join(
            f"SELECT DISTINCT {prepare.text_of(name, 't', columns)} AS name FROM {source} AS t"
            for name in sorted(names)
        )
        self.db.execute(
            f"CREATE OR REPLACE TABLE {kind} AS SELECT name, "
            "CAST(row_number() OVER (ORDER BY name) AS INTEGER) AS number "
            f"FROM (SELECT DISTINCT name FROM ({listed or nobody}) AS n) AS d "
            "WHERE name IS NOT NULL"
        )
        return int(self.db.execute(f"SELECT count(*) FROM {kind}").fetchall()[0][0])

    def _lay_numbers(self, name: str, columns: Sequence[str], rows: npt.NDArray[np.int32]) -> None:
        arrays = {column: pa.array(rows[:, n]) for n, column in enumerate(columns)}
        _lay(self.db, name, pa.table(arrays))


def lay_table(
    db: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
) -> None:
    """A table of these rows; ``columns``: names and SQL types of the portable subset."""
    listed = list(rows)
    arrays = {
        column: pa.array([row[n] for row in listed], _ARROW[kind])
        for n, (column, kind) in enumerate(columns)
    }
    _lay(db, name, pa.table(arrays))


def _lay(db: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    db.register("incoming", table)
    db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
    db.unregister("incoming")
