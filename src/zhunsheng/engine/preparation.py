"""The statements that lay out, for a range of subjects, the tables the shapes' queries read.

They read the strands (Parquet) of one type of subject and leave ``act``, ``first_of`` and
``doubt``. Which columns a strand has is known only from its files; what it lacks is empty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from zhunsheng.engine.situations import Lens
from zhunsheng.model.moment import day_in_sql
from zhunsheng.model.plan import FieldKind
from zhunsheng.model.verdict import Outcome, Reason

PEOPLE = ("officer", "post", "office")


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What is known of a type's strands once they have been surveyed.

    ``widths``: as in Situations. ``numbered``: the kinds of field whose texts have numbers.
    """

    columns: frozenset[str]
    lens: Lens
    widths: Mapping[str, int]
    numbered: frozenset[FieldKind]


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


def counted_anew(source: str) -> str:
    """The same acts, those of ``mended`` subjects with their ``nth`` counted here."""
    inside = "(SELECT 1 FROM mended AS m WHERE m.subject = t.subject)"
    nth = "row_number() OVER (PARTITION BY subject, activity ORDER BY moment, act)"
    return (
        f"(SELECT * FROM {source} AS t WHERE NOT EXISTS {inside} UNION ALL "
        f"SELECT * REPLACE (CAST({nth} AS INTEGER) AS nth) FROM {source} AS t "
        f"WHERE EXISTS {inside})"
    )


