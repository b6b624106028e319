"""A generated national trace and register for the speed benchmark.

100 million acts on 8 million declarations in 16 domains of 24 activities, 42 offices, 6 modes,
97 chapters of goods; 1,856 standards of all fifteen shapes. Written in the trace store's own
layout, sorted, by DuckDB alone. Nothing here is meant to be realistic but its size and variety.
"""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

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
    file = folder / f"declaration-{subjects}.parquet"
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


# Every subject walks the activities of its domain in order, leaving out about half, now and then
# going back a step or repeating one; the sixth act in a hundred lacks its officer.
_TRACE = """
COPY (
  WITH subject AS (
    SELECT i, i * {spread} + CAST(hash(i) % 1000000 AS BIGINT) AS subject,
      CAST(least(hash(i, 1) % {domains}, hash(i, 2) % {domains}) AS INTEGER) AS domain,
      CAST(least(hash(i, 3) % {offices}, hash(i, 4) % {offices}) AS INTEGER) AS office,
      CAST(hash(i, 5) % {modes} AS INTEGER) AS mode,
      CAST(hash(i, 6) % 97 AS INTEGER) AS chapter,
      {start} + CAST(hash(i, 7) % 2600000 AS BIGINT) AS began
    FROM range({subjects}) AS r(i)
  ),
  walked AS (
    SELECT s.*, k, hash(i, k) AS h,
      greatest(0, k - CASE WHEN hash(i, k, 8) % 50 = 0 THEN 2 ELSE 0 END) AS step
    FROM subject AS s, range({activities}) AS g(k)
    WHERE hash(i, k, 9) % 1000 < 521
  ),
  acted AS (
    SELECT *, began + k * 20000 + CAST(h % 30000 AS BIGINT) AS happened FROM walked
  )
  SELECT subject,
    (CAST(happened AS BIGINT) * 1000 * 1048576) + (k % 8) * 128 + 88 AS moment,
    CAST(h >> 1 AS BIGINT) AS act, CAST(1 AS INTEGER) AS batch,
    'D' || domain || '-' || step AS activity,
    CASE WHEN h % 16 <> 0 THEN 'officer-' || office || '-' || CAST(h % 70 AS INTEGER) END
      AS officer,
    'post-' || CAST(step % 6 AS INTEGER) AS post,
    'office-' || office AS office,
    'mode-' || mode AS a_mode,
    lpad(CAST(chapter AS VARCHAR), 2, '0') AS a_chapter,
    CASE WHEN h % 9 <> 0 THEN 'ref-' || CAST(h % 1000 AS INTEGER) END AS a_reference,
    CASE WHEN step % 3 = 0 THEN CAST((h % 100000) / 100.0 AS DECIMAL(18, 4)) END AS n_amount,
    CASE WHEN step % 3 = 0 THEN CAST((h % 99000) / 100.0 + 5 AS DECIMAL(18, 4)) END AS n_declared
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


def _scope(draw: random.Random) -> dict[str, object]:
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
    early = draw.randrange(0, ACTIVITIES - 4)
    late = draw.randrange(early + 1, min(ACTIVITIES, early + 8))
    a, b = f"D{domain}-{early}", f"D{domain}-{late}"
    money = f"D{domain}-{draw.randrange(0, ACTIVITIES, 3)}"
    c = f"D{domain}-{draw.randrange(ACTIVITIES)}"
    days = draw.choice(({"days": 1}, {"days": 3}, {"working_days": 2}, {"hours": 48}))
    match shape:
        case "missing_step":
            return {"at": b, "needs": a}
        case "wrong_order":
            return {"first": a, "then": b}
        case "forbidden_after":
            return {"after": b, "forbidden": a}
        case "never_together":
            return {"one": a, "other": b}
        case "overdue":
            return {"from": a, "to": b, "within": days}
        case "beyond_authority":
            return {"act": a, "power": "power"}
        case "conflicting_duties":
            return {"one": a, "other": b}
        case "too_few_hands":
            return {"acts": [a, b], "at_least": 2}
        case "out_of_bounds":
            return {"act": money, "field": "amount", "at_most": 990}
        case "altered_after":
            return {"after": b, "by": [a, c], "field": "reference"}
        case "mismatch":
            return {"one": money, "field": "amount", "other_field": "declared", "tolerance": 950}
        case "too_often":
            return {"act": a, "more_than": 1, "within": {"days": 5}}
        case "repeated_change":
            return {"acts": [a, b, c], "field": "reference", "at_most": 1}
        case "unlike_treatment":
            return {"act": money, "alike": ["chapter", "mode"], "outcome": "amount",
                    "ratio": 100_000_000}  # fmt: skip
        case _:
            return {"act": a, "fields": ["reference"]}
