"""The statements that lay out, for a range of subjects, the tables the shapes' queries read.

They read the strands (Parquet) of one type of subject and leave ``act``, ``first_of`` and
``doubt``. Which columns a strand has is known only from its files; what it lacks is empty.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zhunsheng.engine.situations import Lens
from zhunsheng.model.plan import FieldKind

PEOPLE = ("officer", "post", "office")


def text_of(name: str, alias: str, columns: Collection[str]) -> str:
    """A field as text, whichever way it is stored; numbers have four decimals."""
    if name in PEOPLE:
        return f"{alias}.{name}" if name in columns else "CAST(NULL AS VARCHAR)"
    stored = [
        f'{alias}."{prefix}{name}"'
        if prefix == "a_"
        else f'CAST({alias}."{prefix}{name}" AS VARCHAR)'
        for prefix in ("a_", "n_", "t_")
        if f"{prefix}{name}" in columns
    ]
    if not stored:
        return "CAST(NULL AS VARCHAR)"
    return stored[0] if len(stored) == 1 else f"coalesce({', '.join(stored)})"


def number_of(name: str, alias: str, columns: Collection[str]) -> str:
    """A field as an exact number; empty where it is stored as text."""
    if f"n_{name}" in columns:
        return f'CAST({alias}."n_{name}" AS DECIMAL(18, 4))'
    return "CAST(NULL AS DECIMAL(18, 4))"


def time_of(name: str, alias: str, columns: Collection[str]) -> str:
    """A field as a moment."""
    if f"t_{name}" in columns:
        return f'CAST({alias}."t_{name}" AS BIGINT)'
    return "CAST(NULL AS BIGINT)"


NOT_FILLED = "chr(0)"
"""Stands for an empty text where one is looked up; no source can hold it."""


def shown_columns(lens: Lens, columns: Collection[str]) -> dict[str, str]:
    """What conditions look at, by column name; never NULL, so that it can be joined on."""
    shown = {f"s_{name}": f"coalesce({text_of(name, 't', columns)}, {NOT_FILLED})"
             for name in lens.texts}  # fmt: skip
    for name, cuts in lens.bounds:
        value = number_of(name, "t", columns)
        steps = " ".join(f"WHEN {value} < {cut} THEN {n}" for n, cut in enumerate(cuts))
        shown[f"b_{name}"] = f"CASE WHEN {value} IS NULL THEN -1 {steps} ELSE {len(cuts)} END"
    return shown


def distinct_values(source: str, shown: str) -> str:
    """The values on record of one field, by activity."""
    return f"SELECT DISTINCT t.activity, {shown} AS shown FROM {source} AS t"


def acts(
    source: str,
    lens: Lens,
    fields: Sequence[tuple[str, FieldKind]],
    columns: Collection[str],
) -> str:
    """The acts of a range that play any part, with the fields in use and their situation."""
    value = {"text": text_of, "number": number_of, "time": time_of}
    kept = ["t.subject", "t.moment", "t.act"]
    kept += [f"{text_of(name, 't', columns)} AS {name}" for name in PEOPLE]
    kept += [
        f"{value[kind](name, 't', columns)} AS {kind}_{name}"
        for name, kind in fields
        if name not in PEOPLE
    ]
    joins, addends = [], ["base.base"]
    for column, shown in shown_columns(lens, columns).items():
        joins.append(
            f'LEFT JOIN "addend_{column}" AS "{column}" '
            f'ON "{column}".activity = t.activity AND "{column}".shown = {shown}'
        )
        addends.append(f'coalesce("{column}".addend, 0)')
    nth = (
        "t.nth"
        if "nth" in columns
        else ("row_number() OVER (PARTITION BY t.subject, t.activity ORDER BY t.moment, t.act)")
    )
    lines = "\n".join(joins)
    return f"""
SELECT {", ".join(kept)}, {" + ".join(addends)} AS situation, {nth} AS nth
FROM {source} AS t
JOIN base ON base.activity = t.activity
{lines}"""


FIRST_OF = """
SELECT a.subject, f.step, a.moment, a.act, a.situation
FROM act AS a JOIN first_simple AS f ON f.situation = a.situation
WHERE a.nth = 1
UNION ALL
SELECT subject, step, moment, act, situation FROM (
  SELECT a.subject, f.step, a.moment, a.act, a.situation, row_number() OVER (
    PARTITION BY a.subject, f.step ORDER BY a.moment, a.act
  ) AS place
  FROM act AS a JOIN first_mixed AS f ON f.situation = a.situation
) AS m WHERE place = 1"""

DOUBT = """
SELECT DISTINCT u.rule, a.subject FROM act AS a JOIN unsure AS u ON u.situation = a.situation"""

BEGINNING = """
SELECT f.rule, f.subject, min(a.moment) AS began
FROM (SELECT DISTINCT rule, subject FROM failed) AS f
JOIN part AS p ON p.rule = f.rule
JOIN act AS a ON a.situation = p.situation AND a.subject = f.subject
GROUP BY f.rule, f.subject"""

EVIDENCE = """
SELECT DISTINCT f.rule, f.subject, f.anchor_act, a.act
FROM failed AS f
JOIN act AS a ON a.subject = f.subject
JOIN part AS p ON p.situation = a.situation AND p.rule = f.rule
WHERE a.moment = f.anchor OR a.moment = f.seen_from OR a.moment = f.seen_to
  OR (f.is_span AND a.moment >= f.seen_from AND a.moment <= f.seen_to)
UNION
SELECT rule, subject, anchor_act, also_act FROM failed WHERE also_act IS NOT NULL"""


def settled(sql: str, *, reaches_across: bool) -> str:
    """A shape's verdicts after doubt: failures one by one, everything else counted.

    A subject on which an act's part is unknown (a field that a condition needs is empty) is not
    evaluated, whatever the acts that are known seem to say.
    """
    also = "v.also_act" if reaches_across else "CAST(NULL AS BIGINT)"
    doubted = "(d.rule IS NOT NULL OR v.certain = 0)"
    kept = ("subject", "anchor", "anchor_act", "seen_from", "seen_to", "is_span", "observed",
            "allowed", "also_act")  # fmt: skip
    shown = ", ".join(f"CASE WHEN outcome = 1 THEN {name} END AS {name}" for name in kept)
    grouping = ", ".join(f"CASE WHEN outcome = 1 THEN {name} END" for name in kept)
    return f"""
SELECT rule, outcome, reason, {shown}, count(*) AS n
FROM (
  SELECT v.rule, v.subject, v.anchor, v.anchor_act,
    CASE WHEN {doubted} THEN 2 ELSE v.outcome END AS outcome,
    CASE WHEN {doubted} THEN 50 ELSE v.reason END AS reason,
    coalesce(v.seen_from, v.anchor) AS seen_from, coalesce(v.seen_to, v.anchor) AS seen_to,
    v.is_span, v.observed, v.allowed, {also} AS also_act
  FROM ({sql}) AS v
  LEFT JOIN doubt AS d ON d.rule = v.rule AND d.subject = v.subject
) AS s
GROUP BY rule, outcome, reason, {grouping}"""