def acts(source: str, fields: Sequence[tuple[str, FieldKind]], surveyed: Surveyed) -> str:
    """The acts of a range that play any part, with the fields in use and their situation.

    Texts are looked up by themselves (Parquet keeps them as dictionaries, so that each word is
    looked up once), and everything after that is arithmetic and look-ups of small integers.
    """
    columns = surveyed.columns
    value = {
        "text": text_of, "number": number_of, "time": time_of, "person": text_of, "value": text_of
    }  # fmt: skip
    kept = ["t.subject", "t.moment", "t.act"]
    joins = ["JOIN base ON base.activity = t.activity"]
    for name, kind in fields:
        shown = value[kind](name, "t", columns)
        if kind in surveyed.numbered:
            joins.append(f"LEFT JOIN {kind} AS {kind}_{name} ON {kind}_{name}.name = {shown}")
            shown = f"{kind}_{name}.number"
        kept.append(f"{shown} AS {kind}_{name}")
    classes = _bands(surveyed.lens, columns)
    for column, shown in shown_texts(surveyed.lens, columns).items():
        joins.append(f'LEFT JOIN "class_{column}" AS "{column}" ON "{column}".shown = {shown}')
        classes[column] = f'coalesce("{column}".class, 0)'
    kept += [
        f'base.code * {surveyed.widths[column]} + {number} AS "k_{column}"'
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
SELECT r.subject, r.moment, CAST({day_in_sql("r.moment")} AS INTEGER) AS day, r.act,
  {own + ", " if own else ""}{sum_of} AS situation, r.nth
FROM (
  SELECT {", ".join(kept)}, base.base, {nth} AS nth
  FROM {source} AS t
  {chr(10).join(joins)}
) AS r
{outer}"""


def first_acts(sums: Sequence[tuple[str, FieldKind]]) -> tuple[str, ...]:
    """Statements that leave ``first_of``: the first act of each step on each subject, and what all
    acts of the step come to.

    ``sums``: fields of which the least and the most are wanted, and whether any act lacks it. Most
    steps are those of one activity that a subject has once: there the one act is all of it, and
    nothing is grouped or written twice.
    """
    names = [f"{kind}_{name}" for name, kind in sums]
    kept = ", ".join(["a.subject", "f.step", "f.entry", "a.moment", "a.day", "a.act", *names])
    simple = "act AS a JOIN first_simple AS f ON f.situation = a.situation"
    again = "again AS g WHERE g.subject = a.subject AND g.step = f.step"
    once = "".join(
        f", {name} AS least_{name}, {name} AS most_{name}, {_lacks(name)} AS lacks_{name}"
        for name in names
    )
    return (
        f"CREATE TEMP TABLE again AS SELECT DISTINCT a.subject, f.step FROM {simple} "
        "WHERE a.nth = 2",
        f"CREATE TEMP TABLE first_once AS SELECT {kept} FROM {simple} "
        f"WHERE a.nth = 1 AND NOT EXISTS (SELECT 1 FROM {again})",
        "CREATE TEMP TABLE first_several AS "
        + _summed(
            f"SELECT {kept} FROM act AS a JOIN first_mixed AS f ON f.situation = a.situation", names
        ),
        "INSERT INTO first_several "
        + _summed(
            f"SELECT {kept} FROM {simple} "
            "JOIN again AS g ON g.subject = a.subject AND g.step = f.step",
            names,
        ),
        "CREATE TEMP VIEW first_of AS "
        f"SELECT subject, step, entry, moment, day, act, moment AS last, 1 AS acts{once} "
        "FROM first_once UNION ALL SELECT * FROM first_several",
    )


def _summed(acts: str, names: Sequence[str]) -> str:
    """One row for all acts of a subject in a step; the first is the first by moment, then act."""
    sums = "".join(
        f", min({name}) AS least_{name}, max({name}) AS most_{name}, "
        f"max({_lacks(name)}) AS lacks_{name}"
        for name in names
    )
    return f"""
SELECT subject, step, arg_min(entry, place) AS entry, CAST(min(place) >> 64 AS BIGINT) AS moment,
  CAST({day_in_sql("CAST(min(place) >> 64 AS BIGINT)")} AS INTEGER) AS day,
  CAST(min(place) & 9223372036854775807 AS BIGINT) AS act, max(moment) AS last,
  CAST(count(*) AS INTEGER) AS acts{sums}
FROM (SELECT *, (CAST(moment AS HUGEINT) << 64) + act AS place FROM ({acts}) AS a) AS p
GROUP BY subject, step"""


def _lacks(name: str) -> str:
    return f"CASE WHEN {name} IS NULL THEN 1 ELSE 0 END"


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


SHOWN = (
    "subject", "anchor", "anchor_act", "seen_from", "seen_to", "is_span", "observed", "allowed",
    "also_act",
)  # fmt: skip
"""What is kept of a failure, besides its rule and reason."""


def settled(sql: str, *, reaches_across: bool, silent: Sequence[int] = ()) -> str:
    """A shape's verdicts after doubt: counted by rule, outcome and reason, failures listed.

    ``silent``: rules of days on which there was no law to judge by.

    A subject on which an act's part is unknown (a field that a condition needs is empty) is not
    evaluated, whatever the acts that are known seem to say. ``said`` is a hundred times the
    outcome, plus the reason; ``failures`` a list of what :data:`SHOWN` names. There are a few
    hundred groups, and nothing is grouped by what only failures have.
    """
    also = "v.also_act" if reaches_across else "CAST(NULL AS BIGINT)"
    not_evaluated = int(Outcome.NOT_EVALUATED) * 100
    mute = ""
    if silent:
        numbers = ", ".join(map(str, silent))
        mute = f"WHEN v.rule IN ({numbers}) THEN {not_evaluated + int(Reason.NO_VERSION)}"
    kept = ", ".join(f"{name}: {name}" for name in SHOWN)
    return f"""
SELECT rule, said, count(*) AS n,
  list({{{kept}}}) FILTER (WHERE said // 100 = {int(Outcome.FAIL)}) AS failures
FROM (
  SELECT v.rule, v.subject, v.anchor, v.anchor_act,
    CASE {mute} WHEN d.rule IS NOT NULL OR v.certain = 0
        THEN {not_evaluated + int(Reason.FIELD_MISSING)}
      ELSE v.outcome * 100 + v.reason END AS said,
    coalesce(v.seen_from, v.anchor) AS seen_from, coalesce(v.seen_to, v.anchor) AS seen_to,
    v.is_span, v.observed, v.allowed, {also} AS also_act
  FROM ({sql}) AS v
  LEFT JOIN doubt AS d ON d.rule = v.rule AND d.subject = v.subject
) AS s
GROUP BY rule, said"""
