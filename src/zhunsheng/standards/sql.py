"""The words all shapes' queries share. Everything stays in the portable subset.

Tables a query may use (the engine prepares them, for a range of subjects at a time):

``act``       subject, moment, day (the legal day's number), act, situation, nth (its place among
              the subject's acts of the same activity), and the fields in use (officer, post, office
              among them) as ``text_…``, ``number_…``, ``time_…``, ``person_…``, ``value_…`` (of
              these two only which are the same and which comes first has a meaning). Only acts
              that play a part in some standard.
``part``      shape, role, core, situation: acts of that situation play that role, or may. Rules
              that differ in nothing but scope and dates share a *core*, the smallest of their
              numbers: acts are gathered once per core, and only their anchors told apart by rule.
``scope``     situation, entry, rule, certain: acts of that situation anchor that rule
              (certain = 1), or may, a field being empty (0). ``entry``: situation and step in one.
``first_of``  subject, step, entry, moment, day, act: the first act of each step that is a
              "first"; and of all the subject's acts of that step: ``last`` (moment), ``acts`` (how
              many), and for each field that some shape sums up (``person_officer``, say) the least,
              the most and whether any lacks it: ``least_…``, ``most_…``, ``lacks_…``.
``deadline``  period, day, suspended, due: last day in time, from the one reference count
              (``model/counting.py``); no row where the calendar does not know the year.
``workday``   day, ordinal: working days up to and including that day; segment: ordinals of two
              segments cannot be compared, a year unknown lies between.
``civil_day`` day, year, month (months counted through the years, so that each is distinct).
``mandate``   person, kind, value, start_moment, end_moment.
``mandate_kind`` kind: the kinds of mandate on record at all.
``run``       one row: as_of, as_of_day.
``rule_<shape>`` the parameters, one row per rule: rule, core, start_day, end_day, …

A *situation* is a distinct combination of activity and of the fields that conditions look at:
conditions are judged once per situation, in Python, never once per act.

Verdict rows: rule, subject, anchor, anchor_act, certain, outcome, reason, seen_from, seen_to,
is_span, observed, allowed; shapes that reach across subjects add also_act.
"""

from __future__ import annotations

from collections.abc import Iterable

from zhunsheng.model.moment import day_in_sql, milliseconds_in_sql
from zhunsheng.model.plan import FieldKind
from zhunsheng.model.quoting import quoted
from zhunsheng.model.verdict import Outcome, Reason
from zhunsheng.standards.shape import Codes

PASS, FAIL, NOT_EVALUATED = (int(outcome) for outcome in Outcome)
NOTHING = int(Reason.NONE)

instant, day = milliseconds_in_sql, day_in_sql
"""Of a moment: milliseconds since 1900, and the number of its legal day."""

NO_OBSERVATION = "CAST(NULL AS DOUBLE) AS observed, CAST(NULL AS DOUBLE) AS allowed"


def in_force(act: str, rule: str = "r") -> str:
    """Whether the rule was in force on the legal day of an act."""
    return f"{act}.day >= {rule}.start_day AND {act}.day < {rule}.end_day"


def wide(number: str) -> str:
    """A number about to be multiplied: DuckDB would otherwise keep 18 digits and overflow."""
    return f"CAST({number} AS DECIMAL(19, 4))"


def first_anchor(shape: str, columns: Iterable[str] = (), fields: Iterable[str] = ()) -> str:
    """A select of each rule's anchor: the subject's first act in the anchoring role, if in scope.

    ``columns``: of the rule (``r``); ``fields``: of the first act (``f``).
    """
    more = "".join(f", r.{column}" for column in columns)
    more += "".join(f", {field}" for field in fields)
    return f"""
  SELECT r.rule, r.core, f.subject, f.moment AS anchor, f.day AS anchor_day,
    f.act AS anchor_act, s.certain{more}
  FROM rule_{shape} AS r
  JOIN scope AS s ON s.rule = r.rule
  JOIN first_of AS f ON f.entry = s.entry
  WHERE {in_force("f")}"""


def first_in(shape: str, role: str) -> str:
    """The first acts in a role: chosen by the step alone, before anything is joined by subject."""
    return f"(SELECT * FROM first_of WHERE step IN (SELECT {role}_step FROM rule_{shape}))"


def every_anchor(shape: str, columns: Iterable[str] = (), fields: Iterable[str] = ()) -> str:
    """A select of all acts that anchor a rule and are in scope. ``fields``: of the act (``a``)."""
    more = "".join(f", r.{column}" for column in columns)
    more += "".join(f", {field}" for field in fields)
    return f"""
  SELECT r.rule, r.core, a.subject, a.moment AS anchor, a.day AS anchor_day,
    a.act AS anchor_act, s.certain{more}
  FROM rule_{shape} AS r
  JOIN scope AS s ON s.rule = r.rule
  JOIN act AS a ON a.situation = s.situation
  WHERE {in_force("a")}"""


def hits(
    shape: str,
    role: str,
    columns: Iterable[str] = (),
    fields: Iterable[str] = (),
    *,
    among: str | None = None,
) -> str:
    """A select of every act in a role: core, subject, moment, act, whichever rules share it.

    ``among``: a select of the few subjects whose acts are wanted.
    """
    more = "".join(f", r.{column}" for column in columns)
    more += "".join(f", {field}" for field in fields)
    rule = f"JOIN rule_{shape} AS r ON r.rule = p.core" if "r." in more else ""
    acts = f"(SELECT * FROM act WHERE subject IN ({among}))" if among is not None else "act"
    return f"""
  SELECT p.core, a.subject, a.moment, a.act{more}
  FROM part AS p
  {rule}
  JOIN {acts} AS a ON a.situation = p.situation
  WHERE p.shape = {quoted(shape)} AND p.role = {quoted(role)}"""


def chosen(code: str, alias: str, *, kind: FieldKind, codes: Codes, summed: str = "") -> str:
    """The column named by a field code held in a parameter.

    ``summed``: ``least``, ``most`` or ``lacks``, to read it from ``first_of``.
    """
    prefix = f"{summed}_" if summed else ""
    cases = " ".join(
        f"WHEN {number} THEN {alias}.{prefix}{kind}_{name}"
        for (name, of_kind), number in sorted(codes.items(), key=lambda item: item[1])
        if of_kind == kind
    )
    sql_type = {"text": "VARCHAR", "number": "DECIMAL(18, 4)"}.get(kind, "BIGINT")
    return f"CASE {code} {cases} END" if cases else f"CAST(NULL AS {sql_type})"
