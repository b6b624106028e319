"""A generated national trace and register for the speed benchmark.

100 million acts on 8 million declarations in 16 domains of 24 activities, 42 offices, 6 modes,
97 chapters of goods; 1,856 standards of all fifteen shapes. Written in the trace store's own
layout, sorted, by DuckDB alone. Nothing here is meant to be realistic but its size and variety.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from pathlib import Path
from typing import Any

import duckdb

from zhunsheng.model.clock import Calendar, CalendarYear
from zhunsheng.model.law import Basis
from zhunsheng.model.moment import EPOCH
from zhunsheng.model.notation_step import read_conditions
from zhunsheng.model.power import Grant, Post
from zhunsheng.model.register import Register
from zhunsheng.model.run import Trace
from zhunsheng.model.standard import Standard, StandardVersion
from zhunsheng.model.text import Text
from zhunsheng.model.validity import Validity
from zhunsheng.standards.shapes import SHAPES

DOMAINS, ACTIVITIES, OFFICES, MODES = 16, 24, 42, 6
ACTS, SUBJECTS, STANDARDS = 100_000_000, 8_000_000, 1_856
SAY = Text("基准", "benchmark")
BASIS = (Basis("bench", "1"),)


def write_trace(folder: Path, *, scale: float) -> Trace:
    """The trace, ``scale`` × 100 million acts; made once and kept."""
    subjects = int(SUBJECTS * scale)
    recipe = hashlib.sha256(_TRACE.encode()).hexdigest()[:8]
    file = folder / f"declaration-{subjects}-{recipe}.parquet"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        start = int((dt.datetime(2025, 3, 1) - EPOCH).total_seconds())
        with duckdb.connect() as db:
            db.execute("SET memory_limit = '6GB'")
            db.execute("SET temp_directory = ?", [str(folder / "spill")])
            partial = file.with_suffix(".partial")
            db.execute(_TRACE.format(
                subjects=subjects, spread=(1 << 63) // subjects, start=start,
                domains=DOMAINS, activities=ACTIVITIES, offices=OFFICES, modes=MODES,
                file=partial,
            ))  # fmt: skip
            partial.rename(file)
    return Trace(strands={"declaration": [file]})


# The activities of a domain come in twelve couples, a first and a second step. Every subject goes
# through about half of the couples (of the last two through one, rarely through both), a thirtieth
# of a month each; now and then a second step is missing, comes first, is repeated, is done by the
# same officer or late.
_TRACE = """
COPY (
  WITH subject AS (
    SELECT i, i * {spread} + CAST(hash(i) % 1000000 AS BIGINT) AS subject,
      CAST(least(hash(i, 1) % {domains}, hash(i, 2) % {domains}) AS INTEGER) AS domain,
      CAST(least(hash(i, 3) % {offices}, hash(i, 4) % {offices}) AS INTEGER) AS office,
      CAST(hash(i, 5) % {modes} AS INTEGER) AS mode,
      CAST(hash(i, 6) % 97 AS INTEGER) AS chapter,
      {start} + CAST(hash(i, 7) % 1300000 AS BIGINT) AS began
    FROM range({subjects}) AS r(i)
  ),
  couple AS (
    SELECT s.*, c, hash(i, c) AS hc FROM subject AS s, range({activities} // 2) AS g(c)
    WHERE CASE WHEN c < 10 THEN hash(i, c, 9) % 1000 < 517
      ELSE hash(i, 9) % 2 = c - 10 OR hash(i, 9) % 211 = 3 END
  ),
  walked AS (
    SELECT *, hash(i, c, k) AS h, CAST(c * 2 + (k % 2) AS INTEGER) AS step
    FROM couple, range(3) AS g(k)
    WHERE k = 0 OR (k = 1 AND hc % 211 <> 0) OR (k = 2 AND hc % 97 = 1)
  ),
  acted AS (
    SELECT *, began + c * 86400 + CASE
        WHEN hc % 307 = 0 THEN (1 - (k % 2)) * 3600
        WHEN k = 1 THEN 7200 + CAST(h % 40000 AS BIGINT)
          + CASE WHEN hc % 131 = 3 THEN 700000 ELSE 0 END
        WHEN k = 2 THEN 60000 ELSE 0 END AS happened,
      CAST((hc % 35) * 2 + CASE WHEN hc % 173 = 5 THEN 0 ELSE k % 2 END AS INTEGER) AS hand
    FROM walked
  )
  SELECT subject,
    (CAST(happened AS BIGINT) * 1000 * 1048576) + k * 128 + 88 AS moment,
    CAST(h >> 1 AS BIGINT) AS act, CAST(1 AS INTEGER) AS batch,
    'D' || domain || '-' || step AS activity,
    CAST(row_number() OVER (PARTITION BY subject, step ORDER BY happened, k) AS INTEGER) AS nth,
    CASE WHEN h % 128 <> 0 THEN 'officer-' || office || '-' || hand END AS officer,
    'post-' || CASE WHEN h % 151 = 0 THEN 9 ELSE CAST(h % 4 AS INTEGER) END AS post,
    'office-' || office AS office,
    'mode-' || mode AS a_mode,
    lpad(CAST(chapter AS VARCHAR), 2, '0') AS a_chapter,
    CASE WHEN h % 113 <> 0
      THEN 'ref-' || CAST(i % 10000 + CASE WHEN h % 89 = 0 THEN 1 ELSE 0 END AS INTEGER) END
      AS a_reference,
    CASE WHEN step % 3 = 0 THEN CAST((h % 100000) / 100.0 AS DECIMAL(18, 4)) END AS n_amount,
    CASE WHEN step % 3 = 0 THEN CAST((h % 100000) / 100.0
      + CASE WHEN h % 127 = 0 THEN 9 ELSE h % 5 END AS DECIMAL(18, 4)) END AS n_declared
  FROM acted
  ORDER BY subject, moment
) TO '{file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
"""


def register(*, standards: int = STANDARDS, seed: int = 7, finer: int = 1) -> Register:
    """``standards`` standards over all shapes in turn.

    ``finer``: each standard cut into so many by office and mode, as when every office writes its
    own; the acts to be judged stay the same, the standards become ``finer`` times as many.
    """
    draw = random.Random(seed)
    made: list[Standard] = []
    for n in range(standards):
        shape = SHAPES[n % len(SHAPES)]
        domain = (n // len(SHAPES)) % DOMAINS
        parameters = _parameters(shape.name, domain, draw)
        scope = _scope(draw)
        for part in range(finer):
            cut = dict(scope)
            if finer > 1:
                offices = [f"office-{o}" for o in range(OFFICES) if o % finer == part]
                kept = cut.get("office", offices)
                cut["office"] = [o for o in kept if o in offices] or ["none"]
            made.append(
                Standard(
                    f"{shape.name}-{n}-{part}", SAY, "power", ("post-0",), 1, "medium",
                    (
                        StandardVersion(
                            Validity(dt.date(2020, 1, 1)), BASIS, shape.name, "declaration",
                            parameters, read_conditions(cut),
                        ),
                    ),
                )
            )  # fmt: skip
    years = tuple(CalendarYear(y, frozenset(), frozenset()) for y in (2024, 2025, 2026))
    posts = tuple(
        Post(f"post-{p}", SAY, (Grant("power", Validity(dt.date(2020, 1, 1))),)) for p in range(4)
    )
    return Register(
        id="benchmark", title=SAY, legal_zone="Asia/Shanghai", digest="bench", posts=posts,
        standards=tuple(made), calendar=Calendar("c", frozenset({5, 6}), years),
    )  # fmt: skip


def _scope(draw: random.Random) -> dict[str, Any]:
    kind = draw.random()
    if kind < 0.4:
        return {}
    if kind < 0.7:
        return {"office": [f"office-{draw.randrange(OFFICES)}"]}
    if kind < 0.85:
        return {"mode": [f"mode-{draw.randrange(MODES)}"]}
    if kind < 0.95:
        return {"office": [f"office-{o}" for o in draw.sample(range(OFFICES), 5)],
                "chapter": {"prefix": [str(draw.randrange(10))]}}  # fmt: skip
    return {"mode": {"not_in": [f"mode-{draw.randrange(MODES)}"]}}


def _parameters(shape: str, domain: int, draw: random.Random) -> dict[str, object]:
    couple = draw.randrange(ACTIVITIES // 2)
    first, second = f"D{domain}-{couple * 2}", f"D{domain}-{couple * 2 + 1}"
    money = f"D{domain}-{draw.randrange(0, ACTIVITIES, 3)}"
    days = draw.choice(({"days": 2}, {"days": 3}, {"working_days": 3}, {"hours": 72}))
    match shape:
        case "missing_step":
            return {"at": second, "needs": first}
        case "wrong_order":
            return {"first": first, "then": second}
        case "forbidden_after":
            return {"after": second, "forbidden": first}
        case "never_together":
            return {"one": f"D{domain}-{20 + couple % 2}", "other": f"D{domain}-{22 + couple % 2}"}
        case "overdue":
            return {"from": first, "to": second, "within": days}
        case "beyond_authority":
            return {"act": first, "power": "power"}
        case "conflicting_duties":
            return {"one": first, "other": second}
        case "too_few_hands":
            return {"acts": [first, second], "at_least": 2}
        case "out_of_bounds":
            return {"act": money, "field": "amount", "at_most": 990}
        case "altered_after":
            return {"after": first, "by": [first, second], "field": "reference"}
        case "mismatch":
            return {"one": money, "field": "amount", "other_field": "declared", "tolerance": 5}
        case "too_often":
            return {"act": second, "more_than": 1, "within": {"days": 5}}
        case "repeated_change":
            return {"acts": [first, second], "field": "reference", "at_most": 1}
        case "unlike_treatment":
            return {"act": money, "alike": ["chapter", "mode"], "outcome": "amount",
                    "ratio": 100_000_000}  # fmt: skip
        case _:
            return {"act": first, "fields": ["reference"]}
