"""The statements that lay out, for a range of subjects, the tables the shapes' queries read.

They read the strands (Parquet) of one type of subject and leave ``act``, ``first_of`` and
``doubt``. Which columns a strand has is known only from its files; what it lacks is empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from zhunsheng.engine.situations import Lens
from zhunsheng.model.plan import FieldKind
from zhunsheng.model.verdict import Reason

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


def shown_texts(lens: Lens, columns: Collection[str]) -> dict[str, str]:
    """The text fields that conditions look at, by column name."""
    return {f"s_{name}": text_of(name, "t", columns) for name in lens.texts}


def _bands(lens: Lens, columns: Collection[str]) -> dict[str, str]:
    """The classes of number fields: 0 for "not filled", then the bands in order."""
    bands = {}
    for name, cuts in lens.bounds:
        value = number_of(name, "t", columns)
        steps = " ".join(f"WHEN {value} < {cut} THEN {n}" for n, cut in enumerate(cuts, start=1))
        bands[f"b_{name}"] = f"CASE WHEN {value} IS NULL THEN 0 {steps} ELSE {len(cuts) + 1} END"
    return bands


def acts(
    source: str,
    lens: Lens,
    fields: Sequence[tuple[str, FieldKind]],
    columns: Collection[str],
    *,
    widths: Mapping[str, int],
) -> str:
    """The acts of a range that play any part, with the fields in use and their situation.

    Texts are looked up by themselves (Parquet keeps them as dictionaries, so that each word is
    looked up once), and everything after that is arithmetic and look-ups of small integers.
    """
    value = {"text": text_of, "number": number_of, "time": time_of}
    kept = ["t.subject", "t.moment", "t.act"]
    joins = ["JOIN base ON base.activity = t.activity"]
    for name, kind in fields:
        if kind == "person":
            joins.append(f"LEFT JOIN person AS person_{name} ON person_{name}.name = "
                         f"{text_of(name, 't', columns)}")  # fmt: skip
            kept.append(f"person_{name}.number AS person_{name}")
        else:
            kept.append(f"{value[kind](name, 't', columns)} AS {kind}_{name}")
    classes = _bands(lens, columns)
    for column, shown in shown_texts(lens, columns).items():
        joins.append(f'LEFT JOIN "class_{column}" AS "{column}" ON "{column}".shown = {shown}')
        classes[column] = f'coalesce("{column}".class, 0)'
    kept += [
        f'base.code * {widths[column]} + {number} AS "k_{column}"'
        for column, number in classes.items()
    ]
    nth = "CAST(t.nth AS INTEGER)" if "nth" in columns else (
        "row_number() OVER (PARTITION BY t.subject, t.activity ORDER BY t.moment, t.act)"
    )  # fmt: skip
    outer = "\n".join(
        f'JOIN "addend_{column}" AS "{column}" ON "{column}".place = r."k_{column}"'
        for column in classes
    )
    sum_of = " + ".join(["r.base", *(f'"{column}".addend' for column in classes)])
    own = ", ".join(f"r.{item.rsplit(' AS ', 1)[-1]}" for item in kept[3 : 3 + len(fields)])
    return f"""
SELECT r.subject, r.moment, r.act, {own + ", " if own else ""}{sum_of} AS situation, r.nth
FROM (
  SELECT {", ".join(kept)}, base.base, {nth} AS nth
  FROM {source} AS t
  {chr(10).join(joins)}
) AS r
{outer}"""


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
  WHERE f.any_nth = 1 OR a.nth = 1
) AS m WHERE place = 1"""

DOUBT = """
SELECT DISTINCT u.rule, a.subject FROM act AS a JOIN unsure AS u ON u.situation = a.situation"""

BEGINNING = """
SELECT f.rule, f.subject, min(a.moment) AS began
FROM (SELECT DISTINCT rule, subject FROM failed) AS f
JOIN rule_core AS c ON c.rule = f.rule
JOIN part AS p ON p.core = c.core
JOIN act AS a ON a.situation = p.situation AND a.subject = f.subject
GROUP BY f.rule, f.subject"""

EVIDENCE = """
SELECT DISTINCT f.rule, f.subject, f.anchor_act, a.act
FROM failed AS f
JOIN act AS a ON a.subject = f.subject
JOIN rule_core AS c ON c.rule = f.rule
JOIN part AS p ON p.situation = a.situation AND p.core = c.core
WHERE a.moment = f.anchor OR a.moment = f.seen_from OR a.moment = f.seen_to
  OR (f.is_span AND a.moment >= f.seen_from AND a.moment <= f.seen_to)
UNION
SELECT rule, subject, anchor_act, also_act FROM failed WHERE also_act IS NOT NULL"""


def settled(sql: str, *, reaches_across: bool, silent: Sequence[int] = ()) -> str:
    """A shape's verdicts after doubt: failures one by one, everything else counted.

    ``silent``: rules of days on which there was no law to judge by.

    A subject on which an act's part is unknown (a field that a condition needs is empty) is not
    evaluated, whatever the acts that are known seem to say.
    """
    also = "v.also_act" if reaches_across else "CAST(NULL AS BIGINT)"
    doubted = "(d.rule IS NOT NULL OR v.certain = 0)"
    kept = ("subject", "anchor", "anchor_act", "seen_from", "seen_to", "is_span", "observed",
            "allowed", "also_act")  # fmt: skip
    mute = f"v.rule IN ({', '.join(map(str, silent))})" if silent else "FALSE"
    no_version = f"WHEN {mute} THEN {int(Reason.NO_VERSION)}" if silent else ""
    shown = ", ".join(f"CASE WHEN outcome = 1 THEN {name} END AS {name}" for name in kept)
    grouping = ", ".join(f"CASE WHEN outcome = 1 THEN {name} END" for name in kept)
    return f"""
SELECT rule, outcome, reason, {shown}, count(*) AS n
FROM (
  SELECT v.rule, v.subject, v.anchor, v.anchor_act,
    CASE WHEN {doubted} OR {mute} THEN 2 ELSE v.outcome END AS outcome,
    CASE {no_version} WHEN {doubted} THEN 50 ELSE v.reason END AS reason,
    coalesce(v.seen_from, v.anchor) AS seen_from, coalesce(v.seen_to, v.anchor) AS seen_to,
    v.is_span, v.observed, v.allowed, {also} AS also_act
  FROM ({sql}) AS v
  LEFT JOIN doubt AS d ON d.rule = v.rule AND d.subject = v.subject
) AS s
GROUP BY rule, outcome, reason, {grouping}"""
