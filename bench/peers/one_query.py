"""One SQL query for one standard, as a competent analyst would write it over the same Parquet.

Each returns one row: how many passed, failed, could not be evaluated. The analyst knows his data
(``nth = 1`` is a subject's first act of an activity, no scope field is ever empty, every standard
was in force all the time, the zone is UTC+8) and does nothing that the answer does not need: no
findings are written, no reasons told apart, no evidence kept, all of which the engine does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhunsheng.model.register import Register
from zhunsheng.model.standard import Condition, StandardVersion

SHAPES = (
    "missing_step",
    "wrong_order",
    "never_together",
    "overdue",
    "record_missing",
    "out_of_bounds",
    "conflicting_duties",
    "beyond_authority",
)
ZONE_MS = 8 * 3_600_000
DAY_MS = 86_400_000
HOUR_MS = 3_600_000


def calendar_table(register: Register) -> str:
    """The statement that makes the analyst's calendar: ``workday`` (day, ordinal, works).

    ``ordinal``: working days up to and including the day. He makes it once, before he is timed.
    """
    assert register.calendar is not None
    years = register.calendar.years
    assert not any(year.holidays or year.workdays for year in years)
    first, last = min(year.year for year in years), max(year.year for year in years)
    weekend = ", ".join(str(day + 1) for day in sorted(register.calendar.weekend))
    return f"""
CREATE OR REPLACE TABLE workday AS
SELECT date_diff('day', DATE '1900-01-01', d) AS day, works,
  sum(works::INTEGER) OVER (ORDER BY d) AS ordinal
FROM (
  SELECT d, isodow(d) NOT IN ({weekend}) AS works
  FROM (SELECT unnest(generate_series(DATE '{first}-01-01', DATE '{last}-12-31',
    INTERVAL 1 DAY))::DATE AS d)
)"""


def query(version: StandardVersion, *, source: str, as_of: int, register: Register) -> str:
    """The query. ``source``: what stands after FROM; ``as_of``: the moment judged from.

    Raises KeyError for a shape that is not in ``SHAPES``.
    """
    said = version.parameters
    scope = "".join(f" AND {_condition(one)}" for one in version.scope)
    match version.shape:
        case "missing_step":
            return _pair(
                source,
                said["at"],
                said["needs"],
                scope,
                kind="LEFT JOIN",
                counted="""
  count_if(b.moment <= a.moment), count_if(b.moment IS NULL OR b.moment > a.moment), 0""",
            )
        case "wrong_order":
            return _pair(
                source,
                said["then"],
                said["first"],
                scope,
                kind="JOIN",
                counted="""
  count_if(a.moment >= b.moment), count_if(a.moment < b.moment), 0""",
            )
        case "never_together":
            return _pair(
                source,
                said["one"],
                said["other"],
                scope,
                kind="LEFT JOIN",
                counted="""
  count_if(b.moment IS NULL), count_if(b.moment IS NOT NULL), 0""",
            )
        case "overdue":
            return _overdue(source, said, scope, as_of)
        case "record_missing":
            (field,) = said["fields"]
            return f"""
SELECT count(a_{field}), count(*) - count(a_{field}), 0
FROM {source} WHERE activity = '{said["act"]}'{scope}"""
        case "out_of_bounds":
            number = f"n_{said['field']}"
            return f"""
SELECT count_if({number} <= {said["at_most"]}), count_if({number} > {said["at_most"]}),
  count_if({number} IS NULL)
FROM {source} WHERE activity = '{said["act"]}'{scope}"""
        case "conflicting_duties":
            return _conflicting(source, said["one"], said["other"], scope)
        case "beyond_authority":
            holds = [
                post.id for post in register.posts
                if any(grant.power == said["power"] for grant in post.grants)
            ]  # fmt: skip
            listed = ", ".join(f"'{post}'" for post in holds)
            return f"""
SELECT count_if(post IN ({listed})), count_if(post NOT IN ({listed})), count_if(post IS NULL)
FROM {source} WHERE activity = '{said["act"]}'{scope}"""
    raise KeyError(version.shape)


def _pair(source: str, anchor: str, other: str, scope: str, *, kind: str, counted: str) -> str:
    """The subject's first ``anchor``, where in scope, beside its first ``other``."""
    return f"""
SELECT{counted}
FROM (SELECT subject, moment FROM {source}
  WHERE activity = '{anchor}' AND nth = 1{scope}) AS a
{kind} (SELECT subject, moment FROM {source}
  WHERE activity = '{other}' AND nth = 1) AS b USING (subject)"""


def _overdue(source: str, said: Mapping[str, Any], scope: str, as_of: int) -> str:
    ((unit, length),) = said["within"].items()
    if unit == "hours":
        limit = length * HOUR_MS
        return _pair(
            source,
            said["from"],
            said["to"],
            scope,
            kind="LEFT JOIN",
            counted=f"""
  count_if((b.moment >> 20) - (a.moment >> 20) BETWEEN 0 AND {limit}),
  count_if(coalesce(b.moment >> 20, {as_of >> 20}) - (a.moment >> 20) > {limit}),
  count_if(b.moment >> 20 < a.moment >> 20
    OR (b.moment IS NULL AND {as_of >> 20} - (a.moment >> 20) <= {limit}))""",
        )
    today = _day(str(as_of))
    begun = f"""
  SELECT {_day("a.moment")} AS begun, {_day("b.moment")} AS done
  FROM (SELECT subject, moment FROM {source}
    WHERE activity = '{said["from"]}' AND nth = 1{scope}) AS a
  LEFT JOIN (SELECT subject, moment FROM {source}
    WHERE activity = '{said["to"]}' AND nth = 1) AS b USING (subject)"""
    if unit == "days":
        pairs = f"SELECT begun, done, begun + {length} AS due FROM ({begun})"
    else:
        pairs = f"""
  SELECT p.begun, p.done, later.day AS due FROM ({begun}) AS p
  LEFT JOIN workday AS now ON now.day = p.begun
  LEFT JOIN workday AS later ON later.works AND later.ordinal = now.ordinal + {length}"""
    return f"""
SELECT count_if(done BETWEEN begun AND due),
  count_if(coalesce(done, {today}) > due AND (done IS NULL OR done >= begun)),
  count_if(done < begun OR due IS NULL OR (done IS NULL AND {today} <= due))
FROM ({pairs})"""


def _conflicting(source: str, one: str, other: str, scope: str) -> str:
    return f"""
SELECT count_if(NOT same AND NOT unknown), count_if(same), count_if(unknown AND NOT same)
FROM (
  SELECT a.subject, coalesce(bool_or(o.officer = t.officer), FALSE) AS same,
    bool_or(o.officer IS NULL OR t.officer IS NULL) AS unknown
  FROM (SELECT subject FROM {source} WHERE activity = '{one}' AND nth = 1{scope}) AS a
  JOIN (SELECT subject, officer FROM {source} WHERE activity = '{one}') AS o USING (subject)
  JOIN (SELECT subject, officer FROM {source} WHERE activity = '{other}') AS t USING (subject)
  GROUP BY a.subject
)"""


def _day(moment: str) -> str:
    return f"(({moment} >> 20) + {ZONE_MS}) // {DAY_MS}"


def _condition(condition: Condition) -> str:
    column = "office" if condition.field == "office" else f"a_{condition.field}"
    listed = ", ".join(f"'{value}'" for value in condition.values)
    match condition.operator:
        case "in":
            return f"{column} IN ({listed})"
        case "not_in":
            return f"{column} NOT IN ({listed})"
        case "prefix":
            begins = " OR ".join(f"starts_with({column}, '{v}')" for v in condition.values)
            return f"({begins})"
    raise KeyError(condition.operator)
